package rules_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/fsm"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/marketing/promotion/rules"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/secure"
)

var (
	ctx  = context.Background()
	li   = secure.Actor{ID: "li", Role: secure.RoleStaff}
	wang = secure.Actor{ID: "wang", Role: secure.RoleStaff}
	fern = secure.Actor{ID: "he", Role: secure.RoleMerchant, Sellers: []string{"fern"}}
	moss = secure.Actor{ID: "mo", Role: secure.RoleMerchant, Sellers: []string{"moss"}}
)

// desk is a shop's rules with a clock.
type desk struct {
	*rules.Service
	db  *memstore.DB
	now time.Time
	ids int
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	policy, err := rules.Policy(secure.Policy{})
	require.NoError(t, err)
	d := &desk{db: memstore.New(), now: time.Date(2026, 11, 11, 12, 0, 0, 0, time.UTC)}
	d.Service = &rules.Service{Store: d.db.Rules(), Policy: policy, Now: func() time.Time { return d.now }, NewID: func() (string, error) {
		d.ids++
		return fmt.Sprint("id", d.ids), nil
	}}
	return d
}

// off is a rule of 10 % off in a layer.
func off(id, layer, seller string) promotion.Rule {
	return promotion.Rule{
		Version: promotion.Version, ID: id, Layer: layer, Seller: seller, Then: []json.RawMessage{json.RawMessage(`{"kind":"percent","off":"10"}`)},
	}
}

func (d *desk) saved(t testing.TB, by secure.Actor, r promotion.Rule) rules.Record {
	t.Helper()
	rec, err := d.Save(ctx, by, r, 0)
	require.NoError(t, err)
	return rec
}

func (d *desk) live(t testing.TB, by secure.Actor, r promotion.Rule) rules.Record {
	t.Helper()
	rec, err := d.Publish(ctx, by, seen(d.saved(t, by, r)))
	require.NoError(t, err)
	return rec
}

func seen(r rules.Record) rules.Step { return rules.Step{ID: r.ID, Version: r.Version} }

func (d *desk) snapshot(t testing.TB) *promotion.Snapshot {
	t.Helper()
	s, err := d.Snapshot(ctx)
	require.NoError(t, err)
	return s
}

// cart is one line of a seller at ¥100.00.
func (d *desk) cart(seller string) promotion.Facts {
	return promotion.Facts{At: d.now, Currency: "CNY", Lines: []promotion.Line{{
		SKU: "tea", Seller: catalog.SellerID(seller), Units: 1, Price: money.MustParseText("100.00 CNY"),
	}}}
}

func (d *desk) total(t testing.TB) string {
	t.Helper()
	r, err := d.snapshot(t).Evaluate(d.cart("fern"), promotion.Options{})
	require.NoError(t, err)
	return r.Total.String()
}

func field(t *testing.T, err error, name string) {
	t.Helper()
	var wrong *promotion.RuleError
	require.ErrorAs(t, err, &wrong)
	assert.Equal(t, name, wrong.Field, err)
}

func TestLifeOfARule(t *testing.T) {
	d := newDesk(t)
	r := off("", "item", "fern")
	rec := d.saved(t, fern, r)
	assert.Equal(t, []any{"id1", rules.Draft, int64(1), "he", int64(1)}, []any{rec.ID, rec.State, rec.Saved, rec.SavedBy, rec.Version})
	assert.Equal(t, "100.00 CNY", d.total(t), "a draft does not count")

	rec, err := d.Publish(ctx, fern, seen(rec))
	require.NoError(t, err)
	assert.Equal(t, rules.Live, rec.State)
	assert.Equal(t, "90.00 CNY", d.total(t))

	r.ID, r.Then = "id1", []json.RawMessage{json.RawMessage(`{"kind":"percent","off":"20"}`)}
	rec, err = d.Save(ctx, fern, r, rec.Version)
	require.NoError(t, err)
	assert.Equal(t, []any{rules.Live, int64(2), int64(1)}, []any{rec.State, rec.Saved, rec.Live})
	assert.Equal(t, "90.00 CNY", d.total(t), "what was published counts until the next is")
	rec, err = d.Publish(ctx, fern, seen(rec))
	require.NoError(t, err)
	assert.Equal(t, "80.00 CNY", d.total(t))

	rec, err = d.Pause(ctx, fern, seen(rec))
	require.NoError(t, err)
	assert.Equal(t, "100.00 CNY", d.total(t))
	rec, err = d.Resume(ctx, fern, seen(rec))
	require.NoError(t, err)
	assert.Equal(t, "80.00 CNY", d.total(t))
	rec, err = d.Withdraw(ctx, fern, rules.Step{ID: "id1", Version: rec.Version, Note: "卖完了"})
	require.NoError(t, err)
	assert.Equal(t, rules.Withdrawn, rec.State)
	assert.Equal(t, "100.00 CNY", d.total(t))
	assert.Empty(t, rec.Permitted())
	_, err = d.Publish(ctx, fern, seen(rec))
	require.ErrorIs(t, err, fsm.ErrNotPermitted)

	var lines []string
	for c, err := range d.History(ctx, fern, "id1", 0, 0) {
		require.NoError(t, err)
		lines = append(lines, fmt.Sprint(c.No, " ", c.Event, " ", c.State, " ", c.Revision, " ", c.Note, len(c.Body) > 0))
	}
	slices.Reverse(lines)
	assert.Equal(t, []string{
		"1 save draft 1 true", "2 publish live 1 false", "3 save live 2 true", "4 publish live 2 false", "5 pause paused 2 false",
		"6 resume live 2 false", "7 withdraw withdrawn 2 卖完了false",
	}, lines)
	first, err := d.Revision(ctx, fern, "id1", 1)
	require.NoError(t, err)
	assert.JSONEq(t, `{"kind":"percent","off":"10"}`, string(first.Then[0]))
	assert.Equal(t, int64(1), first.Revision)
}

func TestThePast(t *testing.T) {
	d := newDesk(t)
	start := d.now
	rec := d.live(t, li, off("r", "item", ""))
	d.now = d.now.Add(time.Minute)
	r := off("r", "item", "")
	r.Then[0] = json.RawMessage(`{"kind":"percent","off":"50"}`)
	rec, err := d.Save(ctx, li, r, rec.Version)
	require.NoError(t, err)
	rec, err = d.Publish(ctx, li, seen(rec))
	require.NoError(t, err)
	d.now = d.now.Add(time.Minute)
	_, err = d.Withdraw(ctx, li, seen(rec))
	require.NoError(t, err)
	for after, total := range map[time.Duration]string{
		-time.Second: "100.00 CNY", 0: "90.00 CNY", 59 * time.Second: "90.00 CNY", time.Minute: "50.00 CNY", 2 * time.Minute: "100.00 CNY",
	} {
		past, err := d.SnapshotAt(ctx, start.Add(after))
		require.NoError(t, err)
		priced, err := past.Evaluate(d.cart("fern"), promotion.Options{})
		require.NoError(t, err)
		assert.Equal(t, total, priced.Total.String(), after)
	}
}

func TestBadRulesAreRefusedWhenSaved(t *testing.T) {
	d := newDesk(t)
	taken := off("taken", "shop", "moss")
	taken.Codes, taken.Ends = []string{"tea-50"}, d.now.Add(time.Hour)
	d.live(t, li, taken)
	alone := off("alone", "item", "")
	alone.Stack.OnlyWith = []string{"friend"}
	d.live(t, li, alone)
	for name, x := range map[string]struct {
		field  string
		change func(r *promotion.Rule)
	}{
		"over 100 %":          {"then[0].off", func(r *promotion.Rule) { r.Then[0] = json.RawMessage(`{"kind":"percent","off":"101"}`) }},
		"negative price":      {"then[0].amount", func(r *promotion.Rule) { r.Then[0] = json.RawMessage(`{"kind":"price","amount":["-1.00 CNY"]}`) }},
		"no currency":         {"when.min", func(r *promotion.Rule) { r.When = json.RawMessage(`{"kind":"amount","min":["300"]}`) }},
		"unknown kind":        {"then[0].kind", func(r *promotion.Rule) { r.Then[0] = json.RawMessage(`{"kind":"magic"}`) }},
		"unknown version":     {"version", func(r *promotion.Rule) { r.Version = 2 }},
		"unknown layer":       {"layer", func(r *promotion.Rule) { r.Layer = "cellar" }},
		"circular exclusion":  {"stack", func(r *promotion.Rule) { r.ID = "friend"; r.Stack.OnlyWith = []string{"other"} }},
		"a code of another":   {"codes", func(r *promotion.Rule) { r.Codes = []string{"Ｔea 50"} }},
		"no ID for a change":  {"id", func(r *promotion.Rule) { r.ID = strings.Repeat("x", 65) }},
		"an end before start": {"ends", func(r *promotion.Rule) { r.Starts, r.Ends = d.now, d.now }},
		"bytes that are none": {"rule", func(r *promotion.Rule) { r.Items = json.RawMessage("{\"kind\":\"product\",\"in\":[\"\xff\"]}") }},
	} {
		t.Run(name, func(t *testing.T) {
			r := off("r", "shop", "fern")
			x.change(&r)
			_, err := d.Save(ctx, li, r, 0)
			field(t, err, x.field)
			_, err = d.Rule(ctx, li, r.ID)
			require.ErrorIs(t, err, event.ErrNotFound)
		})
	}
}

func TestACodeIsFreeAgain(t *testing.T) {
	d := newDesk(t)
	old := off("old", "shop", "moss")
	old.Codes, old.Ends = []string{"TEA"}, d.now.Add(time.Hour)
	d.live(t, li, old)
	next := off("next", "shop", "fern")
	next.Codes, next.Starts = []string{"TEA"}, old.Ends
	d.saved(t, fern, next) // begins when the other ends
	next.ID, next.Starts = "now", time.Time{}
	_, err := d.Save(ctx, fern, next, 0)
	field(t, err, "codes")
	d.now = old.Ends
	d.live(t, fern, next)
}

func TestMerchants(t *testing.T) {
	d := newDesk(t)
	_, err := d.Save(ctx, fern, off("r", "platform", "fern"), 0)
	field(t, err, "layer")
	for _, seller := range []string{"", "moss"} {
		_, err = d.Save(ctx, fern, off("r", "shop", seller), 0)
		require.ErrorIs(t, err, secure.ErrDenied)
	}
	_, err = d.Save(ctx, secure.Actor{}, off("r", "shop", "fern"), 0)
	require.ErrorIs(t, err, secure.ErrDenied)

	mine := d.saved(t, fern, off("r", "shop", "fern"))
	stolen := off("r", "shop", "moss")
	_, err = d.Save(ctx, moss, stolen, mine.Version)
	require.ErrorIs(t, err, secure.ErrDenied)
	_, err = d.Save(ctx, li, stolen, mine.Version)
	field(t, err, "seller")
	for _, do := range []func(context.Context, secure.Actor, rules.Step) (rules.Record, error){
		d.Submit, d.Decline, d.Publish, d.Pause, d.Resume, d.Withdraw,
	} {
		_, err = do(ctx, moss, seen(mine))
		require.ErrorIs(t, err, secure.ErrDenied)
	}
	_, err = d.Rule(ctx, moss, "r")
	require.ErrorIs(t, err, secure.ErrDenied)
	for _, err := range d.History(ctx, moss, "r", 0, 0) {
		require.ErrorIs(t, err, secure.ErrDenied)
	}
	_, err = d.Revision(ctx, moss, "r", 1)
	require.ErrorIs(t, err, secure.ErrDenied)

	d.saved(t, li, off("p", "platform", ""))
	d.saved(t, moss, off("m", "item", "moss"))
	assert.Equal(t, "m p r", d.list(t, li, rules.Query{}))
	assert.Equal(t, "p", d.list(t, li, rules.Query{Sellers: []string{""}}))
	assert.Equal(t, "r", d.list(t, fern, rules.Query{}))
	assert.Empty(t, d.list(t, fern, rules.Query{Sellers: []string{"moss", ""}}))
	assert.Equal(t, "r", d.list(t, fern, rules.Query{Sellers: []string{"fern", "moss"}}))
	assert.Empty(t, d.list(t, secure.Actor{ID: "x", Role: secure.RoleMerchant, Sellers: []string{""}}, rules.Query{}))
	assert.Empty(t, d.list(t, secure.Actor{ID: "x", Role: secure.RoleMerchant}, rules.Query{}))
	for _, err := range d.Rules(ctx, secure.Actor{}, rules.Query{}) {
		require.ErrorIs(t, err, secure.ErrDenied)
	}
}

func (d *desk) list(t *testing.T, by secure.Actor, q rules.Query) string {
	t.Helper()
	var ids []string
	for r, err := range d.Rules(ctx, by, q) {
		require.NoError(t, err)
		ids = append(ids, r.ID)
	}
	return strings.Join(ids, " ")
}

// A seller's rule that touches others needs somebody who may publish everybody's.
func TestWhatASellersRuleAsksOfOthers(t *testing.T) {
	d := newDesk(t)
	d.Groups = []promotion.Group{{Name: "festival"}}
	other := off("moss-1", "item", "moss")
	other.Stack.Groups = []string{"green"}
	d.live(t, moss, other)
	d.live(t, fern, off("fern-1", "item", "fern"))
	for name, x := range map[string]struct {
		field  string
		change func(r *promotion.Rule)
	}{
		"the platform pays": {"payers[1].party", func(r *promotion.Rule) {
			r.Payers = []promotion.Payer{{Party: "seller", Parts: 7}, {Party: "platform", Parts: 3}}
		}},
		"points": {"then[0]", func(r *promotion.Rule) {
			r.Then[0] = json.RawMessage(`{"kind":"points","every":["1.00 CNY"],"points":1}`)
		}},
		"alone":                  {"stack.only_with", func(r *promotion.Rule) { r.Stack.OnlyWith = []string{"fern-1"} }},
		"not with another's":     {"stack.without", func(r *promotion.Rule) { r.Stack.Without = []string{"fern-1", "moss-1"} }},
		"not with one to come":   {"stack.without", func(r *promotion.Rule) { r.Stack.Without = []string{"moss-2"} }},
		"the platform's group":   {"stack.groups", func(r *promotion.Rule) { r.Stack.Groups = []string{"festival"} }},
		"another seller's group": {"stack.groups", func(r *promotion.Rule) { r.Stack.Groups = []string{"mine", "green"} }},
		"nothing":                {"", func(r *promotion.Rule) { r.Stack.Groups, r.Stack.Without = []string{"mine"}, []string{"fern-1"} }},
	} {
		t.Run(name, func(t *testing.T) {
			r := off("", "item", "fern")
			x.change(&r)
			rec := d.saved(t, fern, r)
			_, err := d.Publish(ctx, fern, seen(rec))
			if x.field == "" {
				require.NoError(t, err)
				return
			}
			var approval *rules.ApprovalError
			require.ErrorAs(t, err, &approval)
			require.ErrorIs(t, err, rules.ErrApproval)
			assert.Equal(t, x.field, approval.Field)
			rec, err = d.Submit(ctx, fern, seen(rec))
			require.NoError(t, err)
			_, err = d.Publish(ctx, li, seen(rec))
			require.NoError(t, err)
		})
	}
}

func TestASecondPerson(t *testing.T) {
	d := newDesk(t)
	d.RequireTwo = true
	rec := d.saved(t, li, off("r", "platform", ""))
	_, err := d.Publish(ctx, li, seen(rec))
	require.ErrorIs(t, err, rules.ErrApproval)
	rec, err = d.Submit(ctx, li, seen(rec))
	require.NoError(t, err)
	assert.Equal(t, []any{rules.Waiting, int64(1)}, []any{rec.State, rec.Asked})
	assert.Equal(t, "r", d.list(t, wang, rules.Query{Asked: true}))

	rec, err = d.Decline(ctx, wang, rules.Step{ID: "r", Version: rec.Version, Note: "太多了"})
	require.NoError(t, err)
	assert.Equal(t, []any{rules.Draft, int64(0)}, []any{rec.State, rec.Asked})
	_, err = d.Decline(ctx, wang, seen(rec))
	require.ErrorIs(t, err, fsm.ErrNotPermitted)
	rec, err = d.Submit(ctx, li, seen(rec))
	require.NoError(t, err)
	late := seen(rec)
	rec, err = d.Save(ctx, wang, off("r", "platform", ""), rec.Version) // a change has to be asked for anew
	require.NoError(t, err)
	assert.Equal(t, rules.Draft, rec.State)
	_, err = d.Publish(ctx, li, late)
	require.ErrorIs(t, err, event.ErrStale, "what nobody has looked at does not go live")
	_, err = d.Publish(ctx, wang, seen(rec))
	require.ErrorIs(t, err, rules.ErrApproval)
	rec, err = d.Publish(ctx, li, seen(rec))
	require.NoError(t, err)
	assert.Equal(t, "li", rec.PublishedBy)

	_, err = d.Submit(ctx, li, seen(rec))
	require.ErrorIs(t, err, fsm.ErrNotPermitted, "nothing new")
	rec, err = d.Save(ctx, li, off("r", "platform", ""), rec.Version)
	require.NoError(t, err)
	rec, err = d.Submit(ctx, li, seen(rec))
	require.NoError(t, err)
	assert.Equal(t, []any{rules.Live, int64(2), int64(3)}, []any{rec.State, rec.Live, rec.Asked})
	assert.Contains(t, rec.Permitted(), rules.Decline)
	rec, err = d.Pause(ctx, li, seen(rec))
	require.NoError(t, err)
	_, err = d.Resume(ctx, li, seen(rec))
	require.NoError(t, err, "what was published once needs nobody to resume")
}

func TestTime(t *testing.T) {
	d := newDesk(t)
	r := off("r", "platform", "")
	r.Codes, r.Ends = []string{"TEA"}, d.now.Add(time.Hour)
	rec := d.saved(t, li, r)
	early := seen(rec)
	d.now = d.now.Add(time.Hour)
	_, err := d.Publish(ctx, li, early)
	field(t, err, "ends")
	d.now = d.now.Add(-time.Hour)
	rec, err = d.Publish(ctx, li, early)
	require.NoError(t, err)
	rec, err = d.Pause(ctx, li, seen(rec))
	require.NoError(t, err)
	d.now = d.now.Add(time.Hour)
	_, err = d.Resume(ctx, li, seen(rec))
	field(t, err, "ends")
	timer := event.Timer{Kind: rules.EndTimer, Subject: "r"}
	end := d.Timers()[rules.EndTimer]
	require.NoError(t, end(ctx, timer))
	require.NoError(t, end(ctx, timer), "again")
	require.NoError(t, end(ctx, event.Timer{Kind: rules.EndTimer, Subject: "nobody"}))
	rec, err = d.Rule(ctx, li, "r")
	require.NoError(t, err)
	assert.Equal(t, rules.Ended, rec.State)

	assert.Equal(t, promotion.CodeExpired, d.answer(t), "for a while")
	d.now = d.now.Add(31 * 24 * time.Hour)
	d.live(t, li, off("other", "item", ""))
	assert.Equal(t, promotion.CodeInvalid, d.answer(t), "the book does not grow for ever")
}

// answer is what somebody hears who enters TEA.
func (d *desk) answer(t *testing.T) promotion.CodeAnswer {
	t.Helper()
	f := d.cart("fern")
	f.Codes = []promotion.Entered{{Text: "tea"}}
	r, err := d.snapshot(t).Evaluate(f, promotion.Options{})
	require.NoError(t, err)
	return r.Codes[0].Answer
}

func TestTryAndLint(t *testing.T) {
	d := newDesk(t)
	d.live(t, li, off("everybody", "item", ""))
	r := off("r", "item", "fern")
	r.Then[0] = json.RawMessage(`{"kind":"percent","off":"15"}`)
	tried, err := d.Try(ctx, fern, r, d.cart("fern"))
	require.NoError(t, err)
	assert.Equal(t, "90.00 CNY 85.00 CNY -5.00 CNY", fmt.Sprint(tried.Before.Total, " ", tried.After.Total, " ", tried.Change))
	assert.Len(t, tried.After.Explained, 2)
	assert.Equal(t, "90.00 CNY", d.total(t), "a try changes nothing")
	_, err = d.Try(ctx, fern, r, d.cart("moss"))
	require.ErrorIs(t, err, secure.ErrDenied)
	_, err = d.Try(ctx, moss, r, d.cart("moss"))
	require.ErrorIs(t, err, secure.ErrDenied)
	r.Layer = "cellar"
	_, err = d.Try(ctx, fern, r, d.cart("fern"))
	field(t, err, "layer")

	r.Layer, r.Stack.Without = "item", []string{"nobody"}
	found, err := d.Lint(ctx, fern, r, promotion.LintOptions{})
	require.NoError(t, err)
	var words []string
	for _, f := range found {
		words = append(words, f.Rule+" "+f.Field+" "+string(f.Problem))
	}
	assert.Contains(t, words, "r stack.without name")
	assert.NotContains(t, strings.Join(words, ","), "everybody ", "findings of the rule alone")
}

func TestALimitOfLiveRulesOfASeller(t *testing.T) {
	d := newDesk(t)
	d.MaxLive = 2
	first := d.live(t, fern, off("", "item", "fern"))
	d.live(t, fern, off("", "item", "fern"))
	d.live(t, moss, off("", "item", "moss"))
	third := d.saved(t, fern, off("", "item", "fern"))
	_, err := d.Publish(ctx, fern, seen(third))
	field(t, err, "seller")
	_, err = d.Save(ctx, fern, off(first.ID, "item", "fern"), first.Version)
	require.NoError(t, err)
	first, err = d.Rule(ctx, fern, first.ID)
	require.NoError(t, err)
	_, err = d.Publish(ctx, fern, seen(first))
	require.NoError(t, err, "it has its place already")
}

func TestVet(t *testing.T) {
	d := newDesk(t)
	d.Vet = func(_ context.Context, _ secure.Actor, e rules.Event, r promotion.Rule) error {
		if strings.Contains(string(r.Then[0]), "gift") {
			return &promotion.RuleError{Rule: r.ID, Field: "then[0]." + string(e), Reason: "is not the seller's own"}
		}
		return nil
	}
	r := off("r", "item", "fern")
	r.Then[0] = json.RawMessage(`{"kind":"gift","of":["teapot"]}`)
	_, err := d.Save(ctx, fern, r, 0)
	require.ErrorIs(t, err, promotion.ErrRule)
	d.live(t, fern, off("s", "item", "fern"))
}

// A rule of a newer program does not take the others with it.
func TestLeftOut(t *testing.T) {
	d := newDesk(t)
	d.live(t, li, off("good", "item", ""))
	odd := promotion.Standard().WithActions(promotion.ActionKind{Name: "odd", Parse: func(*promotion.Params) promotion.Action { return nothing{} }})
	newer := &rules.Service{
		Store: d.Store, Policy: d.Policy, Now: d.Now, Kinds: odd,
		Layers: append([]promotion.Layer{{Name: "roof"}}, promotion.Layers()...),
	}
	r := off("odd", "item", "")
	r.Then[0] = json.RawMessage(`{"kind":"odd"}`)
	for _, r := range []promotion.Rule{r, off("high", "roof", "")} {
		rec, err := newer.Save(ctx, li, r, 0)
		require.NoError(t, err)
		_, err = newer.Publish(ctx, li, seen(rec))
		require.NoError(t, err)
	}
	assert.Equal(t, "90.00 CNY", d.total(t))
	left, err := d.LeftOut(ctx)
	require.NoError(t, err)
	require.Len(t, left, 2)
	for _, err := range left {
		require.ErrorIs(t, err, promotion.ErrRule)
	}
	left, err = newer.LeftOut(ctx)
	require.NoError(t, err)
	assert.Empty(t, left)
}

type nothing struct{}

func (nothing) Apply(*promotion.Draft) {}

func TestIncompleteAndBadArguments(t *testing.T) {
	var s rules.Service
	_, err := s.Snapshot(ctx)
	require.ErrorIs(t, err, rules.ErrConfig)
	_, err = s.Save(ctx, li, off("r", "item", ""), 0)
	require.ErrorIs(t, err, rules.ErrConfig)
	_, err = s.Publish(ctx, li, rules.Step{})
	require.ErrorIs(t, err, rules.ErrConfig)
	d := newDesk(t)
	rec := d.saved(t, li, off("r", "item", ""))
	for _, note := range []string{strings.Repeat("x", 1001), "\xff", "\x00"} {
		_, err = d.Publish(ctx, li, rules.Step{ID: rec.ID, Version: rec.Version, Note: note})
		require.ErrorIs(t, err, promotion.ErrInput)
	}
	d.NewID = nil
	_, err = d.Save(ctx, li, off("", "item", ""), 0)
	field(t, err, "id")
	_, err = d.Save(ctx, li, off("s", "item", ""), 3)
	require.ErrorIs(t, err, event.ErrNotFound)
}

// Readers, publishers and other processes at once: everybody publishes in the end,
// and whoever published sees it.
func TestManyAtOnce(t *testing.T) {
	d := newDesk(t)
	other := &rules.Service{Store: d.Store, Policy: d.Policy, Now: d.Now}
	d.MaxAge = time.Hour
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 5 {
				r := off(fmt.Sprintf("r%d%d", i, j), "item", "fern")
				r.Codes = []string{fmt.Sprintf("CODE%d%d", i, j)}
				rec, err := d.Save(ctx, li, r, 0)
				if !assert.NoError(t, err) {
					return
				}
				if _, err = d.Publish(ctx, li, seen(rec)); !assert.NoError(t, err) {
					return
				}
				snapshot, err := d.Snapshot(ctx)
				assert.NoError(t, err)
				assert.True(t, snapshot.HasCode(r.Codes[0]), "whoever published sees it, whatever MaxAge")
				_, err = other.Snapshot(ctx)
				assert.NoError(t, err)
			}
		})
	}
	wg.Wait()
	snapshot, err := other.Snapshot(ctx)
	require.NoError(t, err)
	for i := range 8 {
		for j := range 5 {
			assert.True(t, snapshot.HasCode(fmt.Sprintf("CODE%d%d", i, j)))
		}
	}
}

// MaxAge saves the read, and another process's change is seen when it has passed.
func TestMaxAge(t *testing.T) {
	d := newDesk(t)
	d.Service.MaxAge = time.Second
	reads := &counted{Store: d.Store}
	d.Store = reads
	d.total(t)
	before := reads.n
	d.total(t)
	assert.Equal(t, before, reads.n)
	other := &rules.Service{Store: d.db.Rules(), Policy: d.Policy, Now: d.Now}
	rec, err := other.Save(ctx, li, off("r", "item", ""), 0)
	require.NoError(t, err)
	_, err = other.Publish(ctx, li, seen(rec))
	require.NoError(t, err)
	assert.Equal(t, "100.00 CNY", d.total(t))
	d.now = d.now.Add(time.Second)
	assert.Equal(t, "90.00 CNY", d.total(t))
	d.now = d.now.Add(-time.Hour) // a clock that was put back
	before = reads.n
	d.total(t)
	assert.Equal(t, before+1, reads.n)
}

type counted struct {
	rules.Store
	n int
}

func (c *counted) FindRuleBook(ctx context.Context) (int64, error) {
	c.n++
	return c.Store.FindRuleBook(ctx)
}
