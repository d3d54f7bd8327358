package cartwright_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/shipping"
)

// A gossip is a van whose driver writes down who took the parcel in.
type gossip struct {
	van
	words string
}

func (g gossip) Track(ctx context.Context, s shipping.Shipment) (shipping.Fact, error) {
	f, err := g.van.Track(ctx, s)
	for i := range f.Events {
		f.Events[i].Words = g.words
	}
	return f, err
}

// holding are the files of a database in which a text stands, in whatever case.
func holding(t *testing.T, file, text string) (found []string) {
	t.Helper()
	names, err := filepath.Glob(file + "*")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		if bytes.Contains(bytes.ToLower(data), bytes.ToLower([]byte(text))) {
			found = append(found, filepath.Base(name))
		}
	}
	return found
}

// After a sale from cart to door, a refund, a retried payment and a cancelled
// order the files of a shop hold nothing of the buyer that anybody can read.
func TestTheFilesOfAShopHoldNothingOfTheBuyer(t *testing.T) {
	file := filepath.Join(t.TempDir(), "shop.db")
	shop, err := cartwright.Open(t.Context(), "sqlite:"+file, cartwright.Options{Sealer: keyring(t)})
	require.NoError(t, err)
	b := fresh(t, shop.Backend, 10)
	r := request("k1", 2, sandbox.OK)
	r.To = shipping.Address{
		Name: "Zaphod Quill", Phone: "+44 20 7946 0991", Country: "GB", Region: "Westmarch", City: "Kentish Town",
		District: "蒹葭街道", Street: "17 Larkspur Mews\nflat Ottoline", Postcode: "NW5 2QQ",
	}
	r.Email, r.Note, r.Guest = "zaphod.quill@mail.example", "Leave it with Wilhelmina <next door>", true
	words := "Signed for by Barnaby Quill, 17 Larkspur Mews"
	b.Parcels.Carriers["van"] = gossip{van{func() time.Time { return b.now }}, words}

	p, err := b.Orders.Place(t.Context(), buyer, r)
	require.NoError(t, err)
	require.NotEmpty(t, p.GuestToken)
	id := p.Orders[0].ID
	_, err = b.Orders.Accept(t.Context(), merchant, id)
	require.NoError(t, err)
	_, err = b.Orders.HandOver(t.Context(), merchant, id, order.Parcel{})
	require.NoError(t, err)
	b.pass(t, 3*24*time.Hour)
	require.Equal(t, order.Delivered, b.order(t, id).Status)
	_, err = b.Orders.Refund(t.Context(), merchant, id, order.RefundRequest{Amount: cash("1"), Reason: "Mrs Featherstonehaugh rang"})
	require.NoError(t, err)

	r.Key = "k2"
	r.Instrument = sandbox.Decline
	second, err := b.Orders.Place(t.Context(), buyer, r)
	require.NoError(t, err)
	_, err = b.Orders.Retry(t.Context(), buyer, second.Purchase.ID, order.Tender{
		Provider: "sandbox", Method: sandbox.Card, Instrument: sandbox.OK, ReturnURL: "https://shop.example/back?for=zaphod",
	})
	require.NoError(t, err)
	_, err = b.Orders.Reject(t.Context(), merchant, second.Orders[0].ID, "Mrs Featherstonehaugh rang")
	require.NoError(t, err)
	b.pass(t, time.Hour)

	// What is kept reads back for those who may see it.
	kept, err := b.Orders.Purchase(t.Context(), staff, p.Purchase.ID)
	require.NoError(t, err)
	require.Equal(t, r.To, kept.Purchase.To)
	for parcel, err := range b.Parcels.Store.Shipments(t.Context(), string(id)) {
		require.NoError(t, err)
		require.Equal(t, words, parcel.Events[0].Words)
	}

	secrets := []string{ // none so short that sealed text may spell it by chance
		"Zaphod Quill", "zaphod.quill", "7946 0991", "79460991", "Westmarch", "Kentish Town", "蒹葭", "Larkspur", "Ottoline", "NW5 2QQ",
		"mail.example", "Wilhelmina", "Barnaby Quill", "Featherstonehaugh", p.GuestToken, second.GuestToken,
	}
	require.NotEmpty(t, holding(t, file, string(id)), "the files are looked at")
	for range 2 { // with the log that is not copied back yet, and without
		for _, secret := range secrets {
			require.Empty(t, holding(t, file, secret), secret)
		}
		_ = shop.Close()
	}
}
