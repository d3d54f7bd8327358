package eventtest_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/event/eventtest"
	"github.com/cartwright-go/cartwright/event/internal/fake"
)

func system() *eventtest.System {
	s, l := fake.New(), &listener{}
	return &eventtest.System{
		Do: s.Do, Outbox: s, Timers: s, Retention: s,
		Publisher: l, Delivered: l.delivered, Close: func() error { return nil },
	}
}

// listener is a publisher that remembers what it got.
type listener struct {
	mu  sync.Mutex
	got []event.Event
}

func (l *listener) Publish(ctx context.Context, e event.Event) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.got = append(l.got, e)
	return nil
}

func (l *listener) delivered() ([]event.Event, error) { return l.got, nil }

func TestFake(t *testing.T) {
	eventtest.Run(t, eventtest.Harness{New: func() (*eventtest.System, error) { return system(), nil }})
}

func TestPartsAreSkipped(t *testing.T) {
	empty := eventtest.Harness{New: func() (*eventtest.System, error) { return &eventtest.System{}, nil }}
	assert.NoError(t, eventtest.Check(t.Context(), empty))
	broken := eventtest.Harness{New: func() (*eventtest.System, error) { return nil, errors.New("no database") }}
	assert.ErrorContains(t, eventtest.Check(t.Context(), broken), "no database")
}

type (
	outbox    struct{ event.Outbox }
	timers    struct{ event.TimerStore }
	retention struct{ event.Retention }
)

// The mutants: each breaks one promise.
type (
	shared   struct{ outbox }
	deaf     struct{ outbox }
	reversed struct{ outbox }
	eager    struct{ timers }
	stealing struct {
		timers
		store *fake.Store
	}
	dead      struct{ timers }
	forgetful struct {
		timers
		store *fake.Store
	}
	impatient struct{ timers }
	hoarder   struct{ retention }
	silent    struct{ event.Publisher }
)

func (shared) Lease(context.Context, string, string, time.Time, time.Time) (bool, error) {
	return true, nil
}
func (deaf) MarkSent(context.Context, time.Time, ...string) error { return nil }

func (r reversed) UnsentEvents(ctx context.Context, n int) ([]event.Event, error) {
	list, err := r.Outbox.UnsentEvents(ctx, n)
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	return list, err
}

func (e eager) ClaimTimers(ctx context.Context, now, until time.Time, n int) ([]event.Timer, error) {
	return e.TimerStore.ClaimTimers(ctx, now.Add(time.Second), until, n)
}

func (s stealing) ClaimTimers(ctx context.Context, now, _ time.Time, n int) ([]event.Timer, error) {
	return s.store.ClaimTimers(ctx, now, now, n)
}

func (d dead) ClaimTimers(ctx context.Context, now, _ time.Time, n int) ([]event.Timer, error) {
	return d.TimerStore.ClaimTimers(ctx, now, now.Add(1000*time.Hour), n)
}

func (f forgetful) FinishTimer(ctx context.Context, t event.Timer) error {
	return f.store.Do(ctx, func(ctx context.Context, tx event.InboxTx) error { return tx.Unschedule(ctx, t.ID()) })
}

func (i impatient) DelayTimer(ctx context.Context, t event.Timer, _ time.Time) error {
	return i.TimerStore.DelayTimer(ctx, t, t.Due)
}

func (hoarder) Prune(context.Context, time.Time, int) (int64, error) { return 0, nil }
func (silent) Publish(context.Context, event.Event) error            { return nil }

func TestMutantsAreCaught(t *testing.T) {
	mutants := map[string]struct {
		rule     string
		sabotage func(*eventtest.System)
	}{
		"everybody has the lease": {"outbox/lease", func(s *eventtest.System) { s.Outbox = shared{outbox{s.Outbox}} }},
		"marks nothing":           {"outbox/mark", func(s *eventtest.System) { s.Outbox = deaf{outbox{s.Outbox}} }},
		"newest first":            {"outbox/order", func(s *eventtest.System) { s.Outbox = reversed{outbox{s.Outbox}} }},
		"a second early":          {"timers/due", func(s *eventtest.System) { s.Timers = eager{timers{s.Timers}} }},
		"claims hide nothing": {"timers/claim", func(s *eventtest.System) {
			s.Timers = stealing{timers{s.Timers}, s.Timers.(*fake.Store)}
		}},
		"claims never end": {"timers/late", func(s *eventtest.System) { s.Timers = dead{timers{s.Timers}} }},
		"finish removes what moved": {"timers/moved", func(s *eventtest.System) {
			s.Timers = forgetful{timers{s.Timers}, s.Timers.(*fake.Store)}
		}},
		"delays by nothing": {"timers/delay", func(s *eventtest.System) { s.Timers = impatient{timers{s.Timers}} }},
		"prunes nothing":    {"retention/prune", func(s *eventtest.System) { s.Retention = hoarder{retention{s.Retention}} }},
		"loses events":      {"publisher/delivers", func(s *eventtest.System) { s.Publisher = silent{s.Publisher} }},
		"commits what failed": {"outbox/commit", func(s *eventtest.System) {
			do := s.Do
			s.Do = func(ctx context.Context, fn func(context.Context, event.InboxTx) error) error {
				var failed error
				err := do(ctx, func(ctx context.Context, tx event.InboxTx) error { failed = fn(ctx, tx); return nil })
				return errors.Join(failed, err)
			}
		}},
	}
	for name, mutant := range mutants {
		t.Run(name, func(t *testing.T) {
			err := eventtest.Check(t.Context(), eventtest.Harness{New: func() (*eventtest.System, error) {
				s := system()
				mutant.sabotage(s)
				return s, nil
			}})
			require.Error(t, err)
			assert.True(t, strings.Contains(err.Error(), mutant.rule+":"), "%s did not catch it: %v", mutant.rule, err)
		})
	}
}

func TestEveryRuleSaysWhy(t *testing.T) {
	seen := map[string]bool{}
	for _, rule := range eventtest.Rules() {
		assert.NotEmpty(t, rule.Why, rule.Name)
		assert.False(t, seen[rule.Name], rule.Name)
		seen[rule.Name] = true
	}
}
