package orders

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/sqlstore"
)

// Order returns an order with its lines and holds it, or event.ErrNotFound.
func (r OrderRows) Order(ctx context.Context, id order.ID) (order.Order, error) {
	list, err := r.orders(ctx, "WHERE o.id = $1", string(id))
	if err == nil && len(list) == 0 {
		err = missing("order", string(id))
	}
	if err != nil {
		return order.Order{}, err
	}
	return list[0], nil
}

// OrdersOf returns the orders of a purchase by ID and holds them.
func (r OrderRows) OrdersOf(ctx context.Context, id order.PurchaseID) ([]order.Order, error) {
	return r.orders(ctx, "WHERE o.purchase = $1", string(id))
}

// orders reads and holds orders in the order of their IDs. Their lines never
// change and need no lock.
func (r OrderRows) orders(ctx context.Context, where, arg string) ([]order.Order, error) {
	var f fold
	text := selectOrders + "FROM cw_orders o " + joinRows + where + " ORDER BY o.id, r.line, r.run"
	if r.tx.DB().Dialect().Hold != "" {
		text += " FOR UPDATE OF o"
	}
	err := r.tx.Now(ctx, sqlstore.Stmt{SQL: text, Args: []any{arg}, Rows: f.next})
	return f.list, r.tx.Doom(err)
}

// SaveOrders inserts orders with their lines at Version 0 and otherwise compares
// the version (event.ErrStale) and writes what may change.
func (r OrderRows) SaveOrders(ctx context.Context, orders ...order.Order) error {
	var fresh, known []order.Order
	for _, o := range orders {
		if o.Version == 0 {
			fresh = append(fresh, o)
		} else {
			known = append(known, o)
		}
	}
	for part := range slices.Chunk(fresh, sqlstore.MaxRows) {
		if err := r.insert(ctx, part); err != nil {
			return r.tx.Doom(err)
		}
	}
	slices.SortFunc(known, func(a, b order.Order) int { return strings.Compare(string(a.ID), string(b.ID)) })
	for _, o := range known {
		if err := r.update(ctx, o); err != nil {
			return r.tx.Doom(err)
		}
	}
	return nil
}

func (r OrderRows) update(ctx context.Context, o order.Order) error {
	m := sqlstore.Minor{Currency: o.Total.Currency()}
	refunding, refunded := m.Sum("order refunding", o.Refunding), m.Sum("order refunded", o.Refunded)
	if m.Err != nil {
		return m.Err
	}
	return r.tx.Write(ctx, sqlstore.Stmt{
		SQL: `UPDATE cw_orders SET status = $1, payment_status = $2, shipping_status = $3, refunding = $4, refunded = $5, progress = $6, deadline = $7,
updated = $8, version = version + 1 WHERE id = $9 AND version = $10`,
		Args: []any{
			string(o.Status), string(o.PaymentStatus), string(o.ShippingStatus), refunding, refunded, encodeProgress(o.Progress),
			sqlstore.Millis(o.Deadline), sqlstore.Millis(o.Updated), string(o.ID), o.Version,
		},
		Want: 1, Fail: sqlstore.Stale("order", string(o.ID)),
	})
}

// insert writes orders in one statement and all their rows in another.
func (r OrderRows) insert(ctx context.Context, orders []order.Order) error {
	args, rows := make([]any, 0, orderColumns*len(orders)), make([]any, 0, rowColumns*2*len(orders))
	for _, o := range orders {
		m := sqlstore.Minor{Currency: o.Total.Currency()}
		args = append(args, string(o.ID), string(o.Purchase), o.Buyer, string(o.Seller), string(o.Status), string(o.PaymentStatus),
			string(o.ShippingStatus), m.Currency.Code(), m.Amount("order goods", o.Goods), m.Sum("order discount", o.Discount),
			m.Sum("order shipping", o.Shipping), m.Sum("order tax", o.Tax), m.Amount("order total", o.Total),
			m.Sum("order refunding", o.Refunding), m.Sum("order refunded", o.Refunded), encodeProgress(o.Progress), o.Carrier, o.Service,
			sqlstore.Millis(o.Placed), sqlstore.Millis(o.Deadline), sqlstore.Millis(o.Updated), 1)
		terms, err := encodeTerms(o)
		if err != nil {
			return err
		}
		args = append(args, terms)
		for _, l := range o.Lines {
			var err error
			if rows, err = appendLine(rows, &m, o.ID, l); err != nil {
				return err
			}
		}
		if m.Err != nil {
			return m.Err
		}
	}
	const head = `INSERT INTO cw_orders (id, purchase, buyer, seller, status, payment_status, shipping_status, currency, goods, discount, shipping, tax,
total, refunding, refunded, progress, carrier, service, placed, deadline, updated, version, terms) VALUES `
	err := r.tx.Write(ctx, sqlstore.Stmt{
		SQL: r.tx.DB().Multi(head, len(orders), " ON CONFLICT DO NOTHING", sqlstore.Plain(orderColumns)...), Args: args,
		Want: int64(len(orders)), Fail: sqlstore.Stale("order", string(orders[0].ID)),
	})
	for part := range slices.Chunk(rows, rowColumns*sqlstore.MaxRows) {
		if err != nil {
			return err
		}
		const rowHead = `INSERT INTO cw_order_rows (order_id, line, run, sku, product, kind, title, options, picture, slug, grams, qty, units, price, scale,
discounts, discount, tax, net) VALUES `
		n := len(part) / rowColumns
		err = r.tx.Write(ctx, sqlstore.Stmt{
			SQL: r.tx.DB().Multi(rowHead, n, " ON CONFLICT DO NOTHING", sqlstore.Plain(rowColumns)...), Args: part,
			Want: int64(n), Fail: sqlstore.Stale("order", string(orders[0].ID)),
		})
	}
	return err
}

const (
	orderColumns = 23
	rowColumns   = 19
	noDiscounts  = "null" // what JSON calls it
)

// appendLine adds the parameters of a line's rows.
func appendLine(args []any, m *sqlstore.Minor, id order.ID, l order.Line) ([]any, error) {
	for i, run := range l.Rows {
		price, scale, err := run.Price.Unscaled()
		if err != nil {
			return nil, err
		}
		discounts := noDiscounts
		if run.Discounts != nil {
			text, err := json.Marshal(run.Discounts)
			if err != nil {
				return nil, err
			}
			discounts = string(text)
		}
		args = append(args, string(id), l.No, i+1, string(l.SKU), string(l.Product), string(l.Kind), l.Title, l.Options, l.Picture, l.Slug,
			l.Grams, l.Qty, run.Units, price, scale, discounts, m.Sum("row discount", run.Discount), m.Sum("row tax", run.Tax),
			m.Amount("row net", run.Net))
	}
	return args, nil
}

// AddHistory adds rows; an (Order, Version) seen before is event.ErrStale.
func (r OrderRows) AddHistory(ctx context.Context, changes ...order.Change) error {
	for part := range slices.Chunk(changes, sqlstore.MaxRows) {
		args := make([]any, 0, 9*len(part))
		for _, c := range part {
			if wrote(c) {
				why, err := r.tx.DB().Seal("order_history", "why", changeID(c), c.Why)
				if err != nil {
					return r.tx.Doom(err)
				}
				c.Why = why
			}
			args = append(args, string(c.Order), c.Version, string(c.From), string(c.To), string(c.Event), c.By, c.Role, c.Why, sqlstore.Millis(c.At))
		}
		const head = "INSERT INTO cw_order_history (order_id, version, before, after, event, actor, role, why, at) VALUES "
		err := r.tx.Write(ctx, sqlstore.Stmt{
			SQL: r.tx.DB().Multi(head, len(part), " ON CONFLICT DO NOTHING", sqlstore.Plain(9)...), Args: args,
			Want: int64(len(part)), Fail: sqlstore.Stale("history of order", string(part[0].Order)),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// wrote reports whether a person wrote the reason of a change; the program writes
// codes and references, which are kept as they are.
func wrote(c order.Change) bool { return c.Role != string(secure.RoleSystem) }

// changeID is the record that a change's sealed words are bound to.
func changeID(c order.Change) string { return string(c.Order) + "." + strconv.FormatInt(c.Version, 10) }
