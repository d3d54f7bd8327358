package cartwright

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
)

// evaluated is a basket on its way to its price.
type evaluated struct {
	rules  *promotion.Snapshot
	basket order.Basket
	orders []order.Order // those of the base, then those after promotions
	facts  promotion.Facts
	gifts  map[catalog.SKU]catalog.Offer
	result promotion.Result
	locked time.Time // until when typed codes are not looked up
}

// find collects the facts: first those that lie at hand, then what rules that the
// basket could meet ask for.
func (p *Promotions) find(ctx context.Context, by secure.Actor, e *evaluated) error {
	b, f := e.basket, &e.facts
	*f = promotion.Facts{At: p.now(), Currency: b.Currency.Code(), Payment: b.Method}
	if order.CheckAddress(shipping.Address{Country: b.To.Country}, false) == nil {
		f.Country = b.To.Country // another is refused as an address, not as a fact
	}
	if !b.Guest && !by.Anonymous() {
		f.Buyer.ID = by.ID
	}
	for _, o := range e.orders {
		f.Fees = append(f.Fees, promotion.Fee{Seller: o.Seller, Amount: o.Shipping})
		for _, l := range o.Lines {
			f.Lines = append(f.Lines, promotion.Line{SKU: l.SKU, Product: l.Product, Seller: o.Seller, Units: l.Qty, Price: l.Rows[0].Price})
		}
	}
	describe := p.Describe
	if describe == nil {
		describe = p.FromCatalog
	}
	lines, fees := slices.Clone(f.Lines), slices.Clone(f.Fees)
	if err := describe(ctx, by, f); err != nil {
		return fmt.Errorf("cartwright: describe: %w", err)
	}
	if !slices.EqualFunc(lines, f.Lines, sameLine) || !slices.Equal(fees, f.Fees) || f.Currency != b.Currency.Code() {
		return errors.New("cartwright: Promotions.Describe changed what is bought or what it costs")
	}
	var err error
	if f.Codes, err = p.enter(ctx, by, e); err != nil {
		return err
	}
	return p.answer(ctx, by, e)
}

// sameLine reports whether a line is still of the same goods at the same price.
func sameLine(a, b promotion.Line) bool {
	return a.SKU == b.SKU && a.Seller == b.Seller && a.Units == b.Units && a.Price.Equal(b.Price)
}

// enter looks the typed codes up.
func (p *Promotions) enter(ctx context.Context, by secure.Actor, e *evaluated) ([]promotion.Entered, error) {
	typed := e.basket.Codes
	if len(typed) == 0 {
		return nil, nil
	}
	who := ""
	switch {
	case p.Who != nil:
		who = p.Who(ctx, by)
	case !by.Anonymous():
		who = by.ID
	}
	list := make([]promotion.Entered, len(typed))
	for i, code := range typed {
		list[i].Text = code
		if who == "" && !e.rules.HasCode(code) {
			list[i].Refused = promotion.CodeNotSignedIn
		}
	}
	if who == "" {
		return list, nil
	}
	var found []promotion.Entered
	var err error
	for range 3 { // somebody's first guesses may be counted at once
		found, err = p.shop.Coupons.Resolve(ctx, e.rules, coupon.Typing{Who: who, Buyer: e.facts.Buyer.ID, Codes: typed})
		if !errors.Is(err, event.ErrStale) {
			break
		}
	}
	if refused, ok := errors.AsType[*coupon.RefusedError](err); ok {
		e.locked = refused.Until
		for i := range list {
			list[i].Refused = refused.Answer
		}
		return list, nil
	}
	return found, err
}

// answer reads what the rules need beyond the basket.
func (p *Promotions) answer(ctx context.Context, by secure.Actor, e *evaluated) error {
	f := &e.facts
	needs, err := e.rules.Needs(*f)
	if err != nil {
		return err
	}
	if len(needs.Counted) > 0 {
		if f.Usage, err = p.shop.Coupons.Usage(ctx, needs.Counted, f.Buyer.ID, f.Currency); err != nil {
			return err
		}
	}
	if needs.Orders && f.Buyer.ID != "" && f.Buyer.Orders == 0 {
		if f.Buyer.Orders, err = p.placed(ctx, f.Buyer.ID); err != nil {
			return err
		}
	}
	if len(needs.Gifts) == 0 {
		return nil
	}
	return p.stocked(ctx, by, e, needs.Gifts)
}

// placed is how many orders a buyer has that are not cancelled.
func (p *Promotions) placed(ctx context.Context, buyer string) (int64, error) {
	counts, err := p.shop.Backend.Orders().CountOrders(ctx, secure.Filter{Owner: buyer})
	var n int64
	for status, count := range counts {
		if status != order.Cancelled && status != order.Cancelling {
			n += count
		}
	}
	return n, err
}

// stocked finds which gifts can be given: offered in the basket's currency by a
// seller of whom something is bought, and in stock beyond what is bought.
func (p *Promotions) stocked(ctx context.Context, by secure.Actor, e *evaluated, skus []catalog.SKU) error {
	offers, err := p.offers(ctx, by, e.basket, skus)
	if err != nil {
		return err
	}
	levels, err := p.shop.Backend.Stock().Levels(ctx, skus...)
	if err != nil {
		return err
	}
	left := map[catalog.SKU]int64{}
	for _, l := range levels {
		if l.Location == "" { // where orders reserve
			left[l.SKU] += l.Available()
		}
	}
	sellers := map[catalog.SellerID]bool{}
	for _, l := range e.facts.Lines {
		left[l.SKU] -= l.Units
		sellers[l.Seller] = true
	}
	e.gifts = map[catalog.SKU]catalog.Offer{}
	for _, offer := range offers {
		n := left[offer.SKU]
		if offer.Kind != catalog.Goods {
			n = plenty
		}
		if n > 0 && sellers[offer.Seller] {
			e.gifts[offer.SKU] = offer
			e.facts.Gifts = append(e.facts.Gifts, promotion.Stocked{SKU: offer.SKU, Left: n, Worth: offer.Price, Seller: offer.Seller})
		}
	}
	return nil
}

// plenty is how much there is of what is no goods.
const plenty = 1_000_000_000

// offers asks the catalogue for gifts. Those that are not for sale are left out.
func (p *Promotions) offers(ctx context.Context, by secure.Actor, b order.Basket, skus []catalog.SKU) ([]catalog.Offer, error) {
	ask := func(some ...catalog.SKU) ([]catalog.Offer, error) {
		list, err := p.shop.Catalog.Offers(ctx, by, b.Language, b.Currency.Code(), some...)
		if errors.Is(err, catalog.ErrUnknown) || errors.Is(err, catalog.ErrInactive) || errors.Is(err, catalog.ErrNoPrice) {
			return nil, nil
		}
		return list, err
	}
	all, err := ask(skus...)
	if err != nil || len(all) > 0 {
		return all, err
	}
	for _, sku := range skus {
		one, err := ask(sku)
		if err != nil {
			return nil, err
		}
		all = append(all, one...)
	}
	return all, nil
}

// FromCatalog describes the lines by brand, and by category with all above it. It
// is what Promotions do without Describe, and what a Describe may begin with.
func (p *Promotions) FromCatalog(ctx context.Context, _ secure.Actor, f *promotion.Facts) error {
	skus := make([]catalog.SKU, len(f.Lines))
	for i, l := range f.Lines {
		skus[i] = l.SKU
	}
	store := p.shop.Backend.Catalog()
	products, err := store.FindProductsBySKU(ctx, skus...)
	if err != nil {
		return err
	}
	known, shelved := map[catalog.ProductID]catalog.Product{}, false
	for _, product := range products {
		known[product.ID] = product
		shelved = shelved || product.Category != ""
	}
	above := map[catalog.CategoryID]catalog.CategoryID{}
	if shelved {
		categories, err := store.Categories(ctx)
		if err != nil {
			return err
		}
		for _, c := range categories {
			above[c.ID] = c.Parent
		}
	}
	for i := range f.Lines {
		l := &f.Lines[i]
		product := known[l.Product]
		l.Brand = product.Brand
		for c := product.Category; c != "" && len(l.Category) <= len(above); c = above[c] {
			l.Category = append(l.Category, string(c))
		}
	}
	return nil
}
