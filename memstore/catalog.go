package memstore

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
)

// Product returns a product, see catalog.Tx.
func (tx *Tx) Product(ctx context.Context, id catalog.ProductID) (catalog.Product, error) {
	return load[catalog.Product](ctx, tx, "Product", key{"product", string(id)})
}

// SaveProduct inserts or compares, keeps slugs and SKUs unique and SKUs their
// seller's, see catalog.Tx.
func (tx *Tx) SaveProduct(ctx context.Context, p catalog.Product) error {
	if err := tx.enter(ctx, "SaveProduct"); err != nil {
		return err
	}
	k := key{"product", string(p.ID)}
	if old, ok := tx.get(k).(catalog.Product); ok {
		for _, name := range names(old) {
			tx.put(name, nil)
		}
		if old.Seller != p.Seller {
			for _, v := range old.Variants {
				tx.put(owner(v.SKU), p.Seller)
			}
		}
	}
	for _, name := range names(p) {
		if tx.get(name) != nil {
			return tx.doom(fmt.Errorf("%w: %s %s", event.ErrStale, name.table, name.id))
		}
		tx.put(name, p.ID)
	}
	for _, v := range p.Variants {
		if whose, owned := tx.get(owner(v.SKU)).(catalog.SellerID); owned && whose != p.Seller {
			return tx.doom(fmt.Errorf("%w: sku %s is another seller's", event.ErrStale, v.SKU))
		}
		tx.put(owner(v.SKU), p.Seller)
	}
	return store(tx, k, p.Version, func(p catalog.Product) int64 { return p.Version },
		func(catalog.Product, bool) catalog.Product { p.Version++; return p })
}

// owner is where it stands whose an SKU is, once and for all.
func owner(sku catalog.SKU) key { return key{"sku owner", string(sku)} }

// names are what no two products may share.
func names(p catalog.Product) []key {
	list := []key{{"slug", p.Slug}}
	for _, v := range p.Variants {
		list = append(list, key{"sku", string(v.SKU)})
	}
	return list
}

// Category returns a category, see catalog.Tx.
func (tx *Tx) Category(ctx context.Context, id catalog.CategoryID) (catalog.Category, error) {
	return load[catalog.Category](ctx, tx, "Category", key{"category", string(id)})
}

// SaveCategory inserts or compares, see catalog.Tx.
func (tx *Tx) SaveCategory(ctx context.Context, c catalog.Category) error {
	if err := tx.enter(ctx, "SaveCategory"); err != nil {
		return err
	}
	return store(tx, key{"category", string(c.ID)}, c.Version, func(c catalog.Category) int64 { return c.Version },
		func(catalog.Category, bool) catalog.Category { c.Version++; return c })
}

// SaveSeller inserts or compares, see catalog.Tx.
func (tx *Tx) SaveSeller(ctx context.Context, s catalog.Seller) error {
	if err := tx.enter(ctx, "SaveSeller"); err != nil {
		return err
	}
	return store(tx, key{"seller", string(s.ID)}, s.Version, func(s catalog.Seller) int64 { return s.Version },
		func(catalog.Seller, bool) catalog.Seller { s.Version++; return s })
}

// FindProduct reads without a transaction.
func (db *DB) FindProduct(ctx context.Context, id catalog.ProductID) (catalog.Product, error) {
	if err := ctx.Err(); err != nil {
		return catalog.Product{}, err
	}
	return find[catalog.Product](db, key{"product", string(id)})
}

// FindProductBySlug reads without a transaction.
func (db *DB) FindProductBySlug(ctx context.Context, slug string) (catalog.Product, error) {
	id, err := find[catalog.ProductID](db, key{"slug", slug})
	if err != nil {
		return catalog.Product{}, err
	}
	return db.FindProduct(ctx, id)
}

// FindProductsBySKU reads without a transaction; unknown SKUs are absent.
func (db *DB) FindProductsBySKU(ctx context.Context, skus ...catalog.SKU) ([]catalog.Product, error) {
	var ids []catalog.ProductID
	for _, sku := range skus {
		if id, err := find[catalog.ProductID](db, key{"sku", string(sku)}); err == nil {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	var list []catalog.Product
	for _, id := range slices.Compact(ids) {
		if p, err := find[catalog.Product](db, key{"product", string(id)}); err == nil {
			list = append(list, p)
		}
	}
	return list, ctx.Err()
}

func (db *DB) matching(q catalog.Query) []catalog.Product {
	words := strings.Fields(strings.ToLower(q.Text))
	list := pick(db, "product", func(p catalog.Product) bool {
		return (q.Drafts || p.Status == catalog.Active) && (q.Category == "" || p.Category == q.Category) &&
			(q.Seller == "" || p.Seller == q.Seller) && says(p, words)
	})
	slices.SortFunc(list, func(a, b catalog.Product) int {
		switch q.Sort {
		case catalog.ByNew:
			return cmp.Or(b.Created.Compare(a.Created), cmp.Compare(b.ID, a.ID))
		case catalog.ByTitle:
			return cmp.Or(cmp.Compare(a.Slug, b.Slug), cmp.Compare(a.ID, b.ID))
		case catalog.ByRank:
		}
		return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.ID, b.ID))
	})
	return list
}

// says reports whether every word occurs somewhere in what people read of p.
func says(p catalog.Product, words []string) bool {
	var text strings.Builder
	text.WriteString(p.Brand)
	for _, t := range p.Texts {
		text.WriteString("\n" + t.Title + "\n" + t.Summary)
	}
	for _, v := range p.Variants {
		text.WriteString("\n" + string(v.SKU))
	}
	all := strings.ToLower(text.String())
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(all, w) })
}

// Products lists what matches, see catalog.Store.
func (db *DB) Products(ctx context.Context, q catalog.Query) iter.Seq2[catalog.Product, error] {
	list := db.matching(q)
	limit := q.Limit
	if limit < 1 || limit > 500 {
		limit = 100
	}
	from := min(max(q.Offset, 0), len(list))
	return each(ctx, list[from:min(from+limit, len(list))])
}

// CountProducts counts what matches without Offset and Limit.
func (db *DB) CountProducts(ctx context.Context, q catalog.Query) (int, error) {
	return len(db.matching(q)), ctx.Err()
}

// Categories lists by Rank, then ID.
func (db *DB) Categories(ctx context.Context) ([]catalog.Category, error) {
	list := all[catalog.Category](db, "category")
	slices.SortFunc(list, func(a, b catalog.Category) int { return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.ID, b.ID)) })
	return list, ctx.Err()
}

// Sellers lists by ID.
func (db *DB) Sellers(ctx context.Context) ([]catalog.Seller, error) {
	list := all[catalog.Seller](db, "seller")
	slices.SortFunc(list, func(a, b catalog.Seller) int { return cmp.Compare(a.ID, b.ID) })
	return list, ctx.Err()
}
