package memstore

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/payment"
)

// Payment returns a payment, see payment.Tx.
func (tx *Tx) Payment(ctx context.Context, id payment.ID) (payment.Payment, error) {
	return load[payment.Payment](ctx, tx, "Payment", key{"payment", string(id)})
}

// SavePayment inserts or compares, see payment.Tx.
func (tx *Tx) SavePayment(ctx context.Context, p payment.Payment) error {
	if err := tx.enter(ctx, "SavePayment"); err != nil {
		return err
	}
	return store(tx, key{"payment", string(p.ID)}, p.Version, func(p payment.Payment) int64 { return p.Version },
		func(payment.Payment, bool) payment.Payment { p.Version++; return p })
}

// Operation returns an operation, see payment.Tx.
func (tx *Tx) Operation(ctx context.Context, ref payment.Ref) (payment.Operation, error) {
	return load[payment.Operation](ctx, tx, "Operation", key{"operation", string(ref)})
}

// SaveOperation inserts or compares, see payment.Tx.
func (tx *Tx) SaveOperation(ctx context.Context, o payment.Operation) error {
	if err := tx.enter(ctx, "SaveOperation"); err != nil {
		return err
	}
	return store(tx, key{"operation", string(o.Ref)}, o.Version, func(o payment.Operation) int64 { return o.Version },
		func(payment.Operation, bool) payment.Operation { o.Version++; return o })
}

// OperationsOf lists the operations of a payment with this transaction's own
// writes, see payment.Tx. Whoever opens one writes the payment too.
func (tx *Tx) OperationsOf(ctx context.Context, id payment.ID) ([]payment.Operation, error) {
	if err := tx.enter(ctx, "OperationsOf"); err != nil {
		return nil, err
	}
	list := all[payment.Operation](tx.db, "operation")
	for _, k := range tx.log {
		if o, ok := tx.writes[k].(payment.Operation); ok {
			list = append(slices.DeleteFunc(list, func(old payment.Operation) bool { return old.Ref == o.Ref }), clone(o))
		}
	}
	list = slices.DeleteFunc(list, func(o payment.Operation) bool { return o.Payment != id })
	slices.SortFunc(list, oldest)
	return list, nil
}

// oldest sorts operations by their beginning.
func oldest(a, b payment.Operation) int {
	return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.Ref, b.Ref))
}

// PostEntries adds to the ledger, see payment.Tx.
func (tx *Tx) PostEntries(ctx context.Context, entries ...payment.Posting) error {
	if err := tx.enter(ctx, "PostEntries"); err != nil {
		return err
	}
	for _, p := range entries {
		k := key{"posting", p.ID}
		if tx.get(k) != nil {
			return tx.doom(fmt.Errorf("%w: posting %s", event.ErrStale, p.ID))
		}
		tx.put(k, p)
	}
	return nil
}

// FindOperation reads without a transaction.
func (db *DB) FindOperation(ctx context.Context, ref payment.Ref) (payment.Operation, error) {
	if err := ctx.Err(); err != nil {
		return payment.Operation{}, err
	}
	return find[payment.Operation](db, key{"operation", string(ref)})
}

// FindPayment reads without a transaction.
func (db *DB) FindPayment(ctx context.Context, id payment.ID) (payment.Payment, error) {
	if err := ctx.Err(); err != nil {
		return payment.Payment{}, err
	}
	return find[payment.Payment](db, key{"payment", string(id)})
}

// Operations lists the operations of one payment, oldest first.
func (db *DB) Operations(ctx context.Context, id payment.ID) iter.Seq2[payment.Operation, error] {
	list := pick(db, "operation", func(o payment.Operation) bool { return o.Payment == id })
	slices.SortFunc(list, oldest)
	return each(ctx, list)
}

// Postings lists the ledger entries of one payment by their IDs.
func (db *DB) Postings(ctx context.Context, id payment.ID) iter.Seq2[payment.Posting, error] {
	list := pick(db, "posting", func(p payment.Posting) bool { return p.Payment == id })
	slices.SortFunc(list, func(a, b payment.Posting) int { return cmp.Compare(a.ID, b.ID) })
	return each(ctx, list)
}

// pick lists the committed rows of a table that are wanted.
func pick[T any](db *DB, table string, wanted func(T) bool) []T {
	return slices.DeleteFunc(all[T](db, table), func(v T) bool { return !wanted(v) })
}

// each hands out a list until the context ends.
func each[T any](ctx context.Context, list []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range list {
			if err := ctx.Err(); err != nil {
				var none T
				yield(none, err)
				return
			}
			if !yield(v, nil) {
				return
			}
		}
	}
}
