package coupons

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/sqlstore"
)

// Reader is a coupon.Reader. Wider stores embed it.
type Reader struct{ db *sqlstore.DB }

// NewReader reads coupons from db.
func NewReader(db *sqlstore.DB) Reader { return Reader{db} }

const selectCoupon = "SELECT code, campaign, rule, buyer, starts, ends, uses, used, frozen, issued, version FROM cw_coupons "

// A couponRow is a coupon as its columns are read.
type couponRow struct {
	c                    coupon.Coupon
	starts, ends, issued int64
	frozen               int64
}

func (r *couponRow) fields() []any {
	c := &r.c
	return []any{&c.Code, &c.Campaign, &c.Rule, &c.Buyer, &r.starts, &r.ends, &c.Uses, &c.Used, &r.frozen, &r.issued, &c.Version}
}

func (r *couponRow) value() coupon.Coupon {
	c := r.c
	c.From, c.Until, c.Issued, c.Frozen = sqlstore.Time(r.starts), sqlstore.Time(r.ends), sqlstore.Time(r.issued), r.frozen != 0
	return c
}

// missing names no code: whoever has it can use it.
func missing(err error) error { return sqlstore.Missing("coupon", "", err) }

// FindCounts answers the counters in the order of the keys, zero for those that
// are not there.
func (r Reader) FindCounts(ctx context.Context, keys ...string) ([]coupon.Count, error) {
	found := make(map[string]int64, len(keys))
	for part := range slices.Chunk(keys, 16*sqlstore.MaxRows) {
		args := make([]any, len(part))
		for i, key := range part {
			args[i] = key
		}
		err := r.db.Read(ctx, sqlstore.Stmt{
			SQL: r.db.In("SELECT name, n FROM cw_coupon_counts WHERE name IN ", len(args), ""), Args: args,
			Rows: func(scan func(...any) error) error {
				var c coupon.Count
				err := scan(&c.Key, &c.N)
				found[c.Key] = c.N
				return err
			},
		})
		if err != nil {
			return nil, err
		}
	}
	list := make([]coupon.Count, len(keys))
	for i, key := range keys {
		list[i] = coupon.Count{Key: key, N: found[key]}
	}
	return list, ctx.Err()
}

// FindCoupon reads a coupon, or event.ErrNotFound.
func (r Reader) FindCoupon(ctx context.Context, code string) (coupon.Coupon, error) {
	var row couponRow
	if err := r.db.Read(ctx, sqlstore.Stmt{SQL: selectCoupon + "WHERE code = $1", Args: []any{code}, Row: row.fields()}); err != nil {
		return coupon.Coupon{}, missing(err)
	}
	return row.value(), nil
}

// guesses is the statement that reads somebody's wrong codes, and what turns its
// answer into them.
func guesses(who string) (sqlstore.Stmt, func(error) (coupon.Guesses, error)) {
	g, since := coupon.Guesses{Who: who}, int64(0)
	st := sqlstore.Stmt{
		SQL: "SELECT n, since, version FROM cw_coupon_guesses WHERE who = $1", Args: []any{who}, Row: []any{&g.N, &since, &g.Version},
	}
	return st, func(err error) (coupon.Guesses, error) {
		if err != nil {
			return coupon.Guesses{}, sqlstore.Missing("guesses", "", err)
		}
		g.Since = sqlstore.Time(since)
		return g, nil
	}
}

// FindGuesses reads somebody's wrong codes, or event.ErrNotFound.
func (r Reader) FindGuesses(ctx context.Context, who string) (coupon.Guesses, error) {
	st, read := guesses(who)
	return read(r.db.Read(ctx, st))
}

// CouponsOf lists a buyer's wallet by code. The empty buyer has none.
func (r Reader) CouponsOf(ctx context.Context, buyer string) iter.Seq2[coupon.Coupon, error] {
	return func(yield func(coupon.Coupon, error) bool) {
		if buyer == "" {
			return
		}
		var list []coupon.Coupon
		err := r.db.Read(ctx, sqlstore.Stmt{
			SQL: selectCoupon + "WHERE buyer = $1", Args: []any{buyer},
			Rows: func(scan func(...any) error) error {
				var row couponRow
				err := scan(row.fields()...)
				list = append(list, row.value())
				return err
			},
		})
		slices.SortFunc(list, func(a, b coupon.Coupon) int { return cmp.Compare(a.Code, b.Code) }) // as bytes, whatever the database's language
		sqlstore.Each(list, err, yield)
	}
}
