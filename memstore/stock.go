package memstore

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
)

func levelKey(s stock.Spot) key { return key{"stock", string(s.SKU) + "\x00" + s.Location} }

func heldKey(ref string, s stock.Spot) key {
	return key{"reservation", ref + "\x00" + string(s.SKU) + "\x00" + s.Location}
}

func (tx *Tx) level(s stock.Spot) stock.Level {
	l, ok := tx.get(levelKey(s)).(stock.Level)
	if !ok {
		l = stock.Level{SKU: s.SKU, Location: s.Location}
	}
	return l
}

// HoldStock answers rows and has them unchanged at the end, see stock.WriteTx.
func (tx *Tx) HoldStock(ctx context.Context, spots ...stock.Spot) ([]stock.Level, error) {
	if err := tx.enter(ctx, "HoldStock"); err != nil {
		return nil, err
	}
	list := make([]stock.Level, 0, len(spots))
	for _, s := range slices.Compact(slices.SortedFunc(slices.Values(spots), stock.Spot.Compare)) {
		list = append(list, tx.level(s))
	}
	return list, nil
}

// lines begins every call that takes lines.
func (tx *Tx) lines(ctx context.Context, call string, lines []stock.Line) ([]stock.Line, error) {
	if err := tx.enter(ctx, call); err != nil {
		return nil, err
	}
	list, err := stock.Merge(lines)
	return list, tx.doom(err)
}

// ReserveStock promises all lines or dooms the closure, see stock.Tx.
func (tx *Tx) ReserveStock(ctx context.Context, ref string, lines []stock.Line) error {
	list, err := tx.lines(ctx, "ReserveStock", lines)
	if err != nil {
		return err
	}
	var short []catalog.SKU
	for _, l := range list { // all are checked before any is written
		if tx.level(l.Spot()).Available() < l.Qty {
			short = append(short, l.SKU)
		}
	}
	if short != nil {
		return tx.doom(&stock.OutOfStockError{SKUs: short})
	}
	for _, l := range list {
		s := l.Spot()
		level := tx.level(s)
		level.Reserved += l.Qty
		tx.put(levelKey(s), level)
		r, _ := tx.get(heldKey(ref, s)).(stock.Reservation)
		tx.put(heldKey(ref, s), stock.Reservation{Ref: ref, SKU: l.SKU, Location: l.Location, Open: r.Open + l.Qty, Taken: r.Taken})
	}
	return nil
}

// ReleaseStock gives back what is open, see stock.Tx.
func (tx *Tx) ReleaseStock(ctx context.Context, ref string, lines []stock.Line) error {
	list, err := tx.lines(ctx, "ReleaseStock", lines)
	if err != nil {
		return err
	}
	for _, l := range list {
		if err := tx.close(ref, l, false); err != nil {
			return err
		}
	}
	return nil
}

// close ends l.Qty of what ref has open; taken says that the pieces left.
func (tx *Tx) close(ref string, l stock.Line, taken bool) error {
	s := l.Spot()
	r, _ := tx.get(heldKey(ref, s)).(stock.Reservation)
	if r.Open < l.Qty {
		return tx.doom(fmt.Errorf("%w: reservation %s of %s", event.ErrStale, l.SKU, ref))
	}
	r.Open -= l.Qty
	level := tx.level(s)
	level.Reserved -= l.Qty
	if taken {
		r.Taken += l.Qty
		level.OnHand -= l.Qty
	}
	tx.put(heldKey(ref, s), r)
	tx.put(levelKey(s), level)
	return nil
}

// TakeStock lets reserved pieces leave, see stock.Tx. Movements beyond the
// first get the line's number behind their id.
func (tx *Tx) TakeStock(ctx context.Context, ref string, m stock.Movement, lines []stock.Line) error {
	list, err := tx.lines(ctx, "TakeStock", lines)
	if err != nil {
		return err
	}
	for i, l := range list {
		if err := tx.close(ref, l, true); err != nil {
			return err
		}
		row := m
		row.ID, row.SKU, row.Location, row.Qty, row.Reason = fmt.Sprintf("%s.%d", m.ID, i+1), l.SKU, l.Location, -l.Qty, stock.Shipped
		if err := tx.record(row); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) record(m stock.Movement) error {
	k := key{"movement", m.ID}
	if tx.get(k) != nil {
		return tx.doom(fmt.Errorf("%w: movement %s", event.ErrStale, m.ID))
	}
	tx.put(k, m)
	return nil
}

// MoveStock applies movements, see stock.Tx.
func (tx *Tx) MoveStock(ctx context.Context, moves ...stock.Movement) error {
	if err := tx.enter(ctx, "MoveStock"); err != nil {
		return err
	}
	list := slices.Clone(moves)
	slices.SortStableFunc(list, func(a, b stock.Movement) int { return a.Spot().Compare(b.Spot()) })
	for _, m := range list {
		if err := m.Check(); err != nil {
			return tx.doom(err)
		}
		s := m.Spot()
		level := tx.level(s)
		level.OnHand += m.Qty
		if level.OnHand < level.Reserved {
			return tx.doom(&stock.OutOfStockError{SKUs: []catalog.SKU{m.SKU}})
		}
		tx.put(levelKey(s), level)
		if err := tx.record(m); err != nil {
			return err
		}
	}
	return nil
}

// Levels lists rows by SKU and location, see stock.Store.
func (db *DB) Levels(ctx context.Context, skus ...catalog.SKU) ([]stock.Level, error) {
	list := pick(db, "stock", func(l stock.Level) bool { return slices.Contains(skus, l.SKU) })
	slices.SortFunc(list, func(a, b stock.Level) int {
		return cmp.Or(cmp.Compare(a.SKU, b.SKU), cmp.Compare(a.Location, b.Location))
	})
	return list, ctx.Err()
}

// Movements lists what moved one SKU, oldest first, see stock.Store.
func (db *DB) Movements(ctx context.Context, sku catalog.SKU) iter.Seq2[stock.Movement, error] {
	list := pick(db, "movement", func(m stock.Movement) bool { return m.SKU == sku })
	slices.SortStableFunc(list, func(a, b stock.Movement) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return each(ctx, list)
}

// Reservations lists what ref holds or held by SKU and location, see stock.Store.
func (db *DB) Reservations(ctx context.Context, ref string) ([]stock.Reservation, error) {
	list := pick(db, "reservation", func(r stock.Reservation) bool { return r.Ref == ref })
	slices.SortFunc(list, func(a, b stock.Reservation) int {
		return cmp.Or(cmp.Compare(a.SKU, b.SKU), cmp.Compare(a.Location, b.Location))
	})
	return list, ctx.Err()
}
