package cartwright_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/offline"
	"github.com/cartwright-go/cartwright/payment/sandbox"
)

// A rule of one seller that gives a discount and points.
const both = `"id":"both","layer":"shop","seller":"lamplight","items":{"kind":"variant","in":["LAMP"]},"then":[{"kind":"off","amount":["1 USD"]},{"kind":"points","points":7}]`

// points7 is what an event about the points of a rule says.
func points7(p order.PurchaseID, rule string) []string {
	return []string{fmt.Sprintf(`{"points":7,"purchase":"%s","rule":"%s"}`, p, rule)}
}

// listen writes down what events about points say, as they are published.
func (b *bench) listen() func(t *testing.T, kind string) []string {
	heard := map[string][]string{}
	b.Relay.Publisher = event.PublisherFunc(func(_ context.Context, e event.Event) error {
		heard[e.Type] = append(heard[e.Type], strings.ReplaceAll(string(e.Data), " ", ""))
		return nil
	})
	return func(t *testing.T, kind string) []string {
		t.Helper()
		b.told(t)
		return heard[kind]
	}
}

// twoSellers is a request for a lamp and a vase.
func twoSellers(key, instrument string) order.Request {
	r := request(key, 1, instrument)
	r.Lines = append(r.Lines, order.Item{SKU: "VASE", Qty: 1})
	return r
}

// cod is the same, to be paid at the door.
func cod(b *bench) order.Request {
	b.Payments.Providers["offline"] = offline.Provider{}
	r := twoSellers("k1", "")
	r.Provider, r.Method = "offline", order.CashOnDelivery
	return r
}

// Points go back once, with the last order that earned them, whichever order of the
// purchase that is and whatever else is cancelled.
func TestPointsGoBackOnceWithWhatEarnedThem(t *testing.T) {
	for name, rule := range map[string]string{
		"first": both,
		"other": strings.NewReplacer("lamplight", "valley", "LAMP", "VASE").Replace(both),
		"alone": strings.Replace(both, `{"kind":"off","amount":["1 USD"]},`, "", 1),
	} {
		t.Run(name, func(t *testing.T) {
			everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
				b := promoted(t, open(t), rule)
				heard := b.listen()
				p, err := b.Orders.Place(t.Context(), buyer, b.priced(t, buyer, twoSellers("k1", sandbox.OK)))
				require.NoError(t, err)
				want := points7(p.Purchase.ID, "both")
				require.Equal(t, want, heard(t, "promotion.points"))
				earned, beside := p.Orders[0], p.Orders[1]
				if name == "other" {
					earned, beside = beside, earned
				}
				_, err = b.Orders.Cancel(t.Context(), buyer, earned.ID)
				require.NoError(t, err)
				require.Equal(t, want, heard(t, "promotion.points_back"))
				_, err = b.Orders.Cancel(t.Context(), buyer, beside.ID)
				require.NoError(t, err)
				require.Equal(t, want, heard(t, "promotion.points_back"))
			})
		})
	}
}

// Both orders are cancelled while their refunds are on their way.
func TestPointsGoBackOnceInTwoTransactions(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := promoted(t, open(t), both)
		heard := b.listen()
		p, err := b.Orders.Place(t.Context(), buyer, b.priced(t, buyer, twoSellers("k1", sandbox.OK)))
		require.NoError(t, err)
		for _, o := range p.Orders {
			require.NoError(t, b.Backend.Orders().Do(t.Context(), func(ctx context.Context, tx order.Tx) error {
				_, _, err := b.Orders.CancelIn(ctx, tx, buyer, o.ID)
				return err
			}))
		}
		require.Equal(t, points7(p.Purchase.ID, "both"), heard(t, "promotion.points_back"))
	})
}

// Points that never went out do not go back.
func TestPointsOfAnUnpaidPurchase(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := promoted(t, open(t), both)
		heard := b.listen()
		p, err := b.Orders.Place(t.Context(), buyer, b.priced(t, buyer, twoSellers("k1", sandbox.Stall)))
		require.NoError(t, err)
		_, err = b.Orders.Cancel(t.Context(), buyer, p.Orders[0].ID)
		require.NoError(t, err)
		require.Equal(t, order.Cancelled, b.order(t, p.Orders[0].ID).Status)
		require.Empty(t, heard(t, "promotion.points"))
		require.Empty(t, heard(t, "promotion.points_back"))
	})
}

// A promise to pay at the door earns nothing before the money is there.
func TestPointsComeWithTheMoney(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := promoted(t, open(t), points, strings.Replace(both, "both", "lamps", 1))
		heard := b.listen()
		p, err := b.Orders.Place(t.Context(), buyer, b.priced(t, buyer, cod(b)))
		require.NoError(t, err)
		require.Equal(t, order.PayAuthorized, b.order(t, p.Orders[0].ID).PaymentStatus)
		require.Empty(t, heard(t, "promotion.points"))
		require.NoError(t, b.Orders.Collect(t.Context(), staff, p.Orders[0].ID))
		want := points7(p.Purchase.ID, "lamps")
		require.Equal(t, want, heard(t, "promotion.points"), "the vase is not paid")
		_, err = b.Orders.Cancel(t.Context(), buyer, p.Orders[1].ID)
		require.NoError(t, err)
		require.ElementsMatch(t, append(want, points7(p.Purchase.ID, "points")...), heard(t, "promotion.points"), "all that is left is paid")
		require.Empty(t, heard(t, "promotion.points_back"))
	})
}

const (
	allFree  = `"id":"all","layer":"platform","limits":{"total":5},"then":[{"kind":"percent","off":"100"}]`
	shipFree = `"id":"ship","layer":"shipping","then":[{"kind":"shipping","percent":"100"}]`
)

// A purchase for which nothing is to be paid is placed anew like any other.
func TestAFreePurchaseSurvivesARepeatedClosure(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := promoted(t, open(t), allFree, shipFree)
		d, err := b.Orders.Prepare(t.Context(), buyer, b.priced(t, buyer, request("k1", 1, sandbox.OK)))
		require.NoError(t, err)
		place := func(end error) error {
			return b.Backend.Orders().Do(t.Context(), func(ctx context.Context, tx order.Tx) error {
				return errors.Join(b.Orders.PlaceIn(ctx, tx, &d), end)
			})
		}
		lost := errors.New("lost")
		require.ErrorIs(t, place(lost), lost)
		require.NoError(t, place(nil))
		o := b.order(t, d.Orders[0].ID)
		require.Equal(t, []any{order.Confirmed, order.PayPaid, int64(2)}, []any{o.Status, o.PaymentStatus, o.Version})
		require.True(t, o.Deadline.IsZero())
	})
}

// Of two orders that are paid at the door one comes to nothing: there is nothing to
// collect for it, and it goes its way like a paid one.
func TestAnOrderOfNothingAmongPromisedOnes(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		vase := `"id":"vase","layer":"item","items":{"kind":"variant","in":["VASE"]},"then":[{"kind":"percent","off":"100"}]`
		b := promoted(t, open(t), vase, shipFree, points)
		heard := b.listen()
		p, err := b.Orders.Place(t.Context(), buyer, b.priced(t, buyer, cod(b)))
		require.NoError(t, err)
		lamp, gone := b.order(t, p.Orders[0].ID), b.order(t, p.Orders[1].ID)
		require.Equal(t, []order.PaymentStatus{order.PayAuthorized, order.PayPaid}, []order.PaymentStatus{lamp.PaymentStatus, gone.PaymentStatus})
		require.True(t, gone.Total.IsZero())
		require.Empty(t, heard(t, "promotion.points"))
		require.NoError(t, b.Orders.Collect(t.Context(), staff, lamp.ID))
		require.Equal(t, points7(p.Purchase.ID, "points"), heard(t, "promotion.points"))
		_, err = b.Orders.Reject(t.Context(), staff, gone.ID, "broken")
		require.NoError(t, err)
		require.Equal(t, order.Cancelled, b.order(t, gone.ID).Status)
	})
}

// A gift can be dropped, and goes with the last of what was bought; neither asks the
// provider.
func TestAGiftIsDroppedWithoutMoney(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := promoted(t, open(t), bulb)
		drop := func(o order.Order, line int) order.Refund {
			r := order.RefundRequest{Key: fmt.Sprint(o.ID, line), Items: []order.Units{{Line: line, Units: 1}}, Reason: "not wanted"}
			f, err := b.Orders.Refund(t.Context(), merchant, o.ID, r)
			require.NoError(t, err)
			again, err := b.Orders.Refund(t.Context(), merchant, o.ID, r)
			require.NoError(t, err)
			require.Equal(t, f.Ref, again.Ref)
			return f
		}
		o := b.place(t, b.priced(t, buyer, request("k1", 2, sandbox.OK)))
		f := drop(o, 2)
		require.True(t, f.Amount.IsZero())
		require.Equal(t, payment.Succeeded, f.Status)
		o = b.order(t, o.ID)
		require.Equal(t, order.Progress{Line: 2, Dropped: 1, Refunded: 1}, o.Progress[1])
		require.Equal(t, []any{order.Confirmed, order.PayPaid}, []any{o.Status, o.PaymentStatus})
		require.Zero(t, b.stock(t, "BULB").Reserved)
		drop(o, 1)
		o = b.order(t, o.ID)
		require.Equal(t, int64(1), o.Progress[1].Refunded, "what was dropped stays so when another refund ends")

		o = b.place(t, b.priced(t, buyer, request("k2", 1, sandbox.OK)))
		require.Equal(t, int64(1), b.stock(t, "BULB").Reserved)
		drop(o, 1)
		o = b.order(t, o.ID)
		require.Equal(t, []int64{1, 1}, []int64{o.Progress[0].Dropped, o.Progress[1].Dropped})
		require.Equal(t, order.Cancelled, o.Status, "nothing is left to send")
		require.Zero(t, b.stock(t, "BULB").Reserved)
	})
}

// A case that calls off units that cost nothing stops them: the gift alone, or all of
// an order that was given away.
func TestUnitsThatCostNothingAreCalledOff(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := promoted(t, open(t), bulb)
		callOff := func(o order.Order, line int) order.Order {
			c, err := b.Cases.Open(t.Context(), buyer, aftersales.Request{
				Order: o.ID, Kind: flow.KindCancel, Reason: policy.ChangedMind, Items: []aftersales.Item{{Line: line, Units: 1}},
			})
			require.NoError(t, err)
			_, err = b.Cases.Agree(t.Context(), merchant, c.ID, "")
			require.NoError(t, err)
			b.told(t)
			c, err = b.Cases.Case(t.Context(), buyer, c.ID)
			require.NoError(t, err)
			require.Equal(t, flow.Completed, c.State)
			return b.order(t, o.ID)
		}
		o := callOff(b.place(t, b.priced(t, buyer, request("k1", 1, sandbox.OK))), 2)
		require.Equal(t, order.Progress{Line: 2, Dropped: 1, Refunded: 1}, o.Progress[1])
		require.Zero(t, b.stock(t, "BULB").Reserved)
		require.Equal(t, order.PayPaid, o.PaymentStatus)

		b = promoted(t, open(t), allFree, shipFree)
		o = callOff(b.place(t, b.priced(t, buyer, request("k1", 1, sandbox.OK))), 1)
		require.Equal(t, int64(1), o.Progress[0].Dropped)
		require.Equal(t, order.Cancelled, o.Status)
		require.Zero(t, b.level(t).Reserved)
	})
}

func TestPastFactsAreOfOnePurchase(t *testing.T) {
	b := promoted(t, memstore.New(), points)
	one := b.place(t, b.priced(t, buyer, request("k1", 1, sandbox.OK)))
	other := b.place(t, b.priced(t, buyer, request("k2", 1, sandbox.OK)))
	p := order.Purchase{ID: one.Purchase, Currency: "USD"}
	_, err := cartwright.PastFacts(p)
	require.ErrorIs(t, err, order.ErrInput)
	_, err = cartwright.PastFacts(p, one, other)
	require.ErrorContains(t, err, "orders[1]: is of another purchase")
}

// However a rule writes that it looks at the method of payment, what it gives binds
// to it.
func TestAnEscapedConditionOnThePaymentBinds(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := promoted(t, open(t), strings.Replace(card, `"kind":"payment"`, `"kind":"p\u0061yment"`, 1))
		require.Equal(t, sandbox.Card, b.place(t, b.priced(t, buyer, request("k1", 1, sandbox.OK))).PayBy)
	})
}
