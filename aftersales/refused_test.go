package aftersales_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
)

// Every request that a policy does not allow is refused by a rule that has a name.
func TestRefusalsNameTheRule(t *testing.T) {
	b := fresh(t)
	ctx := t.Context()
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 2})
	good := request(o, flow.KindReturn, policy.ChangedMind, 1)
	asked := b.open(o, flow.KindReturn, policy.ChangedMind, 1)
	b.did(b.cases.Agree(ctx, merchant, asked.ID, ""))
	b.did(b.cases.ShipBack(ctx, buyer, asked.ID, aftersales.Slip{Carrier: "post", Number: "R"}))
	open := func(change func(r *aftersales.Request)) func() error {
		return func() error {
			r := good
			r.Items = []aftersales.Item{good.Items[0]}
			change(&r)
			_, err := b.cases.Open(ctx, buyer, r)
			return err
		}
	}
	huge := piece()
	huge.Bytes = 11 << 20
	for _, row := range []struct {
		name       string
		try        func() error
		rule, code string
	}{
		{"more than bought", open(func(r *aftersales.Request) { r.Items[0].Units = 3 }), "units.bought", "units"},
		{"twice", open(func(r *aftersales.Request) { r.Items[0].Units = 2 }), "units.once", "units"},
		{"evidence too large", open(func(r *aftersales.Request) { r.Evidence = []aftersales.Piece{huge} }), "limits.evidence_bytes", "evidence_bytes"},
		{"evidence too large later", func() error {
			_, err := b.cases.Say(ctx, buyer, asked.ID, "look", huge)
			return err
		}, "limits.evidence_bytes", "evidence_bytes"},
		{"no such reason", open(func(r *aftersales.Request) { r.Reason = "whim" }), "reasons", policy.CodeReason},
		{"wrong grade", func() error {
			_, err := b.cases.Inspect(ctx, merchant, asked.ID, aftersales.Finding{Grades: map[int]string{1: "Z"}})
			_, none := b.cases.Inspect(ctx, merchant, asked.ID, aftersales.Finding{})
			require.EqualError(t, none, err.Error())
			require.ErrorContains(t, err, "grade of line 1 must be one of A, B, C, D")
			return err
		}, "grades", "grade"},
		{"too generous", func() error {
			_, err := b.cases.Compensate(ctx, merchant, asked.ID, aftersales.Compensation{Amount: cash("1000"), Why: "sorry"})
			return err
		}, "limits.compensation", "compensation"},
		{"out of the window", func() error {
			b.now = b.now.Add(8 * day)
			return open(func(*aftersales.Request) {})()
		}, "seven-days", policy.CodeWindow},
	} {
		err := row.try()
		var no *aftersales.RefusedError
		require.ErrorAs(t, err, &no, row.name)
		require.ErrorIs(t, err, aftersales.ErrRefused, row.name)
		require.Equal(t, row.code == "units", errors.Is(err, aftersales.ErrUnits), row.name)
		require.Equal(t, []string{"cn-marketplace/1", row.rule, row.code}, []string{no.Policy, no.Rule, no.Code}, row.name)
		require.Equal(t, row.code == policy.CodeWindow, !no.Until.IsZero(), row.name)
	}
	for _, by := range []secure.Actor{stranger, rival} { // of whose orders nobody may know
		_, err := b.cases.Open(ctx, by, good)
		require.ErrorIs(t, err, aftersales.ErrNotFound, "foreign order")
	}
}

func TestWhatNobodyOffersIsNamedByItsField(t *testing.T) {
	b := fresh(t)
	ctx := t.Context()
	field := func(err error) string {
		var wrong *aftersales.InputError
		require.ErrorAs(t, err, &wrong)
		return wrong.Field
	}
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 2}, order.Item{SKU: "RING", Qty: 1})
	r := request(o, flow.KindExchange, policy.Defective, 1, 1)
	r.Items[1].Want = "NONE"
	_, err := b.cases.Open(ctx, buyer, r)
	require.Equal(t, "items[1].want", field(err))
	c := b.swapped(o, "RING")
	moon := tender(sandbox.OK)
	moon.Provider = "moon"
	_, err = b.cases.PayDifference(ctx, buyer, c.ID, moon)
	require.Equal(t, "provider", field(err))
	b.did(b.cases.PayDifference(ctx, buyer, c.ID, tender(sandbox.OK)))
	_, err = b.cases.Send(ctx, merchant, c.ID, aftersales.Slip{Carrier: "moon"})
	require.Equal(t, "carrier", field(err))
}
