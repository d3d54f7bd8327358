package crash

import (
	"context"
	"errors"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/standing"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/order/cart"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/shipping"
	"github.com/cartwright-go/cartwright/sqlstore"
	sqlcases "github.com/cartwright-go/cartwright/sqlstore/aftersales"
	"github.com/cartwright-go/cartwright/sqlstore/carts"
	sqlcoupons "github.com/cartwright-go/cartwright/sqlstore/coupons"
	"github.com/cartwright-go/cartwright/sqlstore/orders"
	"github.com/cartwright-go/cartwright/sqlstore/payments"
	"github.com/cartwright-go/cartwright/sqlstore/products"
	"github.com/cartwright-go/cartwright/sqlstore/shipments"
	sqlstock "github.com/cartwright-go/cartwright/sqlstore/stock"
)

// stores are all stores of one database, as a host puts them together.
type stores struct {
	*sqlstore.DB
	payments  *payments.Store
	shipments *shipments.Store
	stock     *sqlstock.Store
	orders    *orders.Store
	products  *products.Store
	carts     *carts.Store
	cases     *sqlcases.Store
	standings *sqlcases.Standings
	coupons   *sqlcoupons.Store
}

func everyStore(ctx context.Context, db *sqlstore.DB) (cartwright.Backend, error) {
	s := stores{DB: db}
	var errs [10]error
	errs[0] = sqlstore.Migrate(ctx, db, append(sqlcases.Schemas(), products.Schema(), carts.Schema(), sqlcoupons.Schema())...)
	s.payments, errs[1] = payments.Open(ctx, db)
	s.shipments, errs[2] = shipments.Open(ctx, db)
	s.stock, errs[3] = sqlstock.Open(ctx, db)
	s.orders, errs[4] = orders.Open(ctx, db)
	s.products, errs[5] = products.Open(ctx, db)
	s.carts, errs[6] = carts.Open(ctx, db)
	s.cases, errs[7] = sqlcases.Open(ctx, db)
	s.standings, errs[8] = sqlcases.OpenStandings(ctx, db)
	s.coupons, errs[9] = sqlcoupons.Open(ctx, db)
	return s, errors.Join(errs[:]...)
}

func (s stores) Orders() order.Store          { return codedOrders{s.orders, s.DB} }
func (s stores) Payments() payment.Store      { return s.payments }
func (s stores) Shipments() shipping.Store    { return s.shipments }
func (s stores) Stock() stock.Store           { return s.stock }
func (s stores) Catalog() catalog.Store       { return s.products }
func (s stores) Carts() cart.Store            { return s.carts }
func (s stores) Aftersales() aftersales.Store { return codedCases{s.cases, s.DB} }
func (s stores) Standings() standing.Store    { return s.standings }
func (s stores) Coupons() coupon.Store        { return s.coupons }

// Stores whose transactions hold coupons, too.
type (
	codedOrders struct {
		*orders.Store
		db *sqlstore.DB
	}
	codedCases struct {
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

func (s codedOrders) Do(ctx context.Context, fn func(context.Context, order.Tx) error) error {
	return s.db.Do(ctx, func(ctx context.Context, tx *sqlstore.Tx) error {
		return fn(ctx, orderTx{orders.NewTx(tx), sqlcoupons.Rows(tx)})
	})
}

func (s codedCases) Do(ctx context.Context, fn func(context.Context, aftersales.Tx) error) error {
	return s.db.Do(ctx, func(ctx context.Context, tx *sqlstore.Tx) error {
		return fn(ctx, caseTx{sqlcases.NewTx(tx), sqlcoupons.Rows(tx)})
	})
}
