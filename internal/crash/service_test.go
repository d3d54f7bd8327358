package crash

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/fsm"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
)

var merchant = secure.Actor{ID: "lamplight", Role: secure.RoleMerchant, Sellers: []string{"lamplight"}}

// serviceCases are what promotions and after-sales add to useCases.
var serviceCases = []useCase{
	{"buy with codes", nothing, placeWith(sandbox.OK), order.Confirmed, order.PayPaid, 2, redeemed(1, coupon.Confirmed)},
	{"codes and no money", nothing, placeWith(sandbox.Decline), order.Cancelled, order.PayUnpaid, 0, redeemed(0, coupon.Released)},
	{"cancel with codes", placeWith(sandbox.OK), cancel, order.Cancelled, order.PayRefunded, 0, redeemed(0, coupon.Released)},
	{"open a case", both(placeWith(sandbox.OK), delivery), openCase, order.Completed, order.PayPaid, 2, nobodyAnswered},
	{"return and refund", both(both(placeWith(sandbox.OK), delivery), openCase), takeBack, order.Completed, order.PayPartRefunded, 1, refundedOnce},
}

// placeWith orders two lamps with a shared and a single code.
func placeWith(instrument string) func(*bench) error {
	return func(b *bench) error {
		ctx := context.Background()
		r := request("k1", 4, instrument)
		r.Codes = []string{"HOT", code(1)}
		shown, err := b.shop.Promotions.Show(ctx, buyer, r)
		if err != nil {
			return err
		}
		r.ExpectedTotal = shown.Total
		p, err := b.shop.Orders.Place(ctx, buyer, r)
		if err == nil {
			b.order = p.Orders[0].ID
		}
		return err
	}
}

// redeemed looks at counters, at the code and at the redemptions.
func redeemed(n int64, status coupon.Status) func(*bench) error {
	return func(b *bench) error {
		ctx := context.Background()
		counts, err := b.shop.Coupons.Store.FindCounts(ctx, "t "+scarce, "b "+scarce+" "+buyer.ID)
		if err != nil {
			return err
		}
		one, err := b.shop.Coupons.Store.FindCoupon(ctx, code(1))
		if err != nil {
			return err
		}
		if counts[0].N != n || counts[1].N != n || one.Used != n {
			return fmt.Errorf("used %d in total, %d by the buyer, the code %d: want %d", counts[0].N, counts[1].N, one.Used, n)
		}
		return b.redemptions(ctx, status)
	}
}

func (b *bench) redemptions(ctx context.Context, status coupon.Status) error {
	o, err := b.shop.Orders.Order(ctx, staff(), b.order)
	if err != nil {
		return err
	}
	var list []coupon.Redemption
	err = b.shop.Coupons.Store.Do(ctx, func(ctx context.Context, tx coupon.Tx) error {
		list, err = tx.RedemptionsOf(ctx, string(o.Purchase))
		return err
	})
	if err == nil && len(list) != 2 {
		err = fmt.Errorf("%d redemptions", len(list))
	}
	for _, r := range list {
		if r.Status != status {
			err = errors.Join(err, fmt.Errorf("redemption of %s is %s, want %s", r.Rule, r.Status, status))
		}
	}
	return err
}

// delivery ships and waits until the parcel is there.
func delivery(b *bench) error {
	if err := ship(b); err != nil {
		return err
	}
	for range 100 {
		o, err := b.shop.Orders.Order(context.Background(), staff(), b.order)
		if err != nil || o.Status == order.Delivered {
			return err
		}
		if err := waits(time.Hour)(b); err != nil {
			return err
		}
	}
	return errors.New("the parcel never arrives")
}

// openCase asks for one of two lamps to be taken back, once.
func openCase(b *bench) error {
	ctx := context.Background()
	for c, err := range b.shop.Cases.Cases(ctx, buyer, aftersales.Query{Order: b.order}) {
		b.claim = c.ID
		return err
	}
	c, err := b.shop.Cases.Open(ctx, buyer, aftersales.Request{
		Order: b.order, Kind: flow.KindReturn, Reason: policy.ChangedMind, Items: []aftersales.Item{{Line: 1, Units: 1}}, Text: "too bright",
	})
	b.claim = c.ID
	return err
}

// takeBack does what both sides have to do until the money goes back, each from
// where the case stands.
func takeBack(b *bench) error {
	ctx, s := context.Background(), b.shop.Cases
	steps := map[flow.State]func() (aftersales.Case, error){
		flow.Requested: func() (aftersales.Case, error) { return s.Agree(ctx, merchant, b.claim, "") },
		flow.AwaitingReturn: func() (aftersales.Case, error) {
			return s.ShipBack(ctx, buyer, b.claim, aftersales.Slip{Carrier: "post", Number: "R1"})
		},
		flow.ReturnInTransit: func() (aftersales.Case, error) { return s.Receive(ctx, merchant, b.claim) },
		flow.ReturnDelivered: func() (aftersales.Case, error) { return s.Receive(ctx, merchant, b.claim) },
		flow.Inspecting: func() (aftersales.Case, error) {
			return s.Inspect(ctx, merchant, b.claim, aftersales.Finding{Grades: map[int]string{1: "A"}})
		},
	}
	for {
		c, err := s.Case(ctx, staff(), b.claim)
		if err != nil {
			return err
		}
		step := steps[c.State]
		if step == nil {
			return nil
		}
		if _, err := step(); err != nil && !errors.Is(err, fsm.ErrNotPermitted) {
			return err
		}
	}
}

// refundedOnce looks at the case and at what its order got back.
func refundedOnce(b *bench) error {
	ctx := context.Background()
	c, err := b.shop.Cases.Case(ctx, staff(), b.claim)
	if err != nil {
		return err
	}
	o, err := b.shop.Orders.Order(ctx, staff(), b.order)
	if err != nil {
		return err
	}
	refunds, err := b.shop.Orders.Refunds(ctx, staff(), b.order)
	if err != nil {
		return err
	}
	if c.State != flow.Completed || len(refunds) != 1 || !o.Refunded.Equal(c.Sums.Total) {
		return fmt.Errorf("case is %s, %d refunds, %s of %s refunded", c.State, len(refunds), o.Refunded, c.Sums.Total)
	}
	return redeemed(1, coupon.Confirmed)(b)
}

// nobodyAnswered looks at a case that was opened and left alone.
func nobodyAnswered(b *bench) error {
	n := 0
	for c, err := range b.shop.Cases.Cases(context.Background(), staff(), aftersales.Query{Order: b.order}) {
		if err != nil {
			return err
		}
		if n++; c.State != flow.ClosedExpired {
			return fmt.Errorf("case is %s", c.State)
		}
	}
	if n != 1 {
		return fmt.Errorf("%d cases", n)
	}
	return redeemed(1, coupon.Confirmed)(b)
}

// A purchase with codes, its cancellation and a case: every statement fails once.
func TestFailTheNthStatementOfServiceOnSQLite(t *testing.T) { failStatements(t, serviceCases) }

// The same in memory, where every call of a transaction fails.
func TestFailTheNthCallOfServiceInMemory(t *testing.T) { failCalls(t, serviceCases) }
