package order_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/shipping"
)

const canary = "canary7"

// secretive is a claim that knows a code.
type secretive string

func (secretive) Take(context.Context, order.Tx, order.Purchase) error { return nil }

// Nothing that people wrote, no instrument and no token is in a print or a log.
func TestNothingPrintsAPerson(t *testing.T) {
	b := fresh(t, nil)
	r := b.request("k", canary, order.Item{SKU: "LAMP", Qty: 1})
	r.To = shipping.Address{Name: canary, Phone: "+44 777777", Country: "GB", City: canary, Street: canary, Region: canary, District: canary, Postcode: canary}
	r.Email, r.Note, r.ReturnURL, r.Key, r.Guest = canary+"@example.com", canary, "https://shop.example/"+canary, canary, true
	r.Codes = []string{canary}
	draft, err := b.Orders.Prepare(t.Context(), buyer, r)
	require.NoError(t, err)
	placed := order.Placement{Purchase: draft.Purchase, Orders: draft.Orders, GuestToken: canary}
	draft.GuestToken = canary
	values := []any{
		r, draft, placed, placed.Purchase, &placed,
		[]order.Placement{placed},
		map[string]any{"p": placed},
		order.Tender{Provider: "p", Method: "m", Instrument: canary, ReturnURL: canary},
		order.Basket{To: r.To, Codes: r.Codes},
		order.Priced{Claim: secretive(canary)},
		order.Delivery{To: r.To, Email: canary, Note: canary},
		struct{ P *order.Purchase }{&placed.Purchase},
		order.Refund{Reason: canary},
		order.RefundRequest{Reason: canary, Key: canary},
		order.RefundRequest{Items: []order.Units{{Line: 1, Units: 1}}, Reason: canary},
		order.Change{Why: canary},
	}
	var out bytes.Buffer
	for _, v := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%U"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
	}
	for _, v := range values[:5] {
		for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
			slog.New(h).Info("m", "v", v)
		}
	}
	require.NotContains(t, strings.ToLower(out.String()), canary)
	require.NotContains(t, strings.ToLower(out.String()), fmt.Sprintf("%x", canary))
	require.Contains(t, out.String(), string(draft.Purchase.ID))

	// The token is for the guest's link, and JSON goes to logs and scripts.
	placed.Purchase, placed.Orders = order.Purchase{}, nil
	text, err := json.Marshal(placed)
	require.NoError(t, err, "a placement without amounts")
	require.NotContains(t, string(text), canary)
}
