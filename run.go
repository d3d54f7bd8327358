package cartwright

import (
	"context"
	"errors"
	"time"
)

const (
	shortest  = 50 * time.Millisecond // between two rounds that found work
	longest   = time.Second           // between two rounds that found none
	retention = 30 * 24 * time.Hour   // how long sent events and inbox marks stay
	forgotten = 180 * 24 * time.Hour  // how long a cart stays that nobody touches
	pruned    = 1000                  // rows deleted in one round
)

// Run does the shop's background work until ctx ends: it hands events to the
// publisher, fires deadlines, which includes asking providers and carriers what
// became of lost calls, and deletes events that were sent 30 days ago and carts
// that nobody touched for 180. Several processes may run at once on one database.
// A failing round is reported to onError, which may be nil, and tried again. Run
// starts no goroutine.
func (s *Shop) Run(ctx context.Context, onError func(error)) error {
	for ctx.Err() == nil {
		busy, err := s.RunOnce(ctx)
		if err != nil && onError != nil && ctx.Err() == nil {
			onError(err)
		}
		wait := longest
		if busy && err == nil {
			wait = shortest
		}
		pause(ctx, wait)
	}
	return ctx.Err()
}

// RunOnce does one round of Run and reports whether it found work.
func (s *Shop) RunOnce(ctx context.Context) (bool, error) {
	fired, timersErr := s.Timers.RunOnce(ctx)
	sent, relayErr := s.Relay.RunOnce(ctx)
	_, pruneErr := s.Backend.Prune(ctx, s.now().Add(-retention), pruned)
	_, cartsErr := s.Backend.Carts().PruneCarts(ctx, s.now().Add(-forgotten), pruned)
	return fired+sent > 0, errors.Join(timersErr, relayErr, pruneErr, cartsErr)
}
