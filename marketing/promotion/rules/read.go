package rules

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/secure"
)

// Rule answers one rule, event.ErrNotFound where there is none of that ID, and
// secure.ErrDenied where the actor may not look at it.
func (s *Service) Rule(ctx context.Context, by secure.Actor, id string) (Record, error) {
	if err := s.check(); err != nil {
		return Record{}, err
	}
	r, err := s.Store.FindRule(ctx, id)
	if err != nil {
		return Record{}, err
	}
	if err := s.Policy.Allow(by, Look, secure.Target{Seller: r.Seller}); err != nil {
		return Record{}, err
	}
	return r, nil
}

// Rules lists what the actor may see of what matches, by ID; for the next page ask
// again with After set to the last ID.
func (s *Service) Rules(ctx context.Context, by secure.Actor, q Query) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		filter, err := s.Policy.Scope(by, Look)
		if err == nil {
			err = s.check()
		}
		if err != nil {
			yield(Record{}, err)
			return
		}
		if !filter.Any {
			wanted := q.Sellers
			q.Sellers = slices.DeleteFunc(slices.Clone(filter.Sellers), func(seller string) bool {
				return seller == "" || wanted != nil && !slices.Contains(wanted, seller)
			})
		}
		if q.Sellers != nil && len(q.Sellers) == 0 || !filter.Any && q.Sellers == nil {
			return
		}
		s.Store.FindRules(ctx, q)(yield)
	}
}

// History lists the changes of a rule before a No, 0 for all, newest first.
func (s *Service) History(ctx context.Context, by secure.Actor, id string, before int64, limit int) iter.Seq2[Change, error] {
	return func(yield func(Change, error) bool) {
		if _, err := s.Rule(ctx, by, id); err != nil {
			yield(Change{}, err)
			return
		}
		s.Store.RuleHistory(ctx, id, before, limit)(yield)
	}
}

// Revision reads a rule as it was saved once: to compare, or to Save it again.
func (s *Service) Revision(ctx context.Context, by secure.Actor, id string, revision int64) (promotion.Rule, error) {
	if _, err := s.Rule(ctx, by, id); err != nil {
		return promotion.Rule{}, err
	}
	c, err := s.Store.FindRevision(ctx, id, revision)
	if err != nil {
		return promotion.Rule{}, err
	}
	return promotion.ParseRule([]byte(c.Body), s.kinds())
}

// Trial is the live book before and after a rule that need not be saved: to price
// carts of the past under both, see promotion.Trial. A rule that Save would
// refuse is refused here.
func (s *Service) Trial(ctx context.Context, by secure.Actor, r promotion.Rule) (promotion.Trial, error) {
	if err := s.check(); err != nil {
		return promotion.Trial{}, err
	}
	if err := s.Policy.Allow(by, Edit, secure.Target{Seller: r.Seller}); err != nil {
		return promotion.Trial{}, err
	}
	r, err := s.canonical(r)
	if err != nil {
		return promotion.Trial{}, err
	}
	b, err := s.book(ctx)
	if err != nil {
		return promotion.Trial{}, err
	}
	if err := s.judge(b, r, s.now()); err != nil {
		return promotion.Trial{}, err
	}
	with, err := b.snapshot.With(r)
	if err != nil {
		return promotion.Trial{}, err
	}
	return promotion.Trial{Before: b.snapshot, After: with, Options: promotion.Options{Explain: true}}, nil
}

// Try prices one cart without the rule, as it is live, and with it, both
// explained. Who may not edit everybody's rules tries carts of their own sellers
// only.
func (s *Service) Try(ctx context.Context, by secure.Actor, r promotion.Rule, f promotion.Facts) (promotion.Replayed, error) {
	trial, err := s.Trial(ctx, by, r)
	if err != nil {
		return promotion.Replayed{}, err
	}
	for _, line := range f.Lines {
		if err := s.Policy.Allow(by, Edit, secure.Target{Seller: string(line.Seller)}); err != nil {
			return promotion.Replayed{}, fmt.Errorf("rules: a line of seller %s: %w", line.Seller, err)
		}
	}
	for tried, err := range trial.Replay(slices.Values([]promotion.Facts{f})) {
		return tried, err
	}
	return promotion.Replayed{}, ctx.Err()
}

// Lint lists what is odd about a rule within the live book, see
// promotion.Snapshot.Lint; it need not be saved. At is now unless it is set.
func (s *Service) Lint(ctx context.Context, by secure.Actor, r promotion.Rule, o promotion.LintOptions) ([]promotion.Finding, error) {
	trial, err := s.Trial(ctx, by, r)
	if err != nil {
		return nil, err
	}
	if o.Only = r.ID; o.At.IsZero() {
		o.At = s.now()
	}
	return trial.After.Lint(o)
}
