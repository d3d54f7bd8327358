package shipments_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/postgres"
	"github.com/cartwright-go/cartwright/sqlstore/shipments"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
)

func TestStore(t *testing.T) {
	key, err := secure.NewKey("k", []byte("0123456789abcdef0123456789abcdef"))
	require.NoError(t, err)
	ring, err := secure.NewKeyring(nil, key)
	require.NoError(t, err)
	for name, open := range map[string]func() (*sqlstore.DB, error){
		"sqlite": func() (*sqlstore.DB, error) {
			return sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "s.db"), sqlite.Options{Sealer: ring})
		},
		"postgres": func() (*sqlstore.DB, error) {
			return postgres.Open(t.Context(), pgtest.DSN(t), postgres.Options{Sealer: ring})
		},
	} {
		t.Run(name, func(t *testing.T) {
			db, err := open()
			require.NoError(t, err)
			t.Cleanup(func() { _ = db.Close() })
			require.NoError(t, sqlstore.Migrate(t.Context(), db, shipments.Schema()))
			s, err := shipments.Open(t.Context(), db)
			require.NoError(t, err)
			keeps(t, s)
		})
	}
}

func keeps(t *testing.T, s *shipments.Store) {
	t.Helper()
	ctx := t.Context()
	at := time.UnixMilli(1_700_000_000_123).UTC()
	want := shipping.Shipment{
		ID: "h1", Order: "o1", Seller: "s1", Carrier: "van", Service: "day", Booking: shipping.Booked, Number: "N1", Status: shipping.InTransit,
		To: shipping.Address{Name: "Ada", Country: "GB", Street: "1 Mill Lane\nBack door"}, Items: []shipping.Item{{Line: 1, Units: 2}}, Grams: 900,
		Cost: money.MustParseText("4.50 GBP"), Promised: at.Add(time.Hour), Code: "x", Attempts: 2, Created: at, BookedAt: at, Updated: at,
		Events: []shipping.Event{{Key: "k", Status: shipping.PickedUp, Fault: shipping.ByCarrier, Words: "收件", Occurred: at, Sequence: 3}},
	}
	save := func(s *shipments.Store, v shipping.Shipment) error {
		return s.Do(ctx, func(ctx context.Context, tx shipping.Tx) error { return tx.SaveShipment(ctx, v) })
	}
	require.NoError(t, save(s, want))
	require.ErrorIs(t, save(s, want), event.ErrStale)
	bare := shipping.Shipment{ID: "h2", Order: "o1", Booking: shipping.Intent, Created: at.Add(time.Second)}
	require.NoError(t, save(s, bare))
	want.Version, bare.Version = 1, 1
	got, err := s.FindShipment(ctx, "h1")
	require.NoError(t, err)
	require.Equal(t, want, got)
	want.Status, want.Cost = shipping.Delivered, money.Money{}
	require.NoError(t, save(s, want))
	require.ErrorIs(t, save(s, want), event.ErrStale)
	want.Version = 2
	require.NoError(t, s.Do(ctx, func(ctx context.Context, tx shipping.Tx) error {
		held, err := tx.Shipment(ctx, "h1")
		require.Equal(t, want, held)
		_, missing := tx.Shipment(ctx, "none")
		require.ErrorIs(t, missing, event.ErrNotFound)
		return err
	}))
	var list []shipping.Shipment
	for v, err := range s.Shipments(ctx, "o1") {
		require.NoError(t, err)
		list = append(list, v)
	}
	require.Equal(t, []shipping.Shipment{want, bare}, list)
}
