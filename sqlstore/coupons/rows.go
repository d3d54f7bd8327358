package coupons

import (
	"cmp"
	"context"
	"slices"

	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/sqlstore"
)

// CouponRows are the statements of coupon.Tx. Wider transactions embed them
// beside the kernel's Tx.
type CouponRows struct{ tx *sqlstore.Tx }

// Rows are the domain's rows in a transaction.
func Rows(tx *sqlstore.Tx) CouponRows { return CouponRows{tx} }

// AddUses raises counters up to their limits: *coupon.SpentError where one would
// pass its own, event.ErrStale where one would fall below zero.
func (r CouponRows) AddUses(ctx context.Context, uses ...coupon.Use) error {
	if len(uses) == 0 {
		return nil
	}
	list := slices.SortedFunc(slices.Values(uses), func(a, b coupon.Use) int { return cmp.Compare(a.Key, b.Key) })
	stmts := make([]sqlstore.Stmt, 0, len(list))
	for _, u := range list {
		if u.Max > 0 && u.N > u.Max {
			return r.tx.Doom(&coupon.SpentError{Key: u.Key})
		}
		stmts = append(stmts, raise(u))
	}
	return r.tx.Now(ctx, stmts...)
}

// raise changes one counter, and makes it where it is raised.
func raise(u coupon.Use) sqlstore.Stmt {
	const up = "INSERT INTO cw_coupon_counts (name, n) VALUES ($1,$2) ON CONFLICT (name) DO UPDATE SET n = cw_coupon_counts.n + excluded.n"
	switch {
	case u.N < 0:
		return sqlstore.Stmt{
			SQL:  "UPDATE cw_coupon_counts SET n = n + $1 WHERE name = $2 AND n >= $3",
			Args: []any{u.N, u.Key, -u.N}, Want: 1, Fail: sqlstore.Stale("coupon count", kindOf(u.Key)),
		}
	case u.Max > 0:
		return sqlstore.Stmt{
			SQL: up + " WHERE cw_coupon_counts.n <= $3", Args: []any{u.Key, u.N, u.Max - u.N}, Want: 1, Fail: &coupon.SpentError{Key: u.Key},
		}
	}
	return sqlstore.Stmt{SQL: up, Args: []any{u.Key, u.N}, Want: 1}
}

// kindOf is a counter's kind without the buyer whom its name may hold.
func kindOf(key string) string { return key[:min(1, len(key))] }

// Campaign returns a campaign and holds it, or event.ErrNotFound.
func (r CouponRows) Campaign(ctx context.Context, id string) (coupon.Campaign, error) {
	c := coupon.Campaign{ID: id}
	var starts, ends, expires int64
	err := r.tx.Now(ctx, sqlstore.Stmt{
		SQL:  r.tx.Hold("SELECT rule, seller, starts, ends, stock, per_buyer, valid_for, expires, uses, version FROM cw_coupon_campaigns WHERE id = $1"),
		Args: []any{id},
		Row:  []any{&c.Rule, &c.Seller, &starts, &ends, &c.Stock, &c.PerBuyer, &c.ValidFor, &expires, &c.Uses, &c.Version},
	})
	if err != nil {
		return coupon.Campaign{}, sqlstore.Missing("campaign", id, err)
	}
	c.From, c.Until, c.Expires = sqlstore.Time(starts), sqlstore.Time(ends), sqlstore.Time(expires)
	return c, nil
}

// SaveCampaign inserts at Version 0 and otherwise compares: event.ErrStale.
func (r CouponRows) SaveCampaign(ctx context.Context, c coupon.Campaign) error {
	st := sqlstore.Stmt{
		SQL: `INSERT INTO cw_coupon_campaigns (rule, seller, starts, ends, stock, per_buyer, valid_for, expires, uses, id, version)
VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,1) ON CONFLICT DO NOTHING`,
		Args: []any{
			c.Rule, c.Seller, sqlstore.Millis(c.From), sqlstore.Millis(c.Until), c.Stock, c.PerBuyer, int64(c.ValidFor),
			sqlstore.Millis(c.Expires), c.Uses, c.ID,
		},
		Want: 1, Fail: sqlstore.Stale("campaign", c.ID),
	}
	if c.Version != 0 {
		st.SQL = `UPDATE cw_coupon_campaigns SET rule = $1, seller = $2, starts = $3, ends = $4, stock = $5, per_buyer = $6, valid_for = $7,
expires = $8, uses = $9, version = version + 1 WHERE id = $10 AND version = $11`
		st.Args = append(st.Args, c.Version)
	}
	return r.tx.Write(ctx, st)
}

// Coupon returns a coupon and holds it, or event.ErrNotFound.
func (r CouponRows) Coupon(ctx context.Context, code string) (coupon.Coupon, error) {
	var row couponRow
	err := r.tx.Now(ctx, sqlstore.Stmt{SQL: r.tx.Hold(selectCoupon + "WHERE code = $1"), Args: []any{code}, Row: row.fields()})
	if err != nil {
		return coupon.Coupon{}, missing(err)
	}
	return row.value(), nil
}

// SaveCoupons inserts at Version 0 and otherwise compares: event.ErrStale.
func (r CouponRows) SaveCoupons(ctx context.Context, list ...coupon.Coupon) error {
	var fresh []coupon.Coupon
	for _, c := range list {
		if c.Version == 0 {
			fresh = append(fresh, c)
			continue
		}
		err := r.tx.Write(ctx, sqlstore.Stmt{
			SQL:  "UPDATE cw_coupons SET used = $1, frozen = $2, buyer = $3, ends = $4, version = version + 1 WHERE code = $5 AND version = $6",
			Args: []any{c.Used, flag(c.Frozen), c.Buyer, sqlstore.Millis(c.Until), c.Code, c.Version},
			Want: 1, Fail: sqlstore.Stale("coupon", ""),
		})
		if err != nil {
			return err
		}
	}
	for part := range slices.Chunk(fresh, sqlstore.MaxRows) {
		args := make([]any, 0, 10*len(part))
		for _, c := range part {
			args = append(args, c.Code, c.Campaign, c.Rule, c.Buyer, sqlstore.Millis(c.From), sqlstore.Millis(c.Until), c.Uses, c.Used, flag(c.Frozen), sqlstore.Millis(c.Issued))
		}
		const head = `WITH want(code, campaign, rule, buyer, starts, ends, uses, used, frozen, issued) AS (VALUES `
		const tail = `) INSERT INTO cw_coupons (code, campaign, rule, buyer, starts, ends, uses, used, frozen, issued, version)
SELECT code, campaign, rule, buyer, starts, ends, uses, used, frozen, issued, 1 FROM want WHERE TRUE ON CONFLICT DO NOTHING`
		err := r.tx.Write(ctx, sqlstore.Stmt{
			SQL: r.tx.DB().Multi(head, len(part), tail, text, text, text, text, number, number, number, number, number, number), Args: args,
			Want: int64(len(part)), Fail: sqlstore.Stale("coupon", ""),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// What parameters are cast to.
const (
	text   = "TEXT"
	number = "BIGINT"
)

func flag(set bool) int64 {
	if set {
		return 1
	}
	return 0
}

// Guesses returns somebody's wrong codes and holds them, or event.ErrNotFound.
func (r CouponRows) Guesses(ctx context.Context, who string) (coupon.Guesses, error) {
	st, read := guesses(who)
	st.SQL = r.tx.Hold(st.SQL)
	return read(r.tx.Now(ctx, st))
}

// SaveGuesses inserts at Version 0 and otherwise compares: event.ErrStale.
func (r CouponRows) SaveGuesses(ctx context.Context, g coupon.Guesses) error {
	st := sqlstore.Stmt{
		SQL:  "INSERT INTO cw_coupon_guesses (n, since, who, version) VALUES ($1,$2,$3,1) ON CONFLICT DO NOTHING",
		Args: []any{g.N, sqlstore.Millis(g.Since), g.Who}, Want: 1, Fail: sqlstore.Stale("guesses", ""),
	}
	if g.Version != 0 {
		st.SQL = "UPDATE cw_coupon_guesses SET n = $1, since = $2, version = version + 1 WHERE who = $3 AND version = $4"
		st.Args = append(st.Args, g.Version)
	}
	return r.tx.Write(ctx, st)
}
