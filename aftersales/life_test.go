package aftersales_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/fsm"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/shipping"
)

func TestCancelBeforeHandOver(t *testing.T) {
	b := fresh(t)
	o := b.accepted(order.Item{SKU: "LAMP", Qty: 2})
	c := b.open(o, flow.KindCancel, policy.ChangedMind, 2)
	require.Equal(t, flow.Requested, c.State)
	b.pass(3 * day) // the merchant is silent: agreed by itself
	b.is(c.ID, flow.Completed)
	b.refunded(o.ID, "44.98") // two lamps and the delivery
	require.Equal(t, order.Cancelled, b.order(o.ID).Status)
	b.onHand("LAMP", "", 1000)
}

func TestReturnAndRefund(t *testing.T) {
	b := fresh(t)
	ctx := t.Context()
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 3})
	b.onHand("LAMP", "", 997)
	c := b.open(o, flow.KindReturn, policy.ChangedMind, 1)
	require.Equal(t, "seven-days", c.Decision.Rule)
	who, by, otherwise, ok := c.Duty()
	require.True(t, ok)
	require.Equal(t, flow.Merchant, who)
	require.Equal(t, b.now.Add(48*time.Hour), by)
	require.Equal(t, flow.GrantReturn, otherwise)
	c = b.did(b.cases.Agree(ctx, merchant, c.ID, "sure"))
	require.Equal(t, flow.AwaitingReturn, c.State)
	c = b.did(b.cases.ShipBack(ctx, buyer, c.ID, aftersales.Slip{Carrier: "post", Number: "R1"}))
	require.Equal(t, flow.ReturnInTransit, c.State)
	c = b.did(b.cases.Receive(ctx, merchant, c.ID))
	require.Equal(t, flow.Inspecting, c.State)
	c = b.did(b.cases.Inspect(ctx, merchant, c.ID, aftersales.Finding{Grades: map[int]string{1: "A"}}))
	require.Equal(t, flow.RefundProcessing, c.State)
	b.is(c.ID, flow.Completed)
	b.refunded(o.ID, "19.99")
	b.onHand("LAMP", "", 998)
	require.Equal(t, int64(1), b.order(o.ID).Progress[0].Refunded, "orders know which units were refunded")
	history, err := b.cases.CaseHistory(ctx, buyer, c.ID)
	require.NoError(t, err)
	var path []flow.State
	for i, h := range history {
		require.Equal(t, int64(i+1), h.No)
		path = append(path, h.To)
	}
	require.Equal(t, []flow.State{
		flow.Requested, flow.AwaitingReturn, flow.ReturnInTransit, flow.Inspecting, flow.RefundDue, flow.RefundProcessing, flow.Completed,
	}, path)
	_, err = b.cases.Agree(ctx, merchant, c.ID, "")
	require.ErrorIs(t, err, fsm.ErrNotPermitted)
}

func TestInspectionFindsLess(t *testing.T) {
	b := fresh(t)
	ctx := t.Context()
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 2})
	c := b.open(o, flow.KindReturn, policy.ChangedMind, 2)
	b.did(b.cases.Agree(ctx, merchant, c.ID, ""))
	b.did(b.cases.ShipBack(ctx, buyer, c.ID, aftersales.Slip{Carrier: "post", Number: "R1"}))
	_, err := b.cases.Inspect(ctx, merchant, c.ID, aftersales.Finding{Grades: map[int]string{1: "Z"}})
	require.ErrorIs(t, err, aftersales.ErrRefused, "no such grade")
	_, err = b.cases.Inspect(ctx, merchant, c.ID, aftersales.Finding{Grades: map[int]string{1: "B"}})
	require.ErrorIs(t, err, aftersales.ErrInput, "less money needs words")
	b.did(b.cases.Inspect(ctx, merchant, c.ID, aftersales.Finding{Grades: map[int]string{1: "B"}, Text: "scratched"}))
	b.is(c.ID, flow.InspectionDisputed)
	b.onHand("LAMP", "open-box", 0)
	b.did(b.cases.Agree(ctx, buyer, c.ID, "ok"))
	b.is(c.ID, flow.Completed)
	b.refunded(o.ID, "35.98") // 39.98 less a tenth
	b.onHand("LAMP", "open-box", 2)
}

func TestExchangeRepairResend(t *testing.T) {
	b := fresh(t)
	ctx := t.Context()
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 5})

	swap := b.open(o, flow.KindExchange, policy.Defective, 1)
	b.did(b.cases.Agree(ctx, merchant, swap.ID, ""))
	b.did(b.cases.ShipBack(ctx, buyer, swap.ID, aftersales.Slip{Carrier: "post", Number: "R1"}))
	b.did(b.cases.Inspect(ctx, merchant, swap.ID, aftersales.Finding{Grades: map[int]string{1: "D"}})) // the fault is not the buyer's
	b.is(swap.ID, flow.ReplacementDue)
	b.onHand("LAMP", "", 995)
	b.did(b.cases.Send(ctx, merchant, swap.ID, aftersales.Slip{Carrier: "van"}))
	c := b.is(swap.ID, flow.ReplacementInTransit)
	require.Equal(t, "V"+string(c.Parcels[1].Shipment), c.Parcels[1].Number)
	b.onHand("LAMP", "", 994)
	b.stop(b.parcel("case/"+string(swap.ID)), shipping.Delivered)
	b.pass(11 * day)
	b.is(swap.ID, flow.Completed)

	mend := b.open(o, flow.KindRepair, policy.Defective, 1)
	b.pass(3 * day) // agreed by itself
	b.is(mend.ID, flow.AwaitingReturn)
	b.did(b.cases.ShipBack(ctx, buyer, mend.ID, aftersales.Slip{Carrier: "post", Number: "R2"}))
	b.did(b.cases.Inspect(ctx, merchant, mend.ID, aftersales.Finding{Grades: map[int]string{1: "C"}}))
	b.is(mend.ID, flow.Repairing)
	b.did(b.cases.Send(ctx, merchant, mend.ID, aftersales.Slip{Carrier: "post", Number: "S2"}))
	b.did(b.cases.Confirm(ctx, buyer, mend.ID))
	b.is(mend.ID, flow.Completed)
	b.onHand("LAMP", "", 994)

	again := b.open(o, flow.KindResend, policy.Missing, 1)
	b.did(b.cases.Agree(ctx, merchant, again.ID, ""))
	b.is(again.ID, flow.ReplacementDue)
	b.did(b.cases.ConvertRefund(ctx, merchant, again.ID, "sold out"))
	b.is(again.ID, flow.Completed)
	b.refunded(o.ID, "20.99") // with a fifth of the delivery: it was missing
}

func TestReplacementThatNobodySendsIsRefunded(t *testing.T) {
	b := fresh(t)
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 1})
	c := b.open(o, flow.KindResend, policy.Missing, 1)
	b.pass(13 * day)
	b.is(c.ID, flow.Completed)
	b.refunded(o.ID, "24.99")
}

func TestComplaint(t *testing.T) {
	b := fresh(t)
	ctx := t.Context()
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 1})
	c := b.open(o, flow.KindComplaint, policy.Service)
	b.did(b.cases.Offer(ctx, merchant, c.ID, aftersales.Terms{Remedy: flow.Nothing}, "We are training our people."))
	b.did(b.cases.Agree(ctx, buyer, c.ID, ""))
	b.is(c.ID, flow.Completed)

	c = b.open(o, flow.KindComplaint, policy.Service)
	b.pass(3 * day) // no answer: the platform
	b.is(c.ID, flow.ArbitrationEvidence)
	give := aftersales.Compensation{Amount: cash("74.97"), Why: "sorry", Key: "form-1"}
	b.did(b.cases.Compensate(ctx, merchant, c.ID, give))
	twice := b.did(b.cases.Compensate(ctx, merchant, c.ID, give))
	require.Equal(t, cash("74.97").String(), twice.Compensated.String(), "two clicks promise once")
	give.Amount = cash("1")
	_, other := b.cases.Compensate(ctx, merchant, c.ID, give)
	require.ErrorIs(t, other, aftersales.ErrInput)
	_, err := b.cases.Compensate(ctx, merchant, c.ID, aftersales.Compensation{Amount: cash("0.01"), Why: "sorry"})
	require.ErrorIs(t, err, aftersales.ErrRefused, "three times what was paid is the most")
	b.pass(20 * day)
	b.is(c.ID, flow.Completed)
	b.refunded(o.ID, "0")
}

// What a seller may promise in a month is bounded, however many promise at once.
func TestCompensationHasABudget(t *testing.T) {
	p := policy.Basic()
	p.Limits.Budget = []money.Money{cash("25")}
	require.NoError(t, p.Check())
	b := over(t, p)
	b.cases.Calendar = policy.Weekdays{Zone: time.FixedZone("CST", 8*3600)}
	ctx := t.Context()
	b.now = time.Date(2023, 11, 29, 12, 0, 0, 0, time.UTC)
	var ids []aftersales.ID
	for range 8 {
		ids = append(ids, b.open(b.delivered(order.Item{SKU: "LAMP", Qty: 1}), flow.KindComplaint, policy.Service).ID)
	}
	var wg sync.WaitGroup
	errs := make([]error, len(ids))
	for i, id := range ids {
		wg.Go(func() {
			_, errs[i] = b.cases.Compensate(ctx, merchant, id, aftersales.Compensation{Amount: cash("10"), Why: "sorry"})
		})
	}
	wg.Wait()
	done := 0
	for _, err := range errs {
		if err == nil {
			done++
			continue
		}
		var no *aftersales.RefusedError
		require.ErrorAs(t, err, &no)
		require.Equal(t, "limits.budget", no.Rule)
		require.ErrorIs(t, err, aftersales.ErrBudget)
	}
	require.Equal(t, 2, done)
	spent, err := b.cases.Spent(ctx, merchant, "lamplight", cash("1").Currency())
	require.NoError(t, err)
	require.Equal(t, "20.00 USD", spent.String())
	_, err = b.cases.Spent(ctx, rival, "lamplight", cash("1").Currency())
	require.ErrorIs(t, err, aftersales.ErrNotFound)
	b.now = time.Date(2023, 11, 30, 16, 30, 0, 0, time.UTC) // December in the shop's zone
	_, err = b.cases.Compensate(ctx, merchant, ids[0], aftersales.Compensation{Amount: cash("25"), Why: "sorry"})
	require.NoError(t, err)
	p.Limits.Budget = []money.Money{cash("25"), cash("30")}
	require.ErrorIs(t, p.Check(), policy.ErrPolicy, "two in one currency")
}

func TestPriceProtectionThenReturn(t *testing.T) {
	b := fresh(t)
	ctx := t.Context()
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 1})
	r := request(o, flow.KindPriceProtection, policy.PriceDropped, 1)
	r.Amount = cash("20")
	_, err := b.cases.Open(ctx, buyer, r)
	require.ErrorIs(t, err, aftersales.ErrInput, "more than it cost")
	r.Amount = cash("3.50")
	c := b.did(b.cases.Open(ctx, buyer, r))
	b.did(b.cases.Agree(ctx, merchant, c.ID, ""))
	b.is(c.ID, flow.Completed)
	b.refunded(o.ID, "3.50")
	back := b.open(o, flow.KindReturn, policy.ChangedMind, 1)
	b.did(b.cases.Agree(ctx, merchant, back.ID, ""))
	b.did(b.cases.ShipBack(ctx, buyer, back.ID, aftersales.Slip{Carrier: "post", Number: "R"}))
	b.did(b.cases.Inspect(ctx, merchant, back.ID, aftersales.Finding{Grades: map[int]string{1: "A"}}))
	b.is(back.ID, flow.Completed)
	b.refunded(o.ID, "19.99") // and not 23.49
}

func TestRefusedDelivery(t *testing.T) {
	b := fresh(t)
	o := b.shipped(order.Item{SKU: "LAMP", Qty: 1})
	c := b.open(o, flow.KindRefused, policy.Unwanted, 1)
	b.did(b.cases.Agree(t.Context(), merchant, c.ID, ""))
	b.is(c.ID, flow.ReturnInTransit)
	b.stop(b.parcel(string(o.ID)), shipping.Returning)
	b.stop(b.parcel(string(o.ID)), shipping.Returned)
	b.is(c.ID, flow.ReturnDelivered)
	b.pass(11 * day) // nobody looks: accepted by itself
	b.is(c.ID, flow.Completed)
	b.refunded(o.ID, "19.99")
}

func TestIntercept(t *testing.T) {
	b := fresh(t)
	ctx := t.Context()
	o := b.shipped(order.Item{SKU: "LAMP", Qty: 1})
	c := b.open(o, flow.KindRefund, policy.NotReceived, 1)
	b.did(b.cases.Intercept(ctx, merchant, c.ID))
	b.stop(b.parcel(string(o.ID)), shipping.Delivered)
	c = b.is(c.ID, flow.Requested)
	require.False(t, c.Subject.Travels)
	_, err := b.cases.Intercept(ctx, merchant, c.ID)
	require.ErrorIs(t, err, flow.ErrBound)

	o = b.shipped(order.Item{SKU: "LAMP", Qty: 1})
	c = b.open(o, flow.KindRefund, policy.NotReceived, 1)
	b.did(b.cases.Intercept(ctx, merchant, c.ID))
	b.did(b.cases.Intercepted(ctx, merchant, c.ID, true))
	b.did(b.cases.Inspect(ctx, merchant, c.ID, aftersales.Finding{Grades: map[int]string{1: "A"}}))
	b.is(c.ID, flow.Completed)
	b.refunded(o.ID, "24.99") // it never came: with the delivery
}

func TestReturnLabel(t *testing.T) {
	b := fresh(t)
	ctx := t.Context()
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 2})
	c := b.open(o, flow.KindReturn, policy.ChangedMind, 1)
	b.did(b.cases.Agree(ctx, merchant, c.ID, ""))
	b.did(b.cases.ReturnLabel(ctx, merchant, c.ID, aftersales.Slip{Carrier: "van"}))
	c = b.is(c.ID, flow.AwaitingReturn)
	require.True(t, c.Parcels[0].Booked)
	label := b.parcel("case/" + string(c.ID))
	b.stop(label, shipping.PickedUp)
	b.is(c.ID, flow.ReturnInTransit)
	b.stop(label, shipping.Delivered)
	b.is(c.ID, flow.ReturnDelivered)
	b.did(b.cases.Inspect(ctx, merchant, c.ID, aftersales.Finding{Grades: map[int]string{1: "A"}}))
	b.is(c.ID, flow.Completed)
	b.refunded(o.ID, "15.79") // less 4.20 for the way back
}

func TestTrustedBuyersAreRefundedFirst(t *testing.T) {
	b := fresh(t)
	ctx := t.Context()
	b.cases.Facts = facts{trusted: true}
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 1})
	c := b.open(o, flow.KindReturn, policy.ChangedMind, 1)
	b.did(b.cases.Agree(ctx, merchant, c.ID, ""))
	b.did(b.cases.ShipBack(ctx, buyer, c.ID, aftersales.Slip{Carrier: "post", Number: "R"}))
	b.is(c.ID, flow.ReturnInTransit)
	b.refunded(o.ID, "19.99")
	b.did(b.cases.Inspect(ctx, merchant, c.ID, aftersales.Finding{Grades: map[int]string{1: "A"}}))
	c = b.is(c.ID, flow.Completed)
	require.Equal(t, "nothing_due", c.Code)
	b.refunded(o.ID, "19.99")
}

// dearer says that lamps cost 25.00 when bought alone.
type dearer struct{ by policy.Rules }

func (d dearer) Basis(context.Context, order.ID) (aftersales.Basis, error) {
	return aftersales.Basis{Rules: d.by, Price: func(kept []order.Units) (money.Money, error) {
		sum := cash("0")
		for _, u := range kept {
			sum, _ = sum.Add(cash("25").Mul(u.Units))
		}
		return sum, nil
	}}, nil
}

func TestDiscountsThatWhatIsKeptDoesNotEarn(t *testing.T) {
	p := policy.Basic()
	p.TakeBack = true
	b := over(t, p)
	b.cases.Repricer = dearer{policy.RulesThen}
	ctx := t.Context()
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 3})
	for _, want := range []string{"9.97", "34.97", "59.97"} { // 59.97 less 25.00 for each lamp that is kept
		c := b.open(o, flow.KindReturn, policy.ChangedMind, 1)
		b.did(b.cases.Agree(ctx, merchant, c.ID, ""))
		b.did(b.cases.ShipBack(ctx, buyer, c.ID, aftersales.Slip{Carrier: "post", Number: "R"}))
		b.did(b.cases.Inspect(ctx, merchant, c.ID, aftersales.Finding{Grades: map[int]string{1: "A"}}))
		b.is(c.ID, flow.Completed)
		b.refunded(o.ID, want)
	}
	codes, err := b.cases.Restored(ctx, buyer, o.ID)
	require.NoError(t, err)
	require.Empty(t, codes, "nothing was bought with a code")
	_, err = b.cases.Restored(ctx, stranger, o.ID)
	require.ErrorIs(t, err, aftersales.ErrNotFound)
}

// Today's promotions take nothing back unless the policy says so, and then the case
// says so.
func TestDiscountsAreTakenBackByTheRulesThatThePolicySays(t *testing.T) {
	for _, row := range []struct {
		by, policy policy.Rules
		want       string
	}{
		{policy.RulesThen, "", "9.97"},
		{policy.RulesThen, policy.RulesNow, "9.97"},
		{policy.RulesNow, policy.RulesNow, "9.97"},
		{policy.RulesNow, "", "19.99"},
		{policy.RulesNow, policy.RulesThen, "19.99"},
		{"", policy.RulesNow, "19.99"},
	} {
		p := policy.Basic()
		p.TakeBack, p.TakeBackBy = true, row.policy
		require.NoError(t, p.Check())
		b := over(t, p)
		b.cases.Repricer = dearer{row.by}
		o := b.delivered(order.Item{SKU: "LAMP", Qty: 3})
		r := request(o, flow.KindReturn, policy.ChangedMind, 1)
		q, err := b.cases.Quote(t.Context(), buyer, r)
		require.NoError(t, err)
		require.Equal(t, row.want+" USD", q.Sums.Total.String(), "%+v", row)
		if row.want == "9.97" {
			require.Equal(t, row.by, q.Case.Repriced)
		} else {
			require.Empty(t, q.Case.Repriced)
		}
	}
	p := policy.Basic()
	p.TakeBackBy = policy.RulesNow
	require.ErrorIs(t, p.Check(), policy.ErrPolicy)
}
