package cartwright_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/aftersales/standing"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/shipping"
)

// known is what a host knows beside its orders.
type known struct{}

func (known) Tags(context.Context, order.Line) ([]string, error) { return []string{"custom_made"}, nil }

func (known) Trusted(context.Context, string) (bool, error) { return false, nil }

func (known) Address(context.Context, catalog.SellerID) (shipping.Address, error) {
	return shipping.Address{Name: "Lamplight", Country: "GB", City: "Leeds", Street: "2 Dock Road"}, nil
}

// supervised is a shop whose merchants are judged, over a store.
func supervised(t *testing.T, store cartwright.Backend, heard *[]event.Event) *bench {
	t.Helper()
	b := fresh(t, store, 1000)
	clock := func() time.Time { return b.now }
	psp, err := sandbox.New(sandbox.Config{Secret: bytes.Repeat([]byte("k"), 32), Now: clock, PayPage: "http://127.0.0.1/pay"})
	require.NoError(t, err)
	policies, err := policy.Set{}.With(policy.Entry{Policy: policy.CNMarketplace()})
	require.NoError(t, err)
	preset := standing.Tiered()
	b.Shop, err = cartwright.Wire(store, cartwright.Options{
		Providers: map[string]payment.Provider{"sandbox": psp}, Carriers: map[string]shipping.Carrier{"van": van{clock}}, Now: clock,
		Policies: policies, Facts: known{}, Supervision: &preset,
		Publisher: event.PublisherFunc(func(_ context.Context, e event.Event) error {
			*heard = append(*heard, e)
			return nil
		}),
	})
	require.NoError(t, err)
	require.NoError(t, b.Check())
	return b
}

// told lets the relay hand out all that has happened.
func (b *bench) told(t *testing.T) {
	t.Helper()
	for busy := true; busy; {
		var err error
		busy, err = b.RunOnce(t.Context())
		require.NoError(t, err)
	}
}

func bought(key string) order.Request {
	r := request(key, 1, sandbox.OK)
	r.ExpectedTotal = cash("19.99") // delivery is free
	return r
}

// tallies are what was recorded of the only seller.
func (b *bench) tallies(t *testing.T) map[standing.Metric]standing.Tally {
	t.Helper()
	var counts map[standing.Metric]standing.Tally
	require.NoError(t, b.Standing.Store.Do(t.Context(), func(ctx context.Context, tx standing.Tx) (err error) {
		counts, err = tx.Tallies(ctx, "lamplight", time.Time{})
		return err
	}))
	return counts
}

// What merchants do is recorded from what happens, judged every Monday, and lifted
// where an appeal is won.
func TestMerchantsAreJudgedByWhatHappens(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		var heard []event.Event
		b := supervised(t, open(t), &heard)
		ctx := t.Context()
		for i := range 14 { // sold out, again and again
			o := b.place(t, bought(fmt.Sprint("out", i)))
			_, err := b.Orders.Reject(ctx, merchant, o.ID, "none left")
			require.NoError(t, err)
		}
		waits := b.place(t, bought("waits"))
		b.told(t)
		require.Equal(t, standing.Tally{Bad: 14}, b.tallies(t)[standing.StockOut])
		b.pass(t, 49*time.Hour)
		require.Equal(t, standing.Tally{Bad: 1}, b.tallies(t)[standing.LateHandOver], "nothing has left")
		b.handed(t, waits)
		good := b.place(t, bought("good"))
		b.handed(t, good)
		b.told(t)
		require.Equal(t, standing.Tally{Good: 1, Bad: 1}, b.tallies(t)[standing.LateHandOver])
		require.Equal(t, standing.Tally{Good: 2, Bad: 14}, b.tallies(t)[standing.StockOut])

		b.pass(t, 7*24*time.Hour) // a Monday
		s, err := b.Standing.Standing(ctx, "lamplight")
		require.NoError(t, err)
		require.Equal(t, 2, s.Points[standing.General])
		fourth, err := b.Standing.Punish(ctx, staff, standing.Charge{Key: "k", Seller: "lamplight", Track: standing.General, Points: 1, Reason: "spam"})
		require.NoError(t, err)
		s, err = b.Standing.Standing(ctx, "lamplight")
		require.NoError(t, err)
		require.True(t, s.Has(standing.CampaignBan, b.now))
		require.NoError(t, b.Standing.Appeal(ctx, merchant, "lamplight", fourth.ID, "It was not us."))
		b.now = b.now.Add(time.Hour)
		require.NoError(t, b.Standing.Decide(ctx, staff, "lamplight", fourth.ID, true))
		s, err = b.Standing.Standing(ctx, "lamplight")
		require.NoError(t, err)
		require.False(t, s.Has(standing.CampaignBan, b.now))
		require.Len(t, s.Lifted, 2, "a warning and a ban")
		b.told(t)
		require.Contains(t, kinds(heard), "standing.reversal", "the host hears as before")
		require.Contains(t, kinds(heard), "order.cancelled")
	})
}

func kinds(events []event.Event) []string {
	list := make([]string, len(events))
	for i, e := range events {
		list[i] = e.Type
	}
	return list
}

func (b *bench) handed(t *testing.T, o order.Order) {
	t.Helper()
	_, err := b.Orders.Accept(t.Context(), merchant, o.ID)
	require.NoError(t, err)
	_, err = b.Orders.HandOver(t.Context(), merchant, o.ID, order.Parcel{})
	require.NoError(t, err)
}

// Cases are marked when they have ended, and what the host knows counts in them.
func TestCasesAreMarkedWhenTheyHaveEnded(t *testing.T) {
	var heard []event.Event
	b := supervised(t, memstore.New(), &heard)
	ctx := t.Context()
	o := b.place(t, bought("k"))
	b.handed(t, o)
	b.pass(t, 3*24*time.Hour)
	r := aftersales.Request{Order: o.ID, Kind: flow.KindReturn, Reason: policy.ChangedMind, Items: []aftersales.Item{{Line: 1, Units: 1}}}
	_, err := b.Cases.Open(ctx, buyer, r)
	require.ErrorIs(t, err, aftersales.ErrRefused, "made to measure, says the host")
	r.Kind, r.Reason = flow.KindComplaint, policy.Service
	c, err := b.Cases.Open(ctx, buyer, r)
	require.NoError(t, err)
	b.told(t)
	require.Equal(t, standing.Tally{Good: 1}, b.tallies(t)[standing.Complaint], "open cases prove nothing")
	_, err = b.Cases.Offer(ctx, merchant, c.ID, aftersales.Terms{Remedy: flow.Nothing}, "We are sorry.")
	require.NoError(t, err)
	_, err = b.Cases.Agree(ctx, buyer, c.ID, "")
	require.NoError(t, err)
	b.told(t)
	require.Equal(t, standing.Tally{Good: 1, Bad: 1}, b.tallies(t)[standing.Complaint])
}

func TestSupervisionNeedsAStoreAndAPreset(t *testing.T) {
	preset := standing.Tiered()
	_, err := cartwright.Wire(struct{ cartwright.Backend }{memstore.New()}, cartwright.Options{Supervision: &preset})
	require.ErrorContains(t, err, "cartwright: Backend keeps no standings")
	_, err = cartwright.Wire(memstore.New(), cartwright.Options{Supervision: &standing.Preset{}})
	require.ErrorIs(t, err, standing.ErrInput)
	s, err := cartwright.Wire(memstore.New(), cartwright.Options{})
	require.NoError(t, err)
	require.Nil(t, s.Standing)
}
