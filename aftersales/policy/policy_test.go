package policy_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/aftersales/entitlement"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/money"
)

func shipped() []policy.Policy {
	return []policy.Policy{policy.Basic(), policy.CNMarketplace(), policy.EUWithdrawal()}
}

func TestShippedPoliciesReadBackAsWritten(t *testing.T) {
	for _, p := range shipped() {
		text, err := p.Encode()
		require.NoError(t, err)
		again, err := policy.Parse(text)
		require.NoError(t, err)
		more, err := again.Encode()
		require.NoError(t, err)
		require.Equal(t, string(text), string(more))
	}
	require.Equal(t, "cn-marketplace/1", policy.CNMarketplace().String())
}

// at is so many days after the last parcel arrived.
func at(days float64) policy.Facts {
	delivered := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	return policy.Facts{
		Kind: flow.KindReturn, Reason: policy.ChangedMind, Goods: policy.Here, Placed: delivered.AddDate(0, 0, -3), Shipped: delivered.AddDate(0, 0, -2),
		Delivered: delivered, At: delivered.Add(time.Duration(days * 24 * float64(time.Hour))), Amount: money.MustParseText("50 CNY"),
	}
}

func with(f policy.Facts, change func(*policy.Facts)) policy.Facts {
	change(&f)
	return f
}

func TestDecide(t *testing.T) {
	cn, eu, basic := policy.CNMarketplace(), policy.EUWithdrawal(), policy.Basic()
	broken := func(f *policy.Facts) { f.Reason, f.Evidence = policy.Defective, 1 }
	for name, row := range map[string]struct {
		policy  policy.Policy
		facts   policy.Facts
		allowed bool
		rule    string
		code    string
	}{
		"seven days":            {cn, at(6.9), true, "seven-days", policy.CodeAllowed},
		"the last moment":       {cn, at(7), true, "seven-days", policy.CodeAllowed},
		"eight days":            {cn, at(8), false, "seven-days", policy.CodeWindow},
		"custom made":           {cn, with(at(1), func(f *policy.Facts) { f.Tags = []string{"red", "custom_made"} }), false, "seven-days", policy.CodeExcluded},
		"faulty after 60 days":  {cn, with(at(60), broken), true, "faulty", policy.CodeAllowed},
		"faulty, no evidence":   {cn, with(at(60), func(f *policy.Facts) { f.Reason = policy.Defective }), false, "faulty", policy.CodeEvidence},
		"faulty after 100 days": {cn, with(at(100), broken), false, "faulty", policy.CodeWindow},
		"two years":             {eu, with(at(700), broken), true, "faulty", policy.CodeAllowed},
		"fourteen days":         {eu, at(14), true, "withdrawal", policy.CodeAllowed},
		"fifteen days":          {eu, at(15), false, "withdrawal", policy.CodeWindow},
		"not there yet":         {basic, with(at(1), func(f *policy.Facts) { f.Goods = policy.OnRoad }), false, "", policy.CodeNoRule},
		"a part is here":        {basic, with(at(1), func(f *policy.Facts) { f.Delivered = time.Time{} }), true, "unwanted", policy.CodeAllowed},
		"unknown reason":        {basic, with(at(1), func(f *policy.Facts) { f.Reason = "whim" }), false, "reasons", policy.CodeReason},
		"too often":             {basic, with(at(1), func(f *policy.Facts) { f.Requests = 5 }), false, "limits.requests", policy.CodeRequests},
		"cancel unsent":         {basic, with(at(-2.5), func(f *policy.Facts) { f.Kind, f.Goods = flow.KindCancel, policy.Unsent }), true, "cancel-unsent", policy.CodeAllowed},
		"cancel sent":           {basic, with(at(-1), func(f *policy.Facts) { f.Kind, f.Goods = flow.KindCancel, policy.OnRoad }), false, "", policy.CodeNoRule},
	} {
		t.Run(name, func(t *testing.T) {
			d := row.policy.Decide(row.facts)
			require.Equal(t, row.allowed, d.Allowed)
			require.Equal(t, row.rule, d.Rule)
			require.Equal(t, row.code, d.Code)
			require.Equal(t, d, row.policy.Decide(row.facts), "the same facts, the same decision")
			if row.code != policy.CodeNoRule {
				require.NotEmpty(t, d.Trace)
				require.Equal(t, row.code, d.Trace[len(d.Trace)-1].Code)
			}
		})
	}
}

func TestTerms(t *testing.T) {
	d := policy.EUWithdrawal().Decide(at(3))
	require.Equal(t, entitlement.WholeShipping, d.Shipping)
	require.Equal(t, flow.Buyer, d.Freight)
	require.Equal(t, time.Date(2026, 3, 24, 12, 0, 0, 0, time.UTC), d.Until)
	d = policy.CNMarketplace().Decide(with(at(3), func(f *policy.Facts) { f.Reason, f.Evidence, f.Trusted = policy.Damaged, 1, true }))
	require.Equal(t, flow.Merchant, d.Freight, "what the carrier broke, the merchant bears towards the buyer")
	require.False(t, d.RefundFirst)
	d = policy.CNMarketplace().Decide(with(at(3), func(f *policy.Facts) { f.Trusted = true }))
	require.True(t, d.RefundFirst)
	p := policy.Basic()
	p.Rules[len(p.Rules)-1].AgreeUpTo = []money.Money{money.MustParseText("49.99 CNY"), money.MustParseText("10 EUR")}
	require.NoError(t, p.Check())
	require.False(t, p.Decide(at(1)).Agree)
	require.True(t, p.Decide(with(at(1), func(f *policy.Facts) { f.Amount = money.MustParseText("49.99 CNY") })).Agree)
	require.False(t, p.Decide(with(at(1), func(f *policy.Facts) { f.Amount = money.MustParseText("0 CNY") })).Agree)
}

// A merchant's own policy never takes away what the country of delivery gives.
func TestFloors(t *testing.T) {
	mean := policy.Basic()
	mean.Rules = mean.Rules[:len(mean.Rules)-1] // nothing without a fault
	in := func(days float64, country string) policy.Decision {
		return mean.Decide(with(at(days), func(f *policy.Facts) { f.Country = country }))
	}
	require.False(t, in(3, "US").Allowed)
	de := in(13, "DE")
	require.True(t, de.Allowed)
	require.Equal(t, "floor-eu", de.Rule)
	require.Equal(t, entitlement.WholeShipping, de.Shipping)
	require.Equal(t, policy.CodeFloor, de.Trace[len(de.Trace)-1].Code)
	require.True(t, in(6, "CN").Allowed)
	require.False(t, in(8, "CN").Allowed)
	short := policy.Basic()
	short.Rules[len(short.Rules)-1].Within = policy.Duration(24 * time.Hour)
	d := short.Decide(with(at(0.5), func(f *policy.Facts) { f.Country = "FR" }))
	require.Equal(t, "unwanted", d.Rule)
	require.Equal(t, at(14).At, d.Until)
	require.Equal(t, entitlement.WholeShipping, d.Shipping)

	for name, spoil := range map[string]func(p *policy.Policy){
		"window":   func(p *policy.Policy) { p.Rules[7].Within -= policy.Duration(time.Minute) },
		"shipping": func(p *policy.Policy) { p.Rules[7].Shipping = entitlement.ShareShipping },
		"excepted": func(p *policy.Policy) { p.Rules[7].Unless = append(p.Rules[7].Unless, "red") },
		"evidence": func(p *policy.Policy) { p.Rules[7].Evidence = 1 },
		"clock":    func(p *policy.Policy) { p.Clocks[flow.RefundDue]++ },
		"unknown":  func(p *policy.Policy) { p.Floor = "atlantis" },
	} {
		p := policy.EUWithdrawal()
		require.Equal(t, "withdrawal", p.Rules[7].Name)
		require.NoError(t, p.Check())
		spoil(&p)
		require.ErrorIs(t, p.Check(), policy.ErrPolicy, name)
	}
}

func TestParseIsStrict(t *testing.T) {
	good, err := policy.Basic().Encode()
	require.NoError(t, err)
	swap := func(old, with string) string {
		require.Contains(t, string(good), old)
		return strings.Replace(string(good), old, with, 1)
	}
	for name, row := range map[string]struct{ text, field string }{
		"empty":            {"", "policy"},
		"null":             {"null", "format"},
		"not JSON":         {"{", "policy"},
		"unknown in rule":  {swap(`"from": "placed"`, `"form": "placed"`), "rules[5].form"},
		"clock":            {swap(`"grades"`, `"clocks": {"draft": 3}, "grades"`), "clocks.draft"},
		"two values":       {string(good) + "{}", "policy"},
		"unknown field":    {swap(`"name"`, `"nick": 1, "name"`), "nick"},
		"doubled field":    {swap(`"name"`, `"name": "x", "name"`), "name"},
		"doubled in caps":  {swap(`"name"`, `"NAME": "x", "name"`), "name"},
		"other format":     {swap(`"format": 1`, `"format": 2`), "format"},
		"version":          {swap(`"version": 1`, `"version": 0`), "version"},
		"wrong kind":       {swap(`"version": 1`, `"version": "1"`), "version"},
		"name":             {swap(`"name": "basic"`, `"name": "Basic!"`), "name"},
		"duration":         {swap(`"15d"`, `"15 days"`), "rules[5].within"},
		"long duration":    {swap(`"15d"`, `"99999d"`), "rules[5].within"},
		"no such kind":     {swap(`"complaint"`, `"sulk"`), "rules[6].kinds"},
		"no such reason":   {swap(`"late"`, `"later"`), "rules[1].reasons"},
		"no such moment":   {swap(`"from": "delivered"`, `"from": "now"`), "rules[3].from"},
		"within alone":     {swap(`"from": "placed"`, `"from": ""`), "rules[5].within"},
		"no such fault":    {swap(`"fault": "buyer"`, `"fault": "moon"`), "reasons[0].fault"},
		"fee":              {swap(`"fee": 8000`, `"fee": 10001`), "grades[3].fee"},
		"limit":            {swap(`"requests": 5`, `"requests": 0`), "limits.requests"},
		"final has clock":  {swap(`"grades"`, `"clocks": {"completed": "1d"}, "grades"`), "clocks.completed"},
		"unknown state":    {swap(`"grades"`, `"clocks": {"limbo": "1d"}, "grades"`), "clocks"},
		"endless nesting":  {strings.Repeat("[", 1000), "policy"},
		"out of all sizes": {strings.Repeat(" ", 300<<10), "policy"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := policy.Parse([]byte(row.text))
			var wrong *policy.FieldError
			require.ErrorAs(t, err, &wrong)
			require.ErrorIs(t, err, policy.ErrPolicy)
			require.Equal(t, row.field, wrong.Field)
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, p := range shipped() {
		text, err := p.Encode()
		require.NoError(f, err)
		f.Add(text)
	}
	f.Add([]byte(`{"format":1,"rules":[{"within":"7d"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := policy.Parse(data)
		if err != nil {
			require.ErrorIs(t, err, policy.ErrPolicy)
			return
		}
		text, err := p.Encode()
		require.NoError(t, err)
		again, err := policy.Parse(text)
		require.NoError(t, err)
		first, err := json.Marshal(p)
		require.NoError(t, err)
		second, err := json.Marshal(again)
		require.NoError(t, err)
		require.Equal(t, string(first), string(second))
		p.Decide(at(1))
	})
}

func TestSetChoosesForEver(t *testing.T) {
	march, april := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	next := policy.CNMarketplace()
	next.Version = 2
	next.Limits.Requests = 3
	var s policy.Set
	_, err := s.Choose(march, "s", "CN")
	require.ErrorIs(t, err, policy.ErrUnknown)
	for _, e := range []policy.Entry{
		{Policy: policy.Basic(), From: march},
		{Policy: policy.CNMarketplace(), From: march, Countries: []string{"CN"}},
		{Policy: policy.EUWithdrawal(), From: march, Sellers: []string{"berlin"}},
	} {
		s, err = s.With(e)
		require.NoError(t, err)
	}
	choose := func(at time.Time, seller, country string) string {
		p, err := s.Choose(at, seller, country)
		require.NoError(t, err)
		return p.String()
	}
	require.Equal(t, "basic/1", choose(march, "s", "US"))
	require.Equal(t, "cn-marketplace/1", choose(march, "s", "CN"))
	require.Equal(t, "eu-withdrawal/1", choose(march, "berlin", "CN"))
	s, err = s.With(policy.Entry{Policy: next, From: april, Countries: []string{"CN"}})
	require.NoError(t, err)
	require.Equal(t, "cn-marketplace/1", choose(april.Add(-1), "s", "CN"), "an order keeps its policy")
	require.Equal(t, "cn-marketplace/2", choose(april, "s", "CN"))
	old, err := s.Version("cn-marketplace", 1)
	require.NoError(t, err)
	require.Equal(t, 5, old.Limits.Requests)
	_, err = s.Version("cn-marketplace", 3)
	require.ErrorIs(t, err, policy.ErrUnknown)
	next.Limits.Requests = 4
	_, err = s.With(policy.Entry{Policy: next, From: april})
	require.ErrorIs(t, err, policy.ErrPolicy, "a version never changes")
	next.Name = ""
	_, err = s.With(policy.Entry{Policy: next, From: april})
	require.ErrorIs(t, err, policy.ErrPolicy)
}

func TestClock(t *testing.T) {
	require.Equal(t, 48*time.Hour, policy.CNMarketplace().Clock(flow.Requested))
	require.Equal(t, 14*24*time.Hour, policy.EUWithdrawal().Clock(flow.RefundDue))
	duty, _ := flow.DutyOf(flow.Inspecting)
	require.Equal(t, duty.Within, policy.Basic().Clock(flow.Inspecting))
	require.Zero(t, policy.Basic().Clock(flow.Completed))
	for text, want := range map[string]string{"7d": "7d", "48h": "2d", "90m": "90m", "36h": "36h"} {
		var d policy.Duration
		require.NoError(t, d.UnmarshalText([]byte(text)))
		got, err := d.MarshalText()
		require.NoError(t, err)
		require.Equal(t, want, string(got))
	}
	_, err := policy.Duration(time.Second).MarshalText()
	require.Error(t, err)
}

func TestUnseenGoodsHaveAGradeOfTheirOwn(t *testing.T) {
	p := policy.Basic()
	require.Len(t, p.Findings(), len(p.Grades)-1)
	for _, g := range p.Findings() {
		require.NotEqual(t, p.Unseen, g.Code)
	}
	for _, code := range []string{"none", "B"} { // unknown, and with a fee
		p.Unseen = code
		require.ErrorIs(t, p.Check(), policy.ErrPolicy)
	}
	p.Unseen = ""
	require.NoError(t, p.Check())
	require.Len(t, p.Findings(), len(p.Grades))
}

func TestAFloorNamesTheRuleThatGivesLess(t *testing.T) {
	for field, spoil := range map[string]func(r *policy.Rule){
		"rules[7].within":   func(r *policy.Rule) { r.Within /= 2 },
		"rules[7].unless":   func(r *policy.Rule) { r.Unless = append(r.Unless, "sale") },
		"rules[7].evidence": func(r *policy.Rule) { r.Evidence = 1 },
		"rules[7].shipping": func(r *policy.Rule) { r.Shipping = "" },
		"rules[7].from":     func(r *policy.Rule) { r.From = policy.Placed },
		"rules":             func(r *policy.Rule) { r.Reasons = []string{policy.Defective} },
	} {
		p := policy.EUWithdrawal()
		spoil(&p.Rules[7])
		var wrong *policy.FieldError
		require.ErrorAs(t, p.Check(), &wrong)
		require.Equal(t, field, wrong.Field, wrong.Reason)
	}
	p := policy.EUWithdrawal()
	p.Rules[7].Within /= 2
	require.EqualError(t, p.Check(), `policy: rules[7].within: gives less than the floor "eu": must be at least 14d`)
}
