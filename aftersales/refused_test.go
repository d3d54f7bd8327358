package aftersales_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/order"
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
