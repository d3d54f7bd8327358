package aftersales_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/fsm"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
)

// arbitrated is a case at the platform, after a refusal.
func (b *bench) arbitrated() (order.Order, aftersales.Case) {
	b.t.Helper()
	ctx := b.t.Context()
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 1})
	c := b.open(o, flow.KindRefund, policy.NotDescribed, 1)
	b.did(b.cases.Reject(ctx, merchant, c.ID, "It is as described."))
	b.is(c.ID, flow.RejectedOpen)
	b.did(b.cases.Escalate(ctx, buyer, c.ID, "It is not.", piece()))
	return o, b.is(c.ID, flow.ArbitrationEvidence)
}

func TestArbitrationForTheBuyerAndOneAppeal(t *testing.T) {
	b := fresh(t)
	ctx := t.Context()
	o, c := b.arbitrated()
	_, err := b.cases.Decide(ctx, merchant, c.ID, aftersales.Ruling{For: flow.ForMerchant, Why: "I say so."})
	require.ErrorIs(t, err, secure.ErrDenied)
	b.did(b.cases.Say(ctx, merchant, c.ID, "Look at the picture.", piece()))
	b.did(b.cases.Decide(ctx, staff, c.ID, aftersales.Ruling{For: flow.ForBuyer, Remedy: flow.Refund, Amount: cash("12.00"), Why: "Partly right."}))
	b.is(c.ID, flow.RefundDue)
	b.refunded(o.ID, "0") // the merchant may appeal
	b.did(b.cases.Appeal(ctx, merchant, c.ID, "New evidence.", piece()))
	b.is(c.ID, flow.Appealed)
	b.did(b.cases.Decide(ctx, staff, c.ID, aftersales.Ruling{For: flow.ForBuyer, Why: "Still."}))
	c = b.is(c.ID, flow.Completed)
	require.Equal(t, flow.ForBuyer, c.Subject.Verdict)
	b.refunded(o.ID, "12.00")
	thread, err := b.cases.Thread(ctx, buyer, c.ID)
	require.NoError(t, err)
	require.Len(t, thread, 7)
	require.Equal(t, flow.Platform, thread[6].Party)
}

func TestArbitrationForTheMerchant(t *testing.T) {
	b := fresh(t)
	ctx := t.Context()
	o, c := b.arbitrated()
	b.did(b.cases.Decide(ctx, staff, c.ID, aftersales.Ruling{For: flow.ForMerchant, Why: "As described."}))
	b.is(c.ID, flow.RejectedOpen)
	_, err := b.cases.Escalate(ctx, buyer, c.ID, "again")
	require.ErrorIs(t, err, flow.ErrVerdict)
	_, err = b.cases.Amend(ctx, buyer, c.ID, aftersales.Amendment{Kind: flow.KindReturn, Text: "then so"})
	require.ErrorIs(t, err, flow.ErrVerdict)
	_, err = b.cases.Appeal(ctx, merchant, c.ID, "I won")
	require.ErrorIs(t, err, secure.ErrDenied)
	b.did(b.cases.Appeal(ctx, buyer, c.ID, "please"))
	b.did(b.cases.Decide(ctx, staff, c.ID, aftersales.Ruling{For: flow.ForMerchant, Why: "No."}))
	b.is(c.ID, flow.ClosedRejected)
	b.refunded(o.ID, "0")

	_, c = b.arbitrated()
	b.did(b.cases.Decide(ctx, staff, c.ID, aftersales.Ruling{For: flow.ForMerchant, Why: "As described."}))
	b.pass(8 * day) // no appeal
	b.is(c.ID, flow.ClosedRejected)
}

func TestPlatformThatIsSilentDecidesForTheBuyer(t *testing.T) {
	b := fresh(t)
	o, c := b.arbitrated()
	b.pass(40 * day)
	b.is(c.ID, flow.Completed)
	b.refunded(o.ID, "24.99") // the merchant's fault: with the delivery
}

func TestNegotiation(t *testing.T) {
	b := fresh(t)
	ctx := t.Context()
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 2})
	c := b.open(o, flow.KindReturn, policy.Damaged, 2)
	_, err := b.cases.Offer(ctx, merchant, c.ID, aftersales.Terms{Remedy: flow.Refund, Amount: cash("40")}, "keep them")
	require.ErrorIs(t, err, aftersales.ErrInput, "more than they cost")
	b.did(b.cases.Offer(ctx, merchant, c.ID, aftersales.Terms{Remedy: flow.Refund, Amount: cash("8")}, "keep them"))
	b.did(b.cases.Decline(ctx, buyer, c.ID))
	b.did(b.cases.Offer(ctx, merchant, c.ID, aftersales.Terms{Remedy: flow.Refund, Amount: cash("15")}, "and now?"))
	_, err = b.cases.Agree(ctx, merchant, c.ID, "")
	require.ErrorIs(t, err, secure.ErrDenied, "nobody accepts his own offer")
	b.did(b.cases.Agree(ctx, buyer, c.ID, "fine"))
	b.is(c.ID, flow.Completed)
	b.refunded(o.ID, "15")
	thread, err := b.cases.Thread(ctx, merchant, c.ID)
	require.NoError(t, err)
	require.Len(t, thread, 4)
	require.Equal(t, cash("15").String(), thread[2].Terms.Amount.String())

	c = b.open(o, flow.KindReturn, policy.Damaged, 1)
	b.did(b.cases.Reject(ctx, merchant, c.ID, "no"))
	b.did(b.cases.Amend(ctx, buyer, c.ID, aftersales.Amendment{Kind: flow.KindRefund, Amount: aftersales.Terms{Amount: cash("5")}, Text: "then so"}))
	b.did(b.cases.Agree(ctx, merchant, c.ID, ""))
	b.is(c.ID, flow.Completed)
	b.refunded(o.ID, "20")
	c = b.open(o, flow.KindReturn, policy.Damaged, 1)
	b.did(b.cases.Withdraw(ctx, buyer, c.ID))
	b.is(c.ID, flow.ClosedWithdrawn)
}

func TestRefundThatFailsIsTriedAgain(t *testing.T) {
	b := fresh(t)
	ctx := t.Context()
	b.psp.set("declined")
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 1})
	c := b.open(o, flow.KindRefund, policy.Damaged, 1)
	b.did(b.cases.Agree(ctx, merchant, c.ID, ""))
	b.is(c.ID, flow.RefundFailed)
	b.pass(25 * time.Hour)
	c = b.is(c.ID, flow.RefundFailed)
	require.Equal(t, 2, c.Subject.Tries)
	b.psp.set("")
	b.did(b.cases.Refund(ctx, merchant, c.ID))
	b.is(c.ID, flow.Completed)
	b.refunded(o.ID, "24.99")
}

func TestRefundThatNeverWorksIsPaidByThePlatform(t *testing.T) {
	b := fresh(t)
	b.psp.set("declined")
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 1})
	c := b.open(o, flow.KindRefund, policy.Damaged, 1)
	b.pass(20 * day)
	c = b.is(c.ID, flow.Completed)
	require.Equal(t, cash("24.99").String(), c.Offline.String())
	require.Len(t, c.Refunds, flow.MaxTries)
	history, err := b.cases.CaseHistory(t.Context(), staff, c.ID)
	require.NoError(t, err)
	require.Equal(t, flow.PayOut, history[len(history)-1].Event)
	_, err = b.cases.Open(t.Context(), buyer, request(o, flow.KindRefund, policy.Damaged, 1))
	require.ErrorIs(t, err, aftersales.ErrUnits, "what was paid another way is paid")
}

func TestOfflineNeverPaysTwice(t *testing.T) {
	b := fresh(t)
	ctx := t.Context()
	b.psp.set("pending")
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 1})
	c := b.open(o, flow.KindRefund, policy.Damaged, 1)
	b.did(b.cases.Agree(ctx, merchant, c.ID, ""))
	b.is(c.ID, flow.RefundProcessing)
	b.pass(8 * day) // the provider says nothing: it counts as failed, but may still come
	c = b.is(c.ID, flow.RefundFailed)
	_, err := b.cases.PayOffline(ctx, merchant, c.ID, "by bank transfer", piece())
	require.ErrorIs(t, err, aftersales.ErrOpenRefund)
	_, err = b.cases.Refund(ctx, merchant, c.ID)
	require.ErrorIs(t, err, aftersales.ErrOpenRefund)
	b.pass(30 * day)
	c = b.is(c.ID, flow.RefundFailed)
	require.True(t, c.Deadline.IsZero())
	require.Equal(t, aftersales.PauseMoney, c.Pauses[len(c.Pauses)-1].Reason)
	b.psp.set("declined")
	require.NoError(t, b.Payments.Advance(ctx, c.Refunds[0]))
	c = b.read(c.ID)
	require.Equal(t, b.now, c.Deadline, "proven: the clock runs again, and was over")
	b.pass(0)
	require.Equal(t, 2, b.is(c.ID, flow.RefundFailed).Subject.Tries)
	b.did(b.cases.PayOffline(ctx, merchant, c.ID, "by bank transfer", piece()))
	b.is(c.ID, flow.Completed)
	b.refunded(o.ID, "0")
}

func TestPauseAndExtend(t *testing.T) {
	b := fresh(t)
	ctx := t.Context()
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 1})
	c := b.open(o, flow.KindReturn, policy.ChangedMind, 1)
	b.pass(30 * time.Hour)
	_, err := b.cases.Pause(ctx, merchant, c.ID, aftersales.PauseHoliday)
	require.ErrorIs(t, err, secure.ErrDenied)
	_, err = b.cases.Pause(ctx, staff, c.ID, "nap")
	require.ErrorIs(t, err, aftersales.ErrInput)
	c = b.did(b.cases.Pause(ctx, staff, c.ID, aftersales.PauseHoliday))
	require.Equal(t, 18*time.Hour, c.Left)
	b.pass(10 * day)
	b.is(c.ID, flow.Requested)
	c = b.did(b.cases.Resume(ctx, staff, c.ID))
	require.Equal(t, b.now.Add(18*time.Hour), c.Deadline)
	_, err = b.cases.Resume(ctx, staff, c.ID)
	require.ErrorIs(t, err, aftersales.ErrInput)
	_, err = b.cases.Extend(ctx, merchant, c.ID, time.Hour)
	require.ErrorIs(t, err, secure.ErrDenied, "nobody gives himself more time")
	c = b.did(b.cases.Extend(ctx, buyer, c.ID, 24*time.Hour))
	require.Equal(t, b.now.Add(42*time.Hour), c.Deadline)
	_, err = b.cases.Extend(ctx, buyer, c.ID, time.Hour)
	require.ErrorIs(t, err, aftersales.ErrRefused)
	b.pass(41 * time.Hour)
	b.is(c.ID, flow.Requested)
	b.pass(2 * time.Hour)
	b.is(c.ID, flow.AwaitingReturn)
}

// A merchant who has two business days is not late over a weekend.
func TestDeadlinesInBusinessDays(t *testing.T) {
	p := policy.Basic()
	p.BusinessDays = map[flow.State]int{flow.Requested: 2}
	b := over(t, p)
	b.cases.Calendar = policy.Weekdays{Zone: time.FixedZone("CST", 8*3600)}
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 1})
	b.now = time.Date(2023, 11, 17, 12, 0, 0, 0, time.UTC) // a Friday
	c := b.open(o, flow.KindReturn, policy.ChangedMind, 1)
	require.Equal(t, time.Date(2023, 11, 21, 12, 0, 0, 0, time.UTC), c.Deadline)
	b.pass(3 * day)
	b.is(c.ID, flow.Requested)
	b.pass(day)
	b.is(c.ID, flow.AwaitingReturn)
}

func TestWarnings(t *testing.T) {
	b := fresh(t)
	c := b.open(b.delivered(order.Item{SKU: "LAMP", Qty: 1}), flow.KindReturn, policy.ChangedMind, 1)
	b.pass(23 * time.Hour)
	require.Zero(t, b.read(c.ID).Warned)
	b.pass(2 * time.Hour)
	require.Equal(t, 50, b.read(c.ID).Warned)
	b.pass(14 * time.Hour)
	require.Equal(t, 80, b.read(c.ID).Warned)
	require.Equal(t, flow.Requested, b.read(c.ID).State)
	b.pass(10 * time.Hour)
	require.Zero(t, b.is(c.ID, flow.AwaitingReturn).Warned)
}

// Whether the timer fired on time, a month late, or never, the case is where its
// deadlines put it, and an action after a deadline finds it there.
func TestLateIsAsGoodAsOnTime(t *testing.T) {
	ends := map[string]aftersales.Case{}
	for _, how := range []string{"on time", "late", "by an action"} {
		b := fresh(t)
		o := b.delivered(order.Item{SKU: "LAMP", Qty: 1})
		c := b.open(o, flow.KindReturn, policy.ChangedMind, 1)
		switch how {
		case "on time":
			b.pass(60 * day)
		case "late":
			b.now = b.now.Add(60 * day)
			b.pass(0)
		default:
			b.now = b.now.Add(60 * day)
			_, err := b.cases.Agree(t.Context(), merchant, c.ID, "sure")
			require.ErrorIs(t, err, fsm.ErrNotPermitted, "expired long ago")
			b.pass(0)
		}
		c = b.is(c.ID, flow.ClosedExpired)
		c.ID, c.Updated, c.Warned, c.Version = "", time.Time{}, 0, 0
		ends[how] = c
	}
	ends["late"] = with(ends["late"], ends["on time"].Order)
	require.Equal(t, ends["on time"].State, ends["late"].State)
	require.Equal(t, ends["on time"].Since, ends["late"].Since)
	require.Equal(t, ends["on time"].Since, ends["by an action"].Since)
	require.Equal(t, ends["on time"].Steps, ends["late"].Steps)
}

func with(c aftersales.Case, id order.ID) aftersales.Case {
	c.Order = id
	return c
}

func TestStrangersKnowNothing(t *testing.T) {
	b := fresh(t)
	ctx := t.Context()
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 1})
	for _, by := range []secure.Actor{stranger, rival, {}} {
		_, err := b.cases.Open(ctx, by, request(o, flow.KindReturn, policy.ChangedMind, 1))
		require.ErrorIs(t, err, aftersales.ErrNotFound)
	}
	r := request(o, flow.KindReturn, policy.ChangedMind, 1)
	r.Draft = true
	c := b.did(b.cases.Open(ctx, buyer, r))
	require.Equal(t, flow.Draft, c.State)
	_, err := b.cases.Case(ctx, merchant, c.ID)
	require.ErrorIs(t, err, aftersales.ErrNotFound, "a draft is its buyer's")
	b.did(b.cases.Submit(ctx, buyer, c.ID))
	for _, by := range []secure.Actor{stranger, rival, {}} {
		_, err := b.cases.Case(ctx, by, c.ID)
		require.ErrorIs(t, err, aftersales.ErrNotFound)
		_, err = b.cases.Agree(ctx, by, c.ID, "")
		require.ErrorIs(t, err, aftersales.ErrNotFound)
		_, err = b.cases.Say(ctx, by, c.ID, "hello")
		require.ErrorIs(t, err, aftersales.ErrNotFound)
	}
	_, err = b.cases.Agree(ctx, buyer, c.ID, "")
	require.ErrorIs(t, err, secure.ErrDenied)
	seen := 0
	for got, err := range b.cases.Cases(ctx, merchant, aftersales.Query{States: []flow.State{flow.Requested}}) {
		require.NoError(t, err)
		require.Equal(t, c.ID, got.ID)
		seen++
	}
	require.Equal(t, 1, seen)
	for range b.cases.Cases(ctx, rival, aftersales.Query{}) {
		t.Fatal("a rival sees a case")
	}
	counts, err := b.cases.Count(ctx, merchant)
	require.NoError(t, err)
	require.Equal(t, map[flow.State]int64{flow.Requested: 1}, counts)
}

func TestBadInput(t *testing.T) {
	b := fresh(t)
	ctx := t.Context()
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 2}, order.Item{SKU: "RING", Qty: 1})
	lamp, ring := 1, 2
	if o.Lines[0].SKU == "RING" {
		lamp, ring = 2, 1
	}
	good := aftersales.Request{Order: o.ID, Kind: flow.KindReturn, Reason: policy.ChangedMind, Items: []aftersales.Item{{Line: lamp, Units: 1}}}
	for name, row := range map[string]struct {
		change func(r *aftersales.Request)
		field  string
	}{
		"kind":          {func(r *aftersales.Request) { r.Kind = "sulk" }, "kind"},
		"no order":      {func(r *aftersales.Request) { r.Order = "" }, "order"},
		"no items":      {func(r *aftersales.Request) { r.Items = nil }, "items"},
		"no units":      {func(r *aftersales.Request) { r.Items[0].Units = 0 }, "items[0].units"},
		"line":          {func(r *aftersales.Request) { r.Items[0].Line = 3 }, "items[0].line"},
		"line zero":     {func(r *aftersales.Request) { r.Items[0].Line = 0 }, "items[0].line"},
		"twice":         {func(r *aftersales.Request) { r.Items = append(r.Items, r.Items[0]) }, "items[1].line"},
		"want":          {func(r *aftersales.Request) { r.Items[0].Want = "RING" }, "items[0].want"},
		"amount":        {func(r *aftersales.Request) { r.Amount = cash("1") }, "amount"},
		"price":         {func(r *aftersales.Request) { r.Kind = flow.KindPriceProtection }, "amount"},
		"control":       {func(r *aftersales.Request) { r.Text = "a\u202eb" }, "text"},
		"long":          {func(r *aftersales.Request) { r.Text = strings.Repeat("x", 2001) }, "text"},
		"evidence hash": {func(r *aftersales.Request) { p := piece(); p.Hash = "zz"; r.Evidence = []aftersales.Piece{p} }, "evidence[0].hash"},
		"evidence type": {func(r *aftersales.Request) { p := piece(); p.Type = "jpeg"; r.Evidence = []aftersales.Piece{p} }, "evidence[0].type"},
		"evidence key":  {func(r *aftersales.Request) { p := piece(); p.Key = ""; r.Evidence = []aftersales.Piece{p} }, "evidence[0].key"},
	} {
		t.Run(name, func(t *testing.T) {
			r := good
			r.Items = []aftersales.Item{good.Items[0]}
			row.change(&r)
			_, err := b.cases.Open(ctx, buyer, r)
			var wrong *aftersales.InputError
			require.ErrorAs(t, err, &wrong)
			require.Equal(t, row.field, wrong.Field)
		})
	}
	refused := func(change func(r *aftersales.Request), rule, code string) {
		t.Helper()
		r := good
		r.Items = []aftersales.Item{good.Items[0]}
		change(&r)
		_, err := b.cases.Open(ctx, buyer, r)
		var no *aftersales.RefusedError
		require.ErrorAs(t, err, &no)
		require.Equal(t, "cn-marketplace/1", no.Policy)
		require.Equal(t, rule, no.Rule)
		require.Equal(t, code, no.Code)
	}
	refused(func(r *aftersales.Request) { r.Items[0].Line = ring }, "seven-days", policy.CodeExcluded)
	refused(func(r *aftersales.Request) { r.Reason = "whim" }, "reasons", policy.CodeReason)
	refused(func(r *aftersales.Request) { r.Reason = policy.Defective }, "faulty", policy.CodeEvidence)
	refused(func(r *aftersales.Request) { p := piece(); p.Bytes = 1 << 30; r.Evidence = []aftersales.Piece{p} }, "limits.evidence_bytes", "evidence_bytes")
	refused(func(r *aftersales.Request) {
		for range 21 {
			r.Evidence = append(r.Evidence, piece())
		}
	}, "limits.evidence", "evidence")
	more := good
	more.Items = []aftersales.Item{{Line: lamp, Units: 3}}
	_, err := b.cases.Open(ctx, buyer, more)
	require.ErrorIs(t, err, aftersales.ErrUnits, "more than bought")
	b.did(b.cases.Open(ctx, buyer, good))
	more.Items[0].Units = 2
	_, err = b.cases.Open(ctx, buyer, more)
	require.ErrorIs(t, err, aftersales.ErrUnits, "twice")
	_, err = b.cases.Open(ctx, buyer, aftersales.Request{Order: "01JNONE", Kind: flow.KindReturn, Reason: policy.ChangedMind, Items: good.Items})
	require.ErrorIs(t, err, aftersales.ErrNotFound, "no such order")
	b.now = b.now.Add(8 * day)
	refused(func(*aftersales.Request) {}, "seven-days", policy.CodeWindow)
}

func TestIncompleteService(t *testing.T) {
	_, err := (&aftersales.Service{}).Open(t.Context(), buyer, aftersales.Request{})
	require.ErrorIs(t, err, aftersales.ErrConfig)
	require.ErrorContains(t, err, "Store")
}

func TestTooManyRequestsForOneLine(t *testing.T) {
	b := fresh(t)
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 1})
	for range 5 {
		c := b.open(o, flow.KindReturn, policy.ChangedMind, 1)
		b.did(b.cases.Withdraw(t.Context(), buyer, c.ID))
	}
	_, err := b.cases.Open(t.Context(), buyer, request(o, flow.KindReturn, policy.ChangedMind, 1))
	require.ErrorIs(t, err, aftersales.ErrRefused)
	require.ErrorContains(t, err, "limits.requests")
}

func TestExpireAnswersWhenToComeAgain(t *testing.T) {
	b := fresh(t)
	c := b.open(b.delivered(order.Item{SKU: "LAMP", Qty: 1}), flow.KindReturn, policy.ChangedMind, 1)
	var later *event.Later
	require.ErrorAs(t, b.cases.Expire(t.Context(), c.ID), &later)
	require.Equal(t, c.Deadline, later.Due)
	require.ErrorAs(t, b.cases.Warn(t.Context(), c.ID), &later)
	require.NoError(t, b.cases.Expire(t.Context(), "none"))
	require.NoError(t, b.cases.Warn(t.Context(), "none"))
}

func TestQuote(t *testing.T) {
	b := fresh(t)
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 2})
	q, err := b.cases.Quote(t.Context(), buyer, request(o, flow.KindReturn, policy.ChangedMind, 2))
	require.NoError(t, err)
	require.Equal(t, cash("39.98").String(), q.Sums.Total.String())
	require.Equal(t, flow.Buyer, q.Case.Decision.Freight)
	_, err = b.cases.Quote(t.Context(), stranger, request(o, flow.KindReturn, policy.ChangedMind, 2))
	require.ErrorIs(t, err, aftersales.ErrNotFound)
	for range b.cases.Cases(t.Context(), staff, aftersales.Query{}) {
		t.Fatal("a quote writes nothing")
	}
}

// A merchant who refunds beside the case is not asked a second time.
func TestRefundBesideTheCase(t *testing.T) {
	b := fresh(t)
	ctx := t.Context()
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 2})
	c := b.open(o, flow.KindRefund, policy.Damaged, 2)
	_, err := b.Orders.Refund(ctx, merchant, o.ID, order.RefundRequest{Items: []order.Units{{Line: 1, Units: 1}}, Sent: true, Reason: "sorry"})
	require.NoError(t, err)
	b.did(b.cases.Agree(ctx, merchant, c.ID, ""))
	b.is(c.ID, flow.Completed)
	b.refunded(o.ID, "42.48") // the other lamp, with its half of the delivery
	c = b.open(b.delivered(order.Item{SKU: "LAMP", Qty: 1}), flow.KindRefund, policy.Damaged, 1)
	_, err = b.Orders.Refund(ctx, merchant, c.Order, order.RefundRequest{Items: []order.Units{{Line: 1, Units: 1}}, Sent: true, Reason: "sorry"})
	require.NoError(t, err)
	b.did(b.cases.Agree(ctx, merchant, c.ID, ""))
	require.Equal(t, "nothing_due", b.is(c.ID, flow.Completed).Code)
}
