package aftersales_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/aftersales/standing"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/aftersales"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
)

// What merchants write against an entry, and staff about it, is sealed at rest.
func TestWordsOfAppealsAreSealed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "s.db")
	db, err := sqlite.Open(t.Context(), file, sqlite.Options{Sealer: sealer(t)})
	require.NoError(t, err)
	require.NoError(t, sqlstore.Migrate(t.Context(), db, aftersales.Schemas()...))
	store, err := aftersales.OpenStandings(t.Context(), db)
	require.NoError(t, err)
	s := &standing.Service{Store: store, Preset: standing.Marketplace(), Now: time.Now}
	seller := secure.Actor{ID: "m", Role: secure.RoleMerchant, Sellers: []string{"s"}}
	staff := secure.Actor{ID: "p", Role: secure.RoleStaff}
	e, err := s.Punish(t.Context(), staff, standing.Charge{Key: "k", Seller: "s", Track: standing.Fakes, Points: 12, Reason: "Wilhelmina Fairweather complained"})
	require.NoError(t, err)
	require.NoError(t, s.Appeal(t.Context(), seller, "s", e.ID, "Featherstonehaugh at the desk saw it"))
	ledger, err := s.Ledger(t.Context(), seller, "s")
	require.NoError(t, err)
	require.Equal(t, "Wilhelmina Fairweather complained", ledger[0].Reason)
	require.Equal(t, "Featherstonehaugh at the desk saw it", ledger[1].Reason)
	require.NoError(t, db.Close())
	files, err := filepath.Glob(file + "*")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, name := range files {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		for _, word := range []string{"Fairweather", "Featherstonehaugh"} {
			require.NotContains(t, string(data), word)
		}
	}
}
