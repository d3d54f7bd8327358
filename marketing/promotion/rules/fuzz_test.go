package rules_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/marketing/promotion/rules"
)

// FuzzSave saves what a merchant may send: it is refused with a field, or kept so
// that it reads back, is the seller's own and goes live only where it may.
func FuzzSave(f *testing.F) {
	for _, seed := range []string{
		`{"version":1,"id":"a","layer":"shop","seller":"fern","then":[{"kind":"percent","off":"10"}]}`,
		`{"version":1,"id":"a","layer":"item","seller":"fern","codes":["tea"],"ends":"2026-11-12T00:00:00.000000001Z","then":[{"kind":"points","every":["1.00 CNY"],"points":3}]}`,
		`{"version":1,"id":"a","layer":"shop","seller":"fern","payers":[{"party":"platform","parts":1}],"then":[{"kind":"off","amount":["1.00 CNY"]}]}`,
		`{"version":1,"id":"a","layer":"shop","seller":"fern","stack":{"groups":["g"],"without":["b"]},"then":[{"kind":"percent","off":"10"}]}`,
		`{"version":1,"id":"a","layer":"platform","seller":"fern","then":[{"kind":"percent","off":"10"}]}`,
		`{"version":1,"id":"a","layer":"shop","name":{"zh":"\u0000"},"then":[{"kind":"percent","off":"10"}]}`,
	} {
		f.Add([]byte(seed))
	}
	kinds := promotion.Standard()
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := promotion.ParseRule(data, kinds)
		if err != nil {
			return
		}
		d := newDesk(t)
		rec, err := d.Save(ctx, fern, r, 0)
		if err != nil {
			return
		}
		require.Equal(t, "fern", rec.Seller)
		stored, err := d.Rule(ctx, fern, rec.ID)
		require.NoError(t, err)
		require.Equal(t, rec, stored)
		back, err := stored.Newest(kinds)
		require.NoError(t, err)
		r.ID, r.Revision = rec.ID, 1
		require.Empty(t, cmp.Diff(jsonOf(t, r), jsonOf(t, back)))

		live, err := d.Publish(ctx, fern, seen(rec))
		var wrong *promotion.RuleError
		switch {
		case err == nil:
			require.Len(t, live.LiveBody, len(rec.Body))
			for _, p := range back.Payers {
				require.Equal(t, "seller", p.Party)
			}
		case errors.Is(err, rules.ErrApproval):
		default:
			require.ErrorAs(t, err, &wrong)
			require.Equal(t, "ends", wrong.Field, err)
		}
	})
}

func jsonOf(t *testing.T, r promotion.Rule) string {
	t.Helper()
	data, err := json.Marshal(r)
	require.NoError(t, err)
	return string(data)
}
