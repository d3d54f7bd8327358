package aftersales

import (
	"context"
	"errors"

	"github.com/cartwright-go/cartwright/aftersales/entitlement"
	"github.com/cartwright-go/cartwright/order"
)

// errBasis says that a command needs to know by what an order is priced, which is
// read outside its transaction before it runs again.
var errBasis = errors.New("aftersales: the order's basis is not read yet")

// bases are what one command has read so.
type bases struct {
	known map[order.ID]Basis
	want  order.ID // what it needs next
}

type basesKey struct{}

// read reads what a command asked for.
func (b *bases) read(ctx context.Context, r Repricer) error {
	basis, err := r.Basis(ctx, b.want)
	if err == nil {
		b.known[b.want] = basis
	}
	return err
}

// Do runs a transaction of the cases' store in which ParcelChanged is called. What a
// case needs to know of an order's prices is read between two runs, and not while
// the transaction holds its rows.
func (s *Service) Do(ctx context.Context, fn func(context.Context, Tx) error) error {
	known := &bases{known: map[order.ID]Basis{}}
	ctx = context.WithValue(ctx, basesKey{}, known)
	var err error
	for range 10 {
		if err = s.Store.Do(ctx, fn); !errors.Is(err, errBasis) {
			return err
		}
		if err := known.read(ctx, s.Repricer); err != nil {
			return err
		}
	}
	return err
}

// basis is by what an order is priced. In a host's own transaction it is read there
// and then.
func (s *Service) basis(ctx context.Context, id order.ID) (Basis, error) {
	b, ours := ctx.Value(basesKey{}).(*bases)
	if !ours {
		return s.Repricer.Basis(ctx, id)
	}
	basis, known := b.known[id]
	if !known {
		b.want = id
		return basis, errBasis
	}
	return basis, nil
}

// reprice lets a book take back discounts that what is kept does not earn, where
// the policy says so, and notes by which rules.
func (w *work) reprice(ctx context.Context, book *entitlement.Book) error {
	w.c.Repriced = ""
	if !w.policy.TakeBack || w.s.Repricer == nil {
		return nil
	}
	basis, err := w.s.basis(ctx, w.c.Order)
	if err != nil || basis.Price == nil || !w.policy.TakesBack(basis.Rules) {
		return err
	}
	book.Reprice, w.c.Repriced = basis.Price, basis.Rules
	return nil
}
