package crash

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
)

// A useCase is something that people or time do to a shop. act may fail
// anywhere; whoever does it looks first and does what is not done yet.
type useCase struct {
	name   string
	before func(*bench) error // what nothing disturbs
	act    func(*bench) error
	status order.Status        // at last
	paid   order.PaymentStatus // at last
	left   int64               // pieces of two ordered that still leave the shelf or are reserved, at last
	also   func(*bench) error  // what else must be, at last; then the shop has promotions and after-sales
}

var useCases = []useCase{
	{"place", nothing, place(sandbox.Stall), order.Cancelled, order.PayUnpaid, 0, nil},
	{"pay", nothing, place(sandbox.OK), order.Confirmed, order.PayPaid, 2, nil},
	{"notify", place("hosted"), notify, order.Confirmed, order.PayPaid, 2, nil},
	{"expire", both(place(sandbox.Stall), waits(29*time.Minute)), waits(2 * time.Minute), order.Cancelled, order.PayUnpaid, 0, nil},
	{"cancel", place(sandbox.OK), cancel, order.Cancelled, order.PayRefunded, 0, nil},
	{"ship", place(sandbox.OK), ship, order.Completed, order.PayPaid, 2, nil},
	{"refund", place(sandbox.OK), refund, order.Confirmed, order.PayPartRefunded, 1, nil},
}

func nothing(*bench) error { return nil }

func both(first, second func(*bench) error) func(*bench) error {
	return func(b *bench) error { return errors.Join(first(b), second(b)) }
}

// place orders two lamps. The key makes it the same purchase every time.
func place(instrument string) func(*bench) error {
	return func(b *bench) error {
		r := request("k1", 4, instrument)
		if instrument == "hosted" {
			r.Method, r.Instrument, r.ReturnURL = sandbox.Hosted, "", "http://127.0.0.1/back"
		}
		p, err := b.shop.Orders.Place(context.Background(), buyer, r)
		if err == nil {
			b.order = p.Orders[0].ID
		}
		return err
	}
}

// notify is the payer's act; the provider tells until it is heard.
func notify(b *bench) error {
	ctx := context.Background()
	o, err := b.shop.Orders.Order(ctx, staff(), b.order)
	if err != nil {
		return err
	}
	p, err := b.shop.Orders.Purchase(ctx, staff(), o.Purchase)
	if err != nil {
		return err
	}
	if _, err = b.psp.Pay(ctx, p.Purchase.Charge, sandbox.OK); errors.Is(err, sandbox.ErrEnded) {
		return nil
	}
	return err
}

// waits lets time pass, whatever fails meanwhile, until nothing is left to wait for.
func waits(d time.Duration) func(*bench) error {
	return func(b *bench) error {
		ctx, errs := context.Background(), error(nil)
		for end, idle := b.now.Add(d), 0; b.now.Before(end) && idle < 2; {
			busy, err := b.shop.RunOnce(ctx)
			due, waiting, nerr := b.shop.Backend.NextTimer(ctx)
			errs = errors.Join(errs, err, nerr)
			switch {
			case errs != nil && b.faults.Moment == Death:
				return errs // nobody is left to wait
			case waiting && due.After(b.now):
				idle, b.now = 0, due
			case busy:
				idle = 0
			default: // what failed is claimed for a while
				idle++
				b.now = b.now.Add(lease)
			}
		}
		return errs
	}
}

func cancel(b *bench) error {
	o, err := b.shop.Orders.Order(context.Background(), staff(), b.order)
	if err != nil || o.Status == order.Cancelled {
		return err
	}
	_, err = b.shop.Orders.Cancel(context.Background(), buyer, b.order)
	return err
}

func ship(b *bench) error {
	ctx := context.Background()
	o, err := b.shop.Orders.Order(ctx, staff(), b.order)
	if err == nil && o.Status == order.Confirmed {
		o, err = b.shop.Orders.Accept(ctx, staff(), b.order)
	}
	if err == nil && o.Status == order.Accepted && o.Progress[0].Packed == 0 {
		_, err = b.shop.Orders.HandOver(ctx, staff(), b.order, order.Parcel{})
	}
	return errors.Join(err, waits(36*time.Hour)(b))
}

func refund(b *bench) error {
	o, err := b.shop.Orders.Order(context.Background(), staff(), b.order)
	if err != nil || !o.Refunding.IsZero() || !o.Refunded.IsZero() {
		return err
	}
	one := order.RefundRequest{Items: []order.Units{{Line: 1, Units: 1}}, Reason: "scratched"}
	_, err = b.shop.Orders.Refund(context.Background(), staff(), b.order, one)
	return err
}

// suffer does the use case while one call fails, once more if it was not done,
// and then leaves the shop to itself.
func (c useCase) suffer(t *testing.T, b *bench) {
	t.Helper()
	b.faults.Arm()
	err := c.act(b)
	b.faults.Disarm()
	if b.faults.Moment == Death {
		b.again(t)
	}
	if err != nil {
		_ = c.act(b) // what is still wrong then, time must mend
	}
	require.NoError(t, calm(t.Context(), b.shop, b.psp, &b.now, quiet))
}

// ends answers what is not as it must be.
func (c useCase) ends(t *testing.T, b *bench) (wrong []string) {
	t.Helper()
	ctx := t.Context()
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	n := 0
	for o, err := range b.shop.Orders.Orders(ctx, staff(), order.Query{}) {
		require.NoError(t, err)
		if n++; o.Status != c.status || o.PaymentStatus != c.paid || !o.Refunding.IsZero() {
			say("order is %s, %s", o.Status, o.PaymentStatus)
		}
		history, err := b.shop.Backend.Orders().History(ctx, o.ID)
		require.NoError(t, err)
		if int64(len(history)) != o.Version {
			say("%d rows of history, version %d", len(history), o.Version)
		}
		wrong = append(wrong, b.money(t, o)...)
	}
	if n != 1 {
		say("%d orders", n)
	}
	if c.also != nil {
		if err := c.also(b); err != nil {
			wrong = append(wrong, err.Error())
		}
	}
	levels, err := b.shop.Stock.Levels(ctx, "LAMP")
	require.NoError(t, err)
	want := stock.Level{SKU: "LAMP", OnHand: pieces, Reserved: c.left}
	if c.status == order.Completed {
		want.OnHand, want.Reserved = pieces-c.left, 0
	}
	if levels[0] != want {
		say("stock is %+v", levels[0])
	}
	unsent, err := b.shop.Backend.UnsentEvents(ctx, 1)
	require.NoError(t, err)
	if len(unsent) > 0 {
		say("event %s was not handed out", unsent[0].ID)
	}
	return wrong
}

// money compares an order with its payment, its postings and the provider's books.
func (b *bench) money(t *testing.T, o order.Order) (wrong []string) {
	t.Helper()
	store := b.shop.Payments.Store
	p, err := b.shop.Orders.Purchase(t.Context(), staff(), o.Purchase)
	require.NoError(t, err)
	paid, err := store.FindPayment(t.Context(), p.Purchase.Payment)
	require.NoError(t, err)
	sum, err := paid.Captured.Sub(paid.Captured)
	require.NoError(t, err)
	for e, err := range store.Postings(t.Context(), paid.ID) {
		require.NoError(t, err)
		sum, err = sum.Add(e.Amount)
		require.NoError(t, err)
	}
	if !sum.IsZero() || !paid.Refunded.Equal(o.Refunded) || !paid.Refunding.IsZero() {
		wrong = append(wrong, fmt.Sprintf("payment refunded %s, order %s, postings %s", paid.Refunded, o.Refunded, sum))
	}
	for op, err := range store.Operations(t.Context(), paid.ID) {
		require.NoError(t, err)
		trade, _ := b.psp.Find(op.Ref)
		if (trade.Status == payment.Succeeded) != (op.Status == payment.Succeeded) {
			wrong = append(wrong, fmt.Sprintf("%s %s is %s here and %q there", op.Kind, op.Ref, op.Status, trade.Status))
		}
	}
	return wrong
}

// rules audits the file with SQL of its own.
func (b *bench) rules(t *testing.T) []string {
	t.Helper()
	if b.file == "" {
		return nil
	}
	db, err := new(Faults).Pool(b.file, 1)
	require.NoError(t, err)
	defer db.Close()
	always, err := Audit(t.Context(), db, nil)
	require.NoError(t, err)
	lastly, err := Rest(t.Context(), db)
	require.NoError(t, err)
	all := append(always.Violations, lastly.Violations...)
	if b.service {
		claims, err := auditClaims(t.Context(), db)
		require.NoError(t, err)
		all = append(all, claims.Violations...)
	}
	return all
}

// A counted is what a round of failures saw.
type counted struct {
	calls, runs int
	wrong       []string
}

// every lets each call of the use case fail in turn.
func (c useCase) every(t *testing.T, m Moment, begin func(*Faults) *bench) (seen counted) {
	t.Helper()
	stride := 1
	switch {
	case testing.Short() && c.also != nil:
		stride = 37
	case testing.Short():
		stride = 9
	}
	for n := 1; ; n += stride {
		b := begin(&Faults{N: n, Moment: m})
		c.suffer(t, b)
		calls, failed := b.faults.Calls()
		for _, what := range append(c.ends(t, b), b.rules(t)...) {
			seen.wrong = append(seen.wrong, fmt.Sprintf("%s, call %d fails %s: %s", c.name, n, m, what))
		}
		seen.runs++
		if !failed {
			seen.calls = calls
			return seen
		}
	}
}

// Every statement of a use case fails once: before its effect, after it, and with
// the process. With time everything ends as if nothing had happened.
func TestFailTheNthStatementOnSQLite(t *testing.T) { failStatements(t, useCases) }

func failStatements(t *testing.T, list []useCase) {
	t.Helper()
	for _, c := range list {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			before := remember(t, c.also != nil, c.before)
			var all counted
			for _, m := range []Moment{Before, After, Death} {
				seen := c.every(t, m, func(f *Faults) *bench {
					return before.reopen(t, filepath.Join(t.TempDir(), shopFile), f)
				})
				all = counted{max(all.calls, seen.calls), all.runs + seen.runs, append(all.wrong, seen.wrong...)}
			}
			t.Logf("sqlite %s: statements=%d runs=%d violations=%d", c.name, all.calls, all.runs, len(all.wrong))
			require.Empty(t, all.wrong)
			require.Greater(t, all.calls, 10)
		})
	}
}

// The same in memory, where every call of a transaction fails.
func TestFailTheNthCallInMemory(t *testing.T) { failCalls(t, useCases) }

func failCalls(t *testing.T, list []useCase) {
	t.Helper()
	for _, c := range list {
		t.Run(c.name, func(t *testing.T) {
			var all counted
			for _, m := range []Moment{Before, Death} {
				seen := c.every(t, m, func(f *Faults) *bench {
					b := newBench(t, "", f, unborn(c.also != nil))
					b.fill(t)
					require.NoError(t, c.before(b))
					return b
				})
				all = counted{max(all.calls, seen.calls), all.runs + seen.runs, append(all.wrong, seen.wrong...)}
			}
			t.Logf("memory %s: calls=%d runs=%d violations=%d", c.name, all.calls, all.runs, len(all.wrong))
			require.Empty(t, all.wrong)
			require.Greater(t, all.calls, 5)
		})
	}
}

// Events in a transaction of their own are lost when the call between fails.
func TestFailTheNthStatementCatchesAMutant(t *testing.T) {
	if testing.Short() {
		t.Skip("needs every statement")
	}
	c := useCases[1]
	before := remember(t, false, c.before)
	seen := c.every(t, Death, func(f *Faults) *bench {
		b := before.reopen(t, filepath.Join(t.TempDir(), shopFile), f)
		b.broken = Apart
		b.again(t)
		return b
	})
	t.Logf("sqlite %s: runs=%d violations=%d", Apart, seen.runs, len(seen.wrong))
	require.NotEmpty(t, seen.wrong)
}
