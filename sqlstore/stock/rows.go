package stock

import (
	"context"
	"fmt"
	"slices"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/sqlstore"
)

// maxLines bounds one call.
const maxLines = 2000

// StockRows are the statements of stock.Tx. Wider transactions embed them beside
// the kernel's Tx.
type StockRows struct{ tx *sqlstore.Tx }

// Rows are the domain's rows in a transaction.
func Rows(tx *sqlstore.Tx) StockRows { return StockRows{tx} }

// merge is stock.Merge of no more lines than one call may have.
func merge(lines []stock.Line) ([]stock.Line, error) {
	list, err := stock.Merge(lines)
	if err == nil && len(list) > maxLines {
		return nil, fmt.Errorf("%w: %d lines, want at most %d", stock.ErrQuantity, len(list), maxLines)
	}
	return list, err
}

func skus(lines []stock.Line) []catalog.SKU {
	list := make([]catalog.SKU, len(lines))
	for i, l := range lines {
		list[i] = l.SKU
	}
	return list
}

// ReserveStock promises all lines to ref, or answers *stock.OutOfStockError and
// dooms the closure. Everything else the closure has collected travels before it.
func (r StockRows) ReserveStock(ctx context.Context, ref string, lines []stock.Line) error {
	list, err := merge(lines)
	if err != nil || len(list) == 0 {
		return r.tx.Doom(err)
	}
	return r.tx.Last(ctx, append(r.open(ref, list), r.change(list, reserve)...)...)
}

// open adds to what ref has open.
func (r StockRows) open(ref string, list []stock.Line) (stmts []sqlstore.Stmt) {
	for part := range slices.Chunk(list, sqlstore.MaxRows) {
		args := make([]any, 0, 4*len(part))
		for _, l := range part {
			args = append(args, ref, string(l.SKU), l.Location, l.Qty)
		}
		stmts = append(stmts, sqlstore.Stmt{
			SQL: r.tx.DB().Multi("WITH want(ref, sku, location, qty) AS (VALUES ", len(part), `)
INSERT INTO cw_reservations (ref, sku, location, open, taken) SELECT ref, sku, location, qty, 0 FROM want WHERE TRUE
ON CONFLICT (ref, sku, location) DO UPDATE SET open = cw_reservations.open + excluded.open`, "TEXT", "TEXT", "TEXT", "BIGINT"),
			Args: args, Want: int64(len(part)),
		})
	}
	return stmts
}

// ReleaseStock gives back what ref still has open; more is event.ErrStale.
func (r StockRows) ReleaseStock(ctx context.Context, ref string, lines []stock.Line) error {
	list, err := merge(lines)
	if err != nil || len(list) == 0 {
		return r.tx.Doom(err)
	}
	return r.tx.Last(ctx, append(r.settle(ref, list, "open = open - want.qty"), r.change(list, release)...)...)
}

// TakeStock lets reserved pieces leave the warehouse and writes a movement for
// each SKU and location, numbered behind m.ID.
func (r StockRows) TakeStock(ctx context.Context, ref string, m stock.Movement, lines []stock.Line) error {
	list, err := merge(lines)
	if err != nil || len(list) == 0 {
		return r.tx.Doom(err)
	}
	moves := make([]stock.Movement, len(list))
	for i, l := range list {
		moves[i] = m
		moves[i].ID, moves[i].SKU, moves[i].Location = fmt.Sprintf("%s.%d", m.ID, i+1), l.SKU, l.Location
		moves[i].Qty, moves[i].Reason = -l.Qty, stock.Shipped
	}
	return r.tx.Last(ctx, slices.Concat(
		r.settle(ref, list, "open = open - want.qty, taken = taken + want.qty"), r.record(moves), r.change(list, take),
	)...)
}

// settle lowers what ref has open, as set says.
func (r StockRows) settle(ref string, list []stock.Line, set string) (stmts []sqlstore.Stmt) {
	// The head names the change, since texts are kept by head.
	head := "WITH /* " + set + " */ want(ref, sku, location, qty) AS (VALUES "
	tail := ") UPDATE cw_reservations SET " + set + ` FROM want
WHERE cw_reservations.ref = want.ref AND cw_reservations.sku = want.sku AND cw_reservations.location = want.location AND open >= want.qty`
	for part := range slices.Chunk(list, sqlstore.MaxRows) {
		args := make([]any, 0, 4*len(part))
		for _, l := range part {
			args = append(args, ref, string(l.SKU), l.Location, l.Qty)
		}
		stmts = append(stmts, sqlstore.Stmt{
			SQL:  r.tx.DB().Multi(head, len(part), tail, "TEXT", "TEXT", "TEXT", "BIGINT"),
			Args: args, Want: int64(len(part)), Fail: sqlstore.Stale("reservation", ref),
		})
	}
	return stmts
}

// A change is what happens to stock rows.
type change struct{ name, set, guard string }

const (
	nameReserve = "reserve"
	nameRelease = "release"
	nameTake    = "take"
)

// change moves counts of many lines in one statement. PostgreSQL locks the rows of
// a joined UPDATE in plan order, so it locks them first, sorted: by bytes as the
// lines are, whatever the database's language.
func (r StockRows) change(list []stock.Line, kind func() change) (stmts []sqlstore.Stmt) {
	c := kind()
	head := "WITH /* " + c.name + " */ want(sku, location, qty) AS (VALUES "
	for part := range slices.Chunk(list, sqlstore.MaxRows) {
		args := make([]any, 0, 3*len(part))
		for _, l := range part {
			args = append(args, string(l.SKU), l.Location, l.Qty)
		}
		from, held := "want", ""
		if r.tx.DB().Dialect().Ordered && len(part) > 1 {
			from = "held"
			held = `, held AS (SELECT want.sku, want.location, want.qty FROM cw_stock s JOIN want ON s.sku = want.sku AND s.location = want.location
ORDER BY s.sku COLLATE "C", s.location COLLATE "C" FOR UPDATE OF s)`
		}
		tail := ")" + held + " UPDATE cw_stock SET " + c.set + " FROM " + from + " AS line WHERE cw_stock.sku = line.sku AND cw_stock.location = line.location AND " + c.guard
		st := sqlstore.Stmt{
			SQL:  r.tx.DB().Multi(head, len(part), tail, "TEXT", "TEXT", "BIGINT"),
			Args: args, Want: int64(len(part)), Fail: sqlstore.Stale("stock", string(part[0].SKU)),
		}
		if c.name == nameReserve {
			st.Fail = &stock.OutOfStockError{SKUs: skus(list)}
		}
		stmts = append(stmts, st)
	}
	return stmts
}

func reserve() change {
	return change{nameReserve, "reserved = reserved + line.qty", "on_hand - reserved >= line.qty"}
}

func release() change {
	return change{nameRelease, "reserved = reserved - line.qty", "reserved >= line.qty"}
}

func take() change {
	return change{nameTake, "on_hand = on_hand - line.qty, reserved = reserved - line.qty", "reserved >= line.qty"}
}

// record adds movements; an ID seen before is event.ErrStale.
func (r StockRows) record(moves []stock.Movement) (stmts []sqlstore.Stmt) {
	for part := range slices.Chunk(moves, sqlstore.MaxRows) {
		args := make([]any, 0, 8*len(part))
		for _, m := range part {
			args = append(args, m.ID, string(m.SKU), m.Location, m.Qty, string(m.Reason), m.Ref, m.By, sqlstore.Millis(m.At))
		}
		const head = "INSERT INTO cw_movements (id, sku, location, qty, reason, ref, actor, at) VALUES "
		stmts = append(stmts, sqlstore.Stmt{
			SQL: r.tx.DB().Multi(head, len(part), " ON CONFLICT DO NOTHING", sqlstore.Plain(8)...), Args: args,
			Want: int64(len(part)), Fail: sqlstore.Stale("movement", part[0].ID),
		})
	}
	return stmts
}

// MoveStock applies movements in the order of their SKUs; OnHand never falls
// below Reserved: *stock.OutOfStockError otherwise.
func (r StockRows) MoveStock(ctx context.Context, moves ...stock.Movement) error {
	for _, m := range moves {
		if err := m.Check(); err != nil {
			return r.tx.Doom(err)
		}
	}
	list := slices.Clone(moves)
	slices.SortStableFunc(list, func(a, b stock.Movement) int { return a.Spot().Compare(b.Spot()) })
	if err := r.tx.Write(ctx, r.record(list)...); err != nil {
		return err
	}
	stmts := make([]sqlstore.Stmt, 0, len(list))
	for _, m := range list {
		stmts = append(stmts, move(m))
	}
	if len(stmts) == 0 {
		return nil
	}
	return r.tx.Last(ctx, stmts...)
}

// HoldStock answers rows by SKU and location and holds them; a spot without a row
// gets an empty one.
func (r StockRows) HoldStock(ctx context.Context, spots ...stock.Spot) ([]stock.Level, error) {
	var levels []stock.Level
	for part := range slices.Chunk(slices.Compact(slices.SortedFunc(slices.Values(spots), stock.Spot.Compare)), sqlstore.MaxRows) {
		args := make([]any, 0, 2*len(part))
		for _, s := range part {
			args = append(args, string(s.SKU), s.Location)
		}
		empty := sqlstore.Stmt{
			SQL: r.tx.DB().Multi("WITH want(sku, location) AS (VALUES ", len(part), `)
INSERT INTO cw_stock (sku, location, on_hand, reserved) SELECT sku, location, 0, 0 FROM want WHERE TRUE ON CONFLICT DO NOTHING`, "TEXT", "TEXT"),
			Args: args, Want: sqlstore.Any,
		}
		order := "ORDER BY s.sku, s.location"
		if r.tx.DB().Dialect().Ordered {
			order = `ORDER BY s.sku COLLATE "C", s.location COLLATE "C"`
		}
		err := r.tx.Now(ctx, empty, sqlstore.Stmt{
			SQL: r.tx.Hold(r.tx.DB().Multi("WITH /* hold */ want(sku, location) AS (VALUES ", len(part), `)
SELECT s.sku, s.location, s.on_hand, s.reserved FROM cw_stock s JOIN want ON s.sku = want.sku AND s.location = want.location `+order, "TEXT", "TEXT")),
			Args: args,
			Rows: func(scan func(...any) error) error {
				var l stock.Level
				err := scan(&l.SKU, &l.Location, &l.OnHand, &l.Reserved)
				levels = append(levels, l)
				return err
			},
		})
		if err != nil {
			return nil, err
		}
	}
	return levels, nil
}

// move changes one row, and makes it where pieces come in.
func move(m stock.Movement) sqlstore.Stmt {
	st := sqlstore.Stmt{
		SQL: `INSERT INTO cw_stock (sku, location, on_hand, reserved) VALUES ($1,$2,$3,0)
ON CONFLICT (sku, location) DO UPDATE SET on_hand = cw_stock.on_hand + excluded.on_hand`,
		Args: []any{string(m.SKU), m.Location, m.Qty}, Want: 1, Fail: &stock.OutOfStockError{SKUs: []catalog.SKU{m.SKU}},
	}
	if m.Qty < 0 {
		st.SQL = "UPDATE cw_stock SET on_hand = on_hand - $1 WHERE sku = $2 AND location = $3 AND on_hand - reserved >= $4"
		st.Args = []any{-m.Qty, string(m.SKU), m.Location, -m.Qty}
	}
	return st
}
