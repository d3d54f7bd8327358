package products

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/sqlstore"
)

// ProductRows are the statements of catalog.Tx. Wider transactions embed them
// beside the kernel's Tx.
type ProductRows struct{ tx *sqlstore.Tx }

// Rows are the domain's rows in a transaction.
func Rows(tx *sqlstore.Tx) ProductRows { return ProductRows{tx} }

// Product returns a product and holds it, or event.ErrNotFound.
func (r ProductRows) Product(ctx context.Context, id catalog.ProductID) (catalog.Product, error) {
	var body string
	var version int64
	err := r.tx.Now(ctx, sqlstore.Stmt{
		SQL: r.tx.Hold("SELECT body, version FROM cw_products WHERE id = $1"), Args: []any{string(id)}, Row: []any{&body, &version},
	})
	if err != nil {
		return catalog.Product{}, sqlstore.Missing("product", string(id), err)
	}
	p, err := product(body, version)
	return p, r.tx.Doom(err)
}

func product(body string, version int64) (p catalog.Product, err error) {
	err = json.Unmarshal([]byte(body), &p)
	p.Version = version
	return p, err
}

// words is what a search looks through.
func words(p catalog.Product) string {
	var b strings.Builder
	b.WriteString(p.Brand)
	for _, tag := range sorted(p.Texts) {
		t := p.Texts[tag]
		b.WriteString("\n" + t.Title + "\n" + t.Summary)
	}
	for _, v := range p.Variants {
		b.WriteString("\n" + string(v.SKU))
	}
	return strings.ToLower(b.String())
}

// SaveProduct inserts at Version 0 and otherwise compares. A slug or SKU that
// another product has, or an SKU that another seller ever had, is event.ErrStale.
func (r ProductRows) SaveProduct(ctx context.Context, p catalog.Product) error {
	body, err := json.Marshal(p)
	if err != nil {
		return r.tx.Doom(err)
	}
	id, stale := string(p.ID), sqlstore.Stale("product", string(p.ID))
	args := []any{p.Slug, string(p.Seller), string(p.Category), string(p.Status), p.Rank, sqlstore.Millis(p.Created), words(p), string(body), id}
	var stmts []sqlstore.Stmt
	if p.Version == 0 {
		stmts = append(stmts, sqlstore.Stmt{
			SQL: `INSERT INTO cw_products (slug, seller, category, status, rank, created, words, body, id, version)
VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,1) ON CONFLICT DO NOTHING`,
			Args: args, Want: 1, Fail: stale,
		})
	} else {
		stmts = append(stmts, sqlstore.Stmt{
			SQL: `UPDATE cw_products SET slug = $1, seller = $2, category = $3, status = $4, rank = $5, created = $6, words = $7, body = $8, version = version + 1
WHERE id = $9 AND version = $10 AND NOT EXISTS (SELECT 1 FROM cw_products other WHERE other.slug = $11 AND other.id <> $12)`,
			Args: append(args, p.Version, p.Slug, id), Want: 1, Fail: stale,
		}, sqlstore.Stmt{
			SQL:  "UPDATE cw_sku_owners SET seller = $1 WHERE seller <> $2 AND sku IN (SELECT sku FROM cw_product_skus WHERE product = $3)",
			Args: []any{string(p.Seller), string(p.Seller), id}, Want: sqlstore.Any,
		}, sqlstore.Stmt{SQL: "DELETE FROM cw_product_skus WHERE product = $1", Args: []any{id}, Want: sqlstore.Any})
	}
	return r.tx.Write(ctx, append(stmts, r.skus(p, stale)...)...)
}

// skus are what gives a product its SKUs, in the order in which everybody locks
// them, and claims them for its seller: of those that another one owns none is
// touched.
func (r ProductRows) skus(p catalog.Product, stale error) []sqlstore.Stmt {
	n := len(p.Variants)
	if n == 0 {
		return nil
	}
	list := make([]string, n)
	for i, v := range p.Variants {
		list[i] = string(v.SKU)
	}
	slices.Sort(list)
	rows, owners := make([]any, 0, 2*n), make([]any, 0, 2*n)
	for _, sku := range list {
		rows, owners = append(rows, sku, string(p.ID)), append(owners, sku, string(p.Seller))
	}
	db := r.tx.DB()
	return []sqlstore.Stmt{{
		SQL:  db.Multi("INSERT INTO cw_product_skus (sku, product) VALUES ", n, " ON CONFLICT DO NOTHING", sqlstore.Plain(2)...),
		Args: rows, Want: int64(n), Fail: stale,
	}, {
		SQL: db.Multi("INSERT INTO cw_sku_owners (sku, seller) VALUES ", n,
			" ON CONFLICT (sku) DO UPDATE SET seller = excluded.seller WHERE cw_sku_owners.seller = excluded.seller", sqlstore.Plain(2)...),
		Args: owners, Want: int64(n), Fail: stale,
	}}
}

// Category returns a category and holds it, or event.ErrNotFound.
func (r ProductRows) Category(ctx context.Context, id catalog.CategoryID) (c catalog.Category, err error) {
	var body string
	var version int64
	err = r.tx.Now(ctx, sqlstore.Stmt{
		SQL: r.tx.Hold("SELECT body, version FROM cw_categories WHERE id = $1"), Args: []any{string(id)}, Row: []any{&body, &version},
	})
	if err != nil {
		return c, sqlstore.Missing("category", string(id), err)
	}
	err = r.tx.Doom(json.Unmarshal([]byte(body), &c))
	c.Version = version
	return c, err
}

// SaveCategory inserts at Version 0 and otherwise compares: event.ErrStale.
func (r ProductRows) SaveCategory(ctx context.Context, c catalog.Category) error {
	body, err := json.Marshal(c)
	if err != nil {
		return r.tx.Doom(err)
	}
	st := sqlstore.Stmt{
		SQL:  "INSERT INTO cw_categories (rank, body, id, version) VALUES ($1,$2,$3,1) ON CONFLICT DO NOTHING",
		Args: []any{c.Rank, string(body), string(c.ID)}, Want: 1, Fail: sqlstore.Stale("category", string(c.ID)),
	}
	if c.Version != 0 {
		st.SQL = "UPDATE cw_categories SET rank = $1, body = $2, version = version + 1 WHERE id = $3 AND version = $4"
		st.Args = append(st.Args, c.Version)
	}
	return r.tx.Write(ctx, st)
}

// SaveSeller inserts at Version 0 and otherwise compares: event.ErrStale.
func (r ProductRows) SaveSeller(ctx context.Context, s catalog.Seller) error {
	body, err := json.Marshal(s)
	if err != nil {
		return r.tx.Doom(err)
	}
	st := sqlstore.Stmt{
		SQL:  "INSERT INTO cw_sellers (body, id, version) VALUES ($1,$2,1) ON CONFLICT DO NOTHING",
		Args: []any{string(body), string(s.ID)}, Want: 1, Fail: sqlstore.Stale("seller", string(s.ID)),
	}
	if s.Version != 0 {
		st.SQL = "UPDATE cw_sellers SET body = $1, version = version + 1 WHERE id = $2 AND version = $3"
		st.Args = append(st.Args, s.Version)
	}
	return r.tx.Write(ctx, st)
}
