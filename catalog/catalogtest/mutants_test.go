package catalogtest_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/catalogtest"
	"github.com/cartwright-go/cartwright/event"
)

// broken is a store whose closures, transactions, reads or lists are tampered with.
type broken struct {
	catalog.Store
	do    func(ctx context.Context, fn func(context.Context, catalog.Tx) error) error
	tx    func(catalog.Tx) catalog.Tx
	read  func(catalog.Product) catalog.Product
	query func(catalog.Query) catalog.Query
	skus  func([]catalog.SKU) []catalog.SKU
}

func (b broken) Do(ctx context.Context, fn func(context.Context, catalog.Tx) error) error {
	if b.do != nil {
		return b.do(ctx, fn)
	}
	return b.Store.Do(ctx, func(ctx context.Context, tx catalog.Tx) error {
		if b.tx != nil {
			tx = b.tx(tx)
		}
		return fn(ctx, tx)
	})
}

func (b broken) FindProduct(ctx context.Context, id catalog.ProductID) (catalog.Product, error) {
	p, err := b.Store.FindProduct(ctx, id)
	if b.read != nil && err == nil {
		p = b.read(p)
	}
	return p, err
}

func (b broken) FindProductsBySKU(ctx context.Context, skus ...catalog.SKU) ([]catalog.Product, error) {
	if b.skus != nil {
		skus = b.skus(skus)
	}
	return b.Store.FindProductsBySKU(ctx, skus...)
}

func (b broken) Products(ctx context.Context, q catalog.Query) iter.Seq2[catalog.Product, error] {
	if b.query != nil {
		q = b.query(q)
	}
	return b.Store.Products(ctx, q)
}

func (b broken) CountProducts(ctx context.Context, q catalog.Query) (int, error) {
	if b.query != nil {
		q = b.query(q)
	}
	return b.Store.CountProducts(ctx, q)
}

// Transactions that break one promise each.
type (
	overwrites  struct{ catalog.Tx }
	upserts     struct{ catalog.Tx }
	firstSKU    struct{ catalog.Tx }
	lowerSKUs   struct{ catalog.Tx }
	hoards      struct{ catalog.Tx }
	flatShelves struct{ catalog.Tx }
	homeless    struct{ catalog.Tx }
	communal    struct{ catalog.Tx }
	remembers   struct{ catalog.Tx }
	looksOnly   struct {
		catalog.Tx
		store catalog.Store
	}
)

// overwrites writes over whatever version there is.
func (o overwrites) SaveProduct(ctx context.Context, p catalog.Product) error {
	if p.Version > 0 {
		old, err := o.Product(ctx, p.ID)
		if err != nil {
			return err
		}
		p.Version = old.Version
	}
	return o.Tx.SaveProduct(ctx, p)
}

// upserts inserts or changes, as it finds.
func (u upserts) SaveProduct(ctx context.Context, p catalog.Product) error {
	if old, err := u.Product(ctx, p.ID); err == nil {
		p.Version = max(p.Version, old.Version)
	}
	return u.Tx.SaveProduct(ctx, p)
}

func (f firstSKU) SaveProduct(ctx context.Context, p catalog.Product) error {
	p.Variants = p.Variants[:1]
	return f.Tx.SaveProduct(ctx, p)
}

func (l lowerSKUs) SaveProduct(ctx context.Context, p catalog.Product) error {
	p.Variants = slices.Clone(p.Variants)
	for i := range p.Variants {
		p.Variants[i].SKU = catalog.SKU(strings.ToLower(string(p.Variants[i].SKU)))
	}
	return l.Tx.SaveProduct(ctx, p)
}

// hoards keeps the names a product once had.
func (h hoards) SaveProduct(ctx context.Context, p catalog.Product) error {
	if old, err := h.Product(ctx, p.ID); err == nil {
		for _, v := range old.Variants {
			if !slices.ContainsFunc(p.Variants, func(n catalog.Variant) bool { return n.SKU == v.SKU }) {
				p.Variants = append(p.Variants, v)
			}
		}
	}
	return h.Tx.SaveProduct(ctx, p)
}

func (f flatShelves) SaveCategory(ctx context.Context, c catalog.Category) error {
	c.Rank = 0
	return f.Tx.SaveCategory(ctx, c)
}

func (h homeless) SaveSeller(ctx context.Context, s catalog.Seller) error {
	s.Names = maps.Clone(s.Names)
	delete(s.Names, "zh-CN")
	return h.Tx.SaveSeller(ctx, s)
}

// communal owns every SKU itself, so that nobody else does.
func (c communal) SaveProduct(ctx context.Context, p catalog.Product) error {
	p.Seller = "everybody"
	return c.Tx.SaveProduct(ctx, p)
}

// remembers answers reads as they were before the closure wrote.
func (r remembers) Product(ctx context.Context, id catalog.ProductID) (catalog.Product, error) {
	p, err := r.Tx.Product(ctx, id)
	if err != nil {
		return p, err
	}
	p.Version--
	return p, nil
}

// looksOnly reads without holding.
func (l looksOnly) Category(ctx context.Context, id catalog.CategoryID) (catalog.Category, error) {
	list, err := l.store.Categories(ctx)
	for _, c := range list {
		if c.ID == id {
			return c, err
		}
	}
	return l.Tx.Category(ctx, id)
}

func TestMutantsAreCaught(t *testing.T) {
	type sabotage func(catalog.Store) catalog.Store
	tx := func(f func(catalog.Tx) catalog.Tx) sabotage {
		return func(s catalog.Store) catalog.Store { return broken{Store: s, tx: f} }
	}
	read := func(f func(p *catalog.Product)) sabotage {
		return func(s catalog.Store) catalog.Store {
			return broken{Store: s, read: func(p catalog.Product) catalog.Product { f(&p); return p }}
		}
	}
	query := func(f func(q *catalog.Query)) sabotage {
		return func(s catalog.Store) catalog.Store {
			return broken{Store: s, query: func(q catalog.Query) catalog.Query { f(&q); return q }}
		}
	}
	ends := func(f func(error) error) sabotage {
		return func(s catalog.Store) catalog.Store {
			return broken{Store: s, do: func(ctx context.Context, fn func(context.Context, catalog.Tx) error) error { return f(s.Do(ctx, fn)) }}
		}
	}
	for name, mutant := range map[string]struct {
		rule string
		sabotage
	}{
		"loses a language":    {"product/keeps", read(func(p *catalog.Product) { delete(p.Texts, "ar") })},
		"loses details":       {"product/keeps", read(func(p *catalog.Product) { p.Details = nil })},
		"loses milliseconds":  {"product/keeps", read(func(p *catalog.Product) { p.Updated = p.Updated.Truncate(1e9) })},
		"loses struck prices": {"product/keeps", read(func(p *catalog.Product) { p.Variants[0].Listed = nil })},
		"sorts the variants": {"product/keeps", read(func(p *catalog.Product) {
			slices.SortFunc(p.Variants, func(a, b catalog.Variant) int { return strings.Compare(string(a.SKU), string(b.SKU)) })
		})},
		"the last one wins":      {"product/stale", tx(func(t catalog.Tx) catalog.Tx { return overwrites{t} })},
		"all at once win":        {"product/change", tx(func(t catalog.Tx) catalog.Tx { return overwrites{t} })},
		"inserts over it":        {"product/insert", tx(func(t catalog.Tx) catalog.Tx { return upserts{t} })},
		"only the first SKU":     {"product/names", tx(func(t catalog.Tx) catalog.Tx { return firstSKU{t} })},
		"SKUs in lower case":     {"product/names", tx(func(t catalog.Tx) catalog.Tx { return lowerSKUs{t} })},
		"old SKUs stay":          {"product/exchange", tx(func(t catalog.Tx) catalog.Tx { return hoards{t} })},
		"a given up SKU is free": {"product/sku/seller", tx(func(t catalog.Tx) catalog.Tx { return communal{t} })},
		"reads what was":         {"product/own", tx(func(t catalog.Tx) catalog.Tx { return remembers{Tx: t} })},
		"shelves without a rank": {"category/keeps", tx(func(t catalog.Tx) catalog.Tx { return flatShelves{t} })},
		"sellers without a name": {"seller/keeps", tx(func(t catalog.Tx) catalog.Tx { return homeless{t} })},
		"says yes to a taken one": {"product/race", ends(func(err error) error {
			if errors.Is(err, event.ErrStale) {
				return nil
			}
			return err
		})},
		"the database's own error": {"product/rename", ends(func(err error) error {
			if errors.Is(err, event.ErrStale) {
				return errors.New("duplicate key")
			}
			return err
		})},
		"commits what failed": {"product/rollback", func(s catalog.Store) catalog.Store {
			return broken{Store: s, do: func(ctx context.Context, fn func(context.Context, catalog.Tx) error) error {
				var failed error
				err := s.Do(ctx, func(ctx context.Context, tx catalog.Tx) error { failed = fn(ctx, tx); return nil })
				return errors.Join(failed, err)
			}}
		}},
		"looks without holding": {"category/held", func(s catalog.Store) catalog.Store {
			return broken{Store: s, tx: func(t catalog.Tx) catalog.Tx { return looksOnly{t, s} }}
		}},
		"shows drafts":          {"list/drafts", query(func(q *catalog.Query) { q.Drafts = true })},
		"every shelf":           {"list/filter", query(func(q *catalog.Query) { q.Category = "" })},
		"every seller":          {"list/filter", query(func(q *catalog.Query) { q.Seller = "" })},
		"one word is enough":    {"list/search", query(func(q *catalog.Query) { q.Text, _, _ = strings.Cut(strings.TrimSpace(q.Text), " ") })},
		"signs of the database": {"list/search", query(func(q *catalog.Query) { q.Text = strings.ReplaceAll(q.Text, "%", " ") })},
		"searches yesterday": {"list/search/update", func(s catalog.Store) catalog.Store {
			return newYesterday(s)
		}},
		"by rank always": {"list/sort", query(func(q *catalog.Query) { q.Sort = catalog.ByRank })},
		"no offset":      {"list/page", query(func(q *catalog.Query) { q.Offset = 0 })},
		"no limit":       {"list/page", query(func(q *catalog.Query) { q.Limit = 500 })},
		"ten SKUs are all": {"list/sku", func(s catalog.Store) catalog.Store {
			return broken{Store: s, skus: func(list []catalog.SKU) []catalog.SKU { return list[:min(10, len(list))] }}
		}},
		"lists on and on": {"list/break", func(s catalog.Store) catalog.Store { return endless{s} }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := catalogtest.Check(t.Context(), catalogtest.Harness{New: func() (*catalogtest.System, error) {
				s, err := memory()
				s.Catalog = mutant.sabotage(s.Catalog)
				return s, err
			}})
			require.Error(t, err)
			assert.True(t, strings.Contains(err.Error(), mutant.rule+":"), "%s did not catch it: %v", mutant.rule, err)
		})
	}
}

// endless lists although nobody wants it any more.
type endless struct{ catalog.Store }

func (e endless) Products(ctx context.Context, q catalog.Query) iter.Seq2[catalog.Product, error] {
	return e.Store.Products(context.WithoutCancel(ctx), q)
}

// yesterday searches the words that a product had when it was inserted.
type yesterday struct {
	broken
	mu    *sync.Mutex
	words map[catalog.ProductID]string
}

func newYesterday(s catalog.Store) catalog.Store {
	y := &yesterday{broken: broken{Store: s}, mu: &sync.Mutex{}, words: map[catalog.ProductID]string{}}
	y.tx = func(t catalog.Tx) catalog.Tx { return notes{t, y} }
	return y
}

type notes struct {
	catalog.Tx
	y *yesterday
}

func (n notes) SaveProduct(ctx context.Context, p catalog.Product) error {
	n.y.mu.Lock()
	defer n.y.mu.Unlock()
	if p.Version == 0 {
		n.y.words[p.ID] = strings.ToLower(fmt.Sprint(p))
	}
	return n.Tx.SaveProduct(ctx, p)
}

func (y *yesterday) CountProducts(ctx context.Context, q catalog.Query) (int, error) {
	text := strings.ToLower(q.Text)
	q.Text = ""
	n := 0
	for p, err := range y.Store.Products(ctx, q) {
		if err != nil {
			return 0, err
		}
		if strings.Contains(y.words[p.ID], text) {
			n++
		}
	}
	return n, nil
}

func TestEveryRuleSaysWhy(t *testing.T) {
	seen := map[string]bool{}
	for _, rule := range catalogtest.Rules() {
		assert.NotEmpty(t, rule.Why, rule.Name)
		assert.False(t, seen[rule.Name], rule.Name)
		seen[rule.Name] = true
	}
	failing := catalogtest.Harness{New: func() (*catalogtest.System, error) { return nil, errors.New("no database") }}
	assert.ErrorContains(t, catalogtest.Check(t.Context(), failing), "no database")
}
