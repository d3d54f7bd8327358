package cartwright

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/marketing/promotion/rules"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
)

// errTx is what a transaction answers that was not asked for when the shop was
// wired, such as that of a decorator which came later.
var errTx = errors.New("cartwright: the transaction of an order is no coupon.Tx: a decorator hides it")

func coupons(tx order.Tx) (coupon.Tx, error) {
	if found, ok := tx.(coupon.Tx); ok {
		return found, nil
	}
	return nil, errTx
}

// claim is what a purchase takes of coupons, limits and budgets.
type claim struct {
	shop *Shop
	take coupon.Take
}

// Take takes it, or answers an error that matches coupon.ErrRefused.
func (c claim) Take(ctx context.Context, tx order.Tx, p order.Purchase) error {
	rows, err := coupons(tx)
	if err != nil {
		return err
	}
	take := c.take
	take.Purchase = string(p.ID)
	return c.shop.Coupons.ReserveIn(ctx, rows, take)
}

// Confirm makes final what a purchase took, or what some rules of it took, and tells
// of the points that these give in events "promotion.points" about the purchase,
// whose data are purchase, rule and points: once a purchase and rule.
func (p *Promotions) Confirm(ctx context.Context, tx order.Tx, orders []order.Order, rules ...string) error {
	rows, err := coupons(tx)
	if err != nil {
		return err
	}
	moved, err := p.shop.Coupons.ConfirmIn(ctx, rows, string(orders[0].Purchase), rules...)
	if err != nil {
		return err
	}
	return p.tell(ctx, tx, "promotion.points", orders, moved)
}

// Release gives back what a purchase took, or what some rules of it took. Points that
// were told of go back with events "promotion.points_back" of the same data: once,
// however often and for whatever reason it is called.
func (p *Promotions) Release(ctx context.Context, tx order.Tx, orders []order.Order, rules ...string) error {
	rows, err := coupons(tx)
	if err != nil {
		return err
	}
	moved, err := p.shop.Coupons.ReleaseIn(ctx, rows, string(orders[0].Purchase), rules...)
	if err != nil {
		return err
	}
	moved = slices.DeleteFunc(moved, func(r coupon.Redemption) bool { return r.Status != coupon.Confirmed })
	return p.tell(ctx, tx, "promotion.points_back", orders, moved)
}

// tell emits what became of the points of redemptions of a purchase that moved. A
// redemption is confirmed once and released once, which makes the IDs unique.
func (p *Promotions) tell(ctx context.Context, tx order.Tx, what string, orders []order.Order, moved []coupon.Redemption) error {
	var events []event.Event
	for _, o := range orders {
		for _, a := range o.Awards {
			if !slices.ContainsFunc(moved, func(r coupon.Redemption) bool { return r.Rule == a.Code }) {
				continue
			}
			data, err := json.Marshal(map[string]any{"purchase": o.Purchase, "rule": a.Code, "points": a.Points})
			if err != nil {
				return err
			}
			events = append(events, event.Event{
				ID: fmt.Sprintf("%s.%s.%s", what, o.Purchase, a.Code), Type: what, Subject: "purchase/" + string(o.Purchase),
				Version: o.Version, At: p.now(), Data: data,
			})
		}
	}
	if len(events) == 0 {
		return nil
	}
	return tx.Emit(ctx, events...)
}

// promote wires promotions.
func (s *Shop) promote(o Options, id func() (string, error)) error {
	keeper, ok := s.Backend.(interface{ Coupons() coupon.Store })
	if !ok {
		return errors.New("cartwright: Backend keeps no coupons: it needs Coupons() coupon.Store")
	}
	if err := s.redeems(); err != nil {
		return err
	}
	policy, err := coupon.Policy(secure.DefaultPolicy())
	if err != nil {
		return err
	}
	s.Coupons = &coupon.Service{Store: keeper.Coupons(), Now: o.Now, Rand: o.Rand, Policy: policy, Rules: itsPromotions{s}}
	book, ok := o.Rules.(*rules.Service)
	if ok && book == nil {
		return errors.New("cartwright: Options.Rules is a nil *rules.Service")
	}
	if ok && book.Store == nil {
		if err := s.shelve(book, o, id); err != nil {
			return err
		}
	}
	s.Promotions = &Promotions{Rules: o.Rules, Base: s.Orders.Pricer, shop: s}
	s.Orders.Pricer, s.Orders.Claims = itsPromotions{s}, itsPromotions{s}
	return nil
}

// shelve gives a service of rules what it lacks to keep them in the backend.
func (s *Shop) shelve(book *rules.Service, o Options, id func() (string, error)) error {
	keeper, ok := s.Backend.(interface{ Rules() rules.Store })
	if !ok {
		return errors.New("cartwright: Backend keeps no rules: it needs Rules() rules.Store")
	}
	if reflect.ValueOf(book.Policy).IsZero() {
		policy, err := rules.Policy(secure.DefaultPolicy())
		if err != nil {
			return err
		}
		book.Policy = policy
	}
	if book.Now == nil {
		book.Now = o.Now
	}
	if book.NewID == nil {
		book.NewID = id
	}
	book.Store = keeper.Rules()
	return nil
}

// redeems refuses a backend whose transactions cannot take coupons with an order,
// before the first sale finds out. It looks at an empty transaction of each kind.
func (s *Shop) redeems() error {
	const why = "cartwright: Backend cannot redeem coupons with an order: a transaction of %s must be a coupon.Tx, too"
	look := func(of string, tx order.Tx) error {
		if _, ok := tx.(coupon.Tx); !ok {
			return fmt.Errorf(why, of)
		}
		return nil
	}
	ctx := context.Background()
	err := s.Backend.Orders().Do(ctx, func(_ context.Context, tx order.Tx) error { return look("Orders()", tx) })
	if err != nil || s.Cases == nil {
		return err
	}
	return s.Cases.Store.Do(ctx, func(_ context.Context, tx aftersales.Tx) error { return look("Aftersales()", tx) })
}
