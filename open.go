package cartwright

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/standing"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/marketing/promotion/rules"
	"github.com/cartwright-go/cartwright/memstore"
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
	"github.com/cartwright-go/cartwright/sqlstore/postgres"
	"github.com/cartwright-go/cartwright/sqlstore/products"
	sqlrules "github.com/cartwright-go/cartwright/sqlstore/rules"
	"github.com/cartwright-go/cartwright/sqlstore/shipments"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
	sqlstock "github.com/cartwright-go/cartwright/sqlstore/stock"
)

// Errors of Open. A file that is damaged, or no database, is sqlstore.ErrCorrupt;
// tables of a much newer program are a *sqlstore.SchemaError.
var (
	// ErrAddress says that an address names no database this package can open.
	ErrAddress = errors.New("cartwright: address must be memory:, sqlite:FILE or postgres://…")
	// ErrUnavailable says that the database of an address cannot be reached or
	// opened: no server, no such database, no right to, no folder.
	ErrUnavailable = errors.New("cartwright: database not available")
)

// Open opens a database, brings its tables up to date and wires a shop over it.
// The address is memory:, sqlite:FILE, or postgres:// as PostgreSQL's clients
// take it; its query may set the server's limits, for example
// lock_timeout=2s&statement_timeout=10s, see postgres.Options. SQL stores refuse
// personal data without Options.Sealer. No error shows a password. Close the shop
// when done.
func Open(ctx context.Context, address string, o Options) (*Shop, error) {
	b, err := open(ctx, address, o)
	if err != nil {
		return nil, err
	}
	s, err := Wire(b, o)
	if err != nil {
		return nil, errors.Join(err, closeBackend(b))
	}
	return s, nil
}

// Close ends the backend that Open opened.
func (s *Shop) Close() error { return closeBackend(s.Backend) }

func closeBackend(b Backend) error {
	if c, ok := b.(interface{ Close() error }); ok {
		return c.Close()
	}
	return nil
}

func open(ctx context.Context, address string, o Options) (Backend, error) {
	if address == "memory:" {
		return memstore.New(), nil
	}
	db, err := database(ctx, address, o)
	switch {
	case errors.Is(err, postgres.ErrDataSource), errors.Is(err, sqlite.ErrPath):
		return nil, fmt.Errorf("%w: %w", ErrAddress, err)
	case err != nil && !errors.Is(err, ErrAddress) && !errors.Is(err, sqlstore.ErrCorrupt):
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	case err != nil:
		return nil, err
	}
	b, err := tables(ctx, db)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return b, nil
}

func database(ctx context.Context, address string, o Options) (*sqlstore.DB, error) {
	file, lite := strings.CutPrefix(address, "sqlite:")
	switch {
	case lite:
		return sqlite.Open(ctx, file, sqlite.Options{Sealer: o.Sealer})
	case strings.HasPrefix(address, "postgres://"), strings.HasPrefix(address, "postgresql://"):
		return postgres.Open(ctx, address, postgres.Options{Sealer: o.Sealer})
	}
	return nil, ErrAddress // the address itself may hold a password
}

// A backend is every SQL store over one database.
type backend struct {
	*sqlstore.DB
	payments  *payments.Store
	shipments *shipments.Store
	stock     *sqlstock.Store
	orders    *orders.Store
	products  *products.Store
	carts     *carts.Store
	cases     *sqlcases.Store
	coupons   *sqlcoupons.Store
	rules     *sqlrules.Store
	standings *sqlcases.Standings
}

func tables(ctx context.Context, db *sqlstore.DB) (*backend, error) {
	if err := sqlstore.Migrate(ctx, db, append(sqlcases.Schemas(), products.Schema(), carts.Schema(), sqlcoupons.Schema(), sqlrules.Schema())...); err != nil {
		return nil, fmt.Errorf("cartwright: migrate: %w", err)
	}
	b := &backend{DB: db}
	var errs [10]error
	b.payments, errs[0] = payments.Open(ctx, db)
	b.shipments, errs[1] = shipments.Open(ctx, db)
	b.stock, errs[2] = sqlstock.Open(ctx, db)
	b.orders, errs[3] = orders.Open(ctx, db)
	b.products, errs[4] = products.Open(ctx, db)
	b.carts, errs[5] = carts.Open(ctx, db)
	b.cases, errs[6] = sqlcases.Open(ctx, db)
	b.coupons, errs[7] = sqlcoupons.Open(ctx, db)
	b.rules, errs[8] = sqlrules.Open(ctx, db)
	b.standings, errs[9] = sqlcases.OpenStandings(ctx, db)
	return b, errors.Join(errs[:]...)
}

// Payments is the store of payments.
func (b *backend) Payments() payment.Store { return b.payments }

// Shipments is the store of shipments.
func (b *backend) Shipments() shipping.Store { return b.shipments }

// Stock is the store of stock.
func (b *backend) Stock() stock.Store { return b.stock }

// Catalog is the store of the catalogue.
func (b *backend) Catalog() catalog.Store { return b.products }

// Orders is the store of orders. What a purchase redeems commits with it.
func (b *backend) Orders() order.Store { return orderStore{b.orders, b.DB} }

// Carts is the store of carts.
func (b *backend) Carts() cart.Store { return b.carts }

// Aftersales is the store of cases. What a purchase redeems commits with them.
func (b *backend) Aftersales() aftersales.Store { return caseStore{b.cases, b.DB} }

// Standings is the store of the supervision of merchants.
func (b *backend) Standings() standing.Store { return b.standings }

// Coupons is the store of coupons.
func (b *backend) Coupons() coupon.Store { return b.coupons }

// Rules is the store of promotion rules.
func (b *backend) Rules() rules.Store { return b.rules }
