package event

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// maxDelay bounds the pause between two tries of a failing timer.
const maxDelay = time.Hour

// Timers fires the deadlines of a store. Any number of workers may share one
// store: a claim gives each timer to one of them. Store, Now and Handlers are
// required.
type Timers struct {
	Store TimerStore
	Now   func() time.Time
	// Handlers by Timer.Kind. A handler is called outside every transaction
	// and at least once for each deadline, so it must bear being called again.
	// Nil removes the timer unless the handler moved it, *Later keeps it for
	// another time, any other error tries again after a growing pause.
	Handlers map[string]func(context.Context, Timer) error
	Batch    int           // timers claimed at once; 0: 100
	Lease    time.Duration // how long a worker that died keeps its claims; 0: 1 min
	Backoff  time.Duration // the pause after the first failure, doubled by each up to an hour; 0: 5 s
}

// Later is what a handler answers to be called again at Due without having failed.
type Later struct{ Due time.Time }

// Error says until when the timer waits.
func (l *Later) Error() string { return "event: timer waits until " + l.Due.UTC().Format(time.RFC3339) }

// RunOnce claims one batch of due timers, calls their handlers one after the
// other, earliest first, and answers how many it called. The joined error names
// each timer that failed; a kind without a handler is a failure and stays.
func (t *Timers) RunOnce(ctx context.Context) (int, error) {
	if err := t.valid(); err != nil {
		return 0, err
	}
	now := t.Now()
	until := now.Add(t.lease())
	claimed, err := t.Store.ClaimTimers(ctx, now, until, t.batch())
	if err != nil {
		return 0, fmt.Errorf("event: claim timers: %w", err)
	}
	slices.SortStableFunc(claimed, func(a, b Timer) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID(), b.ID()))
	})
	var failures []error
	for i, timer := range claimed {
		// Claims that ran out belong to whoever takes them next.
		if ctx.Err() != nil || !t.Now().Before(until) {
			return i, errors.Join(append(failures, ctx.Err())...)
		}
		if err := t.fire(ctx, timer); err != nil {
			failures = append(failures, fmt.Errorf("event: timer %s: %w", timer.ID(), err))
		}
	}
	return len(claimed), errors.Join(failures...)
}

// fire calls the handler and writes down what became of the timer.
func (t *Timers) fire(ctx context.Context, timer Timer) error {
	handler := t.Handlers[timer.Kind]
	if handler == nil {
		return t.delay(ctx, timer, errors.New("no handler for this kind"))
	}
	err := handler(ctx, timer)
	if err == nil {
		return t.Store.FinishTimer(ctx, timer)
	}
	if later, ok := errors.AsType[*Later](err); ok {
		return t.Store.DelayTimer(ctx, timer, later.Due)
	}
	return t.delay(ctx, timer, err)
}

func (t *Timers) delay(ctx context.Context, timer Timer, cause error) error {
	return errors.Join(cause, t.Store.DelayTimer(ctx, timer, t.Now().Add(t.pause(timer.Attempts))))
}

// pause answers the wait after so many attempts.
func (t *Timers) pause(attempts int) time.Duration {
	pause := t.Backoff
	if pause <= 0 {
		pause = 5 * time.Second
	}
	for range attempts - 1 {
		if pause >= maxDelay {
			break
		}
		pause *= 2
	}
	return min(pause, maxDelay)
}

func (t *Timers) valid() error {
	switch {
	case t.Store == nil:
		return errors.New("event: Timers.Store is not set")
	case t.Now == nil:
		return errors.New("event: Timers.Now is not set")
	}
	return nil
}

func (t *Timers) batch() int {
	if t.Batch > 0 {
		return t.Batch
	}
	return 100
}

func (t *Timers) lease() time.Duration {
	if t.Lease > 0 {
		return t.Lease
	}
	return time.Minute
}
