package secure

import (
	"errors"
	"fmt"
	"slices"
)

// ErrDenied matches every refusal of a Policy.
var ErrDenied = errors.New("secure: denied")

// DeniedError is the refusal of a Policy. It matches ErrDenied. It says nothing
// about the target, not even whether there is one: show it to a stranger as "not
// found".
type DeniedError struct {
	// Action is what was refused.
	Action Action
	// Role is the role of the refused actor, empty for an anonymous one.
	Role Role
}

// Error names the role and the action.
func (e *DeniedError) Error() string {
	role := string(e.Role)
	if role == "" {
		role = anonymous
	}
	return fmt.Sprintf("secure: denied: %s may not %s this", role, e.Action)
}

// Is reports that every DeniedError is an ErrDenied.
func (e *DeniedError) Is(target error) bool { return target == ErrDenied }

// Scope is how far a Rule reaches.
type Scope uint8

// The scopes. The zero Scope is none of them, and a rule without a scope is
// refused.
const (
	// Any reaches every target.
	Any Scope = 1 << iota
	// Own reaches targets whose Owner is the actor.
	Own
	// OwnSeller reaches targets whose Seller the actor, a merchant, acts for.
	OwnSeller
)

// Rule allows a role some actions within a scope. Two rules for the same role and
// action add up.
type Rule struct {
	// Role is whom the rule allows; empty means anonymous actors and them alone.
	Role Role
	// Actions are what is allowed, at least one.
	Actions []Action
	// Scope is on which targets. Anonymous actors own and sell nothing, so their
	// rules can only have Any; only merchants can have OwnSeller.
	Scope Scope
}

// Target is what an action is aimed at. A target that has no owner or no seller
// leaves the field empty, which then matches nobody.
type Target struct {
	// Owner is the id of the actor whose order, cart or payment it is.
	Owner string
	// Seller is the id of the seller whose goods or order it is.
	Seller string
}

// Filter is the part of a policy that a query applies before it reads a row: a row
// is visible when Any is set, or its owner is Owner, or its seller is one of
// Sellers. The zero Filter shows nothing, and an empty Owner matches no row, not
// those without an owner.
type Filter struct {
	Any     bool
	Owner   string
	Sellers []string
}

// Matches applies the filter to one target. It is the definition that queries in
// SQL must agree with.
func (f Filter) Matches(target Target) bool {
	return f.Any ||
		target.Owner != "" && target.Owner == f.Owner ||
		target.Seller != "" && slices.Contains(f.Sellers, target.Seller)
}

// Policy is an immutable table of who may do what. What no rule allows is denied:
// the zero Policy denies everything. It is safe for concurrent use.
type Policy struct {
	scopes map[grant]Scope
}

type grant struct {
	role   Role
	action Action
}

// NewPolicy builds a policy from rules. It refuses, naming the rule by number from
// 1, a rule without an action or with an empty one, an unknown scope, anonymous
// rules of another scope than Any, and OwnSeller for a role other than merchant.
func NewPolicy(rules ...Rule) (Policy, error) { return Policy{}.With(rules...) }

// With returns a policy that allows what p allows and the rules too. It refuses
// what NewPolicy refuses.
func (p Policy) With(rules ...Rule) (Policy, error) {
	for i, rule := range rules {
		if err := rule.check(); err != nil {
			return Policy{}, fmt.Errorf("secure: rule %d: %w", i+1, err)
		}
	}
	wider := tabulate(rules)
	for key, scope := range p.scopes {
		wider.scopes[key] |= scope
	}
	return wider, nil
}

// Allow returns nil when the actor may do action to target, else a *DeniedError, or
// ErrActor where the actor's ID cannot be kept.
func (p Policy) Allow(actor Actor, action Action, target Target) error {
	filter, err := p.Scope(actor, action)
	if err == nil && !filter.Matches(target) {
		err = denied(actor, action)
	}
	return err
}

// Scope returns the filter that a query for this actor and action must apply, or a
// *DeniedError when the actor may do it to nothing at all, or ErrActor where the
// actor's ID cannot be kept. A merchant without sellers receives a filter that shows
// nothing.
func (p Policy) Scope(actor Actor, action Action) (Filter, error) {
	if err := actor.Check(); err != nil {
		return Filter{}, err
	}
	scope := p.scopes[grant{acting(actor), action}]
	switch {
	case scope == 0:
		return Filter{}, denied(actor, action)
	case scope&Any != 0:
		return Filter{Any: true}, nil
	}
	var filter Filter
	if scope&Own != 0 {
		filter.Owner = actor.ID
	}
	if scope&OwnSeller != 0 {
		filter.Sellers = slices.Clone(actor.Sellers)
	}
	return filter, nil
}

// acting is the role in which a policy sees the actor: a role without an id counts
// for nothing.
func acting(actor Actor) Role {
	if actor.Anonymous() {
		return ""
	}
	return actor.Role
}

func denied(actor Actor, action Action) error {
	return &DeniedError{Action: action, Role: acting(actor)}
}

func (r Rule) check() error {
	switch {
	case len(r.Actions) == 0:
		return errors.New("Actions is empty")
	case slices.Contains(r.Actions, ""):
		return errors.New("Actions contains an empty action")
	case r.Scope != Any && r.Scope != Own && r.Scope != OwnSeller:
		return errors.New("Scope is none of Any, Own, OwnSeller")
	case r.Role == "" && r.Scope != Any:
		return errors.New("Scope of an anonymous rule must be Any, since nobody owns anything")
	case r.Scope == OwnSeller && r.Role != RoleMerchant:
		return fmt.Errorf("Scope OwnSeller is for merchants, not for %q", r.Role)
	}
	return nil
}

func tabulate(rules []Rule) Policy {
	scopes := map[grant]Scope{}
	for _, rule := range rules {
		for _, action := range rule.Actions {
			scopes[grant{rule.Role, action}] |= rule.Scope
		}
	}
	return Policy{scopes: scopes}
}
