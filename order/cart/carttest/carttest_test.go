package carttest_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order/cart"
	"github.com/cartwright-go/cartwright/order/cart/carttest"
)

func memory() (*carttest.System, error) { return &carttest.System{Carts: memstore.New().Carts()}, nil }

func TestMemory(t *testing.T) {
	carttest.Run(t, carttest.Harness{New: memory})
}

// broken is a store that is tampered with.
type broken struct {
	cart.Store
	find  func(ctx context.Context, owner string) (cart.Cart, error)
	save  func(ctx context.Context, c cart.Cart) error
	clear func(ctx context.Context, owner string, at time.Time) error
	prune func(ctx context.Context, before time.Time, limit int) (int64, error)
}

func (b broken) FindCart(ctx context.Context, owner string) (cart.Cart, error) {
	if b.find != nil {
		return b.find(ctx, owner)
	}
	return b.Store.FindCart(ctx, owner)
}

func (b broken) SaveCart(ctx context.Context, c cart.Cart) error {
	if b.save != nil {
		return b.save(ctx, c)
	}
	return b.Store.SaveCart(ctx, c)
}

func (b broken) ClearCart(ctx context.Context, owner string, at time.Time) error {
	if b.clear != nil {
		return b.clear(ctx, owner, at)
	}
	return b.Store.ClearCart(ctx, owner, at)
}

func (b broken) PruneCarts(ctx context.Context, before time.Time, limit int) (int64, error) {
	if b.prune != nil {
		return b.prune(ctx, before, limit)
	}
	return b.Store.PruneCarts(ctx, before, limit)
}

// saves changes carts on their way in.
func saves(f func(c *cart.Cart)) func(cart.Store) cart.Store {
	return func(s cart.Store) cart.Store {
		return broken{Store: s, save: func(ctx context.Context, c cart.Cart) error {
			c.Lines = slices.Clone(c.Lines)
			f(&c)
			return s.SaveCart(ctx, c)
		}}
	}
}

// forced writes c over whatever there is.
func forced(ctx context.Context, s cart.Store, c cart.Cart) error {
	c.Version = 0
	if old, err := s.FindCart(ctx, c.Owner); err == nil {
		c.Version = old.Version
	}
	return s.SaveCart(ctx, c)
}

// aliasing keeps the lines that it was given and hands them out.
type aliasing struct {
	cart.Store
	mu    sync.Mutex
	lines map[string][]cart.Line
}

func (a *aliasing) SaveCart(ctx context.Context, c cart.Cart) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	err := a.Store.SaveCart(ctx, c)
	if err == nil {
		a.lines[c.Owner] = c.Lines
	}
	return err
}

func (a *aliasing) FindCart(ctx context.Context, owner string) (cart.Cart, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := a.Store.FindCart(ctx, owner)
	c.Lines = a.lines[owner]
	return c, err
}

func TestMutantsAreCaught(t *testing.T) {
	for name, mutant := range map[string]struct {
		rule     string
		sabotage func(cart.Store) cart.Store
	}{
		"forgets prices":   {"keeps", saves(clearPrices)},
		"forgets currency": {"keeps", saves(func(c *cart.Cart) { c.Currency = "CNY" })},
		"sorts the lines": {"order", saves(func(c *cart.Cart) {
			slices.SortFunc(c.Lines, func(a, b cart.Line) int { return strings.Compare(string(a.SKU), string(b.SKU)) })
		})},
		"a hundred lines are all": {"order", saves(func(c *cart.Cart) { c.Lines = c.Lines[:min(100, len(c.Lines))] })},
		"an empty cart for nobody": {"missing", func(s cart.Store) cart.Store {
			return broken{Store: s, find: func(ctx context.Context, owner string) (cart.Cart, error) {
				c, err := s.FindCart(ctx, owner)
				if errors.Is(err, event.ErrNotFound) {
					return cart.Cart{Owner: owner}, nil
				}
				return c, err
			}}
		}},
		"a missing one is an error": {"missing", func(s cart.Store) cart.Store {
			return broken{Store: s, clear: func(ctx context.Context, owner string, at time.Time) error {
				_, err := s.FindCart(ctx, owner)
				return errors.Join(err, s.ClearCart(ctx, owner, at))
			}}
		}},
		"owners in lower case": {"owners", saves(func(c *cart.Cart) { c.Owner = strings.ToLower(c.Owner) })},
		"the last one wins": {"stale", func(s cart.Store) cart.Store {
			return broken{Store: s, save: func(ctx context.Context, c cart.Cart) error { return forced(ctx, s, c) }}
		}},
		"all first ones win": {"race/insert", func(s cart.Store) cart.Store {
			return broken{Store: s, save: func(ctx context.Context, c cart.Cart) error {
				if err := s.SaveCart(ctx, c); !errors.Is(err, event.ErrStale) {
					return err
				}
				return nil
			}}
		}},
		"changes are lost": {"race/change", func(s cart.Store) cart.Store {
			return broken{Store: s, save: func(ctx context.Context, c cart.Cart) error {
				if err := s.SaveCart(ctx, c); !errors.Is(err, event.ErrStale) || c.Version == 0 {
					return err
				}
				return nil
			}}
		}},
		"empty ones stay full": {"empty", saves(func(c *cart.Cart) {
			if len(c.Lines) == 0 {
				c.Lines = []cart.Line{{SKU: "GHOST", Qty: 1, Price: money.MustParseText("1 CNY")}}
			}
		})},
		"clears nothing": {"clear", func(s cart.Store) cart.Store {
			return broken{Store: s, clear: func(ctx context.Context, _ string, _ time.Time) error { return ctx.Err() }}
		}},
		"clears without a time": {"clear", func(s cart.Store) cart.Store {
			return broken{Store: s, clear: func(ctx context.Context, owner string, _ time.Time) error {
				return s.ClearCart(ctx, owner, time.Time{})
			}}
		}},
		"versions begin anew": {"clear/stale", func(s cart.Store) cart.Store {
			return broken{Store: s, clear: func(ctx context.Context, owner string, at time.Time) error {
				_, err := s.PruneCarts(ctx, at.AddDate(1, 0, 0), 1)
				return errors.Join(err, s.SaveCart(ctx, cart.Cart{Owner: owner, Updated: at}))
			}}
		}},
		"prunes everything": {"prune", func(s cart.Store) cart.Store {
			return broken{Store: s, prune: func(ctx context.Context, before time.Time, limit int) (int64, error) {
				return s.PruneCarts(ctx, before.AddDate(1, 0, 0), limit)
			}}
		}},
		"prunes without end": {"prune", func(s cart.Store) cart.Store {
			return broken{Store: s, prune: func(ctx context.Context, before time.Time, _ int) (int64, error) {
				return s.PruneCarts(ctx, before, 1000)
			}}
		}},
		"prunes the timeless": {"prune", saves(func(c *cart.Cart) {
			if c.Updated.IsZero() {
				c.Updated = time.Unix(1, 0)
			}
		})},
		"prunes nothing": {"prune", func(s cart.Store) cart.Store {
			return broken{Store: s, prune: func(ctx context.Context, _ time.Time, _ int) (int64, error) { return 0, ctx.Err() }}
		}},
		"hands out its own lines": {"shares", func(s cart.Store) cart.Store {
			return &aliasing{Store: s, lines: map[string][]cart.Line{}}
		}},
		"writes for the dead": {"context", func(s cart.Store) cart.Store {
			return broken{Store: s, save: func(ctx context.Context, c cart.Cart) error { return s.SaveCart(context.WithoutCancel(ctx), c) }}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			rules := carttest.Rules()
			i := slices.IndexFunc(rules, func(r carttest.Rule) bool { return r.Name == mutant.rule })
			require.GreaterOrEqual(t, i, 0, mutant.rule)
			// Not the others: a store that shares its lines races where a rule lets tabs race.
			assert.Error(t, rules[i].Check(t.Context(), carttest.Harness{New: func() (*carttest.System, error) {
				s, err := memory()
				s.Carts = mutant.sabotage(s.Carts)
				return s, err
			}}), "%s did not catch it", mutant.rule)
		})
	}
}

func clearPrices(c *cart.Cart) {
	for i := range c.Lines {
		c.Lines[i].Price = c.Lines[i].Price.Mul(0)
	}
}

func TestEveryRuleSaysWhy(t *testing.T) {
	seen := map[string]bool{}
	for _, rule := range carttest.Rules() {
		assert.NotEmpty(t, rule.Why, rule.Name)
		assert.False(t, seen[rule.Name], rule.Name)
		seen[rule.Name] = true
	}
	failing := carttest.Harness{New: func() (*carttest.System, error) { return nil, errors.New("no database") }}
	assert.ErrorContains(t, carttest.Check(t.Context(), failing), "no database")
}
