package cartwright_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/marketing/promotion/rules"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/order/pricing"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/shipping"
)

const (
	threeForTwo = `"id":"three","layer":"item","then":[{"kind":"cheapest","of":3}]`
	tenPercent  = `"id":"percent","layer":"item","then":[{"kind":"percent","off":"10"}]`
)

// takingBack wires a shop that takes discounts back.
func (b *bench) takingBack(t *testing.T, by policy.Rules, source cartwright.Rules) {
	t.Helper()
	clock := func() time.Time { return b.now }
	psp, err := sandbox.New(sandbox.Config{Secret: bytes.Repeat([]byte("k"), 32), Now: clock, PayPage: "http://127.0.0.1/pay"})
	require.NoError(t, err)
	p := policy.Basic()
	p.TakeBack, p.TakeBackBy = true, by
	policies, err := policy.Set{}.With(policy.Entry{Policy: p})
	require.NoError(t, err)
	b.Shop, err = cartwright.Wire(b.Backend, cartwright.Options{
		Providers: map[string]payment.Provider{"sandbox": psp}, Carriers: map[string]shipping.Carrier{"van": van{clock}}, Now: clock,
		Fees: []pricing.Fee{{Flat: cash("5"), FreeFrom: cash("1000")}}, Policies: policies, Rules: source,
	})
	require.NoError(t, err)
	require.NoError(t, b.Check())
}

// arrived buys so many lamps, which arrive.
func (b *bench) arrived(t *testing.T, key string, n int64) order.Order {
	t.Helper()
	o := b.place(t, b.priced(t, buyer, request(key, n, sandbox.OK)))
	b.handed(t, o)
	b.pass(t, 3*24*time.Hour)
	return b.order(t, o.ID)
}

// back lets one lamp come back and answers the case.
func (b *bench) back(t *testing.T, o order.Order) aftersales.Case {
	t.Helper()
	ctx := t.Context()
	c, err := b.Cases.Open(ctx, buyer, aftersales.Request{
		Order: o.ID, Kind: flow.KindReturn, Reason: policy.ChangedMind, Items: []aftersales.Item{{Line: 1, Units: 1}},
	})
	require.NoError(t, err)
	_, err = b.Cases.Agree(ctx, merchant, c.ID, "")
	require.NoError(t, err)
	_, err = b.Cases.ShipBack(ctx, buyer, c.ID, aftersales.Slip{Carrier: "post", Number: "R" + string(c.ID)})
	require.NoError(t, err)
	_, err = b.Cases.Inspect(ctx, merchant, c.ID, aftersales.Finding{Grades: map[int]string{1: "A"}})
	require.NoError(t, err)
	c, err = b.Cases.Case(ctx, buyer, c.ID)
	require.NoError(t, err)
	require.Equal(t, flow.Completed, c.State)
	return c
}

// Three lamps for the price of two: whoever returns one keeps two, which cost two.
func TestPromotionsThatWhatIsKeptDoesNotEarnAreTakenBack(t *testing.T) {
	b := fresh(t, memstore.New(), 100)
	b.takingBack(t, "", cartwright.FixedRules(snapshot(t, threeForTwo)))
	o := b.arrived(t, "k", 3)
	require.Equal(t, "44.98 USD", o.Total.String(), "two lamps and the delivery")
	c := b.back(t, o)
	require.Equal(t, policy.RulesThen, c.Repriced)
	require.True(t, b.order(t, o.ID).Refunded.IsZero(), "the lamp that came back was the free one")
	b.back(t, o)
	require.Equal(t, "19.99 USD", b.order(t, o.ID).Refunded.String())
	b.back(t, o)
	require.Equal(t, "39.98 USD", b.order(t, o.ID).Refunded.String(), "all lamps, to the cent")
}

// A gift that is kept although its lamp comes back costs what it is worth.
func TestAGiftThatIsKeptIsPaidFor(t *testing.T) {
	b := promoted(t, memstore.New(), bulb)
	b.takingBack(t, "", cartwright.FixedRules(snapshot(t, bulb)))
	o := b.arrived(t, "k", 1)
	require.Len(t, o.Lines, 2)
	b.back(t, o)
	require.Equal(t, "17.49 USD", b.order(t, o.ID).Refunded.String(), "19.99 less the bulb")
}

// What rules were in force then is known by their history: pausing or changing them
// later changes no refund.
func TestRulesOfThenAreReadFromTheirHistory(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := fresh(t, open(t), 100)
		book := &rules.Service{}
		b.takingBack(t, "", book)
		publish := func(r string, version int64) rules.Record {
			rule, err := promotion.ParseRule([]byte(`{"version":1,`+r+`}`), promotion.Standard())
			require.NoError(t, err)
			rec, err := book.Save(t.Context(), staff, rule, version)
			require.NoError(t, err)
			rec, err = book.Publish(t.Context(), staff, rules.Step{ID: rec.ID, Version: rec.Version})
			require.NoError(t, err)
			b.now = b.now.Add(time.Minute)
			return rec
		}
		three := publish(threeForTwo, 0)
		o := b.arrived(t, "k", 3)
		require.Equal(t, "44.98 USD", o.Total.String())
		publish(`"id":"three","layer":"item","then":[{"kind":"cheapest","of":2}]`, three.Version)
		publish(tenPercent, 0)
		b.now = b.now.Add(time.Hour)
		c := b.back(t, o)
		require.Equal(t, policy.RulesThen, c.Repriced)
		require.True(t, b.order(t, o.ID).Refunded.IsZero())
		b.back(t, o)
		require.Equal(t, "19.99 USD", b.order(t, o.ID).Refunded.String())

		r, err := book.Rule(t.Context(), staff, "three")
		require.NoError(t, err)
		_, err = book.Withdraw(t.Context(), staff, rules.Step{ID: r.ID, Version: r.Version})
		require.NoError(t, err)
		b.back(t, o)
		require.Equal(t, "39.98 USD", b.order(t, o.ID).Refunded.String())
	})
}

// today answers rules without saying which held before.
type today struct{ now *promotion.Snapshot }

func (d *today) Snapshot(context.Context) (*promotion.Snapshot, error) { return d.now, nil }

// Where nobody knows the rules of then, today's take something back only if the
// policy says so, and the case says so.
func TestTodaysRulesTakeBackOnlyByPolicy(t *testing.T) {
	const nine = `"id":"nine","layer":"item","then":[{"kind":"tiers","steps":[{"from":["50 USD"],"off":["9 USD"]}]}]`
	for by, want := range map[policy.Rules]string{policy.RulesThen: "16.99 USD", policy.RulesNow: "12.99 USD"} {
		b := fresh(t, memstore.New(), 100)
		source := &today{snapshot(t, nine)}
		b.takingBack(t, by, source)
		o := b.arrived(t, "k", 3)
		require.Equal(t, "55.97 USD", o.Total.String(), "59.97 less 9.00, and the delivery")
		source.now = snapshot(t, `"id":"percent","layer":"item","then":[{"kind":"percent","off":"5"}]`)
		c := b.back(t, o)
		require.Equal(t, want, b.order(t, o.ID).Refunded.String(), by)
		require.Equal(t, by == policy.RulesNow, c.Repriced == policy.RulesNow)
		b.back(t, o)
		b.back(t, o)
		require.Equal(t, "50.97 USD", b.order(t, o.ID).Refunded.String())
	}
}
