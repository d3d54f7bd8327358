package orders

import (
	"context"
	"iter"
	"strconv"
	"strings"

	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/sqlstore"
)

// Reader is an order.Reader. Wider stores embed it.
type Reader struct{ db *sqlstore.DB }

// NewReader reads orders from db.
func NewReader(db *sqlstore.DB) Reader { return Reader{db} }

// FindPurchase reads a purchase, or event.ErrNotFound.
func (r Reader) FindPurchase(ctx context.Context, id order.PurchaseID) (order.Purchase, error) {
	return r.purchase(ctx, "id = $1", string(id))
}

// FindPurchaseByKey finds by Key, or event.ErrNotFound.
func (r Reader) FindPurchaseByKey(ctx context.Context, key string) (order.Purchase, error) {
	return r.purchase(ctx, "request = $1", key)
}

// FindPurchaseByGuest finds by GuestHash; the empty hash finds nothing.
func (r Reader) FindPurchaseByGuest(ctx context.Context, hash string) (order.Purchase, error) {
	return r.purchase(ctx, "guest = $1 AND guest <> ''", hash)
}

func (r Reader) purchase(ctx context.Context, where, arg string) (order.Purchase, error) {
	var row purchaseRow
	err := r.db.Read(ctx, sqlstore.Stmt{SQL: selectPurchase + where, Args: []any{arg}, Row: row.fields()})
	if err != nil {
		return order.Purchase{}, sqlstore.Missing("purchase", "", err)
	}
	return row.value(r.db)
}

// FindOrder reads an order with its lines, or event.ErrNotFound.
func (r Reader) FindOrder(ctx context.Context, id order.ID) (order.Order, error) {
	list, err := r.orders(ctx, "FROM cw_orders o "+joinRows+"WHERE o.id = $1 ORDER BY r.line, r.run", string(id))
	if err == nil && len(list) == 0 {
		err = missing("order", string(id))
	}
	if err != nil {
		return order.Order{}, err
	}
	return list[0], nil
}

// OrdersOfPurchase lists by ID.
func (r Reader) OrdersOfPurchase(ctx context.Context, id order.PurchaseID) ([]order.Order, error) {
	return r.orders(ctx, "FROM cw_orders o "+joinRows+"WHERE o.purchase = $1 ORDER BY o.id, r.line, r.run", string(id))
}

func (r Reader) orders(ctx context.Context, from string, args ...any) ([]order.Order, error) {
	var f fold
	err := r.db.Read(ctx, sqlstore.Stmt{SQL: selectOrders + from, Args: args, Rows: f.next})
	return f.list, err
}

const (
	defaultLimit = 100
	maxLimit     = 500
)

// Orders lists what matches, newest first.
func (r Reader) Orders(ctx context.Context, q order.Query) iter.Seq2[order.Order, error] {
	return func(yield func(order.Order, error) bool) {
		var w where
		w.scope(q.Scope)
		w.status(q.Status)
		w.equal("purchase", string(q.Purchase))
		w.equal("seller", string(q.Seller))
		if q.After != "" {
			w.and("id < " + w.bind(string(q.After)))
		}
		limit := q.Limit
		if limit < 1 || limit > maxLimit {
			limit = defaultLimit
		}
		list, err := r.orders(ctx, "FROM (SELECT * FROM cw_orders WHERE "+w.text()+" ORDER BY id DESC LIMIT "+w.bind(limit)+") o "+
			joinRows+"ORDER BY o.id DESC, r.line, r.run", w.args...)
		sqlstore.Each(list, err, yield)
	}
}

// CountOrders counts what scope shows by status; a status without orders is absent.
func (r Reader) CountOrders(ctx context.Context, scope secure.Filter) (map[order.Status]int64, error) {
	var w where
	w.scope(scope)
	counts := map[order.Status]int64{}
	err := r.db.Read(ctx, sqlstore.Stmt{
		SQL: "SELECT status, count(*) FROM cw_orders WHERE " + w.text() + " GROUP BY status", Args: w.args,
		Rows: func(scan func(...any) error) error {
			var s order.Status
			var n int64
			err := scan(&s, &n)
			counts[s] = n
			return err
		},
	})
	return counts, err
}

// History lists by Version.
func (r Reader) History(ctx context.Context, id order.ID) ([]order.Change, error) {
	var list []order.Change
	err := r.db.Read(ctx, sqlstore.Stmt{
		SQL:  `SELECT order_id, version, before, after, event, actor, role, why, at FROM cw_order_history WHERE order_id = $1 ORDER BY version`,
		Args: []any{string(id)},
		Rows: func(scan func(...any) error) error {
			var c order.Change
			var at int64
			if err := scan(&c.Order, &c.Version, &c.From, &c.To, &c.Event, &c.By, &c.Role, &c.Why, &at); err != nil {
				return err
			}
			var err error
			if c.At = sqlstore.Time(at); wrote(c) {
				c.Why, err = r.db.Unseal("order_history", "why", changeID(c), c.Why)
			}
			list = append(list, c)
			return err
		},
	})
	return list, err
}

// Refunds lists by At, then Ref.
func (r Reader) Refunds(ctx context.Context, id order.ID) ([]order.Refund, error) {
	f := refunds{db: r.db}
	err := r.db.Read(ctx, f.of(id))
	return f.list, err
}

// A where collects conditions and their parameters in order of appearance.
type where struct {
	parts []string
	args  []any
}

func (w *where) bind(v any) string {
	w.args = append(w.args, v)
	return "$" + strconv.Itoa(len(w.args))
}

func (w *where) and(part string) { w.parts = append(w.parts, part) }

func (w *where) text() string {
	if len(w.parts) == 0 {
		return "TRUE"
	}
	return strings.Join(w.parts, " AND ")
}

func (w *where) equal(column, value string) {
	if value != "" {
		w.and(column + " = " + w.bind(value))
	}
}

func (w *where) status(list []order.Status) {
	if len(list) == 0 {
		return
	}
	marks := make([]string, len(list))
	for i, s := range list {
		marks[i] = w.bind(string(s))
	}
	w.and("status IN (" + strings.Join(marks, ",") + ")")
}

// scope is secure.Filter.Matches in SQL.
func (w *where) scope(f secure.Filter) {
	if f.Any {
		return
	}
	var visible []string
	if f.Owner != "" {
		visible = append(visible, "buyer = "+w.bind(f.Owner))
	}
	var marks []string
	for _, s := range f.Sellers {
		if s != "" {
			marks = append(marks, w.bind(s))
		}
	}
	if len(marks) > 0 {
		visible = append(visible, "seller IN ("+strings.Join(marks, ",")+")")
	}
	if len(visible) == 0 {
		visible = []string{"FALSE"}
	}
	w.and("(" + strings.Join(visible, " OR ") + ")")
}
