package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/order/cart"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/shipping"
)

// TestEveryWordIsThere looks up every key that the store's own files name, and
// every one that they make of a status.
func TestEveryWordIsThere(t *testing.T) {
	pages, err := page.New()
	require.NoError(t, err)
	var keys []string
	names, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, name := range names {
		src, err := os.ReadFile(name)
		require.NoError(t, err)
		for _, m := range regexp.MustCompile(`\b(?:say|fault|sayOr)\("([^"]+)"[,)]`).FindAllStringSubmatch(string(src), -1) {
			keys = append(keys, m[1])
		}
	}
	require.Greater(t, len(keys), 60)
	for _, s := range order.Lifecycle().States() {
		keys = append(keys, "status."+string(s))
	}
	happenings := []order.Event{
		order.Place, order.Pack, order.Unpack, order.MoveParcel, order.Decline, order.Doubt, order.Hold, order.Retry, order.Collect,
		order.AskRefund, order.FinishRefund, order.RefuseRefund, order.RefundLate, order.Void, order.ReturnSurplus, order.FinishSurplus, order.RefuseSurplus,
	}
	for _, s := range order.Lifecycle().States() {
		happenings = append(happenings, order.Lifecycle().Permitted(s)...)
	}
	for _, e := range happenings {
		keys = append(keys, "event."+string(e))
	}
	for _, p := range []order.PaymentStatus{
		order.PayUnpaid, order.PayInDoubt, order.PayAuthorized, order.PayPaid, order.PayPartRefunded, order.PayRefunded, order.PayVoided, order.PayReview,
	} {
		keys = append(keys, "money."+string(p))
	}
	for _, p := range []order.ShippingStatus{order.ShipNone, order.ShipPart, order.ShipShipped, order.ShipDelivered, order.ShipReturned} {
		keys = append(keys, "ship."+string(p))
	}
	for _, p := range []payment.Status{payment.Intent, payment.Pending, payment.InDoubt, payment.Succeeded, payment.Declined, payment.Closed, payment.Review} {
		keys = append(keys, "refund."+string(p))
	}
	keys = append(keys, "cause.cancelled", "cause.surplus")
	for _, b := range []shipping.Booking{shipping.Intent, shipping.InDoubt, shipping.Refused, shipping.Cancelled, shipping.Recalled} {
		keys = append(keys, "booking."+string(b))
	}
	for _, n := range []cart.Note{cart.PriceRose, cart.PriceFell, cart.FewLeft, cart.TooMany, cart.SoldOut, cart.NotOnSale} {
		keys = append(keys, "note."+string(n))
	}
	for _, v := range tabs() {
		keys = append(keys, "view."+v.Name)
	}
	for _, c := range countries() {
		keys = append(keys, "country."+c)
	}
	for _, key := range keys {
		for _, lang := range page.Languages() {
			text, err := pages.Word(lang, key)
			require.NoError(t, err)
			require.NotEmpty(t, strings.TrimSpace(text), key)
		}
	}
}
