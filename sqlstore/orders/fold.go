package orders

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/sqlstore"
)

// selectOrders reads orders and, beside each, the rows of its lines.
const selectOrders = `SELECT o.id, o.purchase, o.buyer, o.seller, o.status, o.payment_status, o.shipping_status, o.currency, o.goods, o.discount, o.shipping,
o.tax, o.total, o.refunding, o.refunded, o.progress, o.carrier, o.service, o.placed, o.deadline, o.updated, o.version,
coalesce(r.line, 0), coalesce(r.sku, ''), coalesce(r.product, ''), coalesce(r.kind, ''), coalesce(r.title, ''), coalesce(r.options, ''),
coalesce(r.picture, ''), coalesce(r.slug, ''), coalesce(r.grams, 0), coalesce(r.qty, 0), coalesce(r.units, 0), coalesce(r.price, 0),
coalesce(r.scale, 0), coalesce(r.discounts, ''), coalesce(r.discount, 0), coalesce(r.tax, 0), coalesce(r.net, 0) `

const joinRows = "LEFT JOIN cw_order_rows r ON r.order_id = o.id "

func missing(what, id string) error { return fmt.Errorf("%w: %s %s", event.ErrNotFound, what, id) }

// A fold turns joined rows, in the order of order, line and run, into orders.
type fold struct{ list []order.Order }

// row takes the next one.
func (f *fold) row(scan func(...any) error) error {
	var head orderRow
	var run runRow
	if err := scan(append(head.fields(), run.fields()...)...); err != nil {
		return err
	}
	if n := len(f.list); n == 0 || f.list[n-1].ID != head.o.ID {
		o, err := head.value()
		if err != nil {
			return err
		}
		f.list = append(f.list, o)
	}
	if run.line.No == 0 {
		return nil // an order without lines
	}
	o := &f.list[len(f.list)-1]
	row, err := run.value(o.Total.Currency())
	if err != nil {
		return err
	}
	if n := len(o.Lines); n == 0 || o.Lines[n-1].No != run.line.No {
		o.Lines = append(o.Lines, run.line)
	}
	last := &o.Lines[len(o.Lines)-1]
	last.Rows = append(last.Rows, row)
	return nil
}

// An orderRow is an order as its columns are read.
type orderRow struct {
	o                                                          order.Order
	currency, progress                                         string
	goods, discount, shipping, tax, total, refunding, refunded int64
	placed, deadline, updated                                  int64
}

func (r *orderRow) fields() []any {
	o := &r.o
	return []any{
		&o.ID, &o.Purchase, &o.Buyer, &o.Seller, &o.Status, &o.PaymentStatus, &o.ShippingStatus, &r.currency, &r.goods, &r.discount, &r.shipping,
		&r.tax, &r.total, &r.refunding, &r.refunded, &r.progress, &o.Carrier, &o.Service, &r.placed, &r.deadline, &r.updated, &o.Version,
	}
}

func (r *orderRow) value() (order.Order, error) {
	o := r.o
	c, err := money.ParseCurrency(r.currency)
	o.Goods, o.Discount, o.Shipping, o.Tax = money.New(r.goods, c), money.New(r.discount, c), money.New(r.shipping, c), money.New(r.tax, c)
	o.Total, o.Refunding, o.Refunded = money.New(r.total, c), money.New(r.refunding, c), money.New(r.refunded, c)
	o.Placed, o.Deadline, o.Updated = sqlstore.Time(r.placed), sqlstore.Time(r.deadline), sqlstore.Time(r.updated)
	return o, errors.Join(err, json.Unmarshal([]byte(r.progress), &o.Progress))
}

// A runRow is a run of units and its line as their columns are read.
type runRow struct {
	line               order.Line
	units, price       int64
	scale              int
	discounts          string
	discount, tax, net int64
}

func (r *runRow) fields() []any {
	l := &r.line
	return []any{
		&l.No, &l.SKU, &l.Product, &l.Kind, &l.Title, &l.Options, &l.Picture, &l.Slug, &l.Grams, &l.Qty, &r.units, &r.price, &r.scale,
		&r.discounts, &r.discount, &r.tax, &r.net,
	}
}

func (r *runRow) value(c money.Currency) (order.Row, error) {
	price, err := money.FromUnscaled(r.price, r.scale, c)
	row := order.Row{
		Units: r.units, Price: price, Discount: money.New(r.discount, c), Tax: money.New(r.tax, c), Net: money.New(r.net, c),
	}
	return row, errors.Join(err, json.Unmarshal([]byte(r.discounts), &row.Discounts))
}
