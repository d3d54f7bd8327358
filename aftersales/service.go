package aftersales

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
)

// A Service leads cases. All fields but Facts, Parcels, Labels, Catalog, Payments,
// Repricer, InKind, Calendar, Lifecycle and OnError are required: a command answers ErrConfig, naming the field, where one
// is missing.
type Service struct {
	Store    Store
	Orders   Orders
	History  History // of orders
	Charges  Charges
	Policies Policies
	Policy   *secure.Policy // who may see an order may see its cases
	Now      func() time.Time
	NewID    func() (string, error) // 26 characters, time-ordered
	Facts    Facts                  // nil: no tags, nobody trusted, no address for returns
	Parcels  Parcels                // nil: no labels of ours
	Labels   Labels                 // goes with Parcels
	Catalog  Catalog                // nil: goods are exchanged for the same goods alone
	Payments Payments               // nil: no difference can be paid
	Repricer Repricer               // for policies that take discounts back; nil: every unit keeps its share of them
	InKind   InKind                 // nil: nothing but money goes back
	// Calendar counts business days, for policies that have them, and the months of
	// budgets; nil: Monday to Friday, UTC.
	Calendar policy.Calendar
	// Lifecycle is a table grown from flow.Lifecycle; nil: flow.Lifecycle().
	Lifecycle *flow.Machine
	// OnError hears of calls to providers and carriers that failed after their
	// intent was committed. Nothing is lost: the engine's recovery goes on.
	// Nil: nobody hears.
	OnError func(ctx context.Context, err error)
}

func (s *Service) ready() error {
	var missing string
	switch {
	case s.Store == nil:
		missing = "Store"
	case s.Orders == nil:
		missing = "Orders"
	case s.History == nil:
		missing = "History"
	case s.Charges == nil:
		missing = "Charges"
	case s.Policies == nil:
		missing = "Policies"
	case s.Policy == nil:
		missing = "Policy"
	case s.Now == nil:
		missing = "Now"
	case s.NewID == nil:
		missing = "NewID"
	case s.Parcels != nil && s.Labels == nil:
		missing = "Labels"
	default:
		return nil
	}
	return fmt.Errorf("%w: %s is not set", ErrConfig, missing)
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

func (s *Service) machine() *flow.Machine {
	if s.Lifecycle != nil {
		return s.Lifecycle
	}
	return flow.Lifecycle()
}

// An Outcome is what a command did to a case, and what is to be called once it
// is committed: Charges.Advance with every refund, Labels.Advance with every
// label. A timer does where the process dies.
type Outcome struct {
	Case    Case
	Refunds []payment.Ref
	Labels  []shipping.ID
}

// in runs a command in a transaction of its own, anew where somebody was faster,
// and calls afterwards whom it must.
func (s *Service) in(ctx context.Context, fn func(context.Context, Tx) (Outcome, error)) (Case, error) {
	if err := s.ready(); err != nil {
		return Case{}, err
	}
	var done Outcome
	err := s.retry(ctx, func(ctx context.Context, tx Tx) (err error) {
		done, err = fn(ctx, tx)
		return err
	})
	if err != nil {
		return Case{}, err
	}
	s.after(ctx, done)
	return done.Case, nil
}

// retry runs a transaction anew where somebody was faster, or where it needs to
// know what is read outside.
func (s *Service) retry(ctx context.Context, fn func(context.Context, Tx) error) error {
	known := &bases{known: map[order.ID]Basis{}}
	ctx = context.WithValue(ctx, basesKey{}, known)
	var err error
	for range 10 {
		err = s.Store.Do(ctx, fn)
		switch {
		case errors.Is(err, errBasis):
			if err := known.read(ctx, s.Repricer); err != nil {
				return err
			}
		case !errors.Is(err, event.ErrStale):
			return err
		}
	}
	return err
}

// after pushes what was just committed. Its failure changes nothing.
func (s *Service) after(ctx context.Context, done Outcome) {
	for _, ref := range done.Refunds {
		if err := s.Charges.Advance(ctx, ref); err != nil && s.OnError != nil {
			s.OnError(ctx, fmt.Errorf("aftersales: advance %s: %w", ref, err))
		}
	}
	for _, id := range done.Labels {
		if err := s.Labels.Advance(ctx, id); err != nil && s.OnError != nil {
			s.OnError(ctx, fmt.Errorf("aftersales: book %s: %w", id, err))
		}
	}
}

// missing turns a store's answer into the package's.
func missing(err error) error {
	if errors.Is(err, event.ErrNotFound) {
		return ErrNotFound
	}
	return err
}

// party is the side on which an actor stands in a case.
func party(by secure.Actor, buyer, seller string) flow.Party {
	switch {
	case by.Role == secure.RoleStaff && !by.Anonymous():
		return flow.Platform
	case by.Sells(seller):
		return flow.Merchant
	case by.Role == secure.RoleBuyer && by.Is(buyer):
		return flow.Buyer
	}
	return ""
}

// allow answers the side of an actor, or ErrNotFound to whoever may not know of
// the case.
func (s *Service) allow(by secure.Actor, c Case) (flow.Party, error) {
	target := secure.Target{Owner: c.Buyer, Seller: string(c.Seller)}
	side := party(by, c.Buyer, string(c.Seller))
	if s.Policy.Allow(by, secure.OrderRead, target) != nil || c.State == flow.Draft && side != flow.Buyer {
		return "", ErrNotFound
	}
	return side, nil
}

// denied is the refusal of an actor who may see the case.
func denied(by secure.Actor, what flow.Event) error {
	return &secure.DeniedError{Action: secure.Action("aftersales." + string(what)), Role: by.Role}
}

// The parts of the program that move cases by themselves.
func timer() secure.Actor    { return secure.System("aftersales.timer") }
func provider() secure.Actor { return secure.System("payment") }
func carrier() secure.Actor  { return secure.System("shipping") }
