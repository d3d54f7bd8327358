package coupon

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/secure"
)

// Rules answers the rules of a shop as they count now; nil are none.
// rules.Service is one.
type Rules interface {
	Snapshot(ctx context.Context) (*promotion.Snapshot, error)
}

// SaveCampaign inserts a campaign at Version 0 and otherwise changes it. Its rule
// must count, want a code, and be the seller's where the campaign is a seller's:
// nobody gives out coupons for what another one pays.
func (s *Service) SaveCampaign(ctx context.Context, by secure.Actor, c Campaign) error {
	if err := errors.Join(s.check(), c.check()); err != nil {
		return err
	}
	if c.Version == 0 && !c.Expires.IsZero() && !c.Expires.After(s.now()) {
		return &InputError{"campaign.expires", "has passed"}
	}
	book, err := s.book(ctx)
	if err != nil {
		return err
	}
	return s.Store.Do(ctx, func(ctx context.Context, tx Tx) error {
		if c.Version > 0 {
			old, err := tx.Campaign(ctx, c.ID)
			if err != nil {
				return err
			}
			if err := s.may(by, old.Seller); err != nil {
				return err
			}
		}
		if err := s.manage(by, &c, book); err != nil {
			return err
		}
		return tx.SaveCampaign(ctx, c)
	})
}

// A book is the rules of a moment, which are read before any transaction.
type book struct {
	known bool // whether there is anybody to ask
	rules *promotion.Snapshot
}

func (s *Service) book(ctx context.Context) (book, error) {
	if s.Rules == nil {
		return book{}, nil
	}
	rules, err := s.Rules.Snapshot(ctx)
	if err != nil {
		return book{}, fmt.Errorf("coupon: rules: %w", err)
	}
	return book{known: true, rules: rules}, nil
}

// wrong says what is wrong with the rule that a campaign opens.
func (b book) wrong(c *Campaign) error {
	if !b.known {
		return nil
	}
	var rule promotion.Rule
	found := false
	if b.rules != nil {
		rule, found = b.rules.Rule(c.Rule)
	}
	switch {
	case !found:
		return &InputError{"campaign.rule", "is not a rule that counts now"}
	case c.Seller != "" && rule.Seller != c.Seller:
		return &InputError{"campaign.rule", "is not a rule of the campaign's seller"}
	case !rule.ByCode && len(rule.Codes) == 0:
		return &InputError{"campaign.rule", "acts without a code"}
	}
	return nil
}

// manage reports whether somebody may give out coupons of a campaign.
func (s *Service) manage(by secure.Actor, c *Campaign, b book) error {
	if err := s.may(by, c.Seller); err != nil {
		return err
	}
	if !b.known {
		if all, err := s.Policy.Scope(by, Manage); err != nil || !all.Any {
			return errors.Join(err, fmt.Errorf("%w: Rules is missing: whose rule a seller's campaign opens cannot be checked", ErrConfig))
		}
	}
	return b.wrong(c)
}

func (c *Campaign) check() error {
	switch {
	case !plainID(c.ID):
		return &InputError{"campaign.id", "must be 1 to 64 printable ASCII characters without spaces"}
	case !plainID(c.Rule):
		return &InputError{"campaign.rule", "must be 1 to 64 printable ASCII characters without spaces"}
	case !c.Until.IsZero() && !c.Until.After(c.From):
		return &InputError{"campaign.until", "must be after from"}
	case !c.Expires.IsZero() && !c.Expires.After(c.From):
		return &InputError{"campaign.expires", "must be after from"}
	case c.Stock < 0 || c.PerBuyer < 0 || c.Uses < 0 || c.ValidFor < 0 || c.Version < 0:
		return &InputError{"campaign", "has a number below zero"}
	}
	return nil
}

// open reports whether coupons can be claimed, and would still be of use.
func (c *Campaign) open(at time.Time) bool {
	return !at.Before(c.From) && (c.Until.IsZero() || at.Before(c.Until)) && (c.Expires.IsZero() || at.Before(c.Expires))
}

// coupon makes a coupon of the campaign.
func (c *Campaign) coupon(code, buyer string, at time.Time) Coupon {
	until := c.Expires
	if c.ValidFor > 0 {
		if end := at.Add(c.ValidFor); until.IsZero() || end.Before(until) {
			until = end
		}
	}
	return Coupon{Code: code, Campaign: c.ID, Rule: c.Rule, Buyer: buyer, From: at, Until: until, Uses: max(1, c.Uses), Issued: at}
}
