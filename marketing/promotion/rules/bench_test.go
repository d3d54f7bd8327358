package rules_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/marketing/promotion/rules"
)

// shelf is a desk with n live rules, each about a product of its own.
func shelf(b *testing.B, n int) *desk {
	b.Helper()
	d := newDesk(b)
	err := d.Store.Do(ctx, func(c context.Context, tx rules.Tx) error {
		for i := range n {
			r := off(fmt.Sprintf("r%06d", i), "item", "")
			r.Items = json.RawMessage(fmt.Sprintf(`{"kind":"product","in":["p%d"]}`, i))
			r.Revision = 1
			body, err := json.Marshal(r)
			if err != nil {
				return err
			}
			rec := rules.Record{ID: r.ID, State: rules.Live, Saved: 1, Body: string(body), Live: 1, LiveBody: string(body), SavedAt: d.now, Changed: d.now}
			if err := tx.SaveRule(c, rec); err != nil {
				return err
			}
		}
		return tx.RaiseRuleBook(c, 0)
	})
	require.NoError(b, err)
	return d
}

// BenchmarkSnapshot is what every priced cart pays: one read and no compiling.
func BenchmarkSnapshot(b *testing.B) {
	d := shelf(b, 100)
	for b.Loop() {
		if _, err := d.Snapshot(ctx); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFirstSnapshot reads and compiles the book, as after a start.
func BenchmarkFirstSnapshot(b *testing.B) {
	for _, n := range []int{1000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			d := shelf(b, n)
			for b.Loop() {
				s := &rules.Service{Store: d.Store, Policy: d.Policy, Now: d.Now}
				if _, err := s.Snapshot(ctx); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkPublish lets one more rule into a book of 10,000: what it compiles to
// judge it, and for the next cart.
func BenchmarkPublish(b *testing.B) {
	d := shelf(b, 10_000)
	for b.Loop() {
		rec, err := d.Save(ctx, li, off("", "item", ""), 0)
		if err == nil {
			_, err = d.Publish(ctx, li, seen(rec))
		}
		if err == nil {
			_, err = d.Snapshot(ctx)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
