package memstore

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
)

// SavePurchase inserts or compares, see order.PurchaseTx.
func (tx *Tx) SavePurchase(ctx context.Context, p order.Purchase) error {
	if err := tx.enter(ctx, "SavePurchase"); err != nil {
		return err
	}
	if p.Version == 0 {
		if tx.get(key{"purchase key", p.Key}) != nil {
			return tx.doom(fmt.Errorf("%w: purchase", order.ErrDuplicate))
		}
		tx.put(key{"purchase key", p.Key}, p.ID)
	}
	return store(tx, key{"purchase", string(p.ID)}, p.Version, func(p order.Purchase) int64 { return p.Version },
		func(old order.Purchase, found bool) order.Purchase {
			if found {
				old.Charge, old.Method, old.Version = p.Charge, p.Method, p.Version+1
				return old
			}
			p.Version++
			return p
		})
}

// Purchase returns a purchase, see order.PurchaseTx.
func (tx *Tx) Purchase(ctx context.Context, id order.PurchaseID) (order.Purchase, error) {
	return load[order.Purchase](ctx, tx, "Purchase", key{"purchase", string(id)})
}

// PurchaseOf returns the purchase of an order, see order.PurchaseTx.
func (tx *Tx) PurchaseOf(ctx context.Context, id order.ID) (order.Purchase, error) {
	if err := tx.enter(ctx, "PurchaseOf"); err != nil {
		return order.Purchase{}, err
	}
	o, ok := tx.get(key{"order", string(id)}).(order.Order)
	if !ok {
		return order.Purchase{}, fmt.Errorf("%w: order %s", event.ErrNotFound, id)
	}
	p, ok := tx.get(key{"purchase", string(o.Purchase)}).(order.Purchase)
	if !ok {
		return order.Purchase{}, fmt.Errorf("%w: purchase of order %s", event.ErrNotFound, id)
	}
	return clone(p), nil
}

// Order returns an order, see order.OrderTx.
func (tx *Tx) Order(ctx context.Context, id order.ID) (order.Order, error) {
	return load[order.Order](ctx, tx, "Order", key{"order", string(id)})
}

// OrdersOf returns the orders of a purchase by ID, see order.OrderTx.
func (tx *Tx) OrdersOf(ctx context.Context, id order.PurchaseID) ([]order.Order, error) {
	if err := tx.enter(ctx, "OrdersOf"); err != nil {
		return nil, err
	}
	ids, _ := tx.get(key{"orders of", string(id)}).([]order.ID)
	list := make([]order.Order, 0, len(ids))
	for _, id := range slices.Sorted(slices.Values(ids)) {
		if o, ok := tx.get(key{"order", string(id)}).(order.Order); ok {
			list = append(list, clone(o))
		}
	}
	return list, nil
}

// SaveOrders inserts or compares, see order.OrderTx.
func (tx *Tx) SaveOrders(ctx context.Context, orders ...order.Order) error {
	if err := tx.enter(ctx, "SaveOrders"); err != nil {
		return err
	}
	for _, o := range orders {
		if err := tx.saveOrder(o); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) saveOrder(o order.Order) error {
	if o.Version == 0 {
		k := key{"orders of", string(o.Purchase)}
		ids, _ := tx.get(k).([]order.ID)
		tx.put(k, append(slices.Clone(ids), o.ID))
	}
	return store(tx, key{"order", string(o.ID)}, o.Version, func(o order.Order) int64 { return o.Version },
		func(old order.Order, found bool) order.Order {
			if !found {
				o.Version++
				return o
			}
			old.Status, old.PaymentStatus, old.ShippingStatus = o.Status, o.PaymentStatus, o.ShippingStatus
			old.Refunding, old.Refunded, old.Progress = o.Refunding, o.Refunded, o.Progress
			old.Deadline, old.Updated, old.Version = o.Deadline, o.Updated, o.Version+1
			return old
		})
}

// AddHistory adds rows, see order.OrderTx.
func (tx *Tx) AddHistory(ctx context.Context, changes ...order.Change) error {
	if err := tx.enter(ctx, "AddHistory"); err != nil {
		return err
	}
	for _, c := range changes {
		k := key{"history", string(c.Order) + "." + strconv.FormatInt(c.Version, 10)}
		if tx.get(k) != nil {
			return tx.doom(fmt.Errorf("%w: history %s", event.ErrStale, k.id))
		}
		tx.put(k, c)
	}
	return nil
}

// SaveRefund inserts or compares, see order.RefundTx.
func (tx *Tx) SaveRefund(ctx context.Context, r order.Refund) error {
	if err := tx.enter(ctx, "SaveRefund"); err != nil {
		return err
	}
	if r.Version == 0 {
		k := key{"refunds of", string(r.Order)}
		refs, _ := tx.get(k).([]payment.Ref)
		tx.put(k, append(slices.Clone(refs), r.Ref))
	}
	return store(tx, key{"refund", string(r.Ref)}, r.Version, func(r order.Refund) int64 { return r.Version },
		func(old order.Refund, found bool) order.Refund {
			if found {
				old.Status, old.Version = r.Status, r.Version+1
				return old
			}
			r.Version++
			return r
		})
}

// Refund returns a refund, see order.RefundTx.
func (tx *Tx) Refund(ctx context.Context, ref payment.Ref) (order.Refund, error) {
	return load[order.Refund](ctx, tx, "Refund", key{"refund", string(ref)})
}

// RefundsOf lists the refunds of an order, see order.RefundTx.
func (tx *Tx) RefundsOf(ctx context.Context, id order.ID) ([]order.Refund, error) {
	if err := tx.enter(ctx, "RefundsOf"); err != nil {
		return nil, err
	}
	refs, _ := tx.get(key{"refunds of", string(id)}).([]payment.Ref)
	list := make([]order.Refund, 0, len(refs))
	for _, ref := range refs {
		if r, ok := tx.get(key{"refund", string(ref)}).(order.Refund); ok {
			list = append(list, clone(r))
		}
	}
	slices.SortFunc(list, byTime)
	return list, nil
}

func byTime(a, b order.Refund) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Ref, b.Ref)) }

// FindPurchase reads without a transaction.
func (db *DB) FindPurchase(ctx context.Context, id order.PurchaseID) (order.Purchase, error) {
	if err := ctx.Err(); err != nil {
		return order.Purchase{}, err
	}
	return find[order.Purchase](db, key{"purchase", string(id)})
}

// FindPurchaseByKey reads without a transaction.
func (db *DB) FindPurchaseByKey(ctx context.Context, hash string) (order.Purchase, error) {
	id, err := find[order.PurchaseID](db, key{"purchase key", hash})
	if err != nil {
		return order.Purchase{}, err
	}
	return db.FindPurchase(ctx, id)
}

// FindPurchaseByGuest reads without a transaction; the empty hash finds nothing.
func (db *DB) FindPurchaseByGuest(ctx context.Context, hash string) (order.Purchase, error) {
	list := pick(db, "purchase", func(p order.Purchase) bool { return hash != "" && p.GuestHash == hash })
	if len(list) == 0 {
		return order.Purchase{}, fmt.Errorf("%w: purchase of a guest", event.ErrNotFound)
	}
	return list[0], ctx.Err()
}

// FindOrder reads without a transaction.
func (db *DB) FindOrder(ctx context.Context, id order.ID) (order.Order, error) {
	if err := ctx.Err(); err != nil {
		return order.Order{}, err
	}
	return find[order.Order](db, key{"order", string(id)})
}

// OrdersOfPurchase lists by ID without a transaction.
func (db *DB) OrdersOfPurchase(ctx context.Context, id order.PurchaseID) ([]order.Order, error) {
	list := pick(db, "order", func(o order.Order) bool { return o.Purchase == id })
	slices.SortFunc(list, func(a, b order.Order) int { return cmp.Compare(a.ID, b.ID) })
	return list, ctx.Err()
}

func seen(scope secure.Filter, o order.Order) bool {
	return scope.Matches(secure.Target{Owner: o.Buyer, Seller: string(o.Seller)})
}

// Orders lists what matches, newest first, see order.OrderReader.
func (db *DB) ordersOf(ctx context.Context, q order.Query) iter.Seq2[order.Order, error] {
	list := pick(db, "order", func(o order.Order) bool {
		return seen(q.Scope, o) && (len(q.Status) == 0 || slices.Contains(q.Status, o.Status)) &&
			(q.Purchase == "" || o.Purchase == q.Purchase) && (q.Seller == "" || o.Seller == q.Seller) &&
			(q.After == "" || o.ID < q.After)
	})
	slices.SortFunc(list, func(a, b order.Order) int { return cmp.Compare(b.ID, a.ID) })
	limit := q.Limit
	if limit < 1 || limit > 500 {
		limit = 100
	}
	return each(ctx, list[:min(limit, len(list))])
}

// CountOrders counts what scope shows by status.
func (db *DB) CountOrders(ctx context.Context, scope secure.Filter) (map[order.Status]int64, error) {
	counts := map[order.Status]int64{}
	for _, o := range pick(db, "order", func(o order.Order) bool { return seen(scope, o) }) {
		counts[o.Status]++
	}
	return counts, ctx.Err()
}

// History lists by version.
func (db *DB) History(ctx context.Context, id order.ID) ([]order.Change, error) {
	list := pick(db, "history", func(c order.Change) bool { return c.Order == id })
	slices.SortFunc(list, func(a, b order.Change) int { return cmp.Compare(a.Version, b.Version) })
	return list, ctx.Err()
}

// Refunds lists by time, then reference.
func (db *DB) Refunds(ctx context.Context, id order.ID) ([]order.Refund, error) {
	list := pick(db, "refund", func(r order.Refund) bool { return r.Order == id })
	slices.SortFunc(list, byTime)
	return list, ctx.Err()
}

// An orderView adds the one read whose name the DB uses for the view itself.
type orderView struct{ view[order.Tx] }

// Orders lists what matches, newest first, see order.OrderReader.
func (v orderView) Orders(ctx context.Context, q order.Query) iter.Seq2[order.Order, error] {
	return v.ordersOf(ctx, q)
}
