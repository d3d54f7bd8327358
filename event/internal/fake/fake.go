// Package fake is the smallest correct store of events, timers and inbox marks,
// in memory, for this folder's own tests. Hosts use package memstore.
package fake

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/cartwright-go/cartwright/event"
)

// Store is safe for concurrent use: one mutex makes every call a transaction.
type Store struct {
	mu     sync.Mutex
	events []sending
	timers map[string]timer
	seen   map[string]time.Time
	leases map[string]lease
}

type sending struct {
	event.Event
	sent time.Time
}

type timer struct {
	event.Timer
	hidden time.Time
}

type lease struct {
	owner string
	until time.Time
}

// New returns an empty store.
func New() *Store {
	return &Store{timers: map[string]timer{}, seen: map[string]time.Time{}, leases: map[string]lease{}}
}

// Do runs fn alone and keeps what it wrote when it returns nil.
func (s *Store) Do(ctx context.Context, fn func(context.Context, event.InboxTx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	tx := &tx{s: s}
	if err := fn(ctx, tx); err != nil {
		return err
	}
	if tx.err != nil {
		return tx.err
	}
	for _, write := range tx.writes {
		write()
	}
	return nil
}

type tx struct {
	s      *Store
	err    error
	writes []func()
	marked []string
	ids    []string
}

func (t *tx) Emit(_ context.Context, events ...event.Event) error {
	for _, e := range events {
		known := slices.ContainsFunc(t.s.events, func(have sending) bool { return have.ID == e.ID })
		if known || slices.Contains(t.ids, e.ID) {
			t.err = event.ErrStale
			return t.err
		}
		t.ids = append(t.ids, e.ID)
		t.writes = append(t.writes, func() { t.s.events = append(t.s.events, sending{Event: e}) })
	}
	return nil
}

func (t *tx) Schedule(_ context.Context, timers ...event.Timer) error {
	for _, set := range timers {
		set.Attempts = 0
		t.writes = append(t.writes, func() { t.s.timers[set.ID()] = timer{Timer: set} })
	}
	return nil
}

func (t *tx) Unschedule(_ context.Context, ids ...string) error {
	for _, id := range ids {
		t.writes = append(t.writes, func() { delete(t.s.timers, id) })
	}
	return nil
}

func (t *tx) MarkSeen(_ context.Context, consumer, eventID string, at time.Time) (bool, error) {
	key := consumer + "\x00" + eventID
	if _, seen := t.s.seen[key]; seen || slices.Contains(t.marked, key) {
		return false, nil
	}
	t.marked = append(t.marked, key)
	t.writes = append(t.writes, func() { t.s.seen[key] = at })
	return true, nil
}

// Lease implements event.Outbox.
func (s *Store) Lease(_ context.Context, name, owner string, now, until time.Time) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	have, ok := s.leases[name]
	if ok && have.owner != owner && now.Before(have.until) {
		return false, nil
	}
	s.leases[name] = lease{owner, until}
	return true, nil
}

// UnsentEvents implements event.Outbox.
func (s *Store) UnsentEvents(_ context.Context, limit int) ([]event.Event, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []event.Event
	for _, e := range s.events {
		if e.sent.IsZero() && len(list) < limit {
			list = append(list, e.Event)
		}
	}
	return list, nil
}

// MarkSent implements event.Outbox.
func (s *Store) MarkSent(_ context.Context, at time.Time, ids ...string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.events {
		if slices.Contains(ids, s.events[i].ID) {
			s.events[i].sent = at
		}
	}
	return nil
}

// ClaimTimers implements event.TimerStore.
func (s *Store) ClaimTimers(_ context.Context, now, until time.Time, limit int) ([]event.Timer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var due []event.Timer
	for _, t := range s.timers {
		if !t.Due.After(now) && !t.hidden.After(now) {
			due = append(due, t.Timer)
		}
	}
	slices.SortFunc(due, func(a, b event.Timer) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID(), b.ID()))
	})
	due = due[:min(limit, len(due))]
	for i := range due {
		due[i].Attempts++
		s.timers[due[i].ID()] = timer{Timer: due[i], hidden: until}
	}
	return due, nil
}

// FinishTimer implements event.TimerStore.
func (s *Store) FinishTimer(_ context.Context, t event.Timer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.claimed(t) {
		delete(s.timers, t.ID())
	}
	return nil
}

// DelayTimer implements event.TimerStore.
func (s *Store) DelayTimer(_ context.Context, t event.Timer, due time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.claimed(t) {
		t.Due = due
		s.timers[t.ID()] = timer{Timer: t}
	}
	return nil
}

// claimed reports whether the timer is still as it was claimed.
func (s *Store) claimed(t event.Timer) bool {
	have, ok := s.timers[t.ID()]
	return ok && have.Due.Equal(t.Due) && have.Attempts == t.Attempts
}

// NextTimer implements event.TimerStore.
func (s *Store) NextTimer(context.Context) (time.Time, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var next time.Time
	for _, t := range s.timers {
		if t.hidden.IsZero() && (next.IsZero() || t.Due.Before(next)) {
			next = t.Due
		}
	}
	return next, !next.IsZero(), nil
}

// Prune implements event.Retention.
func (s *Store) Prune(_ context.Context, before time.Time, limit int) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var gone int64
	s.events = slices.DeleteFunc(s.events, func(e sending) bool {
		old := !e.sent.IsZero() && e.sent.Before(before) && gone < int64(limit)
		if old {
			gone++
		}
		return old
	})
	marks := 0
	for key, at := range s.seen {
		if at.Before(before) && marks < limit {
			delete(s.seen, key)
			marks++
		}
	}
	return gone + int64(marks), nil
}
