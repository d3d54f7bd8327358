package rates

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/cartwright-go/cartwright/money"
)

// maxPairs bounds what a Cached remembers.
const maxPairs = 1024

// Cached keeps the rates of a slow source, such as a payment provider, for
// requests that must not wait. A request gets the rate that is there, however
// old: put a Chain with a Policy before it. A pair that is missing or older than
// Every is noted down, and the next RunOnce, which the host runs, asks the
// source for it. So a pair asked for the first time is ErrNoRate until then:
// ask for the shop's pairs with Want at the start. Make one with NewCached.
type Cached struct {
	opt   CachedOptions
	mu    sync.Mutex
	pairs map[pair]*cachedRate
}

// CachedOptions make a Cached. Source, Every and Now are required, Wait for Run.
type CachedOptions struct {
	Source  Source
	Every   time.Duration    // the age at which a rate is asked for again
	Now     func() time.Time // the clock
	Wait    func(ctx context.Context, d time.Duration) error
	OnError func(error) // hears of failures in Run; nil ignores them
}

type cachedRate struct {
	rate    Rate // zero until the source answered
	fetched time.Time
	wanted  bool
}

// NewCached returns an empty Cached; a missing option is ErrInput.
func NewCached(opt CachedOptions) (*Cached, error) {
	if opt.Source == nil || opt.Every <= 0 || opt.Now == nil {
		return nil, bad("cached", "has no Source, Every or Now")
	}
	return &Cached{opt: opt, pairs: map[pair]*cachedRate{}}, nil
}

// Want notes a pair down for the next RunOnce. At most 1024 pairs are
// remembered; more are ErrInput.
func (c *Cached) Want(base, quote money.Currency) error {
	if err := checkPair(base, quote); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.want(pair{base, quote})
}

func (c *Cached) want(p pair) error {
	if e, ok := c.pairs[p]; ok {
		e.wanted = true
		return nil
	}
	if len(c.pairs) >= maxPairs {
		return bad("pair", "is one more than the cache remembers")
	}
	c.pairs[p] = &cachedRate{wanted: true}
	return nil
}

// Rate returns the rate that is there, at once. One that is not there, or whose
// as-of is after at, is ErrNoRate, one past its valid-until ErrExpired; both are
// asked for at the next RunOnce.
func (c *Cached) Rate(_ context.Context, base, quote money.Currency, at time.Time) (Rate, error) {
	if err := checkPair(base, quote); err != nil {
		return Rate{}, err
	}
	if base == quote {
		return Same(base, at)
	}
	p, now := pair{base, quote}, c.opt.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.pairs[p]
	if !ok || e.rate.IsZero() {
		return Rate{}, errors.Join(fmt.Errorf("%w: %s not fetched yet", ErrNoRate, p), c.want(p))
	}
	err := e.rate.CheckAt(at)
	e.wanted = e.wanted || err != nil || now.Sub(e.fetched) >= c.opt.Every
	switch {
	case err != nil:
		return Rate{}, err
	case e.rate.Info().AsOf.After(at):
		return Rate{}, fmt.Errorf("%w: %s on or before %s", ErrNoRate, p, at.UTC().Format(time.RFC3339))
	}
	return e.rate, nil
}

// RunOnce asks the source for all pairs noted down, in the order of their codes.
// A failed pair keeps its old rate and stays noted down; a pair that the source
// never had is forgotten. The error holds all failures. Call it from one
// goroutine at a time.
func (c *Cached) RunOnce(ctx context.Context) error {
	var all []error
	for _, p := range c.wanted() {
		if err := ctx.Err(); err != nil {
			return errors.Join(append(all, err)...)
		}
		r, err := c.opt.Source.Rate(ctx, p.base, p.quote, c.opt.Now())
		if err == nil {
			err = answers(r, p)
		}
		if err != nil {
			err = fmt.Errorf("%s: %w", p, err)
			all = append(all, err)
		}
		c.store(p, r, err)
	}
	return errors.Join(all...)
}

// answers refuses a rate of another pair than was asked for.
func answers(r Rate, p pair) error {
	if r.base != p.base || r.quote != p.quote {
		return bad("rate", "is for another pair than "+p.String())
	}
	return nil
}

func (c *Cached) wanted() []pair {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.opt.Now()
	var out []pair
	for p, e := range c.pairs {
		if e.wanted || now.Sub(e.fetched) >= c.opt.Every {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b pair) int {
		return cmp.Or(cmp.Compare(a.base.Code(), b.base.Code()), cmp.Compare(a.quote.Code(), b.quote.Code()))
	})
	return out
}

func (c *Cached) store(p pair, r Rate, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case err == nil:
		c.pairs[p] = &cachedRate{rate: r, fetched: c.opt.Now()}
	case isMissing(err) && c.pairs[p].rate.IsZero():
		delete(c.pairs, p)
	}
}

// Run calls RunOnce every tenth of Every until the context ends, whose error it
// returns. Call it from one goroutine of the host.
func (c *Cached) Run(ctx context.Context) error {
	every := max(c.opt.Every/10, 1)
	return repeat(ctx, rhythm{c.opt.Wait, every, 0, c.opt.OnError}, c.RunOnce)
}
