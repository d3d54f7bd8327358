package crash

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Every rule of the audit of coupons finds what breaks it.
func TestAuditOfCouponsCatchesDamage(t *testing.T) {
	for name, statement := range map[string]string{
		"counter is not the sum of redemptions": "UPDATE cw_coupon_counts SET n = n - 1 WHERE name = 't hot'",
		"counter is above its limit":            "UPDATE cw_coupon_counts SET n = 1000 WHERE name = 'b hot ada'",
		"code is not used as often as redeemed": "UPDATE cw_coupons SET used = 0",
		"is missing":                            "DELETE FROM cw_coupon_counts",
		"":                                      "SELECT 1",
	} {
		address := "sqlite:" + filepath.Join(t.TempDir(), "coupons.db")
		c, err := openCounter(t.Context(), address, func() time.Time { return time.UnixMilli(epoch) })
		require.NoError(t, err)
		require.NoError(t, issue(t.Context(), c.service.Store))
		require.NoError(t, c.take(t.Context(), "p1", "ada", code(1)))
		require.NoError(t, c.take(t.Context(), "p2", "ada", ""))
		require.NoError(t, c.confirm(t.Context(), "p2"))
		require.NoError(t, c.giveBack(t.Context(), "p2"))
		require.NoError(t, c.Close())
		acks := []Ack{{Redeemed, "p1"}, {Settled, "p2"}, {Returned, "p2"}}
		require.NoError(t, onDatabase(address, func(db *sql.DB) error {
			if _, err := db.ExecContext(t.Context(), statement); err != nil {
				return err
			}
			r, err := AuditCoupons(t.Context(), db, acks)
			require.Empty(t, r.Lost)
			if name == "" {
				require.Empty(t, r.Violations)
			} else {
				require.Contains(t, fmt.Sprint(r.Violations), name)
			}
			wrong := []Ack{{Settled, "p1"}, {Returned, "p1"}, {Redeemed, "p3"}}
			r, _ = AuditCoupons(t.Context(), db, wrong)
			require.Equal(t, wrong, r.Lost)
			return err
		}))
	}
}
