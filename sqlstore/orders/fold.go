package orders

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/sqlstore"
)

// selectOrders reads orders and, beside each, the rows of its lines. Progress is
// long and needed once: it stands beside the first.
const selectOrders = `SELECT o.id, o.purchase, o.buyer, o.seller, o.status, o.payment_status, o.shipping_status, o.currency, o.goods, o.discount, o.shipping,
o.tax, o.total, o.refunding, o.refunded, CASE WHEN r.line > 1 OR r.run > 1 THEN '' ELSE o.progress END, o.carrier, o.service, o.placed, o.deadline, o.updated, o.version, o.terms,
r.line, r.sku, r.product, r.kind, r.title, r.options,
r.picture, r.slug, r.grams, r.qty, r.units, r.price,
r.scale, r.discounts, r.discount, r.tax, r.net `

const joinRows = "LEFT JOIN cw_order_rows r ON r.order_id = o.id "

func missing(what, id string) error { return fmt.Errorf("%w: %s %s", event.ErrNotFound, what, id) }

// A fold turns joined rows, in the order of order, line and run, into orders.
type fold struct {
	list  []order.Order
	gifts []int // numbers of the lines of the last order that are gifts
	row   columns
}

// next takes the next one.
func (f *fold) next(scan func(...any) error) error {
	if err := f.row.scan(scan, selectedColumns); err != nil {
		return err
	}
	if n := len(f.list); n == 0 || string(f.list[n-1].ID) != f.row.values[0] {
		o, err := f.row.order()
		if err != nil {
			return err
		}
		f.list = append(f.list, o)
		f.gifts = f.row.gifts
	}
	o := &f.list[len(f.list)-1]
	if f.row.values[orderColumns] == nil {
		return nil // an order without lines
	}
	f.row.at = orderColumns
	line := int(f.row.int())
	if o.Lines == nil {
		o.Lines = make([]order.Line, 0, len(o.Progress))
	}
	if n := len(o.Lines); n == 0 || o.Lines[n-1].No != line {
		l := f.row.line(line)
		l.Gift = slices.Contains(f.gifts, line)
		o.Lines = append(o.Lines, l)
	}
	f.row.at = orderColumns + lineColumns
	last := &o.Lines[len(o.Lines)-1]
	row, err := f.row.run(o.Total.Currency())
	last.Rows = append(last.Rows, row)
	return err
}

const (
	lineColumns     = 10 // of selectOrders that belong to a line
	selectedColumns = orderColumns + lineColumns + 7
)

// columns are what a query answered of one row, taken one after the other. It
// keeps the first error.
type columns struct {
	values, to []any
	at         int
	gifts      []int // of the order that was read last
	err        error
}

// scan reads n columns as the driver has them: text and whole numbers.
func (c *columns) scan(scan func(...any) error, n int) error {
	if c.to == nil {
		c.values, c.to = make([]any, n), make([]any, n)
		for i := range c.to {
			c.to[i] = &c.values[i]
		}
	}
	c.at = 0
	return scan(c.to...)
}

func (c *columns) text() string {
	v, ok := c.values[c.at].(string)
	c.taken(ok)
	return v
}

func (c *columns) int() int64 {
	v, ok := c.values[c.at].(int64)
	c.taken(ok)
	return v
}

func (c *columns) taken(ok bool) {
	if !ok && c.err == nil {
		c.err = fmt.Errorf("orders: column %d is %T", c.at+1, c.values[c.at])
	}
	c.at++
}

func (c *columns) order() (order.Order, error) {
	o := order.Order{
		ID: order.ID(c.text()), Purchase: order.PurchaseID(c.text()), Buyer: c.text(), Seller: catalog.SellerID(c.text()), Status: order.Status(c.text()),
		PaymentStatus: order.PaymentStatus(c.text()), ShippingStatus: order.ShippingStatus(c.text()),
	}
	in, err := money.ParseCurrency(c.text())
	o.Goods, o.Discount, o.Shipping, o.Tax = money.New(c.int(), in), money.New(c.int(), in), money.New(c.int(), in), money.New(c.int(), in)
	o.Total, o.Refunding, o.Refunded = money.New(c.int(), in), money.New(c.int(), in), money.New(c.int(), in)
	progress := c.text()
	o.Carrier, o.Service = c.text(), c.text()
	o.Placed, o.Deadline, o.Updated = sqlstore.Time(c.int()), sqlstore.Time(c.int()), sqlstore.Time(c.int())
	o.Version = c.int()
	terms := c.text()
	if err = errors.Join(err, c.err); err != nil {
		return o, err
	}
	if c.gifts, err = decodeTerms(terms, &o); err != nil {
		return o, err
	}
	o.Progress, err = decodeProgress(progress)
	return o, err
}

func (c *columns) line(no int) order.Line {
	return order.Line{
		No: no, SKU: catalog.SKU(c.text()), Product: catalog.ProductID(c.text()), Kind: catalog.Kind(c.text()), Title: c.text(), Options: c.text(),
		Picture: c.text(), Slug: c.text(), Grams: c.int(), Qty: c.int(),
	}
}

func (c *columns) run(in money.Currency) (order.Row, error) {
	row := order.Row{Units: c.int()}
	unscaled, scale, discounts := c.int(), c.int(), c.text()
	row.Discount, row.Tax, row.Net = money.New(c.int(), in), money.New(c.int(), in), money.New(c.int(), in)
	if c.err != nil {
		return row, c.err
	}
	var err error
	if row.Price, err = money.FromUnscaled(unscaled, int(scale), in); err != nil {
		return row, err
	}
	if discounts != noDiscounts {
		err = json.Unmarshal([]byte(discounts), &row.Discounts)
	}
	return row, err
}
