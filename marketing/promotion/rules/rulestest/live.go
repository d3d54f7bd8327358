package rulestest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/marketing/promotion/rules"
)

func liveRules() []Rule {
	return []Rule{
		{"save/race", "of two authors who save at once one is lost without a word", saveRace},
		{"publish/together", "two rules that contradict each other go live at once", publishTogether},
		{"publish/sees", "another process prices carts with rules that are gone", publishSees},
		{"publish/tells", "nobody hears of a rule that went live, or hears of one that did not", publishTells},
		{"end/timer", "a rule whose time has passed stays live on the desk", endTimer},
	}
}

// tenth is a rule of 10 % off.
func tenth(id string) promotion.Rule {
	return promotion.Rule{
		Version: promotion.Version, ID: id, Layer: "platform", Then: []json.RawMessage{json.RawMessage(`{"kind":"percent","off":"10"}`)},
	}
}

// publish saves a rule and lets it go live.
func (k *kit) publish(ctx context.Context, r promotion.Rule) error {
	saved, err := k.service.Save(ctx, staff(), r, 0)
	if err != nil {
		return err
	}
	_, err = k.service.Publish(ctx, staff(), rules.Step{ID: saved.ID, Version: saved.Version})
	return err
}

func saveRace(ctx context.Context, k *kit) error {
	first, err := k.service.Save(ctx, staff(), tenth("r"), 0)
	if err != nil {
		return err
	}
	won, err := all(k.workers, func(i int) error {
		r := tenth("r")
		r.Priority = int64(i + 1)
		_, err := k.service.Save(ctx, staff(), r, first.Version)
		return err
	}, event.ErrStale)
	got, readErr := k.Rules.FindRule(ctx, "r")
	list, listErr := k.history(ctx, "r", 0, 0)
	return errors.Join(err, readErr, listErr, want("authors who saved", won, 1), want("revision", got.Saved, 2), want("version", got.Version, 2),
		want("changes", len(list), 2))
}

func publishTogether(ctx context.Context, k *kit) error {
	services := make([]*rules.Service, k.workers) // as many processes
	drafts := make([]rules.Record, k.workers)
	for i := range services {
		r := tenth(fmt.Sprintf("r%02d", i))
		r.Codes = []string{"TEA"}
		var err error
		if drafts[i], err = k.service.Save(ctx, staff(), r, 0); err != nil {
			return err
		}
		services[i] = k.another()
	}
	won, err := all(k.workers, func(i int) error {
		_, err := services[i].Publish(ctx, staff(), rules.Step{ID: drafts[i].ID, Version: drafts[i].Version})
		return err
	}, promotion.ErrRule)
	live, liveErr := k.live(ctx, at(0))
	return errors.Join(err, liveErr, want("rules with one code", won, 1), want("live", strings.Count(live, "TEA"), 1), k.book(ctx, 1))
}

func publishSees(ctx context.Context, k *kit) error {
	other := k.another()
	before, err := other.Snapshot(ctx)
	if err != nil {
		return err
	}
	r := tenth("r")
	r.Codes = []string{"TEA"}
	if err := k.publish(ctx, r); err != nil {
		return err
	}
	after, err := other.Snapshot(ctx)
	if err != nil {
		return err
	}
	again, err := other.Snapshot(ctx)
	if err != nil {
		return err
	}
	stored, err := k.Rules.FindRule(ctx, "r")
	if err != nil {
		return err
	}
	_, paused := k.service.Pause(ctx, staff(), rules.Step{ID: "r", Version: stored.Version})
	gone, err := other.Snapshot(ctx)
	if err != nil {
		return err
	}
	return errors.Join(paused, want("before", before.HasCode("TEA"), false), want("after", after.HasCode("TEA"), true),
		want("compiled again although nothing changed", after != again, false), want("paused", gone.HasCode("TEA"), false))
}

func (k *kit) events(ctx context.Context) (string, error) {
	list, err := k.Events.UnsentEvents(ctx, 100)
	var words []string
	for _, e := range list {
		words = append(words, fmt.Sprintf("%s %s %d", e.Type, e.Subject, e.Version))
	}
	return strings.Join(words, ", "), err
}

func publishTells(ctx context.Context, k *kit) error {
	if err := k.publish(ctx, tenth("r")); err != nil {
		return err
	}
	_, refused := k.service.Publish(ctx, staff(), rules.Step{ID: "r", Version: 1})
	got, err := k.events(ctx)
	return errors.Join(is("published as it was", refused, event.ErrStale), err,
		want("events", got, "promotion.rule.saved promotion.rule/r 1, promotion.rule.published promotion.rule/r 2"))
}

// fire does what is due.
func (k *kit) fire(ctx context.Context) (int, error) {
	now := k.clock()
	due, err := k.Timers.ClaimTimers(ctx, now, now.Add(time.Minute), 10)
	for _, t := range due {
		handle, ok := k.service.Timers()[t.Kind]
		if !ok {
			return 0, fmt.Errorf("timer %s: nobody handles it", t.ID())
		}
		err = errors.Join(err, handle(ctx, t), k.Timers.FinishTimer(ctx, t))
	}
	return len(due), err
}

func endTimer(ctx context.Context, k *kit) error {
	short, long := tenth("short"), tenth("long")
	short.Ends, long.Ends = at(60), at(60)
	if err := errors.Join(k.publish(ctx, short), k.publish(ctx, long)); err != nil {
		return err
	}
	early, err := k.fire(ctx)
	long.Ends = time.Time{} // it was given more time
	again, saveErr := k.service.Save(ctx, staff(), long, 2)
	if err := errors.Join(err, saveErr, want("early timers", early, 0)); err != nil {
		return err
	}
	_, err = k.service.Publish(ctx, staff(), rules.Step{ID: "long", Version: again.Version})
	k.pass(time.Minute)
	due, dueErr := k.fire(ctx)
	ended, endedErr := k.Rules.FindRule(ctx, "short")
	live, liveErr := k.Rules.FindRule(ctx, "long")
	return errors.Join(err, dueErr, endedErr, liveErr, want("timers", due, 1), want("state", ended.State, rules.Ended), want("state", live.State, rules.Live))
}
