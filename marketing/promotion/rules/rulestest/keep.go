package rulestest

import (
	"context"
	"errors"
	"fmt"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion/rules"
)

func keepRules() []Rule {
	return []Rule{
		{"rule/keeps", "a rule gives something else than its author wrote", ruleKeeps},
		{"rule/stale", "one author overwrites another", ruleStale},
		{"rule/seller", "a rule moves to another seller", ruleSeller},
		{"change/keeps", "nobody can tell who did what", changeKeeps},
		{"change/insert", "a history is rewritten", changeInsert},
		{"book/raise", "what was judged in one book goes live in another", bookRaise},
		{"book/race", "two changes of the book count as one, and a process keeps an old one", bookRace},
		{"do/rollback", "a rule that was refused is half published", rollback},
		{"do/own", "a transaction does not see what it wrote", own},
	}
}

func full(id string) rules.Record {
	return rules.Record{
		ID: id, Seller: "fern", State: rules.Live, Saved: 7, Body: `{"id":"tea'50","name":{"zh":"满减 \u0000"}}`, SavedBy: "林", SavedAt: at(1), Asked: 6,
		Live: 5, LiveBody: `{"id":"五"}`, PublishedBy: "li", PublishedAt: at(2), Ends: at(3), Changed: at(4),
	}
}

func plain(id string) rules.Record {
	return rules.Record{ID: id, State: rules.Draft, Saved: 1, Body: "{}", SavedBy: "li", SavedAt: at(0), Changed: at(0)}
}

func (k *kit) save(ctx context.Context, list ...rules.Record) error {
	return k.Rules.Do(ctx, func(ctx context.Context, tx rules.Tx) error {
		for _, r := range list {
			if err := tx.SaveRule(ctx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

func (k *kit) held(ctx context.Context, id string) (r rules.Record, err error) {
	err = k.Rules.Do(ctx, func(ctx context.Context, tx rules.Tx) (err error) {
		r, err = tx.Rule(ctx, id)
		return err
	})
	return r, err
}

// reads compares a rule with what both ways of reading answer.
func (k *kit) reads(ctx context.Context, wanted rules.Record) error {
	held, heldErr := k.held(ctx, wanted.ID)
	found, err := k.Rules.FindRule(ctx, wanted.ID)
	return errors.Join(heldErr, err, same("held", held, wanted), same("found", found, wanted))
}

func ruleKeeps(ctx context.Context, k *kit) error {
	f, p := full("tea'50"), plain("plain")
	if err := k.save(ctx, f, p); err != nil {
		return err
	}
	_, held := k.held(ctx, "none")
	_, found := k.Rules.FindRule(ctx, "none")
	f.Version, p.Version = 1, 1
	return errors.Join(k.reads(ctx, f), k.reads(ctx, p), is("held none", held, event.ErrNotFound), is("found none", found, event.ErrNotFound))
}

func ruleStale(ctx context.Context, k *kit) error {
	r := full("r")
	if err := k.save(ctx, r); err != nil {
		return err
	}
	again := k.save(ctx, r)
	r = plain("r")
	r.Seller, r.Version, r.State = "fern", 1, rules.Withdrawn
	first, second := k.save(ctx, r), k.save(ctx, r)
	r.Version = 2
	return errors.Join(is("inserted twice", again, event.ErrStale), first, is("changed twice", second, event.ErrStale), k.reads(ctx, r))
}

func ruleSeller(ctx context.Context, k *kit) error {
	r := full("r")
	if err := k.save(ctx, r); err != nil {
		return err
	}
	r.Version, r.Seller = 1, "moss"
	err := k.save(ctx, r)
	r.Version, r.Seller = 2, "fern"
	return errors.Join(err, k.reads(ctx, r))
}

func (k *kit) add(ctx context.Context, list ...rules.Change) error {
	return k.Rules.Do(ctx, func(ctx context.Context, tx rules.Tx) error {
		for _, c := range list {
			if err := tx.AddRuleChange(ctx, c); err != nil {
				return err
			}
		}
		return nil
	})
}

func (k *kit) history(ctx context.Context, id string, before int64, limit int) (list []rules.Change, err error) {
	for c, err := range k.Rules.RuleHistory(ctx, id, before, limit) {
		if err != nil {
			return list, err
		}
		list = append(list, c)
	}
	return list, nil
}

func changeKeeps(ctx context.Context, k *kit) error {
	c := rules.Change{
		Rule: "r", No: 1, Event: rules.Save, State: rules.Waiting, Revision: 3, Body: `{"名":"'"}`, Note: "满减，'好'", By: "林", Role: "merchant", At: at(5),
	}
	r := plain("r")
	if err := errors.Join(k.save(ctx, r), k.add(ctx, c)); err != nil {
		return err
	}
	list, err := k.history(ctx, "r", 0, 0)
	got, revErr := k.Rules.FindRevision(ctx, "r", 3)
	_, none := k.Rules.FindRevision(ctx, "r", 2)
	return errors.Join(err, same("history", list, []rules.Change{c}), revErr, same("revision", got, c), is("no revision", none, event.ErrNotFound))
}

func changeInsert(ctx context.Context, k *kit) error {
	c := rules.Change{Rule: "r", No: 1, Event: rules.Save, State: rules.Draft, Revision: 1, Body: "{}", By: "li", At: at(0)}
	if err := errors.Join(k.save(ctx, plain("r")), k.add(ctx, c)); err != nil {
		return err
	}
	other := c
	other.By = "somebody else"
	again := k.add(ctx, other)
	list, err := k.history(ctx, "r", 0, 0)
	return errors.Join(is("added twice", again, event.ErrStale), err, same("history", list, []rules.Change{c}))
}

// raise raises the book from a version, or from what it reads where that is below 0.
func (k *kit) raise(ctx context.Context, from int64) error {
	return k.Rules.Do(ctx, func(ctx context.Context, tx rules.Tx) error {
		version, err := tx.RuleBook(ctx)
		if err != nil {
			return err
		}
		if from >= 0 {
			version = from
		}
		return tx.RaiseRuleBook(ctx, version)
	})
}

func (k *kit) book(ctx context.Context, wanted int64) error {
	found, err := k.Rules.FindRuleBook(ctx)
	var held int64
	heldErr := k.Rules.Do(ctx, func(ctx context.Context, tx rules.Tx) (err error) {
		held, err = tx.RuleBook(ctx)
		return err
	})
	return errors.Join(err, heldErr, want("version of the book", found, wanted), want("held version of the book", held, wanted))
}

func bookRaise(ctx context.Context, k *kit) error {
	return errors.Join(k.book(ctx, 0), k.raise(ctx, 0), k.book(ctx, 1), is("raised from behind", k.raise(ctx, 0), event.ErrStale),
		is("raised from before", k.raise(ctx, 2), event.ErrStale), k.raise(ctx, 1), k.book(ctx, 2))
}

func bookRace(ctx context.Context, k *kit) error {
	won, err := all(k.workers, func(int) error { return k.raise(ctx, -1) }, event.ErrStale)
	if won == 0 && err == nil {
		err = errors.New("nobody raised the book")
	}
	return errors.Join(err, k.book(ctx, won))
}

var errOops = errors.New("rulestest: refused")

func rollback(ctx context.Context, k *kit) error {
	err := k.Rules.Do(ctx, func(ctx context.Context, tx rules.Tx) error {
		version, err := tx.RuleBook(ctx)
		return errors.Join(err, tx.SaveRule(ctx, plain("r")), tx.AddRuleChange(ctx, rules.Change{Rule: "r", No: 1, At: at(0)}),
			tx.RaiseRuleBook(ctx, version), errOops)
	})
	_, found := k.Rules.FindRule(ctx, "r")
	list, listErr := k.history(ctx, "r", 0, 0)
	return errors.Join(is("refused", err, errOops), is("not kept", found, event.ErrNotFound), listErr, want("changes", len(list), 0), k.book(ctx, 0))
}

func own(ctx context.Context, k *kit) error {
	return k.Rules.Do(ctx, func(ctx context.Context, tx rules.Tx) error {
		if err := errors.Join(tx.SaveRule(ctx, full("r")), tx.RaiseRuleBook(ctx, 0)); err != nil {
			return err
		}
		r, err := tx.Rule(ctx, "r")
		version, bookErr := tx.RuleBook(ctx)
		wanted := full("r")
		wanted.Version = 1
		if err := errors.Join(err, bookErr, same("rule", r, wanted), want("version of the book", version, 1)); err != nil {
			return fmt.Errorf("in the transaction: %w", err)
		}
		return nil
	})
}
