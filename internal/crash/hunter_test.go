package crash

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/payment/sandbox"
)

// claimDamage is one statement that breaks each rule.
var claimDamage = map[string]string{
	"redemption without purchase":         "DELETE FROM cw_purchases",
	"discount that nothing was taken for": "DELETE FROM cw_redemptions WHERE rule = 'hot'",
	"redemption that gave nothing":        "UPDATE cw_order_rows SET discounts = '[]'",
	"redemption of cancelled orders":      "UPDATE cw_orders SET status = 'cancelled'",
	"given back and still had":            "UPDATE cw_redemptions SET status = 'released'",
	"paid and not confirmed":              "UPDATE cw_redemptions SET status = 'reserved'",
	"confirmed and never paid":            "UPDATE cw_orders SET payment_status = 'unpaid'",
}

func TestEveryRuleOfClaimsCatchesItsDamage(t *testing.T) {
	before := remember(t, true, placeWith(sandbox.OK))
	found := func(statement string) Report {
		file := filepath.Join(t.TempDir(), shopFile)
		require.NoError(t, os.WriteFile(file, before.rows, 0o600))
		db, err := new(Faults).Pool(file, 1)
		require.NoError(t, err)
		defer db.Close()
		_, err = db.ExecContext(t.Context(), statement)
		require.NoError(t, err)
		r, err := auditClaims(t.Context(), db)
		require.NoError(t, err)
		return r
	}
	require.Empty(t, found("SELECT 1").Violations)
	require.Len(t, claimDamage, len(claimRules))
	for _, one := range claimRules {
		r := found(claimDamage[one.name])
		require.True(t, r.names(one.name), "%s: %s finds %v", one.name, claimDamage[one.name], r.Violations)
	}
}

// Codes in a transaction of their own are lost when a call between fails.
func TestFailTheNthStatementOfServiceCatchesAMutant(t *testing.T) {
	if testing.Short() {
		t.Skip("needs every statement")
	}
	c := serviceCases[0]
	before := remember(t, true, c.before)
	seen := c.every(t, Death, func(f *Faults) *bench {
		b := before.reopen(t, filepath.Join(t.TempDir(), shopFile), f)
		b.broken = TakenApart
		b.again(t)
		return b
	})
	t.Logf("sqlite %s: runs=%d violations=%d", TakenApart, seen.runs, len(seen.wrong))
	require.NotEmpty(t, seen.wrong)
}
