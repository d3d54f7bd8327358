package coupons

import (
	"cmp"
	"context"
	"slices"

	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/sqlstore"
)

// RedemptionsOf returns those of a purchase by rule and holds them.
func (r CouponRows) RedemptionsOf(ctx context.Context, purchase string) ([]coupon.Redemption, error) {
	var list []coupon.Redemption
	err := r.tx.Now(ctx, sqlstore.Stmt{
		SQL: r.tx.Hold(`SELECT rule, coupon, buyer, amount, units, counted, status, at, changed, version
FROM cw_redemptions WHERE purchase = $1`),
		Args: []any{purchase},
		Rows: func(scan func(...any) error) error {
			d := coupon.Redemption{Purchase: purchase}
			var at, changed int64
			var amount string
			if err := scan(&d.Rule, &d.Coupon, &d.Buyer, &amount, &d.Units, &d.Counted, &d.Status, &at, &changed, &d.Version); err != nil {
				return err
			}
			d.At, d.Changed = sqlstore.Time(at), sqlstore.Time(changed)
			var err error
			if amount != "" {
				d.Amount, err = money.ParseText(amount)
			}
			list = append(list, d)
			return err
		},
	})
	slices.SortFunc(list, func(a, b coupon.Redemption) int { return cmp.Compare(a.Rule, b.Rule) })
	return list, r.tx.Doom(err)
}

// SaveRedemptions inserts at Version 0 and otherwise compares: event.ErrStale.
func (r CouponRows) SaveRedemptions(ctx context.Context, list ...coupon.Redemption) error {
	for _, d := range list {
		st := sqlstore.Stmt{
			SQL:  "UPDATE cw_redemptions SET status = $1, changed = $2, version = version + 1 WHERE purchase = $3 AND rule = $4 AND version = $5",
			Args: []any{string(d.Status), sqlstore.Millis(d.Changed), d.Purchase, d.Rule}, Want: 1, Fail: sqlstore.Stale("redemption of", d.Purchase),
		}
		if d.Version != 0 {
			st.Args = append(st.Args, d.Version)
		} else {
			amount := ""
			if d.Amount.HasCurrency() {
				amount = d.Amount.String()
			}
			st.SQL = `INSERT INTO cw_redemptions (status, changed, purchase, rule, coupon, buyer, amount, units, counted, at, version)
VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,1) ON CONFLICT DO NOTHING`
			st.Args = append(st.Args, d.Coupon, d.Buyer, amount, d.Units, d.Counted, sqlstore.Millis(d.At))
		}
		if err := r.tx.Write(ctx, st); err != nil {
			return err
		}
	}
	return nil
}
