package payments_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/payments"
	"github.com/cartwright-go/cartwright/sqlstore/postgres"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
)

func stores(t *testing.T, test func(t *testing.T, db *sqlstore.DB, s *payments.Store)) {
	t.Helper()
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
			require.NoError(t, sqlstore.Migrate(t.Context(), db, payments.Schema()))
			s, err := payments.Open(t.Context(), db)
			require.NoError(t, err)
			test(t, db, s)
		})
	}
}

func yen(n int64) money.Money { return money.New(n, money.MustCurrency("JPY")) }

func TestRoundTrip(t *testing.T) {
	stores(t, func(t *testing.T, _ *sqlstore.DB, s *payments.Store) {
		at := time.UnixMilli(1_700_000_000_123).UTC()
		p := payment.Payment{
			ID: "p1", Subject: "u1", Provider: "sandbox", Method: "card", Charge: "c1", Amount: yen(500), Authorized: yen(1), Captured: yen(2),
			Refunding: yen(3), Refunded: yen(0), Created: at, Updated: at,
		}
		o := payment.Operation{
			Ref: "c1", Payment: "p1", Kind: payment.Sale, Parent: "x", Cause: "purchase/u1", Provider: "sandbox", Method: "card", Instrument: "tok",
			ReturnURL: "https://shop.example/back", Amount: yen(500), Expires: at, Status: payment.Pending, ProviderID: "id", Code: "code",
			Action: payment.Action{Kind: payment.QRCode, URL: "u", Content: "c", Expires: at}, DecidedBy: "s1", Attempts: 2, Created: at, Updated: at,
		}
		entry := payment.Posting{ID: "e1", Payment: "p1", Account: "psp", Amount: yen(-5), At: at}
		all := func(ctx context.Context, tx payment.Tx) error {
			require.NoError(t, tx.SavePayment(ctx, p))
			require.NoError(t, tx.SaveOperation(ctx, o))
			return tx.PostEntries(ctx, entry)
		}
		require.NoError(t, s.Do(t.Context(), all))
		p.Version, o.Version = 1, 1
		gotP, err := s.FindPayment(t.Context(), "p1")
		require.NoError(t, err)
		require.Equal(t, p, gotP)
		gotO, err := s.FindOperation(t.Context(), "c1")
		require.NoError(t, err)
		require.Equal(t, o, gotO)
		for got, err := range s.Postings(t.Context(), "p1") {
			require.NoError(t, err)
			require.Equal(t, entry, got)
		}
		for got, err := range s.Operations(t.Context(), "p1") {
			require.NoError(t, err)
			require.Equal(t, o, got)
		}
		err = s.Do(t.Context(), func(ctx context.Context, tx payment.Tx) error { return tx.PostEntries(ctx, entry) })
		require.ErrorIs(t, err, event.ErrStale)
		_, err = s.FindOperation(t.Context(), "none")
		require.ErrorIs(t, err, event.ErrNotFound)
	})
}

// Reading an operation reads and holds its payment in the same statement.
func TestOperationBringsItsPayment(t *testing.T) {
	stores(t, func(t *testing.T, db *sqlstore.DB, s *payments.Store) {
		require.NoError(t, s.Do(t.Context(), func(ctx context.Context, tx payment.Tx) error {
			require.NoError(t, tx.SavePayment(ctx, payment.Payment{ID: "p1", Amount: yen(500)}))
			require.NoError(t, tx.SaveOperation(ctx, payment.Operation{Ref: "c1", Payment: "p1", Amount: yen(500)}))
			return tx.SaveOperation(ctx, payment.Operation{Ref: "c2", Payment: "elsewhere", Amount: yen(500)})
		}))
		require.NoError(t, s.Do(t.Context(), func(ctx context.Context, tx payment.Tx) error {
			_, err := tx.Operation(ctx, "c1")
			require.NoError(t, err)
			before := db.Stats().Statements
			p, err := tx.Payment(ctx, "p1")
			require.NoError(t, err)
			require.Equal(t, before, db.Stats().Statements, "no statement of its own")
			p.Captured = yen(7)
			require.NoError(t, tx.SavePayment(ctx, p))
			p, err = tx.Payment(ctx, "p1")
			require.NoError(t, err)
			require.Equal(t, yen(7), p.Captured, "a write is seen by the next read")
			require.Equal(t, int64(2), p.Version)
			o, err := tx.Operation(ctx, "c2")
			require.NoError(t, err, "its payment is not there")
			require.Equal(t, payment.ID("elsewhere"), o.Payment)
			_, err = tx.Operation(ctx, "none")
			require.ErrorIs(t, err, event.ErrNotFound)
			return nil
		}))
	})
}
