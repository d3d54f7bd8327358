package aftersales

import (
	"context"

	"github.com/cartwright-go/cartwright/aftersales/entitlement"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
)

// Restored lists the campaigns of an order, by the IDs of their rules and not by the
// codes that a buyer typed, in the order of its lines, all of whose units have been
// paid back in cases or beside them: a coupon goes back in kind, by whoever keeps it,
// and once. Ask when a case is completed.
func (s *Service) Restored(ctx context.Context, by secure.Actor, id order.ID) ([]string, error) {
	if err := s.ready(); err != nil {
		return nil, err
	}
	var codes []string
	err := s.Store.Do(ctx, func(ctx context.Context, tx Tx) error {
		codes = nil
		h, err := hold(ctx, tx, id)
		if err != nil {
			return missing(err)
		}
		if s.Policy.Allow(by, secure.OrderRead, secure.Target{Owner: h.order.Buyer, Seller: string(h.order.Seller)}) != nil {
			return ErrNotFound
		}
		var claims []entitlement.Claim
		for _, c := range h.cases {
			if c.State == flow.Completed {
				claims = append(claims, c.Claims...)
			}
		}
		for _, r := range h.direct() {
			for _, u := range r.Items {
				claims = append(claims, entitlement.Claim{Line: u.Line, Units: u.Units})
			}
		}
		codes = entitlement.Restored(h.order, claims)
		return nil
	})
	return codes, err
}
