package rules

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/secure"
)

// Actions of this package, for a secure.Policy; see Policy.
const (
	// Look sees rules, drafts and histories.
	Look secure.Action = "promotion.look"
	// Edit saves and submits rules, and tries them on carts.
	Edit secure.Action = "promotion.edit"
	// GoLive publishes, declines, pauses, resumes and withdraws rules.
	GoLive secure.Action = "promotion.publish"
)

// Policy adds who may do what with rules: staff everything, merchants all with
// those of their sellers.
func Policy(p secure.Policy) (secure.Policy, error) {
	all := []secure.Action{Look, Edit, GoLive}
	return p.With(
		secure.Rule{Role: secure.RoleStaff, Actions: all, Scope: secure.Any},
		secure.Rule{Role: secure.RoleMerchant, Actions: all, Scope: secure.OwnSeller},
	)
}

// Service keeps rules. Store, Policy and Now are required. It must not be copied
// after its first use: it keeps the compiled book.
type Service struct {
	Store  Store
	Policy secure.Policy
	Now    func() time.Time
	// NewID names rules that are saved without an ID; nil: an ID is required.
	NewID func() (string, error)

	// Kinds are what rules may be made of; none is promotion.Standard.
	Kinds promotion.Kinds
	// Layers and Groups are those of the book, see promotion.Book.
	Layers []promotion.Layer
	Groups []promotion.Group

	// RequireTwo says that whoever saved a revision cannot publish it.
	RequireTwo bool
	// SellerLayers are where those may save rules who may not save everybody's;
	// none is item and shop.
	SellerLayers []string
	// MaxLive is how many rules of one seller can be live; 0 is 1,000. The
	// platform's own have no limit.
	MaxLive int
	// Vet, when set, has a further word on what is saved and published, for
	// example that gifts are the seller's own. It answers a
	// *promotion.RuleError, or an *ApprovalError when it is asked to publish.
	Vet func(ctx context.Context, by secure.Actor, e Event, r promotion.Rule) error

	// MaxAge is how long Snapshot may answer without looking whether another
	// process has changed the book; 0: it looks every time. Changes through this
	// Service are seen at once.
	MaxAge time.Duration
	// Keep is how long a rule stays in the book after its end, so that its codes
	// are answered as expired; 0 is 30 days.
	Keep time.Duration

	cache cache
}

func (s *Service) check() error {
	switch {
	case s.Store == nil:
		return fmt.Errorf("%w: Store is missing", ErrConfig)
	case s.Now == nil:
		return fmt.Errorf("%w: Now is missing", ErrConfig)
	}
	return nil
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

func (s *Service) kinds() promotion.Kinds {
	if conditions, lines, actions := s.Kinds.Names(); len(conditions)+len(lines)+len(actions) == 0 {
		return promotion.Standard()
	}
	return s.Kinds
}

// Save adds a revision to a rule, or with version 0 makes a draft of a new one.
// The version is that of the Record which the actor looked at: event.ErrStale
// when it has changed since. What counts stays as it is until Publish. The
// revision's number is written into the rule. A rule that is wrong, or
// contradicts the live book, is a *promotion.RuleError and nothing is kept.
//
// The policy's Edit decides for whose seller somebody may save; those who may
// not save everybody's do so in SellerLayers only.
func (s *Service) Save(ctx context.Context, by secure.Actor, r promotion.Rule, version int64) (Record, error) {
	if err := s.check(); err != nil {
		return Record{}, err
	}
	if err := s.Policy.Allow(by, Edit, secure.Target{Seller: r.Seller}); err != nil {
		return Record{}, err
	}
	r, err := s.vetted(ctx, by, r, version)
	if err != nil {
		return Record{}, err
	}
	var saved Record
	err = s.Store.Do(ctx, func(ctx context.Context, tx Tx) error {
		saved = Record{ID: r.ID, Seller: r.Seller, State: Draft}
		if saved, err = s.begun(ctx, tx, by, saved, version); err != nil {
			return err
		}
		if saved.Seller != r.Seller {
			return &promotion.RuleError{Rule: r.ID, Field: "seller", Reason: "cannot change: it is " + cmp.Or(saved.Seller, "the platform's")}
		}
		r.Revision = saved.Saved + 1
		body, err := json.Marshal(r)
		if err != nil {
			return &promotion.RuleError{Rule: r.ID, Field: "rule", Reason: err.Error()}
		}
		saved.Body = string(body)
		return s.step(ctx, tx, by, &saved, change{event: Save})
	})
	return saved, err
}

// begun is what a rule is saved over: itself at its version, or nothing.
func (s *Service) begun(ctx context.Context, tx Tx, by secure.Actor, r Record, version int64) (Record, error) {
	if version != 0 {
		return s.held(ctx, tx, by, Edit, Step{ID: r.ID, Version: version})
	}
	_, err := tx.Rule(ctx, r.ID)
	if notFound(err) {
		return r, nil
	}
	if err != nil {
		return r, err
	}
	return r, &promotion.RuleError{Rule: r.ID, Field: "id", Reason: "is taken"}
}

// vetted brings a rule into the form in which it is kept, once it is right by
// itself, for its author and in the live book.
func (s *Service) vetted(ctx context.Context, by secure.Actor, r promotion.Rule, version int64) (promotion.Rule, error) {
	var err error
	if r.ID == "" && version == 0 && s.NewID != nil {
		if r.ID, err = s.NewID(); err != nil {
			return r, fmt.Errorf("rules: %w", err)
		}
	}
	if r, err = s.canonical(r); err != nil {
		return r, err
	}
	if filter, err := s.Policy.Scope(by, Edit); err != nil {
		return r, err
	} else if layers := s.sellerLayers(); !filter.Any && !slices.Contains(layers, r.Layer) {
		return r, &promotion.RuleError{Rule: r.ID, Field: "layer", Reason: "must be one of " + strings.Join(layers, ", ") + " for a seller's rule"}
	}
	if s.Vet != nil {
		if err := s.Vet(ctx, by, Save, r); err != nil {
			return r, err
		}
	}
	book, err := s.book(ctx)
	if err != nil {
		return r, err
	}
	return r, s.judge(book, r, s.now())
}

func (s *Service) sellerLayers() []string {
	if len(s.SellerLayers) == 0 {
		return []string{"item", "shop"}
	}
	return s.SellerLayers
}

// canonical is the rule as ParseRule reads it.
func (s *Service) canonical(r promotion.Rule) (promotion.Rule, error) {
	data, err := json.Marshal(r)
	switch {
	case err != nil:
		return r, &promotion.RuleError{Rule: r.ID, Field: "rule", Reason: err.Error()}
	case !utf8.Valid(data):
		return r, &promotion.RuleError{Rule: r.ID, Field: "rule", Reason: "is not valid UTF-8"}
	}
	return promotion.ParseRule(data, s.kinds())
}

// held is a rule that the actor may do something with, as they know it.
func (s *Service) held(ctx context.Context, tx Tx, by secure.Actor, action secure.Action, at Step) (Record, error) {
	r, err := tx.Rule(ctx, at.ID)
	if err != nil {
		return r, err
	}
	return r, s.same(by, action, at, r)
}

// same allows an action on a rule, and makes sure that it is what the actor saw.
func (s *Service) same(by secure.Actor, action secure.Action, at Step, r Record) error {
	if err := s.Policy.Allow(by, action, secure.Target{Seller: r.Seller}); err != nil {
		return err
	}
	if r.Version != at.Version {
		return fmt.Errorf("%w: rule %s has version %d, not %d", event.ErrStale, r.ID, r.Version, at.Version)
	}
	return nil
}

// notFound reports whether err says that a row is not there.
func notFound(err error) bool { return errors.Is(err, event.ErrNotFound) }
