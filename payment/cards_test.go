package payment_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
)

// refusedAs opens a sale with text in one field and answers the refused field.
func refusedAs(t *testing.T, put func(*payment.Request)) string {
	t.Helper()
	b := fresh(t, nil)
	r := sale(sandbox.OK)
	put(&r)
	err := b.open(t, r)
	if err == nil {
		return ""
	}
	var wrong *payment.InputError
	require.ErrorAs(t, err, &wrong)
	return wrong.Field
}

func TestCardNumbersGoNowhere(t *testing.T) {
	for _, text := range []string{
		"4242424242424242", "4242 4242 4242 4242", "4242-4242-4242-4242", "card 4242424242424242 12/30", "visa4242424242424242x",
		"４２４２４２４２４２４２４２４２", "４２４２　４２４２　４２４２　４２４２", "4242.4242.4242.4242", "2026-11-25 4242 4242 4242 4242",
		"4242\u200b4242\u200b4242\u200b4242", "378282246310005", "30569309025904", "6200000000000005", "3530111333300000", "2223003122003222",
		"4222222222222", "6205500000000000004", "purchase/01KAX3T8Q2B7J5M9W0Z4RFH6CE 4242424242424242",
	} {
		require.Equal(t, "instrument", refusedAs(t, func(r *payment.Request) { r.Instrument = text }), text)
		require.Equal(t, "cause", refusedAs(t, func(r *payment.Request) { r.Cause = text }), text)
		require.Equal(t, "subject", refusedAs(t, func(r *payment.Request) { r.Subject = text }), text)
		require.Equal(t, "method", refusedAs(t, func(r *payment.Request) { r.Method = text }), text)
		require.Equal(t, "return_url", refusedAs(t, func(r *payment.Request) { r.ReturnURL = "https://shop.example/back?c=" + text }), text)
	}
	for _, address := range []string{"https://shop.example/4242424242424242/back", "https://shop.example/?c=4242%204242%204242%204242", "https://shop.example/?c=%34242424242424242"} {
		require.Equal(t, "return_url", refusedAs(t, func(r *payment.Request) { r.ReturnURL = address }), address)
	}
}

func TestWhatIsNoCardNumberIsTaken(t *testing.T) {
	for _, text := range []string{
		"", "tok_ok", "4242424242424243", "424242424242", "42424242424242424242", "1767225600123", "20261125083159000017", "2026-11-25T08:31:59.000Z",
		"order 42 of 4242 4242", "01KAX3T8Q2B7J5M9W0Z4RFH6CE", "purchase/01KAX3T8Q2B7J5M9W0Z4RFH6CE", "rf01K04242424242424242RFH6CE",
		"01K04242424242424242RFH6CE", "0000000000000000", "4242  4242  4242  4242  4242",
	} {
		require.Empty(t, refusedAs(t, func(r *payment.Request) { r.Cause, r.Subject = text, text }), text)
	}
}

func FuzzCardNumbers(f *testing.F) {
	f.Add("card ", " 12/30")
	f.Add("2026-11-25 ", "\xff")
	f.Fuzz(func(t *testing.T, before, after string) {
		if !utf8.ValidString(before + after) {
			return
		}
		for _, s := range []string{before, after} {
			if strings.ContainsFunc(s, func(r rune) bool { return r >= '0' && r <= '9' || r >= '０' && r <= '９' }) {
				return // more digits make another number
			}
		}
		require.Equal(t, "cause", refusedAs(t, func(r *payment.Request) { r.Cause = before + "4242424242424242" + after }))
	})
}
