package cartwright

import (
	"context"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/sqlstore"
	sqlcases "github.com/cartwright-go/cartwright/sqlstore/aftersales"
	sqlcoupons "github.com/cartwright-go/cartwright/sqlstore/coupons"
	"github.com/cartwright-go/cartwright/sqlstore/orders"
)

// Stores of orders and cases whose transactions hold the rows of coupons, too.
type (
	orderStore struct {
		*orders.Store
		db *sqlstore.DB
	}
	caseStore struct {
		*sqlcases.Store
		db *sqlstore.DB
	}
	orderTx struct {
		*orders.Tx
		sqlcoupons.CouponRows
	}
	caseTx struct {
		*sqlcases.Tx
		sqlcoupons.CouponRows
	}
)

var (
	_ interface {
		order.Tx
		coupon.Tx
	} = orderTx{}
	_ interface {
		aftersales.Tx
		coupon.Tx
	} = caseTx{}
)

// Do runs fn in a transaction, see sqlstore.DB.Do.
func (s orderStore) Do(ctx context.Context, fn func(context.Context, order.Tx) error) error {
	return s.db.Do(ctx, func(ctx context.Context, tx *sqlstore.Tx) error {
		return fn(ctx, orderTx{orders.NewTx(tx), sqlcoupons.Rows(tx)})
	})
}

// Do runs fn in a transaction, see sqlstore.DB.Do.
func (s caseStore) Do(ctx context.Context, fn func(context.Context, aftersales.Tx) error) error {
	return s.db.Do(ctx, func(ctx context.Context, tx *sqlstore.Tx) error {
		return fn(ctx, caseTx{sqlcases.NewTx(tx), sqlcoupons.Rows(tx)})
	})
}
