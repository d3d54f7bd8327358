package cartwright

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
)

// Rules answers the promotions that hold now. It is asked for every price, so it
// answers from memory. A nil snapshot is no promotions. A *rules.Service is one;
// where it has no Store, Wire gives it the backend's, and rules.Policy, the shop's
// clock and ids where it lacks these.
type Rules interface {
	Snapshot(ctx context.Context) (*promotion.Snapshot, error)
}

// FixedRules are rules that never change.
func FixedRules(s *promotion.Snapshot) Rules { return fixedRules{s} }

type fixedRules struct{ snapshot *promotion.Snapshot }

func (r fixedRules) Snapshot(context.Context) (*promotion.Snapshot, error) { return r.snapshot, nil }

// Promotions prices purchases after every promotion of its rules, and takes,
// confirms and gives back what they use up. It is an order.Pricer and the
// order.Claims of a shop. Wire makes one where there are Options.Rules.
//
// A code that gives nothing does not stop a purchase: the total is then another
// than the buyer was shown, which is an *order.PriceChangedError; Show tells why.
// What is used up between the price and the purchase is an error of Place that
// matches coupon.ErrRefused, and what is out of stock, a gift included, is
// stock.ErrOutOfStock; nothing is written then.
type Promotions struct {
	Rules Rules
	// Base gives prices and shipping fees. It must not give discounts, taxes or
	// claims of its own: a pricer that does goes around Promotions.
	Base order.Pricer
	// Describe tells what the rules may ask of buyer and goods: groups, channel,
	// brands, categories, tags, member prices, floors. The facts that come in have
	// everything that an order knows; their lines are those of the basket by
	// seller. Nil: FromCatalog.
	Describe func(ctx context.Context, by secure.Actor, f *promotion.Facts) error
	// Who names whom a lock-out hits that guesses codes: by default the actor. Guests
	// make themselves anew, so a host may name the hash of an address. The empty
	// name is nobody: then only shared codes count.
	Who func(ctx context.Context, by secure.Actor) string
	// Options say how to evaluate; Explain is what Show asks for by itself.
	Options promotion.Options

	shop *Shop
}

var (
	_ order.Pricer = (*Promotions)(nil)
	_ order.Claims = (*Promotions)(nil)
)

var errNoShop = errors.New("cartwright: Promotions has no Rules, no Base or no shop: Wire makes it, and a copy of that may be changed")

// Shown is a price as a cart or product page shows it: the Result with an
// explanation of every rule that was considered and an answer to every code, and
// the orders that it makes, gifts included.
type Shown struct {
	promotion.Result
	Orders []order.Order
	// LockedUntil is set while codes are not looked up, since too many were wrong:
	// the answers in Codes are about nothing then, and a page keeps what was typed.
	LockedUntil time.Time
}

// Show prices a request for a page, and takes nothing. It needs no address, no
// tender and no expected total, and the actor may be anonymous: then only shared
// codes count. Wrong codes, and a lock-out after too many of them, leave the plain
// price and an answer in Codes; each call with a wrong code counts as a guess, so
// a page forgets a code whose answer is promotion.CodeInvalid, unless LockedUntil is set.
func (p *Promotions) Show(ctx context.Context, by secure.Actor, r order.Request) (Shown, error) {
	if p.shop == nil {
		return Shown{}, errNoShop
	}
	b, err := p.shop.Orders.Basket(ctx, by, r)
	if err != nil {
		return Shown{}, err
	}
	o := p.Options
	o.Explain = true
	e, err := p.evaluate(ctx, by, b, o)
	return Shown{e.result, e.orders, e.locked}, err
}

// Price prices a basket and says what a purchase has to take.
func (p *Promotions) Price(ctx context.Context, by secure.Actor, b order.Basket) (order.Priced, error) {
	e, err := p.evaluate(ctx, by, b, p.Options)
	return order.Priced{Orders: e.orders, Claim: p.claim(e)}, err
}

// evaluate finds the price of a basket.
func (p *Promotions) evaluate(ctx context.Context, by secure.Actor, b order.Basket, o promotion.Options) (evaluated, error) {
	if p.Rules == nil || p.Base == nil || p.shop == nil {
		return evaluated{}, errNoShop
	}
	rules, err := p.Rules.Snapshot(ctx)
	if err != nil {
		return evaluated{}, fmt.Errorf("cartwright: rules: %w", err)
	}
	if rules == nil {
		if rules, err = promotion.Compile(promotion.Book{}, promotion.Standard()); err != nil {
			return evaluated{}, err
		}
	}
	base, err := p.Base.Price(ctx, by, b)
	if err != nil {
		return evaluated{}, err
	}
	if err := plain(base); err != nil {
		return evaluated{}, err
	}
	e := evaluated{rules: rules, basket: b, orders: base.Orders}
	if err := p.find(ctx, by, &e); err != nil {
		return evaluated{}, err
	}
	o.Fractions = true // the order says which line nobody can pay
	if e.result, err = rules.Evaluate(e.facts, o); err != nil {
		return evaluated{}, err
	}
	return e, e.apply()
}

// plain refuses what a base must not give.
func plain(base order.Priced) error {
	ok := base.Claim == nil
	for _, o := range base.Orders {
		ok = ok && o.Discount.IsZero() && o.Tax.IsZero() && len(o.ShippingDiscounts) == 0 && len(o.Awards) == 0
		for _, l := range o.Lines {
			ok = ok && len(l.Rows) == 1 && !l.Gift
		}
	}
	if !ok {
		return errors.New("cartwright: Promotions.Base gives discounts, taxes or claims of its own")
	}
	return nil
}

// claim is what a purchase of a price has to take; nil: nothing.
func (p *Promotions) claim(e evaluated) order.Claim {
	takes := slices.ContainsFunc(e.result.Applied, func(a promotion.Applied) bool {
		l := &a.Limits
		return a.Coupon != "" || a.Points > 0 || a.Stock > 0 || l.Total > 0 || l.PerBuyer > 0 || l.PerDay > 0 || len(l.Budget) > 0
	})
	if !takes {
		return nil
	}
	return claim{p.shop, coupon.Take{Buyer: e.facts.Buyer.ID, Applied: e.result.Applied}}
}

func (p *Promotions) now() time.Time { return p.shop.now().UTC().Truncate(time.Millisecond) }
