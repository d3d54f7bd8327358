package policy

import (
	"fmt"
	"slices"
	"time"
)

// An Entry says for which orders a policy holds.
type Entry struct {
	Policy    Policy
	From      time.Time // of orders placed from here on
	Sellers   []string  // none: of every seller
	Countries []string  // of delivery, ISO 3166-1 alpha-2; none: of every country
}

// A Set is all policies of a shop, each version kept for ever. The zero Set is
// empty. It is immutable: With answers a larger one.
type Set struct{ entries []Entry }

// With adds a version. It refuses a policy that Check refuses and a name and
// version that are there already, unless with the same content.
func (s Set) With(e Entry) (Set, error) {
	text, err := e.Policy.Encode()
	if err != nil {
		return s, err
	}
	if have, err := s.Version(e.Policy.Name, e.Policy.Version); err == nil {
		old, err := have.Encode()
		if err != nil || string(old) != string(text) {
			return s, wrong("version", "of %s is there already with other content", e.Policy.Name)
		}
	}
	return Set{append(slices.Clone(s.entries), e)}, nil
}

// Choose answers the policy of an order: among the entries that hold for its
// seller and country and were in force when it was placed, the one that names
// them most closely, then the latest. The answer never changes for an order
// while entries with later dates are added.
func (s Set) Choose(placed time.Time, seller, country string) (Policy, error) {
	best, closest := -1, -1
	for i, e := range s.entries {
		near, holds := e.holds(placed, seller, country)
		if !holds || near < closest || near == closest && e.From.Before(s.entries[best].From) {
			continue
		}
		best, closest = i, near
	}
	if best < 0 {
		return Policy{}, fmt.Errorf("%w: none was in force", ErrUnknown)
	}
	return s.entries[best].Policy, nil
}

// holds reports whether an entry is about an order, and how closely it names it.
func (e Entry) holds(placed time.Time, seller, country string) (near int, holds bool) {
	if placed.Before(e.From) || len(e.Sellers) > 0 && !slices.Contains(e.Sellers, seller) ||
		len(e.Countries) > 0 && !slices.Contains(e.Countries, country) {
		return 0, false
	}
	if len(e.Sellers) > 0 {
		near += 2
	}
	if len(e.Countries) > 0 {
		near++
	}
	return near, true
}

// Version answers one version of a policy, as a case of long ago needs it.
func (s Set) Version(name string, version int) (Policy, error) {
	for _, e := range s.entries {
		if e.Policy.Name == name && e.Policy.Version == version {
			return e.Policy, nil
		}
	}
	return Policy{}, fmt.Errorf("%w: %s/%d", ErrUnknown, name, version)
}
