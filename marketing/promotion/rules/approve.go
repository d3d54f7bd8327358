package rules

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/secure"
)

// An entrant is a rule on its way into the book.
type entrant struct {
	by     secure.Actor
	event  Event
	record Record
	rule   promotion.Rule
}

// admit decides whether the actor may let a rule into the book.
func (s *Service) admit(ctx context.Context, x entrant, b *book) error {
	now := s.now()
	if !x.rule.Ends.IsZero() && !x.rule.Ends.After(now) {
		return &promotion.RuleError{Rule: x.rule.ID, Field: "ends", Reason: "has passed"}
	}
	if err := s.approved(x, b); err != nil {
		return err
	}
	if err := s.room(x.rule, b); err != nil {
		return err
	}
	if s.Vet != nil {
		if err := s.Vet(ctx, x.by, x.event, x.rule); err != nil {
			return err
		}
	}
	return s.judge(b, x.rule, now)
}

// approved reports whether the actor may publish the revision without another
// person. What was published once may be resumed.
func (s *Service) approved(x entrant, b *book) error {
	if x.event != Publish {
		return nil
	}
	if s.RequireTwo && x.by.ID == x.record.SavedBy {
		return &ApprovalError{x.rule.ID, "by", "saved this revision: another person has to publish it"}
	}
	filter, err := s.Policy.Scope(x.by, GoLive)
	if err != nil || filter.Any {
		return err
	}
	return s.asksOthers(x.rule, b)
}

// room refuses one live rule too many of a seller.
func (s *Service) room(r promotion.Rule, b *book) error {
	if r.Seller == "" {
		return nil
	}
	n, most := 0, cmp.Or(max(0, s.MaxLive), 1000)
	for _, other := range b.rules {
		if other.Seller == r.Seller && other.ID != r.ID {
			n++
		}
	}
	if n >= most {
		return &promotion.RuleError{Rule: r.ID, Field: "seller", Reason: fmt.Sprintf("has %d live rules, and no more can be", n)}
	}
	return nil
}

// asksOthers finds what a seller's rule asks of others than the seller.
func (s *Service) asksOthers(r promotion.Rule, b *book) error {
	for i, p := range r.Payers {
		if p.Party != "seller" {
			return &ApprovalError{r.ID, fmt.Sprintf("payers[%d].party", i), p.Party + " would pay a part"}
		}
	}
	for i, raw := range r.Then {
		var action struct {
			Kind string `json:"kind"`
		}
		if err := json.Unmarshal(raw, &action); err != nil {
			return fmt.Errorf("rules: stored rule %s: %w", r.ID, err)
		}
		if action.Kind == "points" {
			return &ApprovalError{r.ID, fmt.Sprintf("then[%d]", i), "gives points"}
		}
	}
	if len(r.Stack.OnlyWith) > 0 {
		return &ApprovalError{r.ID, "stack.only_with", "would keep rules of others out of the cart"}
	}
	for _, id := range r.Stack.Without {
		i := slices.IndexFunc(b.rules, func(other promotion.Rule) bool { return other.ID == id })
		if i < 0 || b.rules[i].Seller != r.Seller {
			return &ApprovalError{r.ID, "stack.without", id + " is not a live rule of the seller"}
		}
	}
	for _, name := range r.Stack.Groups {
		if s.shared(name, r.Seller, b) {
			return &ApprovalError{r.ID, "stack.groups", name + " is a group of others"}
		}
	}
	return nil
}

// shared reports whether a group is one of the book's, or has rules that are not
// the seller's.
func (s *Service) shared(group, seller string, b *book) bool {
	return slices.ContainsFunc(s.Groups, func(g promotion.Group) bool { return g.Name == group }) ||
		slices.ContainsFunc(b.rules, func(other promotion.Rule) bool {
			return other.Seller != seller && slices.Contains(other.Stack.Groups, group)
		})
}
