package crash

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/payment/sandbox"
)

// damage is one statement or more that breaks each rule.
var damage = map[string]string{
	"on hand is not the sum of movements":          "UPDATE cw_stock SET on_hand = on_hand + 1",
	"reserved is not the sum of open reservations": "UPDATE cw_reservations SET open = open + 1",
	"reservation without an order":                 "INSERT INTO cw_reservations VALUES ('x', 'LAMP', '', 0, 0)",
	"reservation is not what its order says":       "UPDATE cw_reservations SET taken = taken + 1",
	"purchase is not the sum of its orders":        "UPDATE cw_purchases SET total = total + 1",
	"order without purchase":                       "DELETE FROM cw_purchases",
	"order is not the sum of its rows":             "UPDATE cw_order_rows SET net = net - 1",
	"rows without order":                           "DELETE FROM cw_orders",
	"purchase without payment":                     "UPDATE cw_payments SET amount = amount + 1",
	"payment without purchase":                     "DELETE FROM cw_purchases",
	"purchase without its charge":                  "DELETE FROM cw_operations WHERE kind = 'sale'",
	"two purchases of one request":                 "DROP INDEX cw_purchases_request; UPDATE cw_purchases SET request = 'x'",
	"postings do not balance":                      "DELETE FROM cw_postings WHERE id LIKE '%.c'",
	"payment is not what its postings say":         "DELETE FROM cw_postings",
	"payment is not what its operations say":       "UPDATE cw_operations SET status = 'declined' WHERE kind = 'refund'",
	"payment is not what its orders say":           "UPDATE cw_orders SET payment_status = 'unpaid'",
	"refund is not what its operation says":        "UPDATE cw_refunds SET status = 'declined'",
	"history misses a version":                     "DELETE FROM cw_order_history WHERE version = 1",
	"history of no order":                          "DELETE FROM cw_orders",
	"history breaks off":                           "UPDATE cw_order_history SET after = 'x' WHERE version = 1",
	"version without exactly one event":            "DELETE FROM cw_outbox WHERE subject LIKE 'order/%' AND version = 2",
	"event of no version":                          "UPDATE cw_outbox SET version = version + 100",
	"operation without its events":                 "DELETE FROM cw_outbox WHERE subject LIKE 'operation/%'",
	"open operation that nobody will ask about":    "DELETE FROM cw_timers WHERE kind = 'payment.recover'",
	"unpaid purchase that will not expire":         "DELETE FROM cw_timers WHERE kind = 'order.expire'",
	"delivered order that nobody will confirm":     "DELETE FROM cw_timers WHERE kind = 'order.confirm'",
	"label that nobody will ask about":             "UPDATE cw_shipments SET booking = 'in_doubt'",
	"parcel that nobody follows":                   "UPDATE cw_shipments SET status = 'in_transit'",
	"operation that never ended":                   "UPDATE cw_operations SET status = 'in_doubt'",
	"purchase that waits for ever":                 "UPDATE cw_orders SET status = 'placed'",
	"refund that never ended":                      "UPDATE cw_orders SET refunding = 1",
	"cancelled order that kept money":              "UPDATE cw_orders SET status = 'cancelled'",
	"label that was never booked":                  "UPDATE cw_shipments SET booking = 'intent'",
}

// busy is a shop with a delivered order, part of whose money went back, and one
// that waits for its payment.
func busy(t *testing.T) past {
	t.Helper()
	stalled := func(b *bench) error {
		r := request("k2", 4, sandbox.Stall)
		_, err := b.shop.Orders.Place(t.Context(), buyer, r)
		return err
	}
	return remember(t, true, func(b *bench) error {
		b.faults = &Faults{}
		for _, do := range []func(*bench) error{place(sandbox.OK), ship, refund, stalled} {
			if err := do(b); err != nil {
				return err
			}
		}
		return nil
	})
}

// audit breaks a copy of the file and answers what is found.
func (p past) audit(t *testing.T, statements string, acks ...Ack) Report {
	t.Helper()
	file := filepath.Join(t.TempDir(), shopFile)
	require.NoError(t, os.WriteFile(file, p.rows, 0o600))
	db, err := new(Faults).Pool(file, 1)
	require.NoError(t, err)
	defer db.Close()
	_, err = db.ExecContext(t.Context(), statements)
	require.NoError(t, err)
	always, err := Audit(t.Context(), db, acks)
	require.NoError(t, err)
	lastly, err := Rest(t.Context(), db)
	require.NoError(t, err)
	always.Violations = append(always.Violations, lastly.Violations...)
	return always
}

func (r Report) names(rule string) bool {
	return slices.ContainsFunc(r.Violations, func(v string) bool { return strings.HasPrefix(v, rule+":") })
}

func TestEveryRuleCatchesItsDamage(t *testing.T) {
	before := busy(t)
	whole := before.audit(t, "SELECT 1")
	waiting := []string{"operation that never ended", "purchase that waits for ever"} // the second order does, rightly
	require.Len(t, whole.Violations, len(waiting), "%v", whole.Violations)
	for _, name := range waiting {
		require.True(t, whole.names(name))
	}
	all := []rule{{name: "reservation is not what its order says"}}
	for _, rules := range [][]rule{stockRules, saleRules, moneyRules, recordRules, waitRules, restRules} {
		all = append(all, rules...)
	}
	require.Len(t, damage, len(all))
	for _, one := range all {
		found := before.audit(t, damage[one.name])
		require.True(t, found.names(one.name), "%s: %s finds %v", one.name, damage[one.name], found.Violations)
	}
}

func TestWhatWasAcknowledgedIsLookedFor(t *testing.T) {
	before := busy(t)
	for kind := range proofs {
		a := Ack{kind, "nothing"}
		require.Equal(t, []Ack{a}, before.audit(t, "SELECT 1", a).Lost)
	}
	for _, kind := range []string{Accepted, Packed} {
		a := Ack{kind, string(before.order)}
		require.Empty(t, before.audit(t, "SELECT 1", a).Lost)
		require.Equal(t, []Ack{a}, before.audit(t, "DELETE FROM cw_order_history", a).Lost)
	}
}

func TestACutFileIsNoticed(t *testing.T) {
	before := busy(t)
	file := filepath.Join(t.TempDir(), shopFile)
	rows := slices.Clone(before.rows)
	for i := 3 * 4096; i < 4*4096; i++ {
		rows[i] = 0xff
	}
	require.NoError(t, os.WriteFile(file, rows, 0o600))
	db, err := new(Faults).Pool(file, 1)
	require.NoError(t, err)
	defer db.Close()
	r, err := Audit(t.Context(), db, nil)
	require.True(t, err != nil || len(r.Violations) > 0)
}

// The clock of a child never reaches the beginning of the next one's.
func TestClocksDoNotOverlap(t *testing.T) {
	start := time.UnixMilli(epoch)
	late := clock(start, time.Now().Add(-lifetime))()
	require.True(t, late.Before(start.Add(span)))
}
