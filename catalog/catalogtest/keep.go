package catalogtest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/money"
)

func keepRules() []Rule {
	return []Rule{
		{"product/keeps", "a letter, a price or an option lost is a page that lies", keepsProduct},
		{"product/stale", "two people who change a page at once must not lose each other's work", productStale},
		{"product/insert", "an import repeated must not overwrite what was changed since", insertsOnce},
		{"product/names", "one address shows one product, one SKU is one thing in the warehouse", uniqueNames},
		{"product/exchange", "a name that was given up can be used again, in the same commit as well", namesChangeHands},
		{"product/sku/seller", "whoever takes over a name that a seller gave up owns the pieces in the warehouse that bear it", skusStayTheirSellers},
		{"product/race", "uniqueness that holds only for those who wait in line is none", namesRace},
		{"product/rename", "uniqueness must hold for changes as it does for what is new", renamesRace},
		{"product/change", "of changes at once one is kept and the others hear of it", changesRace},
		{"product/own", "a transaction decides by what it has written itself", readsOwnWrites},
		{"product/rollback", "a failed command must leave nothing behind, event included", rollsBack},
		{"category/keeps", "shelves and their texts", keepsCategory},
		{"category/held", "two moves at once must not put two shelves below each other", categoryHeld},
		{"seller/keeps", "who sells is on every page", keepsSeller},
	}
}

func keepsProduct(ctx context.Context, s *System) error {
	p := full()
	if err := s.save(ctx, p); err != nil {
		return err
	}
	p.Version = 1
	found, err := s.Catalog.FindProduct(ctx, p.ID)
	bySlug, slugErr := s.Catalog.FindProductBySlug(ctx, p.Slug)
	bySKU, skuErr := s.Catalog.FindProductsBySKU(ctx, "A-2")
	_, noID := s.Catalog.FindProduct(ctx, id(9))
	_, noSlug := s.Catalog.FindProductBySlug(ctx, "green")
	err = errors.Join(err, slugErr, skuErr, same("by id", found, p), same("by slug", bySlug, p), same("by SKU", bySKU, []catalog.Product{p}),
		missing("another id", noID), missing("another slug", noSlug))
	err = errors.Join(err, s.Catalog.Do(ctx, func(ctx context.Context, tx catalog.Tx) error {
		held, err := tx.Product(ctx, p.ID)
		_, none := tx.Product(ctx, id(9))
		return errors.Join(err, missing("another id, held", none), same("held", held, p))
	}))
	for listed, listErr := range s.Catalog.Products(ctx, catalog.Query{Drafts: true}) {
		err = errors.Join(err, listErr, same("listed", listed, p))
	}
	return err
}

func productStale(ctx context.Context, s *System) error {
	p := plain(1)
	err := s.save(ctx, p)
	p.Version = 1
	p.Brand = "second"
	err = errors.Join(err, s.save(ctx, p))
	p.Brand = "third"
	old := s.save(ctx, p)
	p.Version = 3
	ahead := s.save(ctx, p)
	nobody := plain(2)
	nobody.Version = 1
	got, readErr := s.Catalog.FindProduct(ctx, p.ID)
	return errors.Join(err, readErr, stale("an old version", old), stale("a version to come", ahead), stale("a change of nothing", s.save(ctx, nobody)),
		want("brand", got.Brand, "second"), want("version", got.Version, 2))
}

func insertsOnce(ctx context.Context, s *System) error {
	p, again := plain(1), plain(2)
	again.ID = p.ID
	err := s.save(ctx, p)
	return errors.Join(err, stale("an id again", s.save(ctx, again)), stale("an id twice at once", s.save(ctx, plain(3), plain(3))), s.lists(ctx, catalog.Query{}, "1"))
}

func uniqueNames(ctx context.Context, s *System) error {
	err := s.save(ctx, plain(1), plain(2))
	slug, sku, second, one := plain(3), plain(3), plain(3), plain(2)
	slug.Slug = plain(1).Slug
	sku.Variants = plain(1).Variants
	second.Variants = append(second.Variants, plain(1).Variants...)
	one.Version, one.Slug = 1, plain(1).Slug
	taken := plain(2)
	taken.Version, taken.Variants = 1, plain(1).Variants
	err = errors.Join(err, stale("another's slug", s.save(ctx, slug)), stale("another's SKU", s.save(ctx, sku)), stale("another's SKU behind an own one", s.save(ctx, second)),
		stale("a change to another's slug", s.save(ctx, one)), stale("a change to another's SKU", s.save(ctx, taken)))
	lower := plain(4)
	lower.Variants[0].SKU = "sku-1" // case tells SKUs apart
	err = errors.Join(err, s.save(ctx, lower))
	owner, readErr := s.Catalog.FindProductsBySKU(ctx, "SKU-1")
	if err = errors.Join(err, readErr, want("owners of SKU-1", len(owner), 1)); err != nil {
		return err
	}
	return errors.Join(want("owner of SKU-1", owner[0].ID, id(1)), s.lists(ctx, catalog.Query{}, "1 2 4"))
}

func namesChangeHands(ctx context.Context, s *System) error {
	one := plain(1)
	one.Variants = append(one.Variants, catalog.Variant{SKU: "MOVES"})
	err := s.save(ctx, one)
	one.Version, one.Slug, one.Variants = 1, "slug-new", one.Variants[:1]
	two := plain(2)
	two.Slug, two.Variants = "slug-1", []catalog.Variant{{SKU: "MOVES"}}
	err = errors.Join(err, s.save(ctx, one, two))
	bySlug, slugErr := s.Catalog.FindProductBySlug(ctx, "slug-1")
	bySKU, skuErr := s.Catalog.FindProductsBySKU(ctx, "MOVES")
	if err = errors.Join(err, slugErr, skuErr, want("owners of the SKU", len(bySKU), 1)); err != nil {
		return err
	}
	again := one
	again.Version = 2 // keeps its own names
	return errors.Join(want("owner of the slug", bySlug.ID, id(2)), want("owner of the SKU", bySKU[0].ID, id(2)), s.save(ctx, again))
}

// skusStayTheirSellers lets one seller give an SKU up and another one ask for it,
// with a new product and with an old one.
func skusStayTheirSellers(ctx context.Context, s *System) error {
	err := s.save(ctx, of("fern", 1, 0, "OLD"), of("ant", 2, 0, "OTHER"))
	err = errors.Join(err, s.save(ctx, of("fern", 1, 1, "NEW")))
	err = errors.Join(
		err, stale("a new product with another seller's old SKU", s.save(ctx, of("ant", 3, 0, "OLD"))),
		stale("a change to another seller's old SKU", s.save(ctx, of("ant", 2, 1, "OTHER", "OLD"))),
		stale("the same in one commit", s.save(ctx, of("fern", 1, 2, "NEWER"), of("ant", 3, 0, "NEW"))),
		s.save(ctx, of("fern", 4, 0, "OLD")),
	)
	// Given away, a product takes along what it has, not what it had.
	err = errors.Join(err, s.save(ctx, of("ant", 1, 2, "NEW")), s.save(ctx, of("ant", 1, 3, "NEWER")))
	return errors.Join(
		err, stale("the first seller again", s.save(ctx, of("fern", 5, 0, "NEW"))), s.save(ctx, of("ant", 3, 0, "NEW")),
		stale("what the product had before", s.save(ctx, of("ant", 2, 1, "OLD"))),
	)
}

// of is the n-th product at a version, of a seller, with SKUs.
func of(seller catalog.SellerID, n int, version int64, skus ...catalog.SKU) catalog.Product {
	p := plain(n)
	p.Seller, p.Version, p.Variants = seller, version, nil
	for _, sku := range skus {
		p.Variants = append(p.Variants, catalog.Variant{SKU: sku})
	}
	return p
}

func namesRace(ctx context.Context, s *System) error {
	for name, spoil := range map[string]func(*catalog.Product){
		"slug": func(p *catalog.Product) { p.Slug = "slug-same" },
		"SKU":  func(p *catalog.Product) { p.Variants = append(p.Variants, catalog.Variant{SKU: "SAME"}) },
	} {
		won, err := all(8, func(i int) error {
			p := plain(100*len(name) + i)
			spoil(&p)
			return s.save(ctx, p)
		})
		if err = errors.Join(err, want("of 8 with one "+name+", kept", won, 1)); err != nil {
			return err
		}
	}
	n, err := s.Catalog.CountProducts(ctx, catalog.Query{})
	return errors.Join(err, want("products", n, 2))
}

// renamesRace lets eight products change to one name at once.
func renamesRace(ctx context.Context, s *System) error {
	var list []catalog.Product
	for n := range 8 {
		list = append(list, plain(n))
	}
	if err := s.save(ctx, list...); err != nil {
		return err
	}
	won, err := all(len(list), func(i int) error {
		p := plain(i)
		p.Version, p.Slug = 1, "slug-same"
		return s.save(ctx, p)
	})
	taken, skuErr := all(len(list), func(i int) error {
		p, err := s.Catalog.FindProduct(ctx, id(i))
		p.Variants = append(p.Variants, catalog.Variant{SKU: "SAME"})
		return errors.Join(err, s.save(ctx, p))
	})
	return errors.Join(err, skuErr, want("of 8 who change to one slug, kept", won, 1), want("of 8 who change to one SKU, kept", taken, 1))
}

func changesRace(ctx context.Context, s *System) error {
	if err := s.save(ctx, plain(1)); err != nil {
		return err
	}
	won, err := all(8, func(i int) error {
		p := plain(1)
		p.Version, p.Brand, p.Slug = 1, fmt.Sprint("brand ", i), fmt.Sprint("slug-", 10+i)
		p.Variants = append(p.Variants, catalog.Variant{SKU: catalog.SKU(fmt.Sprint("MORE-", i))})
		return s.save(ctx, p)
	})
	got, readErr := s.Catalog.FindProduct(ctx, id(1))
	if err = errors.Join(err, readErr, want("of 8 changes, kept", won, 1), want("version", got.Version, 2), want("variants", len(got.Variants), 2)); err != nil {
		return err
	}
	owner, err := s.Catalog.FindProductsBySKU(ctx, "MORE-0", "MORE-1", "MORE-2", "MORE-3", "MORE-4", "MORE-5", "MORE-6", "MORE-7")
	return errors.Join(err, want("owners of new SKUs", len(owner), 1))
}

func readsOwnWrites(ctx context.Context, s *System) error {
	return s.Catalog.Do(ctx, func(ctx context.Context, tx catalog.Tx) error {
		p := plain(1)
		err := errors.Join(tx.SaveProduct(ctx, p), tx.SaveCategory(ctx, shelf("teas", "")))
		got, readErr := tx.Product(ctx, p.ID)
		c, categoryErr := tx.Category(ctx, "teas")
		got.Brand = "changed"
		return errors.Join(err, readErr, categoryErr, want("version", got.Version, 1), want("category's version", c.Version, 1), tx.SaveProduct(ctx, got))
	})
}

// errRollback is what a closure fails with on purpose.
var errRollback = errors.New("catalogtest: the closure failed")

func rollsBack(ctx context.Context, s *System) error {
	err := s.save(ctx, plain(1))
	failed := s.Catalog.Do(ctx, func(ctx context.Context, tx catalog.Tx) error {
		changed := plain(1)
		changed.Version, changed.Slug = 1, "slug-lost"
		return errors.Join(tx.SaveProduct(ctx, changed), tx.SaveProduct(ctx, plain(2)), tx.SaveCategory(ctx, shelf("teas", "")),
			tx.SaveSeller(ctx, catalog.Seller{ID: "fern"}), tx.Emit(ctx, event.Event{ID: "lost", Type: "product.saved", Subject: "x", Version: 1, At: start()}), errRollback)
	})
	swallowed := s.Catalog.Do(ctx, func(ctx context.Context, tx catalog.Tx) error {
		_ = tx.SaveProduct(ctx, plain(3))
		_ = tx.SaveProduct(ctx, plain(1)) // its id is taken: nothing of this is kept
		return nil
	})
	kept := s.Catalog.Do(ctx, func(ctx context.Context, tx catalog.Tx) error {
		return errors.Join(tx.SaveProduct(ctx, plain(4)), tx.Emit(ctx, event.Event{ID: "kept", Type: "product.saved", Subject: "x", Version: 1, At: start()}))
	})
	categories, readErr := s.Catalog.Categories(ctx)
	sellers, sellerErr := s.Catalog.Sellers(ctx)
	err = errors.Join(err, kept, readErr, sellerErr, is("a failed closure", failed, errRollback), stale("a swallowed failure", swallowed),
		s.lists(ctx, catalog.Query{}, "1 4"), want("categories", len(categories), 0), want("sellers", len(sellers), 0))
	if s.Outbox == nil {
		return err
	}
	events, outboxErr := s.Outbox.UnsentEvents(ctx, 9)
	if err = errors.Join(err, outboxErr, want("events", len(events), 1)); err != nil {
		return err
	}
	return want("event", events[0].ID, "kept")
}

func shelf(name, parent string) catalog.Category {
	return catalog.Category{
		ID: catalog.CategoryID(name), Slug: "shelf-" + name, Parent: catalog.CategoryID(parent), Rank: -len(name), Picture: name + ".svg",
		Texts: catalog.Texts{"en": {Title: name, Summary: "It's <here>"}, "zh-CN": {Title: "茶", Description: "一\n\n二"}},
	}
}

func (s *System) saveCategories(ctx context.Context, list ...catalog.Category) error {
	return s.Catalog.Do(ctx, func(ctx context.Context, tx catalog.Tx) error {
		for _, c := range list {
			if err := tx.SaveCategory(ctx, c); err != nil {
				return err
			}
		}
		return nil
	})
}

func keepsCategory(ctx context.Context, s *System) error {
	a, b, c := shelf("bb", ""), shelf("aa", "bb"), shelf("long", "aa")
	err := errors.Join(s.saveCategories(ctx, a, b, c), stale("an id again", s.saveCategories(ctx, a)))
	a.Version, b.Version, c.Version = 1, 1, 1
	c.Rank, c.Parent = 9, ""
	err = errors.Join(err, s.saveCategories(ctx, c), stale("an old version", s.saveCategories(ctx, c)))
	c.Version = 2
	got, readErr := s.Catalog.Categories(ctx)
	return errors.Join(err, readErr, same("categories by rank, then id", got, []catalog.Category{b, a, c}),
		s.Catalog.Do(ctx, func(ctx context.Context, tx catalog.Tx) error {
			held, err := tx.Category(ctx, "long")
			_, none := tx.Category(ctx, "nowhere")
			return errors.Join(err, missing("another id", none), same("held", held, c))
		}))
}

// categoryHeld puts a shelf below another one while a neighbour does the opposite.
// The neighbour is done before the first one writes, unless the rows are held:
// then one of both waits, and finds what the other did.
func categoryHeld(ctx context.Context, s *System) error {
	if err := s.saveCategories(ctx, shelf("one", ""), shelf("two", "")); err != nil {
		return err
	}
	var once sync.Once
	other := make(chan error, 1)
	first := s.below(ctx, "one", "two", func() {
		once.Do(func() {
			done, stop := context.WithTimeout(ctx, 100*time.Millisecond)
			go func() {
				other <- s.below(ctx, "two", "one", func() {})
				stop()
			}()
			<-done.Done()
		})
	})
	moved, err := all(2, func(i int) error {
		if i == 0 {
			return first
		}
		return <-other
	})
	return errors.Join(err, want("shelves that moved below each other", moved, 1))
}

// below puts a shelf below another one, unless that stands below it; between look
// and change it calls meanwhile.
func (s *System) below(ctx context.Context, id, parent catalog.CategoryID, meanwhile func()) error {
	return s.Catalog.Do(ctx, func(ctx context.Context, tx catalog.Tx) error {
		up, err := tx.Category(ctx, parent)
		if err != nil {
			return err
		}
		if up.Parent == id {
			return event.ErrStale
		}
		meanwhile()
		c, err := tx.Category(ctx, id)
		if err != nil {
			return err
		}
		c.Parent = parent
		return tx.SaveCategory(ctx, c)
	})
}

func keepsSeller(ctx context.Context, s *System) error {
	save := func(seller catalog.Seller) error {
		return s.Catalog.Do(ctx, func(ctx context.Context, tx catalog.Tx) error { return tx.SaveSeller(ctx, seller) })
	}
	fern := catalog.Seller{ID: "fern", Names: map[string]string{"en": `Fern & "Co"`, "zh-CN": "蕨"}, Country: "CN"}
	ant := catalog.Seller{ID: "ant", Names: map[string]string{"en": "Ant"}}
	err := errors.Join(save(fern), save(ant), stale("an id again", save(fern)))
	fern.Version, fern.Country = 1, ""
	err = errors.Join(err, save(fern), stale("an old version", save(fern)))
	fern.Version, ant.Version = 2, 1
	got, readErr := s.Catalog.Sellers(ctx)
	return errors.Join(err, readErr, same("sellers by id", got, []catalog.Seller{ant, fern}))
}

// price is an amount of one currency, as a catalogue's prices are.
func price(text string) []money.Money { return []money.Money{money.MustParseText(text)} }
