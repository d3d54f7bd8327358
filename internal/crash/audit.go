package crash

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/stdlib"

	"github.com/cartwright-go/cartwright/order"
)

// An Ack is what a child acknowledged: a kind and what it names.
type Ack struct{ Kind, ID string }

// maxNamed bounds how many rows one violation names.
const maxNamed = 5

// A rule finds rows that must not be.
type rule struct{ name, query string }

// kept says in SQL that an event of that time, less than 29 days ago, has not been
// pruned.
const kept = "> (SELECT coalesce(max(at), 0) - 2505600000 FROM cw_order_history)"

// stockRules: a shelf is the sum of what moved and of what is promised.
var stockRules = []rule{
	{"on hand is not the sum of movements", `SELECT sku FROM (
SELECT sku, location, on_hand AS n FROM cw_stock UNION ALL SELECT sku, location, -qty FROM cw_movements) AS a GROUP BY sku, location HAVING sum(n) <> 0`},
	{"reserved is not the sum of open reservations", `SELECT sku FROM (
SELECT sku, location, reserved AS n FROM cw_stock UNION ALL SELECT sku, location, -open FROM cw_reservations) AS a GROUP BY sku, location HAVING sum(n) <> 0`},
	{"reservation without an order", "SELECT ref FROM cw_reservations WHERE ref NOT IN (SELECT id FROM cw_orders)"},
}

// saleRules: a purchase is there with everything that belongs to it, or not at all.
var saleRules = []rule{
	{"purchase is not the sum of its orders", "SELECT id FROM cw_purchases p WHERE total <> (SELECT coalesce(sum(total), -1) FROM cw_orders WHERE purchase = p.id)"},
	{"order without purchase", "SELECT id FROM cw_orders WHERE purchase NOT IN (SELECT id FROM cw_purchases)"},
	{"order is not the sum of its rows", "SELECT id FROM cw_orders o WHERE total - shipping <> (SELECT coalesce(sum(net), -1) FROM cw_order_rows WHERE order_id = o.id)"},
	{"rows without order", "SELECT order_id FROM cw_order_rows WHERE order_id NOT IN (SELECT id FROM cw_orders)"},
	{"purchase without payment", "SELECT id FROM cw_purchases p WHERE total > 0 AND NOT EXISTS (SELECT 1 FROM cw_payments WHERE id = p.payment AND subject = p.id AND amount = p.total)"},
	{"payment without purchase", "SELECT id FROM cw_payments WHERE subject NOT IN (SELECT id FROM cw_purchases)"},
	{"purchase without its charge", "SELECT id FROM cw_purchases p WHERE total > 0 AND NOT EXISTS (SELECT 1 FROM cw_operations WHERE ref = p.charge AND payment = p.payment)"},
	{"two purchases of one request", "SELECT request FROM cw_purchases GROUP BY request HAVING count(*) > 1"},
}

// surplus is what of a payment's refunds belongs to none of its orders, by status.
const surplus = `(SELECT coalesce(sum(amount), 0) FROM cw_operations WHERE payment = p.id AND kind = 'refund' AND cause LIKE 'surplus/%' AND status IN `

// moneyRules: the ledger, the operations, the payments and the orders agree.
var moneyRules = []rule{
	{"postings do not balance", "SELECT payment FROM cw_postings GROUP BY payment HAVING sum(amount) <> 0"},
	{"payment is not what its postings say", `SELECT id FROM cw_payments p WHERE captured - refunded <>
(SELECT coalesce(sum(amount), 0) FROM cw_postings WHERE payment = p.id AND account LIKE 'psp:%')`},
	{"payment is not what its operations say", `SELECT p.id FROM cw_payments p LEFT JOIN cw_operations o ON o.payment = p.id GROUP BY p.id HAVING
captured <> sum(CASE WHEN kind IN ('sale', 'capture') AND status = 'succeeded' THEN o.amount ELSE 0 END) OR
refunded <> sum(CASE WHEN kind = 'refund' AND status = 'succeeded' THEN o.amount ELSE 0 END) OR
refunding <> sum(CASE WHEN kind = 'refund' AND status IN ('intent', 'pending', 'in_doubt') THEN o.amount ELSE 0 END)`},
	{"payment is not what its orders say", `SELECT p.id FROM cw_payments p JOIN cw_orders o ON o.purchase = p.subject GROUP BY p.id HAVING
p.refunded - ` + surplus + `('succeeded')) <> sum(o.refunded) OR
p.refunding - ` + surplus + `('intent', 'pending', 'in_doubt')) <> sum(o.refunding) OR
count(*) <> sum(CASE WHEN (captured > 0) = (payment_status IN ('paid', 'part_refunded', 'refunded')) THEN 1 ELSE 0 END)`},
	{"refund is not what its operation says", `SELECT r.ref FROM cw_refunds r LEFT JOIN cw_operations o ON o.ref = r.ref
WHERE o.ref IS NULL OR o.status <> r.status AND (o.status IN ('succeeded', 'declined') OR r.status IN ('succeeded', 'declined')) OR o.amount <> r.amount`},
}

// recordRules: every version has its row in the history and its one event.
var recordRules = []rule{
	{"history misses a version", `SELECT o.id FROM cw_orders o LEFT JOIN cw_order_history h ON h.order_id = o.id GROUP BY o.id HAVING
count(h.version) <> o.version OR min(h.version) <> 1 OR max(h.version) <> o.version`},
	{"history of no order", "SELECT order_id FROM cw_order_history WHERE order_id NOT IN (SELECT id FROM cw_orders)"},
	{"history breaks off", `SELECT h.order_id FROM cw_order_history h LEFT JOIN cw_order_history n ON n.order_id = h.order_id AND n.version = h.version + 1
JOIN cw_orders o ON o.id = h.order_id WHERE h.after <> coalesce(n.before, o.status)`},
	{"version without exactly one event", `WITH e AS MATERIALIZED (
SELECT substr(subject, 7) AS id, version, count(*) AS n FROM cw_outbox WHERE subject LIKE 'order/%' GROUP BY 1, 2)
SELECT h.order_id || ' ' || h.version FROM cw_order_history h LEFT JOIN e ON e.id = h.order_id AND e.version = h.version
WHERE h.at ` + kept + ` AND coalesce(e.n, 0) <> 1`},
	{"event of no version", `SELECT id FROM cw_outbox e WHERE subject LIKE 'order/%' AND NOT EXISTS (
SELECT 1 FROM cw_order_history WHERE order_id = substr(e.subject, 7) AND version = e.version)`},
	{"operation without its events", `WITH e AS MATERIALIZED (
SELECT substr(subject, 11) AS ref, count(DISTINCT version) AS n FROM cw_outbox WHERE subject LIKE 'operation/%' GROUP BY 1)
SELECT o.ref FROM cw_operations o LEFT JOIN e ON e.ref = o.ref WHERE o.created ` + kept + ` AND coalesce(e.n, 0) <> o.version - 1`},
}

// waitRules: whatever waits has a deadline that will wake somebody.
var waitRules = []rule{
	{"open operation that nobody will ask about", `SELECT ref FROM cw_operations WHERE status IN ('intent', 'pending', 'in_doubt')
AND 'payment.recover/' || ref NOT IN (SELECT id FROM cw_timers)`},
	{"unpaid purchase that will not expire", `SELECT id FROM cw_orders WHERE status IN ('placed', 'cancelling')
AND 'order.expire/' || purchase NOT IN (SELECT id FROM cw_timers)`},
	{"delivered order that nobody will confirm", `SELECT id FROM cw_orders WHERE status = 'delivered'
AND 'order.confirm/' || id NOT IN (SELECT id FROM cw_timers)`},
	{"label that nobody will ask about", `SELECT id FROM cw_shipments WHERE booking IN ('intent', 'in_doubt')
AND 'shipping.recover/' || id NOT IN (SELECT id FROM cw_timers)`},
	{"parcel that nobody follows", `SELECT id FROM cw_shipments WHERE booking = 'booked' AND status NOT IN ('delivered', 'returned', 'lost', 'withdrawn', 'expired')
AND 'shipping.track/' || id NOT IN (SELECT id FROM cw_timers)`},
}

// restRules: what must be true once everything has come to rest.
var restRules = []rule{
	{"operation that never ended", "SELECT ref FROM cw_operations WHERE status IN ('intent', 'pending', 'in_doubt')"},
	{"purchase that waits for ever", "SELECT id FROM cw_orders WHERE status IN ('placed', 'cancelling')"},
	{"refund that never ended", "SELECT id FROM cw_orders WHERE refunding <> 0"},
	{"cancelled order that kept money", "SELECT id FROM cw_orders WHERE status = 'cancelled' AND payment_status IN ('paid', 'part_refunded')"},
	{"label that was never booked", "SELECT id FROM cw_shipments WHERE booking IN ('intent', 'in_doubt')"},
}

// A Report is what an audit found.
type Report struct {
	Lost       []Ack    // acknowledged and not there
	Violations []string // rules that do not hold, each with the first rows
}

// Audit reads a shop's database, whose tables begin with cw_, and answers which
// acknowledgements were lost and which rules do not hold. It may run at any
// moment after a crash.
func Audit(ctx context.Context, db *sql.DB, acks []Ack) (Report, error) {
	var r Report
	if err := r.whole(ctx, db); err != nil {
		return r, err
	}
	for _, rules := range [][]rule{stockRules, saleRules, moneyRules, recordRules, waitRules} {
		if err := r.hold(ctx, db, rules); err != nil {
			return r, err
		}
	}
	if err := r.promises(ctx, db); err != nil {
		return r, err
	}
	return r, r.proved(ctx, db, proofs, acks)
}

// whole checks a file of SQLite; a server of PostgreSQL was not killed.
func (r *Report) whole(ctx context.Context, db *sql.DB) error {
	if onServer(db) {
		return nil
	}
	var found string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check").Scan(&found); err != nil {
		return fmt.Errorf("crash: quick_check: %w", err)
	}
	if found != "ok" {
		r.Violations = append(r.Violations, "quick_check: "+found)
	}
	return nil
}

func onServer(db *sql.DB) bool {
	_, server := db.Driver().(*stdlib.Driver)
	return server
}

// Rest audits what must be true when nothing is left to do.
func Rest(ctx context.Context, db *sql.DB) (Report, error) {
	var r Report
	return r, r.hold(ctx, db, restRules)
}

func (r *Report) hold(ctx context.Context, db *sql.DB, rules []rule) error {
	for _, one := range rules {
		rows, err := texts(ctx, db, one.query)
		if err != nil {
			return fmt.Errorf("crash: audit %q: %w", one.name, err)
		}
		r.add(one.name, rows)
	}
	return nil
}

func (r *Report) add(name string, rows []string) {
	if len(rows) > 0 {
		r.Violations = append(r.Violations, fmt.Sprintf("%s: %d, for example %s", name, len(rows), strings.Join(rows[:min(len(rows), maxNamed)], ", ")))
	}
}

// texts answers the one column of a query.
func texts(ctx context.Context, db *sql.DB, query string) ([]string, error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	return all, rows.Err()
}

// promises compares each order's progress with what is reserved for it and what
// has left the warehouse.
func (r *Report) promises(ctx context.Context, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, `SELECT o.id, o.status, o.progress, l.line, l.qty, coalesce(v.open, 0), coalesce(v.taken, 0)
FROM cw_orders o JOIN cw_order_rows l ON l.order_id = o.id AND l.run = (SELECT min(run) FROM cw_order_rows WHERE order_id = o.id AND line = l.line)
LEFT JOIN cw_reservations v ON v.ref = o.id AND v.sku = l.sku WHERE l.kind = 'goods'`)
	if err != nil {
		return fmt.Errorf("crash: audit promises: %w", err)
	}
	defer rows.Close()
	var wrong []string
	for rows.Next() {
		var id, status, text string
		var line int
		var qty, reserved, taken int64
		if err := rows.Scan(&id, &status, &text, &line, &qty, &reserved, &taken); err != nil {
			return err
		}
		p, err := progressOf(text, line)
		if err != nil {
			wrong = append(wrong, id+" "+err.Error())
			continue
		}
		want := qty - p.Shipped - p.Dropped
		if status == string(order.Cancelled) {
			want = 0
		}
		if reserved != want || taken != p.Shipped {
			wrong = append(wrong, fmt.Sprintf("%s line %d", id, line))
		}
	}
	r.add("reservation is not what its order says", wrong)
	return rows.Err()
}

// progressOf reads how far one line has come.
func progressOf(text string, line int) (order.Progress, error) {
	var all []order.Progress
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		return order.Progress{}, err
	}
	for _, p := range all {
		if p.Line == line {
			return p, nil
		}
	}
	return order.Progress{}, fmt.Errorf("has no progress of line %d", line)
}

// proofs answer 1 for what an acknowledgement names.
var proofs = map[string]string{
	Placed: `SELECT 1 FROM cw_purchases p WHERE id = $1 AND EXISTS (SELECT 1 FROM cw_orders WHERE purchase = p.id)
AND EXISTS (SELECT 1 FROM cw_payments WHERE id = p.payment) AND EXISTS (SELECT 1 FROM cw_operations WHERE ref = p.charge)`,
	Accepted:  "SELECT 1 FROM cw_order_history WHERE order_id = $1 AND event = 'accept' LIMIT 1",
	Packed:    "SELECT 1 FROM cw_order_history WHERE order_id = $1 AND event = 'pack' LIMIT 1",
	Cancelled: "SELECT 1 FROM cw_order_history WHERE order_id = $1 AND event IN ('cancel', 'withdraw', 'close') LIMIT 1",
	Refunded:  "SELECT 1 FROM cw_refunds WHERE ref = $1",
	Claimed:   "SELECT 1 FROM cw_redemptions WHERE purchase = $1 LIMIT 1",
}
