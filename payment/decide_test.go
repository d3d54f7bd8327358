package payment_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
)

var clerk = secure.Actor{Role: secure.RoleStaff, ID: "clerk-1"}

// reviewed is an operation of a kind that is held, because a stranger told of it.
func (b *bench) reviewed(t *testing.T, kind payment.Kind) payment.Ref {
	t.Helper()
	ref := b.on(t, kind)
	require.NoError(t, b.engine.Learn(t.Context(), payment.Fact{Provider: "other", Ref: ref, Status: payment.Declined}))
	require.Equal(t, payment.Review, b.status(t, ref))
	return ref
}

// sums prints the amounts of a payment.
func sums(p payment.Payment) string {
	text := fmt.Sprint(p.Authorized, p.Captured, p.Refunding, p.Refunded)
	return strings.ReplaceAll(text, ".00 USD", "")
}

// Every decision about every kind books what it says, and nothing twice.
func TestADecisionEndsAReview(t *testing.T) {
	type sum map[payment.Status]string // authorized, captured, refunding, refunded
	for kind, want := range map[payment.Kind]sum{
		payment.Sale:      {payment.Review: "0 0 0 0", payment.Succeeded: "0 10 0 0", payment.Declined: "0 0 0 0", payment.Closed: "0 0 0 0"},
		payment.Authorize: {payment.Review: "0 0 0 0", payment.Succeeded: "10 0 0 0", payment.Declined: "0 0 0 0", payment.Closed: "0 0 0 0"},
		payment.Refund:    {payment.Review: "0 10 10 0", payment.Succeeded: "0 10 0 10", payment.Declined: "0 10 0 0"},
		payment.Capture:   {payment.Review: "0 0 0 0", payment.Succeeded: "0 10 0 0", payment.Declined: "10 0 0 0"},
		payment.Void:      {payment.Review: "0 0 0 0", payment.Succeeded: "0 0 0 0", payment.Declined: "10 0 0 0"},
	} {
		for status, after := range want {
			for _, late := range []bool{false, true} { // held although its end was told before
				t.Run(strings.TrimSuffix(string(kind)+"/"+string(status)+map[bool]string{true: "/late"}[late], "/"), func(t *testing.T) {
					b := fresh(t, nil)
					ref := b.on(t, kind)
					if late {
						require.NoError(t, b.engine.Learn(t.Context(), payment.Fact{Provider: "sandbox", Ref: ref, Status: payment.Declined}))
					}
					require.NoError(t, b.engine.Learn(t.Context(), payment.Fact{Provider: "sandbox", Ref: ref, Status: payment.Succeeded, Amount: usd("9")}))
					require.Equal(t, payment.Review, b.status(t, ref))
					require.Equal(t, want[payment.Review], sums(b.payment(t)))
					if status == payment.Review {
						return
					}
					d := payment.Decision{Status: status, Amount: usd("10"), Reason: "seen in the back office"}
					require.NoError(t, b.engine.Decide(t.Context(), clerk, ref, d))
					require.NoError(t, b.engine.Decide(t.Context(), clerk, ref, d), "the same again changes nothing")
					op, err := b.db.FindOperation(t.Context(), ref)
					require.NoError(t, err)
					require.Equal(t, []string{string(status), d.Reason, clerk.ID}, []string{string(op.Status), op.Code, op.DecidedBy})
					require.Equal(t, after, sums(b.payment(t)))
					b.balanced(t)
				})
			}
		}
	}
}

func TestADecisionIsTold(t *testing.T) {
	b := fresh(t, nil)
	b.reviewed(t, payment.Sale)
	require.NoError(t, b.engine.Decide(t.Context(), clerk, "R1", payment.Decision{Status: payment.Closed, Reason: "nobody paid"}))
	list, err := b.db.UnsentEvents(t.Context(), 100)
	require.NoError(t, err)
	last := list[len(list)-1]
	require.Equal(t, "payment.sale.closed", last.Type)
	require.JSONEq(t, `{"payment":"P1","by":"clerk-1"}`, string(last.Data))
}

// A review that somebody else's fact began ends by asking the provider.
func TestADecisionMayAskAgain(t *testing.T) {
	for _, kind := range []payment.Kind{payment.Sale, payment.Authorize, payment.Refund, payment.Capture, payment.Void} {
		b := fresh(t, nil)
		ref := b.on(t, kind)
		b.die(t, ref)
		require.NoError(t, b.engine.Learn(t.Context(), payment.Fact{Provider: "other", Ref: ref, Status: payment.Declined}))
		b.later(t)
		require.Equal(t, payment.Review, b.status(t, ref), "no timer asks meanwhile")
		require.NoError(t, b.engine.Decide(t.Context(), clerk, ref, payment.Decision{Status: payment.InDoubt, Reason: "not theirs"}))
		b.later(t)
		require.Equal(t, payment.Succeeded, b.status(t, ref))
	}
}

func TestADecisionInATransaction(t *testing.T) {
	b := fresh(t, nil)
	ref := b.reviewed(t, payment.Sale)
	var c payment.Change
	require.NoError(t, b.db.Payments().Do(t.Context(), func(ctx context.Context, tx payment.Tx) (err error) {
		c, err = b.engine.DecideIn(ctx, tx, clerk, ref, payment.Decision{Status: payment.Succeeded, Amount: usd("10"), ProviderID: "sbx_9", Reason: "paid"})
		return err
	}))
	require.Equal(t, payment.Review, c.Before)
	require.Equal(t, []string{"succeeded", "sbx_9"}, []string{string(c.Operation.Status), c.Operation.ProviderID})
	require.True(t, c.Payment.Captured.Equal(usd("10")))
}

func TestOnlyStaffDecide(t *testing.T) {
	b := fresh(t, nil)
	ref := b.reviewed(t, payment.Sale)
	d := payment.Decision{Status: payment.Closed, Reason: "because"}
	for _, by := range []secure.Actor{
		{}, {Role: secure.RoleStaff}, {Role: secure.RoleBuyer, ID: "b"}, {Role: secure.RoleMerchant, ID: "m", Sellers: []string{""}}, secure.System("payment"),
	} {
		require.ErrorIs(t, b.engine.Decide(t.Context(), by, ref, d), secure.ErrDenied)
		require.ErrorIs(t, b.engine.Decide(t.Context(), by, "R9", d), secure.ErrDenied, "whether there is one is nobody's business")
	}
	strict, err := secure.NewPolicy(secure.Rule{Role: "treasurer", Scope: secure.Any, Actions: []secure.Action{payment.DecideReview}})
	require.NoError(t, err)
	b.engine.Policy = &strict
	require.ErrorIs(t, b.engine.Decide(t.Context(), clerk, ref, d), secure.ErrDenied)
	require.NoError(t, b.engine.Decide(t.Context(), secure.Actor{Role: "treasurer", ID: "t"}, ref, d))
}

func TestADecisionIsRefusedByField(t *testing.T) {
	good := payment.Decision{Status: payment.Succeeded, Amount: usd("10"), Reason: "paid"}
	for name, c := range map[string]struct {
		field  string
		change func(d *payment.Decision)
	}{
		"a review":         {"status", func(d *payment.Decision) { d.Status = payment.Review }},
		"no status":        {"status", func(d *payment.Decision) { d.Status = "" }},
		"pending":          {"status", func(d *payment.Decision) { d.Status = payment.Pending }},
		"closes a refund":  {"status", func(d *payment.Decision) { d.Status = payment.Closed }},
		"no reason":        {"reason", func(d *payment.Decision) { d.Reason = "" }},
		"a long reason":    {"reason", func(d *payment.Decision) { d.Reason = strings.Repeat("理", 201) }},
		"no text":          {"reason", func(d *payment.Decision) { d.Reason = "\xff" }},
		"a card's number":  {"reason", func(d *payment.Decision) { d.Reason = "card 4242 4242 4242 4242" }},
		"no amount":        {"amount", func(d *payment.Decision) { d.Amount = money.Money{} }},
		"another amount":   {"amount", func(d *payment.Decision) { d.Amount = usd("9.99") }},
		"another currency": {"amount", func(d *payment.Decision) { d.Amount = money.MustParse("10", money.MustCurrency("EUR")) }},
	} {
		t.Run(name, func(t *testing.T) {
			b := fresh(t, nil)
			ref, d := b.reviewed(t, payment.Refund), good
			c.change(&d)
			before := b.db.Commits()
			require.Equal(t, c.field, field(t, b.engine.Decide(t.Context(), clerk, ref, d)))
			require.Equal(t, before, b.db.Commits())
			d = good
			d.Reason = strings.Repeat("理", 200)
			require.NoError(t, b.engine.Decide(t.Context(), clerk, ref, d))
		})
	}
	b := fresh(t, nil)
	require.ErrorIs(t, b.engine.Decide(t.Context(), clerk, "R9", good), payment.ErrUnknownRef)
	require.NoError(t, b.open(t, sale(sandbox.OK)))
	require.Equal(t, "ref", field(t, b.engine.Decide(t.Context(), clerk, "R1", good)), "it is not in review")
	b.engine.Settle = nil
	require.ErrorIs(t, b.engine.Decide(t.Context(), clerk, "R1", good), payment.ErrUnsettled)
}

// Money wins over a decision, too, and a review does not end by what is told.
func TestWhatIsToldAfterADecision(t *testing.T) {
	b := fresh(t, nil)
	b.reviewed(t, payment.Sale)
	for _, s := range []payment.Status{payment.Pending, payment.Succeeded, payment.Closed, payment.Declined, payment.InDoubt, payment.Review} {
		require.NoError(t, b.engine.Learn(t.Context(), payment.Fact{Provider: "sandbox", Ref: "R1", Status: s, Amount: usd("10")}))
		require.Equal(t, payment.Review, b.status(t, "R1"))
	}
	require.NoError(t, b.engine.Decide(t.Context(), clerk, "R1", payment.Decision{Status: payment.Declined, Reason: "nothing there"}))
	require.NoError(t, b.engine.Learn(t.Context(), payment.Fact{Provider: "sandbox", Ref: "R1", Status: payment.Succeeded, Amount: usd("10")}))
	require.Equal(t, payment.Succeeded, b.status(t, "R1"))
	require.True(t, b.payment(t).Captured.Equal(usd("10")))
}

// A close says that a person has to decide first, so that whoever waits need
// not come back every minute.
func TestACloseOfAReview(t *testing.T) {
	b := fresh(t, nil)
	b.reviewed(t, payment.Sale)
	err := b.engine.Close(t.Context(), "R1")
	require.ErrorIs(t, err, payment.ErrReview)
	require.ErrorIs(t, err, payment.ErrInDoubt)
	_, waits, err := b.db.NextTimer(t.Context())
	require.NoError(t, err)
	require.False(t, waits)
	require.NoError(t, b.engine.Decide(t.Context(), clerk, "R1", payment.Decision{Status: payment.Closed, Reason: "nobody paid"}))
	require.NoError(t, b.engine.Close(t.Context(), "R1"))
}

// A decision about an authorization warns of its end as any other does.
func TestAnAcceptedAuthorizationExpires(t *testing.T) {
	b := fresh(t, nil)
	b.reviewed(t, payment.Authorize)
	require.NoError(t, b.engine.Decide(t.Context(), clerk, "R1", payment.Decision{Status: payment.Succeeded, Amount: usd("10"), Reason: "it holds"}))
	due, waits, err := b.db.NextTimer(t.Context())
	require.NoError(t, err)
	require.True(t, waits)
	require.Equal(t, b.now.Add(week-24*time.Hour), due)
}

func TestLifecycleHasNoDeadEnd(t *testing.T) { require.NoError(t, payment.Lifecycle().Check()) }
