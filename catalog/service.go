package catalog

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/secure"
)

// ErrConfig says which required field of a Service is not set.
var ErrConfig = errors.New("catalog: service not complete")

// A Service keeps the catalogue in order. All fields are required.
type Service struct {
	Store  Store
	Policy *secure.Policy
	Now    func() time.Time
	NewID  func() (string, error) // 26 characters
}

func (s *Service) ready() error {
	var missing string
	switch {
	case s.Store == nil:
		missing = "Store"
	case s.Policy == nil:
		missing = "Policy"
	case s.Now == nil:
		missing = "Now"
	case s.NewID == nil:
		missing = "NewID"
	default:
		return nil
	}
	return fmt.Errorf("%w: %s is not set", ErrConfig, missing)
}

// SaveProduct adds a product at Version 0, or changes the one with its ID and
// Version: another Version is event.ErrStale. By a merchant for an own seller,
// or by staff. What is refused is an *InputError: a category that does not exist
// among them; an empty one is a product on no shelf. A new product may bring its
// own ID, for imports that can be repeated; a taken ID, slug or SKU is
// event.ErrStale. An SKU stays its seller's when no product has it any more; it
// goes to another one only with the product that has it, by who may write for
// both. It answers the product as stored.
func (s *Service) SaveProduct(ctx context.Context, by secure.Actor, p Product) (Product, error) {
	if err := s.may(by, p.Seller); err != nil {
		return p, err
	}
	now := s.Now().UTC().Truncate(time.Millisecond)
	if err := p.check(now); err != nil {
		return p, err
	}
	next := p
	if p.ID == "" {
		id, err := s.NewID()
		if err != nil {
			return p, err
		}
		next.ID = ProductID(id)
	}
	next.Created, next.Updated = now, now
	err := s.Store.Do(ctx, func(ctx context.Context, tx Tx) error { return s.saveProduct(ctx, tx, by, &next) })
	if err != nil {
		return p, err
	}
	next.Version++
	return next, nil
}

func (s *Service) saveProduct(ctx context.Context, tx Tx, by secure.Actor, p *Product) error {
	if p.Version > 0 {
		old, err := tx.Product(ctx, p.ID)
		if err != nil {
			return err
		}
		// Nobody takes another seller's product over by naming an own one.
		if err := s.Policy.Allow(by, secure.CatalogWrite, secure.Target{Seller: string(old.Seller)}); err != nil {
			return err
		}
		p.Created = old.Created
	}
	if p.Category != "" {
		if _, err := category(ctx, tx, "category", p.Category); err != nil {
			return err
		}
	}
	if err := tx.SaveProduct(ctx, *p); err != nil {
		return err
	}
	return tx.Emit(ctx, event.Event{
		ID: fmt.Sprintf("product.%s.%d", p.ID, p.Version+1), Type: "product.saved", Subject: "product/" + string(p.ID),
		Version: p.Version + 1, At: p.Updated,
	})
}

// category reads a category that a field of the input names.
func category(ctx context.Context, tx Tx, field string, id CategoryID) (Category, error) {
	c, err := tx.Category(ctx, id)
	if errors.Is(err, event.ErrNotFound) {
		return c, wrong(field, "does not exist")
	}
	return c, err
}

func (s *Service) may(by secure.Actor, seller SellerID) error {
	if err := s.ready(); err != nil {
		return err
	}
	return s.Policy.Allow(by, secure.CatalogWrite, secure.Target{Seller: string(seller)})
}

// SaveCategory adds a category at Version 0, or changes the one with its ID and
// Version: another Version is event.ErrStale. By staff. Its parent must exist and
// must not stand below it, at most ten deep: an *InputError otherwise.
func (s *Service) SaveCategory(ctx context.Context, by secure.Actor, c Category) error {
	if err := s.may(by, ""); err != nil {
		return err
	}
	if err := c.check(); err != nil {
		return err
	}
	return s.Store.Do(ctx, func(ctx context.Context, tx Tx) error {
		if err := fits(ctx, tx, c); err != nil {
			return err
		}
		return tx.SaveCategory(ctx, c)
	})
}

// fits walks from a category up to the top, holding what it passes, so that two
// moves at once cannot close a circle.
func fits(ctx context.Context, tx Tx, c Category) error {
	for depth, up := 1, c.Parent; up != ""; depth++ {
		switch {
		case up == c.ID:
			return wrong("parent", "stands below the category")
		case depth >= maxDepth:
			return wrong("parent", "stands %d deep, the most there may be", maxDepth)
		}
		next, err := category(ctx, tx, "parent", up)
		if err != nil {
			return err
		}
		up = next.Parent
	}
	return nil
}

// SaveSeller adds a seller at Version 0, or changes the one with its ID and
// Version: another Version is event.ErrStale. By the seller's merchant or staff.
func (s *Service) SaveSeller(ctx context.Context, by secure.Actor, seller Seller) error {
	if err := s.may(by, seller.ID); err != nil {
		return err
	}
	if err := seller.check(); err != nil {
		return err
	}
	return s.Store.Do(ctx, func(ctx context.Context, tx Tx) error { return tx.SaveSeller(ctx, seller) })
}

// Product reads one product by its slug; drafts only for who may write them. What
// nobody may see, and what is no slug at all, is ErrUnknown.
func (s *Service) Product(ctx context.Context, by secure.Actor, slug string) (Product, error) {
	if err := s.ready(); err != nil {
		return Product{}, err
	}
	if checkSlug(slug) != nil {
		return Product{}, ErrUnknown
	}
	p, err := s.Store.FindProductBySlug(ctx, slug)
	if errors.Is(err, event.ErrNotFound) {
		return p, ErrUnknown
	}
	if err != nil {
		return p, err
	}
	if p.Status != Active && s.may(by, p.Seller) != nil {
		return Product{}, ErrUnknown
	}
	return p, nil
}

// Products lists what matches; q.Drafts counts only for staff, and for a
// merchant together with an own q.Seller. A query that no store understands is an
// *InputError.
func (s *Service) Products(ctx context.Context, by secure.Actor, q Query) iter.Seq2[Product, error] {
	err := s.ready()
	if err == nil {
		err = q.check()
	}
	if err != nil {
		return func(yield func(Product, error) bool) { yield(Product{}, err) }
	}
	q.Drafts = q.Drafts && s.may(by, q.Seller) == nil
	return s.Store.Products(ctx, q)
}

// Count counts what Products would list without Offset and Limit.
func (s *Service) Count(ctx context.Context, by secure.Actor, q Query) (int, error) {
	if err := s.ready(); err != nil {
		return 0, err
	}
	if err := q.check(); err != nil {
		return 0, err
	}
	q.Drafts = q.Drafts && s.may(by, q.Seller) == nil
	return s.Store.CountProducts(ctx, q)
}

// Offers answers what SKUs cost now, sorted by SKU, in the wanted language or
// the nearest one there is. An unknown SKU is ErrUnknown, one that is not for
// sale ErrInactive, one without a price in the currency ErrNoPrice; each names it.
func (s *Service) Offers(ctx context.Context, _ secure.Actor, language, currency string, skus ...SKU) ([]Offer, error) {
	if err := s.ready(); err != nil {
		return nil, err
	}
	c, err := money.ParseCurrency(currency)
	if err != nil {
		return nil, &InputError{"currency", "is not an ISO 4217 code"}
	}
	skus = slices.Compact(slices.Sorted(slices.Values(skus)))
	for _, sku := range skus {
		if checkID("sku", string(sku)) != nil {
			return nil, fmt.Errorf("%w: %q", ErrUnknown, sku) // no store is asked for what it cannot hold
		}
	}
	products, err := s.Store.FindProductsBySKU(ctx, skus...)
	if err != nil {
		return nil, err
	}
	var offers []Offer
	for _, sku := range skus {
		o, err := offer(products, sku, language, c)
		if err != nil {
			return nil, fmt.Errorf("%w: %s", err, sku)
		}
		offers = append(offers, o)
	}
	return offers, nil
}

func offer(products []Product, sku SKU, language string, c money.Currency) (Offer, error) {
	for _, p := range products {
		i := slices.IndexFunc(p.Variants, func(v Variant) bool { return v.SKU == sku })
		if i < 0 {
			continue
		}
		v := p.Variants[i]
		price, ok := In(v.Prices, c)
		switch {
		case p.Status != Active:
			return Offer{}, ErrInactive
		case !ok:
			return Offer{}, ErrNoPrice
		}
		listed, _ := In(v.Listed, c)
		return Offer{
			SKU: sku, Product: p.ID, Slug: p.Slug, Seller: p.Seller, Kind: p.Kind, Title: p.Texts.In(language).Title,
			Options: v.Words(), Picture: cmp.Or(v.Picture, p.Picture), Price: price, Listed: listed, Grams: v.Grams,
		}, nil
	}
	return Offer{}, ErrUnknown
}

// In answers the amount of one currency.
func In(amounts []money.Money, c money.Currency) (money.Money, bool) {
	for _, m := range amounts {
		if m.Currency() == c {
			return m, true
		}
	}
	return money.Money{}, false
}

// Words are the options' values in the order of their names.
func (v Variant) Words() string {
	var words []string
	for _, name := range slices.Sorted(maps.Keys(v.Options)) {
		words = append(words, v.Options[name])
	}
	return strings.Join(words, ", ")
}

// In answers the text of a language: the tag itself, else one of the same
// primary language, else English, else the first tag.
func (t Texts) In(tag string) Text {
	if text, ok := t[tag]; ok {
		return text
	}
	tags := slices.Sorted(maps.Keys(t))
	primary, _, _ := strings.Cut(tag, "-")
	for _, want := range []string{primary, "en"} {
		for _, have := range tags {
			if base, _, _ := strings.Cut(have, "-"); base == want {
				return t[have]
			}
		}
	}
	if len(tags) == 0 {
		return Text{}
	}
	return t[tags[0]]
}
