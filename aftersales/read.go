package aftersales

import (
	"context"
	"iter"

	"github.com/cartwright-go/cartwright/aftersales/entitlement"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/secure"
)

// Case reads one case that by may see, or ErrNotFound.
func (s *Service) Case(ctx context.Context, by secure.Actor, id ID) (Case, error) {
	if err := s.ready(); err != nil {
		return Case{}, err
	}
	c, err := s.Store.FindCase(ctx, id)
	if err != nil {
		return Case{}, missing(err)
	}
	if _, err := s.allow(by, c); err != nil {
		return Case{}, err
	}
	return c, nil
}

// Cases lists what by may see, newest first; q.Scope is set here. Drafts are
// their buyer's alone.
func (s *Service) Cases(ctx context.Context, by secure.Actor, q Query) iter.Seq2[Case, error] {
	err := s.ready()
	if err == nil {
		q.Scope, err = s.Policy.Scope(by, secure.OrderRead)
	}
	if err != nil {
		return func(yield func(Case, error) bool) { yield(Case{}, err) }
	}
	return func(yield func(Case, error) bool) {
		for c, err := range s.Store.Cases(ctx, q) {
			if err == nil && c.State == flow.Draft && party(by, c.Buyer, string(c.Seller)) != flow.Buyer {
				continue
			}
			if !yield(c, err) {
				return
			}
		}
	}
}

// Count counts what by may see by state, drafts of others included.
func (s *Service) Count(ctx context.Context, by secure.Actor) (map[flow.State]int64, error) {
	if err := s.ready(); err != nil {
		return nil, err
	}
	scope, err := s.Policy.Scope(by, secure.OrderRead)
	if err != nil {
		return nil, err
	}
	return s.Store.CountCases(ctx, scope)
}

// CaseHistory lists what was done to a case that by may see, oldest first.
func (s *Service) CaseHistory(ctx context.Context, by secure.Actor, id ID) ([]Change, error) {
	if _, err := s.Case(ctx, by, id); err != nil {
		return nil, err
	}
	return s.Store.CaseHistory(ctx, id)
}

// Thread lists the messages of a case that by may see, oldest first.
func (s *Service) Thread(ctx context.Context, by secure.Actor, id ID) ([]Message, error) {
	if _, err := s.Case(ctx, by, id); err != nil {
		return nil, err
	}
	return s.Store.Messages(ctx, id)
}

// A Quote is what a case would come to, before it is opened.
type Quote struct {
	Sums entitlement.Sums
	Case Case // as it would be opened; it has no ID that lasts
}

// Quote answers what a request would be decided and come to now, and writes
// nothing. Its errors are Open's.
func (s *Service) Quote(ctx context.Context, by secure.Actor, r Request) (Quote, error) {
	var q Quote
	if err := s.ready(); err != nil {
		return q, err
	}
	seen, err := s.beside(ctx, by, r)
	if err != nil {
		return q, err
	}
	err = s.retry(ctx, func(ctx context.Context, tx Tx) error {
		h, err := hold(ctx, tx, r.Order)
		h.moments = seen
		if err != nil {
			return missing(err)
		}
		if s.Policy.Allow(by, secure.OrderRead, secure.Target{Owner: h.order.Buyer, Seller: string(h.order.Seller)}) != nil {
			return ErrNotFound
		}
		w, err := s.open(ctx, tx, h, r)
		if err != nil {
			return err
		}
		if w.c.Subject.Remedy.Refunds() {
			q.Sums, _, err = w.owed(ctx, h)
		}
		q.Case = w.c
		return err
	})
	return q, err
}
