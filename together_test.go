package cartwright_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/offline"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/orders"
)

// An inner command is one in its in-transaction form.
type inner struct {
	// ready brings an order to where the command may act on it.
	ready func(t testing.TB, b *bench) order.Order
	// in is the command; it answers what the host does after the commit.
	in func(ctx context.Context, b *bench, tx order.Tx, by secure.Actor, o order.Order) (after func(context.Context) error, err error)
	by secure.Actor
	// done is the status of the order when the host has done its part.
	done  order.Status
	money order.PaymentStatus
}

func paid(t testing.TB, b *bench) order.Order { return b.place(t, request("k", 2, sandbox.OK)) }

func taken(t testing.TB, b *bench) order.Order {
	o, err := b.Orders.Accept(t.Context(), staff, paid(t, b).ID)
	require.NoError(t, err)
	return o
}

func arrived(t testing.TB, b *bench) order.Order {
	o, err := b.Orders.HandOver(t.Context(), staff, taken(t, b).ID, order.Parcel{})
	require.NoError(t, err)
	b.pass(t, 3*24*time.Hour)
	return b.order(t, o.ID)
}

func promised(t testing.TB, b *bench) order.Order {
	b.Payments.Providers["offline"] = offline.Provider{}
	r := request("k", 2, "")
	r.Provider, r.Method = "offline", order.CashOnDelivery
	return b.place(t, r)
}

func nothing(context.Context) error { return nil }

// advance is what a host does after the commit that opened an operation.
func (b *bench) advance(ref payment.Ref) func(context.Context) error {
	return func(ctx context.Context) error { return b.Payments.Advance(ctx, ref) }
}

func innerCommands() map[string]inner {
	return map[string]inner{
		"accept": {ready: paid, by: merchant, done: order.Accepted, money: order.PayPaid, in: func(ctx context.Context, b *bench, tx order.Tx, by secure.Actor, o order.Order) (func(context.Context) error, error) {
			_, err := b.Orders.AcceptIn(ctx, tx, by, o.ID)
			return nothing, err
		}},
		"reject": {ready: taken, by: merchant, done: order.Cancelled, money: order.PayRefunded, in: func(ctx context.Context, b *bench, tx order.Tx, by secure.Actor, o order.Order) (func(context.Context) error, error) {
			_, back, err := b.Orders.RejectIn(ctx, tx, by, o.ID, "no lamps")
			return b.advance(back), err
		}},
		"cancel":           {ready: paid, by: buyer, done: order.Cancelled, money: order.PayRefunded, in: cancel},
		"cancel a promise": {ready: promised, by: buyer, done: order.Cancelled, money: order.PayVoided, in: cancel},
		"cancel unpaid":    {ready: func(t testing.TB, b *bench) order.Order { return b.place(t, request("k", 2, sandbox.Stall)) }, by: buyer, done: order.Cancelled, money: order.PayUnpaid, in: cancel},
		"hand over": {ready: taken, by: merchant, done: order.Shipped, money: order.PayPaid, in: func(ctx context.Context, b *bench, tx order.Tx, by secure.Actor, o order.Order) (func(context.Context) error, error) {
			_, parcel, err := b.Orders.HandOverIn(ctx, tx, by, o.ID, order.Parcel{})
			return func(ctx context.Context) error { return b.Parcels.Advance(ctx, parcel) }, err
		}},
		"confirm": {ready: arrived, by: buyer, done: order.Completed, money: order.PayPaid, in: func(ctx context.Context, b *bench, tx order.Tx, by secure.Actor, o order.Order) (func(context.Context) error, error) {
			_, err := b.Orders.ConfirmIn(ctx, tx, by, o.ID)
			return nothing, err
		}},
		"refund": {ready: taken, by: merchant, done: order.Accepted, money: order.PayPartRefunded, in: func(ctx context.Context, b *bench, tx order.Tx, by secure.Actor, o order.Order) (func(context.Context) error, error) {
			r, err := b.Orders.RefundIn(ctx, tx, by, o.ID, order.RefundRequest{Items: []order.Units{{Line: 1, Units: 1}}, Reason: "scratched"})
			return b.advance(r.Ref), err
		}},
		"collect": {ready: promised, by: merchant, done: order.Confirmed, money: order.PayPaid, in: func(ctx context.Context, b *bench, tx order.Tx, by secure.Actor, o order.Order) (func(context.Context) error, error) {
			ref, err := b.Orders.CollectIn(ctx, tx, by, o.ID)
			return b.advance(ref), err
		}},
		"retry": {ready: func(t testing.TB, b *bench) order.Order { return b.place(t, request("k", 2, sandbox.Decline)) }, by: buyer, done: order.Confirmed, money: order.PayPaid, in: func(ctx context.Context, b *bench, tx order.Tx, by secure.Actor, o order.Order) (func(context.Context) error, error) {
			p, err := b.Orders.RetryIn(ctx, tx, by, o.Purchase, order.Tender{Provider: "sandbox", Method: sandbox.Card, Instrument: sandbox.OK})
			return b.advance(p.Charge), err
		}},
	}
}

func cancel(ctx context.Context, b *bench, tx order.Tx, by secure.Actor, o order.Order) (func(context.Context) error, error) {
	o, back, err := b.Orders.CancelIn(ctx, tx, by, o.ID)
	if o.Status == order.Cancelling {
		return func(ctx context.Context) error { return b.Orders.Expire(ctx, o.Purchase) }, err
	}
	return b.advance(back), err
}

// A picture is everything of a shop that a command could change.
type picture struct {
	order      order.Order
	operations []payment.Operation
	parcels    []shipping.Shipment
	refunds    []order.Refund
	level      stock.Level
	events     []string
}

func (b *bench) picture(t testing.TB, id order.ID) picture {
	t.Helper()
	ctx, p := t.Context(), picture{order: b.order(t, id), level: b.level(t)}
	purchase, err := b.Backend.Orders().FindPurchase(ctx, p.order.Purchase)
	require.NoError(t, err)
	for op, err := range b.Backend.Payments().Operations(ctx, purchase.Payment) {
		require.NoError(t, err)
		p.operations = append(p.operations, op)
	}
	for s, err := range b.Backend.Shipments().Shipments(ctx, string(id)) {
		require.NoError(t, err)
		p.parcels = append(p.parcels, s)
	}
	p.refunds, err = b.Backend.Orders().Refunds(ctx, id)
	require.NoError(t, err)
	list, err := b.Backend.UnsentEvents(ctx, 1000)
	require.NoError(t, err)
	for _, e := range list {
		p.events = append(p.events, e.ID)
	}
	return p
}

var errHost = errors.New("the host changed its mind")

// Every command commits and rolls back together with the host's own row, and one
// that is refused leaves nothing behind in a transaction that goes on.
func TestCommandsInAWiderTransaction(t *testing.T) {
	for name, c := range innerCommands() {
		t.Run(name, func(t *testing.T) {
			everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
				if testing.Short() && strings.HasSuffix(t.Name(), "/postgres") {
					t.Skip("one second a command")
				}
				b := fresh(t, open(t), 10)
				c.together(t, b, c.ready(t, b))
			})
		})
	}
}

func (c inner) together(t *testing.T, b *bench, o order.Order) {
	t.Helper()
	var after func(context.Context) error
	within := func(host string, by secure.Actor, end error) error {
		return b.Backend.Orders().Do(t.Context(), func(ctx context.Context, tx order.Tx) (err error) {
			if err := tx.Emit(ctx, event.Event{ID: host, Type: "host.case", Subject: "case/1", Version: 1, At: b.now}); err != nil {
				return err
			}
			after, err = c.in(ctx, b, tx, by, o)
			if by.ID == "nobody" { // refused: the host goes on
				require.Error(t, err)
				return end
			}
			return errors.Join(err, end)
		})
	}
	before := b.picture(t, o.ID)
	require.ErrorIs(t, within("undone", c.by, errHost), errHost)
	require.Equal(t, before, b.picture(t, o.ID))

	require.NoError(t, within("refused", secure.Actor{ID: "nobody", Role: secure.RoleBuyer}, nil))
	before.events = append(before.events, "refused")
	now := b.picture(t, o.ID)
	slices.Sort(before.events)
	slices.Sort(now.events)
	require.Equal(t, before, now)

	require.NoError(t, within("done", c.by, nil))
	now = b.picture(t, o.ID)
	require.Contains(t, now.events, "done")
	require.NoError(t, after(t.Context()))
	o = b.order(t, o.ID)
	require.Equal(t, c.done, o.Status)
	require.Equal(t, c.money, o.PaymentStatus)
}

// A wider transaction, as after-sales has one: the host's rows beside an order's.
type caseTx struct {
	*orders.Tx
	kernel *sqlstore.Tx
}

func (tx caseTx) saveCase(ctx context.Context, id string) error {
	return tx.kernel.Write(ctx, sqlstore.Stmt{SQL: "INSERT INTO host_cases VALUES ($1)", Args: []any{id}, Want: 1})
}

func TestAHostsOwnTableBesideARefund(t *testing.T) {
	for name, address := range map[string]func() string{
		"sqlite":   func() string { return "sqlite:" + filepath.Join(t.TempDir(), "shop.db") },
		"postgres": func() string { return pgtest.DSN(t) },
	} {
		t.Run(name, func(t *testing.T) { ownTable(t, opened(t, address())) })
	}
}

func ownTable(t *testing.T, backend cartwright.Backend) {
	t.Helper()
	b := fresh(t, backend, 10)
	db := backend.(interface {
		Do(ctx context.Context, fn func(context.Context, *sqlstore.Tx) error) error
		Read(ctx context.Context, st sqlstore.Stmt) error
	})
	require.NoError(t, db.Do(t.Context(), func(ctx context.Context, tx *sqlstore.Tx) error {
		return tx.Write(ctx, sqlstore.Stmt{SQL: "CREATE TABLE host_cases (id TEXT PRIMARY KEY)", Want: sqlstore.Any})
	}))
	o := taken(t, b)
	var refunds []order.Refund
	// The case gives one lamp back and rejects what is left, in one commit.
	granted := func(id string, end error) error {
		return db.Do(t.Context(), func(ctx context.Context, kernel *sqlstore.Tx) error {
			tx := caseTx{orders.NewTx(kernel), kernel}
			r, err := b.Orders.RefundIn(ctx, tx, merchant, o.ID, order.RefundRequest{Items: []order.Units{{Line: 1, Units: 1}}, Reason: "scratched"})
			if err != nil {
				return err
			}
			left, back, err := b.Orders.RejectIn(ctx, tx, merchant, o.ID, "the last one is scratched, too")
			refunds = []order.Refund{r, {Ref: back, Amount: left.Total}}
			return errors.Join(err, tx.saveCase(ctx, id), end)
		})
	}
	cases := func() (n int) {
		require.NoError(t, db.Read(t.Context(), sqlstore.Stmt{SQL: "SELECT count(*) FROM host_cases", Row: []any{&n}}))
		return n
	}
	before := b.picture(t, o.ID)
	require.ErrorIs(t, granted("c1", errHost), errHost)
	require.Equal(t, before, b.picture(t, o.ID))
	require.Zero(t, cases())
	require.NoError(t, granted("c1", nil))
	require.Equal(t, 1, cases())
	require.Error(t, granted("c1", nil), "the order is cancelled")
	o = b.order(t, o.ID)
	require.Equal(t, order.Cancelled, o.Status)
	require.True(t, o.Refunding.Equal(o.Total), "a command sees what the one before it wrote")
	for _, r := range refunds {
		require.NoError(t, b.Payments.Advance(t.Context(), r.Ref))
	}
	o = b.order(t, o.ID)
	require.True(t, o.Refunded.Equal(o.Total) && o.Refunding.IsZero())
	require.Equal(t, stock.Level{SKU: "LAMP", OnHand: 10}, b.level(t))
}

// Pieces come back and a shelf is counted together with what caused it.
func TestStockInAWiderTransaction(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := fresh(t, open(t), 10)
		draft, err := b.Stock.Prepare(t.Context(), merchant, stock.Delivery{Seller: "lamplight", Reason: stock.Returned, Lines: []stock.Line{{SKU: "LAMP", Qty: 3}}})
		require.NoError(t, err)
		_, err = b.Stock.Prepare(t.Context(), rival, stock.Delivery{Seller: "valley", Reason: stock.Returned, Lines: []stock.Line{{SKU: "LAMP", Qty: 3}}})
		require.ErrorIs(t, err, secure.ErrDenied)
		tally, err := b.Stock.Tally(t.Context(), merchant, stock.Stocktake{Seller: "lamplight", Found: []stock.Found{{SKU: "LAMP", Qty: 7}}})
		require.NoError(t, err)
		for _, end := range []error{errHost, nil} {
			err = b.Backend.Orders().Do(t.Context(), func(ctx context.Context, tx order.Tx) error {
				e := event.Event{ID: "back", Type: "host.case", Subject: "case/1", Version: 1, At: b.now}
				return errors.Join(tx.Emit(ctx, e), b.Stock.MoveIn(ctx, tx, draft), end)
			})
			require.ErrorIs(t, err, end)
			require.EqualValues(t, map[bool]int64{true: 13, false: 10}[end == nil], b.level(t).OnHand)
		}
		for _, end := range []error{errHost, nil} {
			err = b.Backend.Stock().Do(t.Context(), func(ctx context.Context, tx stock.WriteTx) error {
				moves, err := b.Stock.CountIn(ctx, tx, tally)
				if err == nil {
					require.Len(t, moves, 1)
				}
				e := event.Event{ID: "counted", Type: "host.count", Subject: "count/1", Version: 1, At: b.now}
				return errors.Join(err, tx.Emit(ctx, e), end)
			})
			require.ErrorIs(t, err, end)
			require.EqualValues(t, map[bool]int64{true: 7, false: 13}[end == nil], b.level(t).OnHand)
		}
	})
}
