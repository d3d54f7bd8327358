package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
)

// A tally is what was replayed, as it was counted on the way, and what the books
// say of it.
type tally struct {
	invoices, rows, refundRows, tooFew int
	captured, refunded                 money.Money
	sold                               int64
}

// add adds two tallies of one currency.
func (t tally) add(more tally) (tally, error) {
	t.invoices, t.rows = t.invoices+more.invoices, t.rows+more.rows
	t.refundRows, t.tooFew, t.sold = t.refundRows+more.refundRows, t.tooFew+more.tooFew, t.sold+more.sold
	var errs [2]error
	t.captured, errs[0] = t.captured.Add(more.captured)
	t.refunded, errs[1] = t.refunded.Add(more.refunded)
	return t, errors.Join(errs[:]...)
}

// report prints what the books say, in the words of testdata/expected.awk.
func (r *replay) report(ctx context.Context, w io.Writer) error {
	parts, errs := make([]tally, len(r.shards)), make([]error, len(r.shards))
	var wg sync.WaitGroup
	for i, s := range r.shards {
		wg.Go(func() { parts[i], errs[i] = s.books(ctx) })
	}
	wg.Wait()
	all, err := tally{captured: nothing(), refunded: nothing()}, errors.Join(errs...)
	for _, part := range parts {
		if err == nil {
			all, err = all.add(part)
		}
	}
	if err != nil {
		return err
	}
	closing, err := r.closing(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "rows %d\ninvoices %d\ncaptured %s\nsold %d\nrefund rows %d\nclosing stock %d\nrefunded %s\n",
		all.rows, all.invoices, all.captured, all.sold, all.refundRows, closing, all.refunded)
	for _, why := range slices.Sorted(maps.Keys(r.file.left)) {
		fmt.Fprintf(w, "skipped %s %d\n", why, r.file.left[why])
	}
	fmt.Fprintf(w, "skipped too few left %d\n", all.tooFew)
	return err
}

func nothing() money.Money { return money.New(0, money.MustCurrency("GBP")) }

// books adds to what s counted what the shop has written down of its purchases.
func (s *shard) books(ctx context.Context) (tally, error) {
	t := s.counted
	t.captured, t.refunded = nothing(), nothing()
	for _, id := range s.purchases {
		p, err := s.shop.Orders.Purchase(ctx, staff, id)
		if err != nil {
			return t, err
		}
		paid, err := s.shop.Payments.Store.FindPayment(ctx, p.Purchase.Payment)
		if err != nil {
			return t, err
		}
		one := tally{captured: paid.Captured, refunded: paid.Refunded}
		for _, o := range p.Orders {
			for _, line := range o.Progress {
				one.sold += line.Shipped
			}
		}
		if t, err = t.add(one); err != nil {
			return t, err
		}
	}
	return t, nil
}

// closing counts what is on hand of every SKU of the file.
func (r *replay) closing(ctx context.Context) (int64, error) {
	seen := map[catalog.SKU]bool{}
	for _, row := range r.file.rows {
		seen[row.sku] = true
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
