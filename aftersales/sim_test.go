package aftersales_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/entitlement"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/fsm"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
)

// refusal reports whether err is one of the answers that a command may give.
func refusal(err error) bool {
	for _, known := range []error{
		fsm.ErrNotPermitted, secure.ErrDenied, aftersales.ErrInput, aftersales.ErrRefused, aftersales.ErrUnits, aftersales.ErrOpenRefund, stock.ErrOutOfStock,
		order.ErrInput, order.ErrOverRefund,
	} {
		if errors.Is(err, known) {
			return true
		}
	}
	return err == nil
}

// An action is something that somebody tries at a moment, whatever the case says.
type action struct {
	after time.Duration // since the case was opened
	name  string
	run   func(ctx context.Context, s *aftersales.Service, id aftersales.ID) error
}

func only(_ aftersales.Case, err error) error { return err }

// actions are everything that people do to a case.
func actions(r *rand.Rand) []action {
	grade := []string{"A", "B", "D", "X"}[r.IntN(4)]
	verdict := []flow.Verdict{flow.ForBuyer, flow.ForMerchant}[r.IntN(2)]
	offer := aftersales.Terms{Remedy: flow.Remedies()[r.IntN(len(flow.Remedies()))]}
	return []action{
		{0, "agree", func(ctx context.Context, s *aftersales.Service, id aftersales.ID) error {
			return only(s.Agree(ctx, merchant, id, ""))
		}},
		{0, "accept", func(ctx context.Context, s *aftersales.Service, id aftersales.ID) error {
			return only(s.Agree(ctx, buyer, id, ""))
		}},
		{0, "offer", func(ctx context.Context, s *aftersales.Service, id aftersales.ID) error {
			return only(s.Offer(ctx, merchant, id, offer, "what about this"))
		}},
		{0, "decline", func(ctx context.Context, s *aftersales.Service, id aftersales.ID) error {
			return only(s.Decline(ctx, buyer, id))
		}},
		{0, "reject", func(ctx context.Context, s *aftersales.Service, id aftersales.ID) error {
			return only(s.Reject(ctx, merchant, id, "no"))
		}},
		{0, "amend", func(ctx context.Context, s *aftersales.Service, id aftersales.ID) error {
			return only(s.Amend(ctx, buyer, id, aftersales.Amendment{Kind: flow.KindReturn, Text: "then so"}))
		}},
		{0, "ship back", func(ctx context.Context, s *aftersales.Service, id aftersales.ID) error {
			return only(s.ShipBack(ctx, buyer, id, aftersales.Slip{Carrier: "post", Number: "R"}))
		}},
		{0, "receive", func(ctx context.Context, s *aftersales.Service, id aftersales.ID) error {
			return only(s.Receive(ctx, merchant, id))
		}},
		{0, "inspect", func(ctx context.Context, s *aftersales.Service, id aftersales.ID) error {
			return only(s.Inspect(ctx, merchant, id, aftersales.Finding{Grades: map[int]string{1: grade}, Text: "as found"}))
		}},
		{0, "send", func(ctx context.Context, s *aftersales.Service, id aftersales.ID) error {
			return only(s.Send(ctx, merchant, id, aftersales.Slip{Carrier: "post", Number: "S"}))
		}},
		{0, "confirm", func(ctx context.Context, s *aftersales.Service, id aftersales.ID) error {
			return only(s.Confirm(ctx, buyer, id))
		}},
		{0, "convert", func(ctx context.Context, s *aftersales.Service, id aftersales.ID) error {
			return only(s.ConvertRefund(ctx, merchant, id, "none left"))
		}},
		{0, "escalate", func(ctx context.Context, s *aftersales.Service, id aftersales.ID) error {
			return only(s.Escalate(ctx, buyer, id, "help"))
		}},
		{0, "decide", func(ctx context.Context, s *aftersales.Service, id aftersales.ID) error {
			return only(s.Decide(ctx, staff, id, aftersales.Ruling{For: verdict, Why: "so"}))
		}},
		{0, "appeal", func(ctx context.Context, s *aftersales.Service, id aftersales.ID) error {
			return only(s.Appeal(ctx, buyer, id, "again"))
		}},
		{0, "appeal too", func(ctx context.Context, s *aftersales.Service, id aftersales.ID) error {
			return only(s.Appeal(ctx, merchant, id, "again"))
		}},
		{0, "withdraw", func(ctx context.Context, s *aftersales.Service, id aftersales.ID) error {
			return only(s.Withdraw(ctx, buyer, id))
		}},
		{0, "extend", func(ctx context.Context, s *aftersales.Service, id aftersales.ID) error {
			return only(s.Extend(ctx, buyer, id, 24*time.Hour))
		}},
		{0, "refund", func(ctx context.Context, s *aftersales.Service, id aftersales.ID) error {
			return only(s.Refund(ctx, merchant, id))
		}},
	}
}

// A script is one case and what people try to do to it.
type script struct {
	kind  flow.Kind
	units int64
	order order.Order
	id    aftersales.ID
	steps []action
}

func scripts(r *rand.Rand, n int) []script {
	kinds := slices.DeleteFunc(flow.Kinds(), func(k flow.Kind) bool { return k == flow.KindPriceProtection || k == flow.KindRefused })
	list := make([]script, n)
	for i := range list {
		list[i] = script{kind: kinds[r.IntN(len(kinds))], units: int64(1 + r.IntN(2))}
		for range r.IntN(9) {
			all := actions(r)
			a := all[r.IntN(len(all))]
			a.after = time.Duration(r.Int64N(int64(30 * day)))
			list[i].steps = append(list[i].steps, a)
		}
		slices.SortStableFunc(list[i].steps, func(a, b action) int { return int(a.after - b.after) })
	}
	return list
}

// moment is the next thing that happens in a shop.
type moment struct {
	at    time.Time
	which int
	step  action
}

// play opens all cases, lets everybody act at his moments and then waits until
// nothing more happens. disturb is called before each act and says how long the
// program has been down until it.
func (b *bench) play(list []script, disturb func()) {
	b.t.Helper()
	ctx := b.t.Context()
	begun := b.now
	for i := range list {
		s := &list[i]
		item := order.Item{SKU: "LAMP", Qty: 2}
		reason := policy.Defective
		if s.kind == flow.KindCancel {
			s.order, reason = b.accepted(item), policy.ChangedMind
		} else {
			s.order = b.delivered(item)
		}
		r := request(s.order, s.kind, reason, s.units)
		c, err := b.cases.Open(ctx, buyer, r)
		require.NoError(b.t, err)
		s.id = c.ID
	}
	var acts []moment
	for i, s := range list {
		for _, step := range s.steps {
			acts = append(acts, moment{begun.Add(day).Add(step.after), i, step})
		}
	}
	slices.SortStableFunc(acts, func(x, y moment) int { return x.at.Compare(y.at) })
	for _, m := range acts {
		disturb()
		b.until(m.at)
		err := m.step.run(ctx, b.cases, list[m.which].id)
		for range 20 { // whoever hears nothing tries again
			if !errors.Is(err, errCrash) {
				break
			}
			err = m.step.run(ctx, b.cases, list[m.which].id)
		}
		if !refusal(err) {
			require.NoError(b.t, err, m.step.name)
		}
	}
	disturb()
	b.down = false
	b.until(begun.Add(400 * day))
}

var errCrash = errors.New("crash")

// until lets time pass: deadlines fire, or, while the program is down, do not.
func (b *bench) until(at time.Time) {
	if b.down {
		b.now = at
		return
	}
	for range 100_000 {
		due, ok, err := b.db.NextTimer(b.t.Context())
		require.NoError(b.t, err)
		if !ok || due.After(at) {
			b.now = at
			return
		}
		if due.After(b.now) {
			b.now = due
		}
		_, _ = b.RunOnce(b.t.Context()) // a crash is reported, and the deadline stays
	}
	b.t.Fatal("the deadlines do not end")
}

// The end of a case is where it ends, and what was paid.
type end struct {
	State    flow.State
	Remedy   flow.Remedy
	Verdict  flow.Verdict
	Refunded string
}

func (b *bench) ends(list []script) []end {
	b.t.Helper()
	out := make([]end, len(list))
	for i, s := range list {
		c, o := b.read(s.id), b.order(s.order.ID)
		require.True(b.t, c.State.Final(), "case %d of kind %s rests in %s: %+v", i, c.Kind, c.State, c)
		out[i] = end{c.State, c.Subject.Remedy, c.Subject.Verdict, o.Refunded.String()}
		require.True(b.t, o.Refunding.IsZero())
		over, err := o.Refunded.Cmp(o.Total)
		require.NoError(b.t, err)
		require.LessOrEqual(b.t, over, 0)
	}
	return out
}

// Ten thousand cases with crashes, lost answers and time in which the program was
// down end as those of a program that ran on. Fewer where time is short.
func TestDisturbedCasesEndAsUndisturbedOnes(t *testing.T) {
	const batch = 10
	batches := 50
	switch {
	case os.Getenv("CARTWRIGHT_LONG") != "":
		batches = 1000
	case testing.Short():
		batches = 5
	}
	kinds, crashes := map[flow.State]int{}, 0
	for seed := range batches {
		calm := fresh(t)
		list := scripts(rand.New(rand.NewPCG(uint64(seed), 1)), batch)
		calm.play(list, func() {})
		wanted := calm.ends(list)

		stormy := fresh(t)
		again := scripts(rand.New(rand.NewPCG(uint64(seed), 1)), batch)
		storm := rand.New(rand.NewPCG(uint64(seed), 2))
		stormy.storm = storm
		stormy.play(again, func() {
			stormy.down = storm.IntN(3) == 0
			stormy.rough = storm.IntN(2) == 0
		})
		stormy.rough = false
		got := stormy.ends(again)
		crashes += stormy.crashes
		for i := range wanted {
			require.Equal(t, wanted[i], got[i], "seed %d, case %d, a %s with %v", seed, i, list[i].kind, names(list[i].steps))
			kinds[wanted[i].State]++
		}
	}
	t.Logf("%d cases, %d crashes: %v", batches*batch, crashes, kinds)
	require.Greater(t, crashes, batches)
	require.Positive(t, kinds[flow.Completed])
	require.Positive(t, kinds[flow.ClosedWithdrawn])
	require.Positive(t, kinds[flow.ClosedExpired])
	require.Positive(t, kinds[flow.ClosedRejected]+kinds[flow.Completed])
}

func names(steps []action) (list []string) {
	for _, s := range steps {
		list = append(list, fmt.Sprint(s.name, " after ", s.after.Round(time.Hour)))
	}
	return list
}

// Sixty-four people who ask for the same eight units at once, on every way there
// is, never have more than was paid, and together exactly that.
func TestSixtyFourWritersNeverOverRefund(t *testing.T) {
	b := fresh(t)
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 8})
	ctx := t.Context()
	var wg sync.WaitGroup
	for i := range 64 {
		wg.Go(func() {
			if i%8 == 0 {
				_, err := b.Orders.Refund(ctx, staff, o.ID, order.RefundRequest{Items: []order.Units{{Line: 1, Units: 1}}, Sent: true, Reason: "sorry"})
				require.True(t, refusal(err) || err != nil)
				return
			}
			c, err := b.cases.Open(ctx, buyer, request(o, flow.KindRefund, policy.Damaged, 1))
			if err != nil {
				return
			}
			_, _ = b.cases.Agree(ctx, merchant, c.ID, "")
			_, _ = b.cases.Agree(ctx, merchant, c.ID, "")
		})
	}
	wg.Wait()
	b.pass(60 * day)
	after := b.order(o.ID)
	n, err := after.Refunded.Cmp(o.Total)
	require.NoError(t, err)
	require.LessOrEqual(t, n, 0, "refunded %s of %s", after.Refunded, o.Total)
	require.True(t, after.Refunding.IsZero())
	least := cash("19.99").Mul(8)
	n, err = after.Refunded.Cmp(least)
	require.NoError(t, err)
	require.GreaterOrEqual(t, n, 0, "all eight units were asked for: %s", after.Refunded)
}

// An action and its deadline at the same moment: one of them moves the case.
func TestActionAndDeadlineHaveOneWinner(t *testing.T) {
	rounds := 200
	if testing.Short() {
		rounds = 20
	}
	for range rounds {
		b := fresh(t)
		c := b.open(b.delivered(order.Item{SKU: "LAMP", Qty: 1}), flow.KindReturn, policy.ChangedMind, 1)
		b.now = c.Deadline.Add(-time.Millisecond)
		ctx := t.Context()
		var wg sync.WaitGroup
		won := make([]error, 6)
		for i := range won {
			wg.Go(func() {
				switch i % 3 {
				case 0:
					_, won[i] = b.cases.Agree(ctx, merchant, c.ID, "")
				case 1:
					_, won[i] = b.cases.Reject(ctx, merchant, c.ID, "no")
				default:
					_, won[i] = b.cases.Withdraw(ctx, buyer, c.ID)
				}
			})
		}
		wg.Wait()
		history, err := b.cases.CaseHistory(ctx, staff, c.ID)
		require.NoError(t, err)
		left := 0
		for _, h := range history {
			if h.From == flow.Requested && h.To != flow.Requested {
				left++
			}
		}
		require.Equal(t, 1, left, "%+v", history)
	}
}

// Whatever people do, in whatever order, money and units add up.
func TestRandomShopsAddUp(t *testing.T) {
	seeds := 30
	if testing.Short() {
		seeds = 5
	}
	for seed := range seeds {
		r := rand.New(rand.NewPCG(uint64(seed), 9))
		b := over(t, []policy.Policy{policy.Basic(), policy.CNMarketplace(), policy.EUWithdrawal()}[seed%3])
		o := b.delivered(order.Item{SKU: "LAMP", Qty: 6}, order.Item{SKU: "RING", Qty: 2})
		var ids []aftersales.ID
		beside := map[payment.Ref]bool{}
		for range 60 {
			b.pass(time.Duration(r.Int64N(int64(36 * time.Hour))))
			if seed%2 == 1 && r.IntN(10) == 0 {
				b.beside(o, r, beside)
			}
			if r.IntN(4) == 0 {
				c, err := b.cases.Open(t.Context(), buyer, request(o, flow.Kinds()[r.IntN(9)], []string{policy.ChangedMind, policy.Damaged, policy.Defective}[r.IntN(3)], int64(1+r.IntN(3))))
				require.True(t, refusal(err), "%v", err)
				if err == nil {
					ids = append(ids, c.ID)
				}
			}
			if len(ids) > 0 {
				all := actions(r)
				a := all[r.IntN(len(all))]
				err := a.run(t.Context(), b.cases, ids[r.IntN(len(ids))])
				require.True(t, refusal(err), "%s: %v", a.name, err)
			}
			b.audit(o.ID, ids, beside)
		}
		b.pass(400 * day)
		for _, id := range ids {
			require.True(t, b.read(id).State.Final())
		}
		for range 9 {
			b.beside(o, r, beside)
		}
		b.audit(o.ID, ids, beside)
	}
}

// beside refunds what comes to a merchant's mind, past all cases.
func (b *bench) beside(o order.Order, r *rand.Rand, refs map[payment.Ref]bool) {
	b.t.Helper()
	request := order.RefundRequest{Reason: "beside", Sent: true}
	if how := r.IntN(4); how > 0 {
		request.Items = []order.Units{{Line: 1 + r.IntN(2), Units: int64(1 + r.IntN(2))}}
		if how > 1 {
			request.Amount = money.New(1+r.Int64N(9000), o.Total.Currency())
		}
	} else {
		request.Amount = money.New(1+r.Int64N(900), o.Total.Currency())
	}
	done, err := b.Orders.Refund(b.t.Context(), merchant, o.ID, request)
	require.True(b.t, refusal(err), "%v", err)
	if err == nil {
		refs[done.Ref] = true
	}
}

// unitsAddUp proves that no unit was paid back twice, and all units that came back
// not above what they cost and the delivery.
func (b *bench) unitsAddUp(o order.Order, refunds []order.Refund) {
	b.t.Helper()
	book, err := entitlement.Of(o)
	require.NoError(b.t, err)
	back, most, seen := cash("0"), o.Shipping, map[[2]int64]bool{}
	for _, r := range refunds {
		if len(r.Runs) == 0 || r.Status == payment.Declined || r.Status == payment.Closed {
			continue
		}
		back, err = back.Add(r.Amount)
		require.NoError(b.t, err)
		for _, run := range r.Runs {
			cost, err := book.Run(run)
			require.NoError(b.t, err)
			most, err = most.Add(cost)
			require.NoError(b.t, err)
			for i := range run.Units {
				unit := [2]int64{int64(run.Line), run.From + i}
				require.False(b.t, seen[unit], "unit %v twice", unit)
				seen[unit] = true
			}
		}
	}
	n, err := back.Cmp(most)
	require.NoError(b.t, err)
	require.LessOrEqual(b.t, n, 0, "%s for units of %s", back, most)
}

// audit proves what must hold at any moment.
func (b *bench) audit(id order.ID, ids []aftersales.ID, beside map[payment.Ref]bool) {
	b.t.Helper()
	o := b.order(id)
	claimed, err := money.Sum(o.Refunded, o.Refunding)
	require.NoError(b.t, err)
	n, err := claimed.Cmp(o.Total)
	require.NoError(b.t, err)
	require.LessOrEqual(b.t, n, 0)
	refunds, err := b.Orders.Refunds(b.t.Context(), staff, id)
	require.NoError(b.t, err)
	ours := map[string]bool{}
	for _, id := range ids {
		c := b.read(id)
		require.Equal(b.t, c.State.Final(), c.Deadline.IsZero(), "an open case has a deadline: %+v", c)
		for _, ref := range c.Refunds {
			require.False(b.t, ours[string(ref)], "a refund of two cases")
			ours[string(ref)] = true
		}
		history, err := b.cases.CaseHistory(b.t.Context(), staff, id)
		require.NoError(b.t, err)
		require.Len(b.t, history, int(c.Steps))
		for i, h := range history[1:] {
			require.Equal(b.t, history[i].To, h.From)
		}
		require.Equal(b.t, c.State, history[len(history)-1].To)
	}
	for _, r := range refunds {
		require.True(b.t, ours[string(r.Ref)] != beside[r.Ref], "a refund that no case asked for")
	}
	b.unitsAddUp(o, refunds)
}
