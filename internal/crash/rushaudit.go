package crash

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// redeemedProofs answer 1 for what a rush acknowledged.
var redeemedProofs = map[string]string{
	Redeemed: "SELECT 1 FROM cw_redemptions WHERE purchase = $1 LIMIT 1",
	Settled:  "SELECT 1 FROM cw_redemptions WHERE purchase = $1 AND status IN ('confirmed', 'released') LIMIT 1",
	Returned: "SELECT 1 FROM cw_redemptions WHERE purchase = $1 AND status = 'released' LIMIT 1",
}

// AuditCoupons reads the tables of coupons, which begin with cw_, and answers
// which acknowledgements were lost and what does not add up: counters, codes and
// redemptions, each with the others and with the limits of a Rush.
func AuditCoupons(ctx context.Context, db *sql.DB, acks []Ack) (Report, error) {
	var r Report
	if err := r.counters(ctx, db); err != nil {
		return r, fmt.Errorf("crash: audit counters: %w", err)
	}
	const spent = `SELECT c.code FROM cw_coupons c WHERE c.used > c.uses OR c.used <> (
SELECT count(*) FROM cw_redemptions d WHERE d.coupon = c.code AND d.status <> 'released')`
	wrong, err := texts(ctx, db, spent)
	if err != nil {
		return r, err
	}
	r.add("code is not used as often as redeemed", wrong)
	return r, r.proved(ctx, db, redeemedProofs, acks)
}

// counters compares every counter with the redemptions that raised it.
func (r *Report) counters(ctx context.Context, db *sql.DB) error {
	standing, err := countsOf(ctx, db)
	if err != nil {
		return err
	}
	raised, err := texts(ctx, db, "SELECT counted FROM cw_redemptions WHERE status <> 'released'")
	if err != nil {
		return err
	}
	want := map[string]int64{}
	for _, counted := range raised {
		for line := range strings.Lines(counted) {
			by, key, _ := strings.Cut(strings.TrimSpace(line), " ")
			n, err := strconv.ParseInt(by, 10, 64)
			if err != nil {
				return err
			}
			want[key] += n
		}
	}
	var differ, above []string
	for _, key := range slices.Sorted(maps.Keys(standing)) {
		if standing[key] != want[key] {
			differ = append(differ, fmt.Sprintf("%s is %d of %d", key, standing[key], want[key]))
		}
		if standing[key] > limitOf(key) {
			above = append(above, fmt.Sprintf("%s is %d", key, standing[key]))
		}
		delete(want, key)
	}
	for _, key := range slices.Sorted(maps.Keys(want)) {
		differ = append(differ, key+" is missing")
	}
	r.add("counter is not the sum of redemptions", differ)
	r.add("counter is above its limit", above)
	return nil
}

func countsOf(ctx context.Context, db *sql.DB) (map[string]int64, error) {
	rows, err := db.QueryContext(ctx, "SELECT name, n FROM cw_coupon_counts")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	counts := map[string]int64{}
	for rows.Next() {
		var name string
		var n int64
		if err := rows.Scan(&name, &n); err != nil {
			return nil, err
		}
		counts[name] = n
	}
	return counts, rows.Err()
}

// limitOf is what a counter of the scarce rule may stand at.
func limitOf(key string) int64 {
	switch kind, _, _ := strings.Cut(key, " "); kind {
	case "t":
		return scarceMost
	case "b":
		return max(buyerMost, shopperMost)
	case "m":
		return scarceMost * 1000 // in the smallest unit, ten each at most
	}
	return 0
}

// proved looks for what each acknowledgement names.
func (r *Report) proved(ctx context.Context, db *sql.DB, proofs map[string]string, acks []Ack) error {
	for _, a := range acks {
		query, known := proofs[a.Kind]
		if !known {
			return fmt.Errorf("crash: unknown acknowledgement %q", a.Kind)
		}
		var one int
		err := db.QueryRowContext(ctx, query, a.ID).Scan(&one)
		if errors.Is(err, sql.ErrNoRows) {
			r.Lost = append(r.Lost, a)
		} else if err != nil {
			return fmt.Errorf("crash: look for %s %s: %w", a.Kind, a.ID, err)
		}
	}
	return nil
}
