package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
	"github.com/cartwright-go/cartwright/shipping/simcarrier"
)

const seller = "wholesaler"

var staff = secure.Actor{ID: "replay", Role: secure.RoleStaff}

// A bought is what a customer has left of one row of an invoice.
type bought struct {
	order order.ID
	line  int
	qty   int64
}

// A replay is the shop and what it has seen.
type replay struct {
	shop *cartwright.Shop
	file file
	left map[string][]bought // by customer and code, oldest first
	n    struct{ invoices, rows, refundRows, tooFew int }
	ids  []order.ID
	seen map[string]int // parts of an invoice: a few stand in two places of the file
}

// start opens the shop and fills its catalogue and warehouse.
func start(ctx context.Context, dsn string, f file) (*replay, error) {
	psp, err := sandbox.New(sandbox.Config{Secret: []byte("replay needs no secret"), Now: time.Now})
	if err != nil {
		return nil, err
	}
	key, err := secure.NewKey("replay", []byte("32 bytes that nobody else knows."))
	if err != nil {
		return nil, err
	}
	keys, err := secure.NewKeyring(nil, key)
	if err != nil {
		return nil, err
	}
	van := &simcarrier.Carrier{Name: "van", Seed: 1, Day: 24 * time.Hour, Now: time.Now}
	shop, err := cartwright.Open(ctx, dsn, cartwright.Options{
		Providers: map[string]payment.Provider{"sandbox": psp}, Carriers: map[string]shipping.Carrier{"van": van}, Sealer: keys,
	})
	if err != nil {
		return nil, err
	}
	shop.Orders.Limits = order.Limits{MaxLines: 2000}
	r := &replay{shop: shop, file: f, left: map[string][]bought{}, seen: map[string]int{}}
	return r, r.fill(ctx)
}

// fill writes one product a stock code, a variant a price, and as many pieces
// as the file sells.
func (r *replay) fill(ctx context.Context) error {
	products, pieces := map[string]*catalog.Product{}, map[string]int64{}
	for _, row := range r.file.rows {
		if row.qty < 0 {
			continue
		}
		p := products[row.code]
		if p == nil {
			p = &catalog.Product{
				Slug: strings.ToLower(row.code), Seller: seller, Kind: catalog.Goods, Status: catalog.Active,
				Texts: catalog.Texts{"en": {Title: first(row.title, row.code)}},
			}
			products[row.code] = p
		}
		sku := row.sku()
		if pieces[sku] == 0 {
			p.Variants = append(p.Variants, catalog.Variant{SKU: catalog.SKU(sku), Prices: []money.Money{row.price}})
		}
		pieces[sku] += row.qty
	}
	for _, code := range slices.Sorted(maps.Keys(products)) {
		if _, err := r.shop.Catalog.SaveProduct(ctx, staff, *products[code]); err != nil {
			return err
		}
	}
	for batch := range slices.Chunk(slices.Sorted(maps.Keys(pieces)), 400) {
		d := stock.Delivery{Reason: stock.Received, Ref: "opening"}
		for _, sku := range batch {
			d.Lines = append(d.Lines, stock.Line{SKU: catalog.SKU(sku), Qty: pieces[sku]})
		}
		if err := r.shop.Stock.Move(ctx, staff, d); err != nil {
			return err
		}
	}
	return nil
}

func first(a, b string) string {
	if strings.TrimSpace(a) != "" {
		return a
	}
	return b
}

// all replays the file in its order; rows of one invoice that stand together
// are one purchase.
func (r *replay) all(ctx context.Context, most int, done func(n int)) error {
	rows := r.file.rows
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && rows[n].invoice == rows[0].invoice {
			n++
		}
		var err error
		switch {
		case rows[0].qty < 0:
			err = r.takeBack(ctx, rows[:n])
		case most > 0 && r.n.invoices == most:
			return nil
		default:
			err = r.sell(ctx, rows[:n])
		}
		if err != nil {
			return fmt.Errorf("replay: invoice %s: %w", rows[0].invoice, err)
		}
		done(n)
		rows = rows[n:]
	}
	return nil
}

// sell places, pays, accepts and hands over one invoice.
func (r *replay) sell(ctx context.Context, rows []row) error {
	by := secure.Actor{ID: "customer-" + first(rows[0].customer, rows[0].invoice), Role: secure.RoleBuyer}
	q := order.Request{
		Key: fmt.Sprintf("%s/%d", rows[0].invoice, r.seen[rows[0].invoice]), Currency: "GBP", Language: "en", Provider: "sandbox", Method: sandbox.Card, Instrument: sandbox.OK,
		To: shipping.Address{Name: "Customer", Country: "GB", City: "London", Street: "1 Mill Lane"}, Carrier: "van",
	}
	total, line := money.New(0, money.MustCurrency("GBP")), map[string]int{}
	for _, row := range rows {
		if line[row.sku()] == 0 {
			line[row.sku()] = len(line) + 1
		}
		q.Lines = append(q.Lines, order.Item{SKU: catalog.SKU(row.sku()), Qty: row.qty})
		var err error
		if total, err = total.Add(row.price.Mul(row.qty)); err != nil {
			return err
		}
	}
	q.ExpectedTotal = total
	placed, err := r.shop.Orders.Place(ctx, by, q)
	if err != nil {
		return err
	}
	id := placed.Orders[0].ID
	if _, err := r.shop.Orders.Accept(ctx, staff, id); err != nil {
		return err
	}
	if _, err := r.shop.Orders.HandOver(ctx, staff, id, order.Parcel{}); err != nil {
		return err
	}
	if r.seen[rows[0].invoice]++; r.seen[rows[0].invoice] == 1 {
		r.n.invoices++
	}
	r.n.rows += len(rows)
	r.ids = append(r.ids, id)
	for _, row := range rows {
		if row.customer != "" {
			k := row.customer + " " + row.code
			r.left[k] = append(r.left[k], bought{id, line[row.sku()], row.qty})
		}
	}
	return nil
}

// takeBack refunds units that the customer has left, oldest first.
func (r *replay) takeBack(ctx context.Context, rows []row) error {
	for _, row := range rows {
		k, want := row.customer+" "+row.code, -row.qty
		var have int64
		for _, b := range r.left[k] {
			have += b.qty
		}
		if have < want {
			r.n.tooFew++
			continue
		}
		r.n.refundRows++
		for want > 0 {
			b := &r.left[k][0]
			take := min(want, b.qty)
			if err := r.refund(ctx, row, *b, take); err != nil {
				return err
			}
			want, b.qty = want-take, b.qty-take
			if b.qty == 0 {
				r.left[k] = r.left[k][1:]
			}
		}
	}
	return nil
}

func (r *replay) refund(ctx context.Context, row row, b bought, units int64) error {
	_, err := r.shop.Orders.Refund(ctx, staff, b.order, order.RefundRequest{
		Items: []order.Units{{Line: b.line, Units: units}}, Reason: "invoice " + row.invoice,
	})
	if err != nil {
		return err
	}
	o, err := r.shop.Orders.Order(ctx, staff, b.order)
	if err != nil {
		return err
	}
	return r.shop.Stock.Move(ctx, staff, stock.Delivery{
		Reason: stock.Returned, Ref: row.invoice, Lines: []stock.Line{{SKU: o.Lines[b.line-1].SKU, Qty: units}},
	})
}

// report prints what the books say, in the words of testdata/expected.awk.
func (r *replay) report(ctx context.Context, w io.Writer) error {
	gbp := money.MustCurrency("GBP")
	captured, refunded, sold := money.New(0, gbp), money.New(0, gbp), int64(0)
	for _, id := range r.ids {
		o, err := r.shop.Orders.Order(ctx, staff, id)
		if err != nil {
			return err
		}
		p, err := r.shop.Orders.Purchase(ctx, staff, o.Purchase)
		if err != nil {
			return err
		}
		paid, err := r.shop.Payments.Store.FindPayment(ctx, p.Purchase.Payment)
		if err != nil {
			return err
		}
		if captured, err = captured.Add(paid.Captured); err != nil {
			return err
		}
		if refunded, err = refunded.Add(paid.Refunded); err != nil {
			return err
		}
		for _, p := range o.Progress {
			sold += p.Shipped
		}
	}
	closing, err := r.closing(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "rows %d\ninvoices %d\ncaptured %s\nsold %d\nrefund rows %d\nclosing stock %d\nrefunded %s\n",
		r.n.rows, r.n.invoices, captured, sold, r.n.refundRows, closing, refunded)
	for _, why := range slices.Sorted(maps.Keys(r.file.left)) {
		fmt.Fprintf(w, "skipped %s %d\n", why, r.file.left[why])
	}
	fmt.Fprintf(w, "skipped too few left %d\n", r.n.tooFew)
	return err
}

// closing counts what is on hand of every SKU of the file.
func (r *replay) closing(ctx context.Context) (int64, error) {
	seen := map[catalog.SKU]bool{}
	for _, row := range r.file.rows {
		seen[catalog.SKU(row.sku())] = true
	}
	var pieces int64
	for batch := range slices.Chunk(slices.Sorted(maps.Keys(seen)), 400) {
		levels, err := r.shop.Stock.Levels(ctx, batch...)
		if err != nil {
			return 0, err
		}
		for _, l := range levels {
			pieces += l.OnHand
		}
	}
	return pieces, nil
}
