package flow_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/fsm"
)

func TestCheckProvesTheTable(t *testing.T) {
	report, err := flow.Check()
	require.NoError(t, err)
	t.Logf("%+v", report)
	require.Len(t, flow.States(), 24)
	require.Greater(t, report.Situations, 100_000)
	require.Less(t, report.Longest, 100)
	require.Less(t, report.Automatic, 30)
}

func TestEveryStateSaysWhoActsByWhenAndWhatElse(t *testing.T) {
	final := 0
	for _, s := range flow.States() {
		d, ok := flow.DutyOf(s)
		require.True(t, ok, s)
		if d.Final {
			final++
			require.True(t, s.Final())
			require.Empty(t, flow.Lifecycle().Permitted(s))
			continue
		}
		require.NotEmpty(t, d.Who, s)
		require.Positive(t, d.Within, s)
		require.NotEmpty(t, d.Auto, s)
		possible := 0
		for _, e := range d.Auto {
			if slices.Contains(flow.Lifecycle().Permitted(s), e) {
				possible++
				require.True(t, flow.MayIn(s, e, flow.Timer, flow.Subject{}), "%s: the timer may not %s", s, e)
			}
			require.NotEqual(t, string(e), e.Text("en"), "no words for %s", e)
		}
		require.Positive(t, possible, s)
	}
	require.Equal(t, 4, final)
	_, ok := flow.DutyOf("of a host")
	require.False(t, ok)
}

func TestMermaid(t *testing.T) {
	var b strings.Builder
	require.NoError(t, flow.Lifecycle().WriteMermaid(&b))
	const golden = "testdata/flow.mmd"
	if os.Getenv("UPDATE") != "" {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(golden, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String())
	for _, s := range flow.States() {
		require.Contains(t, b.String(), string(s))
	}
}

func TestForeignStatusesMapOntoOurs(t *testing.T) {
	counts, seen := map[string]int{}, map[string]bool{}
	for _, s := range flow.Foreign() {
		counts[s.System]++
		require.Contains(t, flow.States(), s.State, "%s %s", s.System, s.Code)
		require.False(t, seen[s.System+s.Code], "%s twice", s.Code)
		seen[s.System+s.Code] = true
		got, ok := flow.From(s.System, s.Code)
		require.True(t, ok)
		require.Equal(t, s.State, got)
	}
	require.Equal(t, map[string]int{flow.WeChat: 22, flow.Taobao: 6, flow.Shopify: 5, flow.Medusa: 5, flow.Commercetools: 16}, counts)
	_, ok := flow.From(flow.WeChat, "NEW")
	require.False(t, ok)
}

func TestText(t *testing.T) {
	for _, s := range flow.States() {
		require.NotEqual(t, string(s), s.Text("en"), s)
		require.NotEqual(t, s.Text("zh-CN"), s.Text("en"), s)
	}
	require.Equal(t, "of_a_host", flow.State("of_a_host").Text("zh"))
}

func TestWhoMay(t *testing.T) {
	money := flow.Subject{Remedy: flow.Refund}
	for _, row := range []struct {
		state flow.State
		event flow.Event
		party flow.Party
		want  bool
	}{
		{flow.Requested, flow.GrantRefund, flow.Merchant, true},
		{flow.Requested, flow.GrantRefund, flow.Buyer, false},
		{flow.CounterOffered, flow.GrantRefund, flow.Buyer, true},
		{flow.CounterOffered, flow.GrantRefund, flow.Merchant, false},
		{flow.InspectionDisputed, flow.GrantRefund, flow.Buyer, true},
		{flow.ArbitrationDeciding, flow.GrantRefund, flow.Merchant, false},
		{flow.ArbitrationDeciding, flow.GrantRefund, flow.Platform, true},
		{flow.RejectedOpen, flow.Appeal, flow.Buyer, true},
		{flow.RejectedOpen, flow.Appeal, flow.Merchant, false},
		{flow.RefundDue, flow.Appeal, flow.Merchant, true},
		{flow.RefundDue, flow.Appeal, flow.Buyer, false},
		{flow.Requested, flow.Withdraw, flow.Buyer, true},
		{flow.Requested, flow.Withdraw, flow.Merchant, false},
		{flow.RefundProcessing, flow.FinishRefund, flow.Merchant, false},
		{flow.Requested, "of a host", flow.Platform, false},
	} {
		require.Equal(t, row.want, flow.MayIn(row.state, row.event, row.party, money), "%+v", row)
	}
	posted := flow.Subject{Posted: true}
	require.False(t, flow.MayIn(flow.ArbitrationEvidence, flow.Withdraw, flow.Buyer, posted))
}

// A return with refund, from draft to money, and the same by deadlines alone.
func TestLifeOfAReturn(t *testing.T) {
	state, subject := flow.Draft, flow.Subject{Remedy: flow.ReturnRefund}
	for _, e := range []flow.Event{flow.Submit, flow.GrantReturn, flow.ShipBack, flow.Arrive, flow.Receive, flow.GrantRefund, flow.StartRefund, flow.FinishRefund} {
		var err error
		state, subject, err = flow.Next(state, e, subject)
		require.NoError(t, err, e)
	}
	require.Equal(t, flow.Completed, state)

	state, subject = flow.Requested, flow.Subject{Remedy: flow.Refund}
	var path []flow.State
	for !state.Final() {
		e, ok := flow.Automatic(state, subject)
		require.True(t, ok)
		var err error
		state, subject, err = flow.Next(state, e, subject)
		require.NoError(t, err)
		path = append(path, state)
	}
	require.Equal(t, flow.Completed, state, path)
	require.Equal(t, flow.MaxTries, subject.Tries, "a provider that never answers: the platform pays")
}

func TestRefusals(t *testing.T) {
	for _, row := range []struct {
		state   flow.State
		event   flow.Event
		subject flow.Subject
		why     error
	}{
		{flow.Requested, flow.GrantRefund, flow.Subject{Remedy: flow.Exchange}, flow.ErrRemedy},
		{flow.Requested, flow.GrantRefund, flow.Subject{Remedy: flow.ReturnRefund}, flow.ErrGoods},
		{flow.Requested, flow.Counter, flow.Subject{Offers: flow.MaxOffers}, flow.ErrBound},
		{flow.RejectedOpen, flow.Amend, flow.Subject{Verdict: flow.ForMerchant}, flow.ErrVerdict},
		{flow.RejectedOpen, flow.Appeal, flow.Subject{Verdict: flow.ForMerchant, Appealed: true}, flow.ErrBound},
		{flow.ReplacementDue, flow.ShipReplacement, flow.Subject{Remedy: flow.Exchange, Owed: true}, flow.ErrOwed},
		{flow.Completed, flow.StartRefund, flow.Subject{}, fsm.ErrNotPermitted},
	} {
		_, _, err := flow.Next(row.state, row.event, row.subject)
		require.ErrorIs(t, err, row.why, "%+v", row)
		require.ErrorIs(t, err, fsm.ErrNotPermitted)
	}
}
