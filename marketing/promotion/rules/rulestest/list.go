package rulestest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/marketing/promotion/rules"
)

func listRules() []Rule {
	return []Rule{
		{"list/filter", "a merchant sees another's drafts, or a desk misses what waits for it", listFilter},
		{"list/pages", "a desk shows some rules twice and others never", listPages},
		{"history/newest", "the desk shows an old change as the last", historyNewest},
		{"live/states", "a cart is priced with a rule that does not count", liveStates},
		{"past/at", "a returned part is priced by rules that did not count when it was bought", pastAt},
		{"live/ended", "the book grows for ever, or an expired code is unknown", liveEnded},
	}
}

func (k *kit) ids(ctx context.Context, q rules.Query) (string, error) {
	var ids []string
	for r, err := range k.Rules.FindRules(ctx, q) {
		if err != nil {
			return "", err
		}
		ids = append(ids, r.ID)
	}
	return strings.Join(ids, " "), nil
}

func listFilter(ctx context.Context, k *kit) error {
	for _, x := range []struct {
		id, seller string
		state      rules.State
		asked      int64
	}{{"a", "", rules.Live, 0}, {"b", "fern", rules.Draft, 0}, {"c", "fern", rules.Waiting, 1}, {"d", "moss", rules.Live, 2}, {"e", "moss", rules.Withdrawn, 0}} {
		r := plain(x.id)
		r.Seller, r.State, r.Asked = x.seller, x.state, x.asked
		if err := k.save(ctx, r); err != nil {
			return err
		}
	}
	var failed []error
	for wanted, q := range map[string]rules.Query{
		"a b c d e": {}, "a": {Sellers: []string{""}}, "b c": {Sellers: []string{"fern"}}, "a d e": {Sellers: []string{"moss", ""}},
		"": {Sellers: []string{}}, "a d": {States: []rules.State{rules.Live}}, "b e": {States: []rules.State{rules.Draft, rules.Withdrawn}},
		"c d": {Asked: true}, "d": {Asked: true, Sellers: []string{"moss", ""}, States: []rules.State{rules.Live, rules.Waiting}},
	} {
		got, err := k.ids(ctx, q)
		failed = append(failed, err, want(fmt.Sprintf("rules of %+v", q), got, wanted))
	}
	return errors.Join(failed...)
}

func listPages(ctx context.Context, k *kit) error {
	var wanted []string
	var list []rules.Record
	for i := range 104 {
		wanted = append(wanted, fmt.Sprintf("r%03d", (i*37)%104))
		list = append(list, plain(wanted[i]))
	}
	if err := k.save(ctx, list...); err != nil {
		return err
	}
	slices.Sort(wanted)
	var got []string
	for _, page := range []struct{ limit, length int }{{0, 100}, {3, 3}, {501, 1}} {
		ids, err := k.ids(ctx, rules.Query{After: strings.Join(got[max(0, len(got)-1):], ""), Limit: page.limit})
		if err := errors.Join(err, want(fmt.Sprintf("page of %d", page.limit), len(strings.Fields(ids)), page.length)); err != nil {
			return err
		}
		got = append(got, strings.Fields(ids)...)
	}
	return same("pages", got, wanted)
}

func historyNewest(ctx context.Context, k *kit) error {
	var versions []rules.Record
	changes := []rules.Change{{Rule: "r2", No: 1, At: at(0)}}
	for no := range int64(103) {
		r := plain("r")
		r.Version = no
		versions = append(versions, r)
		changes = append(changes, rules.Change{Rule: "r", No: no + 1, Event: rules.Save, State: rules.Draft, Revision: no + 1, By: "li", At: at(int(no))})
	}
	if err := errors.Join(k.save(ctx, append(versions, plain("r2"))...), k.add(ctx, changes...)); err != nil {
		return err
	}
	var failed []error
	for _, x := range []struct {
		before        int64
		limit         int
		first, length int64
	}{{0, 0, 103, 100}, {0, 2, 103, 2}, {4, 0, 3, 3}, {1, 0, 0, 0}, {50, 500, 49, 49}} {
		list, err := k.history(ctx, "r", x.before, x.limit)
		failed = append(failed, err, want(fmt.Sprintf("changes before %d, %d of them", x.before, x.limit), int64(len(list)), x.length))
		for i, c := range list {
			failed = append(failed, want("change", c.No, x.first-int64(i)), want("rule", c.Rule, "r"))
		}
	}
	return errors.Join(failed...)
}

func (k *kit) live(ctx context.Context, since time.Time) (string, error) {
	return current(k.Rules.LiveRules(ctx, since))
}

func current(rows iter.Seq2[rules.Current, error]) (string, error) {
	var list []string
	for c, err := range rows {
		if err != nil {
			return "", err
		}
		list = append(list, fmt.Sprintf("%s %d %s", c.ID, c.Revision, c.Body))
	}
	slices.Sort(list)
	return strings.Join(list, ", "), nil
}

func liveStates(ctx context.Context, k *kit) error {
	for _, state := range []rules.State{rules.Draft, rules.Waiting, rules.Live, rules.Paused, rules.Ended, rules.Withdrawn} {
		r := full(string(state))
		r.State = state
		if state == rules.Draft || state == rules.Waiting {
			r.Live, r.LiveBody, r.Ends = 0, "", time.Time{}
		}
		if err := k.save(ctx, r); err != nil {
			return err
		}
	}
	got, err := k.live(ctx, at(0))
	return errors.Join(err, want("live", got, `ended 5 {"id":"五"}, live 5 {"id":"五"}`))
}

func liveEnded(ctx context.Context, k *kit) error {
	for id, ends := range map[string]time.Time{"never": {}, "one": at(1), "two": at(2)} {
		r := full(id)
		r.LiveBody, r.Ends = "{}", ends
		if err := k.save(ctx, r); err != nil {
			return err
		}
	}
	var failed []error
	for since, wanted := range map[time.Time]string{
		at(0): "never 5 {}, one 5 {}, two 5 {}", at(1): "never 5 {}, two 5 {}", at(2): "never 5 {}", at(2).Add(-time.Millisecond): "never 5 {}, two 5 {}",
	} {
		got, err := k.live(ctx, since)
		failed = append(failed, err, want("live since "+since.String(), got, wanted))
	}
	return errors.Join(failed...)
}

func pastAt(ctx context.Context, k *kit) error {
	steps := []struct {
		event rules.Event
		state rules.State
		saved int64
	}{
		{rules.Save, rules.Draft, 1},
		{rules.Publish, rules.Live, 1},
		{rules.Save, rules.Live, 2},
		{rules.Publish, rules.Live, 2},
		{rules.Pause, rules.Paused, 2},
		{rules.Resume, rules.Live, 2},
		{rules.End, rules.Ended, 2},
		{rules.Withdraw, rules.Withdrawn, 2},
	}
	var live int64
	for i, step := range steps { // step i at second i
		for _, id := range []string{"a", "b"} {
			r := full(id)
			if step.event == rules.Publish {
				live = step.saved
			}
			r.Version, r.State, r.Saved, r.Live, r.Ends = int64(i), step.state, step.saved, live, at(3600)
			c := rules.Change{Rule: id, No: int64(i + 1), Event: step.event, State: step.state, Revision: step.saved, By: "li", At: at(i)}
			if step.event == rules.Save {
				c.Body = fmt.Sprint(id, step.saved)
			}
			if err := errors.Join(k.save(ctx, r), k.add(ctx, c)); err != nil {
				return err
			}
		}
	}
	var failed []error
	for second, wanted := range []string{
		"", "a 1 a1, b 1 b1", "a 1 a1, b 1 b1", "a 2 a2, b 2 b2", "", "a 2 a2, b 2 b2", "a 2 a2, b 2 b2", "",
	} {
		got, err := current(k.Rules.RulesAt(ctx, at(second), at(0)))
		failed = append(failed, err, want(fmt.Sprintf("rules at second %d", second), got, wanted))
	}
	before, err := current(k.Rules.RulesAt(ctx, at(1).Add(-time.Millisecond), at(0)))
	return errors.Join(append(failed, err, want("rules a moment before", before, ""))...)
}
