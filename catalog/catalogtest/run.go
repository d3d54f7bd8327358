package catalogtest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/money"
)

// A System is a fresh, empty store, for one rule.
type System struct {
	Catalog catalog.Store
	// Outbox is where the store's events are read; without it no rule looks.
	Outbox event.Outbox
	// Close releases what New took; nil when there is nothing.
	Close func() error
}

// A Harness makes systems.
type Harness struct {
	// New returns an empty system. It is called once for each rule.
	New func() (*System, error)
}

// A Rule is one promise of a store.
type Rule struct {
	Name string
	Why  string // what breaks without it
	test func(ctx context.Context, s *System) error
}

// patience is how long one rule may take.
const patience = 30 * time.Second

// Rules lists every rule in the order in which Run and Check test them.
func Rules() []Rule { return append(keepRules(), listRules()...) }

// Run tests every rule in a sub-test named after it.
func Run(t *testing.T, h Harness) {
	t.Helper()
	for _, rule := range Rules() {
		t.Run(rule.Name, func(t *testing.T) {
			if err := rule.check(t.Context(), h); err != nil {
				t.Errorf("%v\nwhy it matters: %s", err, rule.Why)
			}
		})
	}
}

// Check tests every rule and joins what is broken, each with the rule's name.
func Check(ctx context.Context, h Harness) error {
	var broken []error
	for _, rule := range Rules() {
		if err := rule.check(ctx, h); err != nil {
			broken = append(broken, fmt.Errorf("%s: %w", rule.Name, err))
		}
	}
	return errors.Join(broken...)
}

func (r Rule) check(ctx context.Context, h Harness) error {
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	s, err := h.New()
	if err != nil {
		return fmt.Errorf("harness: %w", err)
	}
	if s.Close != nil {
		defer func() { _ = s.Close() }()
	}
	return r.test(ctx, s)
}

// start is the moment at which the rules' clock stands.
func start() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

// id is the n-th id.
func id(n int) catalog.ProductID { return catalog.ProductID(fmt.Sprintf("01J%023d", n)) }

// plain is the n-th product, with nothing that a rule about lists needs not.
func plain(n int) catalog.Product {
	return catalog.Product{
		ID: id(n), Slug: fmt.Sprint("slug-", n), Seller: "fern", Category: "teas", Kind: catalog.Goods, Status: catalog.Active,
		Texts:    catalog.Texts{"en": {Title: fmt.Sprint("Title ", n)}},
		Variants: []catalog.Variant{{SKU: catalog.SKU(fmt.Sprint("SKU-", n)), Prices: []money.Money{money.MustParseText("12.50 EUR")}}},
		Rank:     n, Created: start().Add(time.Duration(n) * time.Second), Updated: start(),
	}
}

// full is a product in which every field says something that is easily lost.
func full() catalog.Product {
	return catalog.Product{
		ID: id(1), Slug: "green-tea", Seller: "fern", Category: "teas", Kind: catalog.Digital, Status: catalog.Archived, Brand: `Fern & "Co" <b>`,
		Texts: catalog.Texts{
			"en":    {Title: "Tea 100% green", Summary: `It's "good"; \n is no line break.`, Description: "One.\n\nTwo: <script>, a_b, $1 and ?"},
			"zh-CN": {Title: "绿茶", Summary: "𠮷祥 🍵", Description: "第一段。\n\n第二段。"},
			"ar":    {Title: "شاي"},
		},
		Details: map[string]map[string]string{"en": {"Origin": "Hangzhou", "Weight": "100 g"}, "zh-CN": {"产地": "杭州"}},
		Variants: []catalog.Variant{
			{SKU: "Z'1", Prices: []money.Money{money.MustParseText("12.345 CNY"), money.MustParseText("1300 JPY")}, Listed: []money.Money{money.MustParseText("15 CNY")}, Grams: 120, Picture: "z.svg"},
			{SKU: "A-2", Options: map[string]string{"size": "M", "colour": "绿"}, Prices: []money.Money{money.MustParseText("90071992547409.91 CNY")}, Grams: 9_999_999},
			{SKU: "~%_", Options: map[string]string{"size": "L"}},
		},
		Picture: "/pictures/tea.svg?v=2&x=%20", Rank: -7, Created: start().Add(time.Millisecond), Updated: start().Add(time.Hour + 7*time.Millisecond),
	}
}

// save runs one transaction that saves products in order.
func (s *System) save(ctx context.Context, list ...catalog.Product) error {
	return s.Catalog.Do(ctx, func(ctx context.Context, tx catalog.Tx) error {
		for _, p := range list {
			if err := tx.SaveProduct(ctx, p); err != nil {
				return err
			}
		}
		return nil
	})
}

// list is what a query lists, by the numbers in the slugs.
func (s *System) list(ctx context.Context, q catalog.Query) (string, error) {
	var slugs []string
	for p, err := range s.Catalog.Products(ctx, q) {
		if err != nil {
			return "", err
		}
		slugs = append(slugs, strings.TrimPrefix(p.Slug, "slug-"))
	}
	return strings.Join(slugs, " "), nil
}

// lists wants a query to list, and to count, what it should.
func (s *System) lists(ctx context.Context, q catalog.Query, wanted string) error {
	got, err := s.list(ctx, q)
	n, countErr := s.Catalog.CountProducts(ctx, q)
	return errors.Join(err, countErr, want(fmt.Sprintf("list of %+v", q), got, wanted), want(fmt.Sprintf("count of %+v", q), n, len(strings.Fields(wanted))))
}

func want[T comparable](what string, got, want T) error {
	if got != want {
		return fmt.Errorf("%s: got %v, want %v", what, got, want)
	}
	return nil
}

// same compares values by how they print: nil and empty are the same.
func same(what string, got, wanted any) error {
	return want(what, fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", wanted))
}

// is wants an error of a kind.
func is(what string, err, kind error) error {
	if !errors.Is(err, kind) {
		return fmt.Errorf("%s: got %v, want %w", what, err, kind)
	}
	return nil
}

func stale(what string, err error) error { return is(what, err, event.ErrStale) }

func missing(what string, err error) error { return is(what, err, event.ErrNotFound) }

// all runs n callers at once and counts how many succeeded; the others must have
// met event.ErrStale.
func all(n int, f func(i int) error) (won int, err error) {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = f(i) })
	}
	wg.Wait()
	for _, failed := range errs {
		switch {
		case failed == nil:
			won++
		case !errors.Is(failed, event.ErrStale):
			err = errors.Join(err, failed)
		}
	}
	return won, err
}
