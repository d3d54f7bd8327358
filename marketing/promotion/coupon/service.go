package coupon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/secure"
)

// Actions of this package, for a secure.Policy; see Policy.
const (
	// Manage writes campaigns and issues, freezes and imports coupons.
	Manage secure.Action = "coupon.manage"
	// Collect claims coupons into one's wallet and sees it.
	Collect secure.Action = "coupon.collect"
)

// Policy adds who may do what with coupons: staff everything, merchants the
// campaigns of their sellers, buyers their own wallets.
func Policy(p secure.Policy) (secure.Policy, error) {
	return p.With(
		secure.Rule{Role: secure.RoleStaff, Actions: []secure.Action{Manage}, Scope: secure.Any},
		secure.Rule{Role: secure.RoleMerchant, Actions: []secure.Action{Manage}, Scope: secure.OwnSeller},
		secure.Rule{Role: secure.RoleBuyer, Actions: []secure.Action{Collect}, Scope: secure.Own},
	)
}

// Service keeps coupons. Store, Now, Rand and Policy are required.
type Service struct {
	Store  Store
	Now    func() time.Time
	Rand   io.Reader
	Policy secure.Policy
	// Rules answers the rules that campaigns open, as they count now. Without it
	// only whoever may manage every seller's campaigns can save and issue, and
	// nothing of a campaign's rule is checked.
	Rules Rules
	// Zone is where a day begins for limits per day; nil is UTC.
	Zone *time.Location
	// MaxGuesses wrong codes within GuessWindow lock somebody out until the window
	// ends; 0 are 10 in 15 minutes.
	MaxGuesses  int64
	GuessWindow time.Duration
}

func (s *Service) check() error {
	switch {
	case s.Store == nil:
		return fmt.Errorf("%w: Store is missing", ErrConfig)
	case s.Now == nil:
		return fmt.Errorf("%w: Now is missing", ErrConfig)
	case s.Rand == nil:
		return fmt.Errorf("%w: Rand is missing", ErrConfig)
	}
	return nil
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

func (s *Service) zone() *time.Location {
	if s.Zone == nil {
		return time.UTC
	}
	return s.Zone
}

func (s *Service) may(by secure.Actor, seller string) error {
	return s.Policy.Allow(by, Manage, secure.Target{Seller: seller})
}

func plainID(id string) bool {
	for _, r := range id {
		if r <= ' ' || r > '~' {
			return false
		}
	}
	return len(id) >= 1 && len(id) <= 64
}

// Claim puts a coupon of a campaign into the actor's wallet, within the claim
// window, the stock and the limit per buyer, while its rule counts; an error that
// matches *RefusedError otherwise, and event.ErrNotFound where there is no such
// campaign.
func (s *Service) Claim(ctx context.Context, by secure.Actor, campaign string) (Coupon, error) {
	if err := s.check(); err != nil {
		return Coupon{}, err
	}
	if err := s.Policy.Allow(by, Collect, secure.Target{Owner: by.ID}); err != nil {
		return Coupon{}, err
	}
	code, err := NewCode(s.Rand)
	if err != nil {
		return Coupon{}, err
	}
	book, err := s.book(ctx)
	if err != nil {
		return Coupon{}, err
	}
	var claimed Coupon
	at := s.now()
	err = s.Store.Do(ctx, func(ctx context.Context, tx Tx) error {
		c, err := tx.Campaign(ctx, campaign)
		if err != nil {
			return err
		}
		if !c.open(at) || book.wrong(&c) != nil {
			return &RefusedError{Rule: c.Rule, Answer: promotion.CodeExpired}
		}
		claimed = c.coupon(code, by.ID, at)
		if err := tx.SaveCoupons(ctx, claimed); err != nil {
			return err
		}
		claimed.Version = 1
		return tx.AddUses(ctx, Use{"c " + c.ID, 1, c.Stock}, Use{"cb " + c.ID + " " + by.ID, 1, c.PerBuyer})
	})
	if err != nil {
		return Coupon{}, err
	}
	return claimed, nil
}

// Wallet lists the actor's coupons by code, used and expired ones included.
func (s *Service) Wallet(ctx context.Context, by secure.Actor) iter.Seq2[Coupon, error] {
	if err := errors.Join(s.check(), s.Policy.Allow(by, Collect, secure.Target{Owner: by.ID})); err != nil {
		return func(yield func(Coupon, error) bool) { yield(Coupon{}, err) }
	}
	return s.Store.CouponsOf(ctx, by.ID)
}

// batch is how many coupons one transaction inserts.
const batch = 500

// Issue makes n coupons of a campaign for whoever has the codes, and lists the
// codes once they are kept. Of an error, the codes before it are kept.
func (s *Service) Issue(ctx context.Context, by secure.Actor, campaign string, n int) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for left := n; left > 0; left -= batch {
			codes, err := s.issue(ctx, by, campaign, min(left, batch))
			if err != nil {
				yield("", err)
				return
			}
			for _, code := range codes {
				if !yield(code, nil) {
					return
				}
			}
		}
	}
}

func (s *Service) issue(ctx context.Context, by secure.Actor, campaign string, n int) ([]string, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	var codes []string
	for code, err := range Codes(s.Rand, n) {
		if err != nil {
			return nil, err
		}
		codes = append(codes, code)
	}
	return codes, s.keep(ctx, by, campaign, codes)
}

// Import keeps coupons of a campaign with codes from elsewhere, all or none. A code
// that is given twice, or that is a shared code of a rule, is an *InputError that
// says which; one that is kept already is event.ErrStale.
func (s *Service) Import(ctx context.Context, by secure.Actor, campaign string, codes ...string) error {
	if err := s.check(); err != nil {
		return err
	}
	book, err := s.book(ctx)
	if err != nil {
		return err
	}
	folded := make([]string, len(codes))
	seen := map[string]bool{}
	for i, code := range codes {
		folded[i] = promotion.FoldCode(code)
		why := ""
		switch {
		case folded[i] == "":
			why = "is not a code"
		case seen[folded[i]]:
			why = "is given twice"
		case book.rules != nil && book.rules.HasCode(code):
			why = "is taken"
		}
		if why != "" {
			return &InputError{fmt.Sprintf("codes[%d]", i), why}
		}
		seen[folded[i]] = true
	}
	return s.keep(ctx, by, campaign, folded)
}

func (s *Service) keep(ctx context.Context, by secure.Actor, campaign string, codes []string) error {
	book, err := s.book(ctx)
	if err != nil {
		return err
	}
	at := s.now()
	return s.Store.Do(ctx, func(ctx context.Context, tx Tx) error {
		c, err := tx.Campaign(ctx, campaign)
		if err != nil {
			return err
		}
		if err := s.manage(by, &c, book); err != nil {
			return err
		}
		list := make([]Coupon, len(codes))
		for i, code := range codes {
			list[i] = c.coupon(code, "", at)
		}
		return tx.SaveCoupons(ctx, list...)
	})
}

// Freeze keeps a coupon from being used, or lets it be used again.
func (s *Service) Freeze(ctx context.Context, by secure.Actor, code string, frozen bool) error {
	if err := s.check(); err != nil {
		return err
	}
	found, err := s.Store.FindCoupon(ctx, promotion.FoldCode(code))
	if err != nil {
		return err
	}
	return s.Store.Do(ctx, func(ctx context.Context, tx Tx) error {
		campaign, err := tx.Campaign(ctx, found.Campaign)
		if err != nil && !errors.Is(err, event.ErrNotFound) {
			return err
		}
		if err := s.may(by, campaign.Seller); err != nil {
			return err
		}
		c, err := tx.Coupon(ctx, found.Code)
		if err != nil || c.Frozen == frozen {
			return err
		}
		c.Frozen = frozen
		return tx.SaveCoupons(ctx, c)
	})
}
