package coupon

import (
	"context"
	"errors"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion"
)

const maxTyped = 64

// Typing is codes that somebody typed.
type Typing struct {
	Who   string // whom a lock-out hits: a buyer's or a guest's id, or a hash of an address
	Buyer string // the buyer's id, empty for nobody signed in
	Codes []string
}

// Resolve turns typed codes into what promotion.Facts takes: for each the rule of
// its coupon, or why it cannot be used, and shared codes of the rules that are no
// coupon's as they are. Codes of nobody, and of somebody else's wallet, count as guesses; after
// too many, Resolve answers *RefusedError with Until and looks nothing up.
func (s *Service) Resolve(ctx context.Context, rules *promotion.Snapshot, t Typing) ([]promotion.Entered, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	switch {
	case t.Who == "" || len(t.Who) > 256:
		return nil, &InputError{"who", "must be 1 to 256 bytes"}
	case len(t.Codes) > maxTyped:
		return nil, &InputError{"codes", "are too many"}
	}
	at := s.now()
	if err := s.locked(ctx, t.Who, at); err != nil {
		return nil, err
	}
	var list []promotion.Entered
	var wrong int64
	for _, code := range t.Codes {
		entered := promotion.Entered{Text: code}
		guess, err := s.lookUp(ctx, &entered, t.Buyer, at)
		if err != nil {
			return nil, err
		}
		if guess > 0 && rules.HasCode(code) { // a shared code hides no coupon
			entered, guess = promotion.Entered{Text: code}, 0
		}
		wrong += guess
		list = append(list, entered)
	}
	if wrong == 0 {
		return list, nil
	}
	return list, s.guessed(ctx, t.Who, wrong, at)
}

// lookUp finds the coupon of a code and answers 1 when it was a guess.
func (s *Service) lookUp(ctx context.Context, e *promotion.Entered, buyer string, at time.Time) (int64, error) {
	folded := promotion.FoldCode(e.Text)
	if folded == "" {
		return 1, nil
	}
	c, err := s.Store.FindCoupon(ctx, folded)
	if errors.Is(err, event.ErrNotFound) {
		return 1, nil
	}
	if err != nil {
		return 0, err
	}
	e.Rule, e.Refused = c.Rule, c.usable(buyer, at)
	if c.Buyer != "" && c.Buyer != buyer {
		return 1, nil
	}
	return 0, nil
}

func (s *Service) limits() (int64, time.Duration) {
	most, window := s.MaxGuesses, s.GuessWindow
	if most <= 0 {
		most = 10
	}
	if window <= 0 {
		window = 15 * time.Minute
	}
	return most, window
}

// locked refuses who has guessed too often.
func (s *Service) locked(ctx context.Context, who string, at time.Time) error {
	g, err := s.Store.FindGuesses(ctx, who)
	if errors.Is(err, event.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	most, window := s.limits()
	if until := g.Since.Add(window); g.N >= most && at.Before(until) {
		return &RefusedError{Answer: promotion.CodeInvalid, Until: until}
	}
	return nil
}

// guessed counts wrong codes.
func (s *Service) guessed(ctx context.Context, who string, n int64, at time.Time) error {
	_, window := s.limits()
	return s.Store.Do(ctx, func(ctx context.Context, tx Tx) error {
		g, err := tx.Guesses(ctx, who)
		if err != nil && !errors.Is(err, event.ErrNotFound) {
			return err
		}
		if err != nil || !at.Before(g.Since.Add(window)) {
			g = Guesses{Who: who, Since: at, Version: g.Version}
		}
		g.N += n
		return tx.SaveGuesses(ctx, g)
	})
}
