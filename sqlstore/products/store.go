package products

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/sqlstore"
)

// Migrations are the numbered changes of the domain's tables.
//
//go:embed schema/*.sql
var Migrations embed.FS

// Schema is the domain's line in the table of versions.
func Schema() sqlstore.Schema { return sqlstore.Schema{Domain: "products", Files: Migrations} }

// Store is a catalog.Store.
type Store struct{ db *sqlstore.DB }

var _ catalog.Store = (*Store)(nil)

// Open checks that the tables fit this program (*sqlstore.SchemaError) and
// returns the store.
func Open(ctx context.Context, db *sqlstore.DB) (*Store, error) {
	if err := db.Check(ctx, Schema()); err != nil {
		return nil, err
	}
	return &Store{db}, nil
}

// Within is the store on the host's transaction, see sqlstore.DB.Within.
func (s *Store) Within(tx *sql.Tx) *Store { return &Store{s.db.Within(tx)} }

// Tx is a catalog.Tx.
type Tx struct {
	*sqlstore.Tx
	ProductRows
}

// Do runs fn in a transaction, see sqlstore.DB.Do.
func (s *Store) Do(ctx context.Context, fn func(context.Context, catalog.Tx) error) error {
	return taken(s.db.Do(ctx, func(ctx context.Context, tx *sqlstore.Tx) error {
		return fn(ctx, &Tx{tx, Rows(tx)})
	}))
}

// taken is event.ErrStale where a unique index had the last word: of two changes
// to one slug at once neither sees the other's, so that no guard can refuse it.
func taken(err error) error {
	const uniqueViolation = "23505"
	pg, ok := errors.AsType[interface {
		error
		SQLState() string
	}](err)
	if ok && pg.SQLState() == uniqueViolation {
		return fmt.Errorf("%w: a name that another product took meanwhile: %w", event.ErrStale, err)
	}
	return err
}

const selectProduct = "SELECT body, version FROM cw_products "

// FindProduct reads a product, or event.ErrNotFound.
func (s *Store) FindProduct(ctx context.Context, id catalog.ProductID) (catalog.Product, error) {
	return s.one(ctx, "WHERE id = $1", string(id))
}

// FindProductBySlug reads a product, or event.ErrNotFound.
func (s *Store) FindProductBySlug(ctx context.Context, slug string) (catalog.Product, error) {
	return s.one(ctx, "WHERE slug = $1", slug)
}

func (s *Store) one(ctx context.Context, where, arg string) (catalog.Product, error) {
	var body string
	var version int64
	err := s.db.Read(ctx, sqlstore.Stmt{SQL: selectProduct + where, Args: []any{arg}, Row: []any{&body, &version}})
	if err != nil {
		return catalog.Product{}, sqlstore.Missing("product", arg, err)
	}
	return product(body, version)
}

func (s *Store) list(ctx context.Context, text string, args []any) ([]catalog.Product, error) {
	var list []catalog.Product
	err := s.db.Read(ctx, sqlstore.Stmt{SQL: text, Args: args, Rows: func(scan func(...any) error) error {
		var body string
		var version int64
		if err := scan(&body, &version); err != nil {
			return err
		}
		p, err := product(body, version)
		list = append(list, p)
		return err
	}})
	return list, err
}

// FindProductsBySKU answers the products that own the given SKUs, each once, by
// ID; unknown SKUs are absent.
func (s *Store) FindProductsBySKU(ctx context.Context, skus ...catalog.SKU) ([]catalog.Product, error) {
	var all []catalog.Product
	for part := range slices.Chunk(skus, sqlstore.MaxRows) {
		args := make([]any, len(part))
		for i, sku := range part {
			args[i] = string(sku)
		}
		text := s.db.In(selectProduct+"WHERE id IN (SELECT product FROM cw_product_skus WHERE sku IN ", len(args), ") ORDER BY id")
		list, err := s.list(ctx, text, args)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	slices.SortStableFunc(all, func(a, b catalog.Product) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return slices.CompactFunc(all, func(a, b catalog.Product) bool { return a.ID == b.ID }), nil
}

const (
	defaultLimit = 100
	maxLimit     = 500
)

// Products lists what matches.
func (s *Store) Products(ctx context.Context, q catalog.Query) iter.Seq2[catalog.Product, error] {
	return func(yield func(catalog.Product, error) bool) {
		where, args := matching(q)
		limit := q.Limit
		if limit < 1 || limit > maxLimit {
			limit = defaultLimit
		}
		sort := "rank, id"
		switch q.Sort {
		case catalog.ByTitle:
			sort = "slug, id"
		case catalog.ByNew:
			sort = "created DESC, id DESC"
		case catalog.ByRank:
		}
		n := len(args)
		text := selectProduct + where + " ORDER BY " + sort + " LIMIT $" + strconv.Itoa(n+1) + " OFFSET $" + strconv.Itoa(n+2)
		list, err := s.list(ctx, text, append(args, limit, max(q.Offset, 0)))
		sqlstore.Each(list, err, yield)
	}
}

// CountProducts counts what matches without Offset and Limit.
func (s *Store) CountProducts(ctx context.Context, q catalog.Query) (int, error) {
	where, args := matching(q)
	n := 0
	err := s.db.Read(ctx, sqlstore.Stmt{SQL: "SELECT count(*) FROM cw_products " + where, Args: args, Row: []any{&n}})
	return n, err
}

// matching is a query as a condition.
func matching(q catalog.Query) (string, []any) {
	parts, args := []string{"TRUE"}, []any{}
	and := func(condition string, value any) {
		args = append(args, value)
		parts = append(parts, condition+" $"+strconv.Itoa(len(args)))
	}
	if !q.Drafts {
		and("status =", string(catalog.Active))
	}
	if q.Category != "" {
		and("category =", string(q.Category))
	}
	if q.Seller != "" {
		and("seller =", string(q.Seller))
	}
	escape := strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`)
	for _, word := range strings.Fields(strings.ToLower(q.Text)) {
		and("words LIKE", "%"+escape.Replace(word)+"%")
		parts[len(parts)-1] += ` ESCAPE '\'`
	}
	return "WHERE " + strings.Join(parts, " AND "), args
}

// Categories lists by Rank, then ID.
func (s *Store) Categories(ctx context.Context) ([]catalog.Category, error) {
	var list []catalog.Category
	err := s.db.Read(ctx, sqlstore.Stmt{
		SQL: "SELECT body, version FROM cw_categories ORDER BY rank, id",
		Rows: func(scan func(...any) error) error {
			var c catalog.Category
			var body string
			var version int64
			if err := scan(&body, &version); err != nil {
				return err
			}
			err := json.Unmarshal([]byte(body), &c)
			c.Version = version
			list = append(list, c)
			return err
		},
	})
	return list, err
}

// Sellers lists by ID.
func (s *Store) Sellers(ctx context.Context) ([]catalog.Seller, error) {
	var list []catalog.Seller
	err := s.db.Read(ctx, sqlstore.Stmt{
		SQL: "SELECT body, version FROM cw_sellers ORDER BY id",
		Rows: func(scan func(...any) error) error {
			var seller catalog.Seller
			var body string
			var version int64
			if err := scan(&body, &version); err != nil {
				return err
			}
			err := json.Unmarshal([]byte(body), &seller)
			seller.Version = version
			list = append(list, seller)
			return err
		},
	})
	return list, err
}

func sorted(texts catalog.Texts) []string { return slices.Sorted(maps.Keys(texts)) }
