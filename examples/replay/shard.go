package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"iter"
	"sync"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
)

const (
	// workers buy at the same time, as customers of a shop do: the more wait for
	// the disk, the more its one flush serves.
	workers = 32
	// waiting bounds what is handed to a worker in advance.
	waiting = 64
)

// An invoice is rows of one invoice and one customer that stand together in the
// file: one purchase, or units that come back.
type invoice struct {
	rows []row
	part int // a few invoices stand in several places of the file
}

// invoices walks through the file in its order, and stops before the sale that
// would be one more than most; 0: never.
func (f file) invoices(most int) iter.Seq[invoice] {
	return func(yield func(invoice) bool) {
		parts := map[string]int{}
		for rows := f.rows; len(rows) > 0; {
			n, name := 1, rows[0].invoice
			for n < len(rows) && rows[n].invoice == name && rows[n].customer == rows[0].customer {
				n++
			}
			in := invoice{rows: rows[:n], part: parts[name]}
			if rows[0].qty > 0 {
				if most > 0 && in.part == 0 && len(parts) == most {
					return
				}
				parts[name]++
			}
			if !yield(in) {
				return
			}
			rows = rows[n:]
		}
	}
}

// all replays the file. What comes back depends on what the same customer bought
// before and on nobody else, so every customer belongs to one worker, which
// keeps the order of the file, and the sums are the same however they interleave.
// done hears of rows from several goroutines.
func (r *replay) all(ctx context.Context, most int, done func(n int)) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	queues := make([]chan invoice, len(r.shards))
	var wg sync.WaitGroup
	for i, s := range r.shards {
		queues[i] = make(chan invoice, waiting)
		wg.Go(func() {
			for in := range queues[i] {
				if ctx.Err() != nil {
					continue // somebody failed: only empty the queue
				}
				if err := s.replay(ctx, in); err != nil {
					stop(fmt.Errorf("replay: invoice %s: %w", in.rows[0].invoice, err))
				}
				done(len(in.rows))
			}
		})
	}
	for in := range r.file.invoices(most) {
		if ctx.Err() != nil {
			break
		}
		queues[in.worker(len(queues))] <- in
	}
	for _, q := range queues {
		close(q)
	}
	wg.Wait()
	return context.Cause(ctx)
}

// worker is who replays the invoice of n: always the same for one customer.
// Without a customer nothing can come back, and anybody may.
func (in invoice) worker(n int) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(first(in.rows[0].customer, in.rows[0].invoice)))
	return int(h.Sum32() % uint32(n))
}

// A bought is what a customer has left of one row of an invoice.
type bought struct {
	order order.ID
	line  int
	sku   catalog.SKU
	qty   int64
}

// A shard is what one worker replays, and what it counted.
type shard struct {
	shop      *cartwright.Shop
	left      map[string][]bought // by customer and code, oldest first
	counted   tally
	purchases []order.PurchaseID
}

func (s *shard) replay(ctx context.Context, in invoice) error {
	if in.rows[0].qty < 0 {
		return s.takeBack(ctx, in.rows)
	}
	return s.sell(ctx, in)
}

// sell places, pays, accepts and hands over one invoice.
func (s *shard) sell(ctx context.Context, in invoice) error {
	rows := in.rows
	by := secure.Actor{ID: "customer-" + first(rows[0].customer, rows[0].invoice), Role: secure.RoleBuyer}
	q := order.Request{
		Key: fmt.Sprintf("%s/%d", rows[0].invoice, in.part), Currency: "GBP", Language: "en", Provider: "sandbox", Method: sandbox.Card, Instrument: sandbox.OK,
		To: shipping.Address{Name: "Customer", Country: "GB", City: "London", Street: "1 Mill Lane"}, Carrier: "van",
	}
	total, line := nothing(), map[catalog.SKU]int{}
	for _, row := range rows {
		if line[row.sku] == 0 {
			line[row.sku] = len(line) + 1
		}
		q.Lines = append(q.Lines, order.Item{SKU: row.sku, Qty: row.qty})
		var err error
		if total, err = total.Add(row.price.Mul(row.qty)); err != nil {
			return err
		}
	}
	q.ExpectedTotal = total
	placed, err := s.shop.Orders.Place(ctx, by, q)
	if err != nil {
		return err
	}
	id := placed.Orders[0].ID
	if _, err := s.shop.Orders.Accept(ctx, staff, id); err != nil {
		return err
	}
	if _, err := s.shop.Orders.HandOver(ctx, staff, id, order.Parcel{}); err != nil {
		return err
	}
	if in.part == 0 {
		s.counted.invoices++
	}
	s.counted.rows += len(rows)
	s.purchases = append(s.purchases, placed.Purchase.ID)
	for _, row := range rows {
		if row.customer != "" {
			k := row.customer + " " + row.code
			s.left[k] = append(s.left[k], bought{id, line[row.sku], row.sku, row.qty})
		}
	}
	return nil
}

// takeBack refunds units that the customer has left, oldest first.
func (s *shard) takeBack(ctx context.Context, rows []row) error {
	for _, row := range rows {
		k, want := row.customer+" "+row.code, -row.qty
		var have int64
		for _, b := range s.left[k] {
			have += b.qty
		}
		if have < want {
			s.counted.tooFew++
			continue
		}
		s.counted.refundRows++
		for want > 0 {
			b := &s.left[k][0]
			take := min(want, b.qty)
			if err := s.refund(ctx, row, *b, take); err != nil {
				return err
			}
			want, b.qty = want-take, b.qty-take
			if b.qty == 0 {
				s.left[k] = s.left[k][1:]
			}
		}
	}
	return nil
}

func (s *shard) refund(ctx context.Context, row row, b bought, units int64) error {
	_, err := s.shop.Orders.Refund(ctx, staff, b.order, order.RefundRequest{
		Items: []order.Units{{Line: b.line, Units: units}}, Reason: "invoice " + row.invoice,
	})
	if err != nil {
		return err
	}
	return s.shop.Stock.Move(ctx, staff, stock.Delivery{
		Reason: stock.Returned, Ref: row.invoice, Lines: []stock.Line{{SKU: b.sku, Qty: units}},
	})
}
