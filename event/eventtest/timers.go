package eventtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/cartwright-go/cartwright/event"
)

func timerRules() []Rule {
	return []Rule{
		{"timers/due", "a deadline that fires early cancels what the customer still could do", "timers", dueOnly},
		{"timers/order", "what has waited longest goes first, and runs can be repeated", "timers", earliestFirst},
		{"timers/claim", "a timer that is claimed twice at once does its work twice at once", "timers", claimHides},
		{"timers/workers", "several workers share the work without doing any of it twice", "timers", workers},
		{"timers/late", "a worker that dies must not take its timers with it", "timers", lateNotLost},
		{"timers/moved", "a deadline set again while its handler runs would be lost", "timers", movedSurvives},
		{"timers/delay", "a failing handler is tried again, later, and knows how often", "timers", delays},
		{"timers/unschedule", "a cancelled deadline must not fire", "timers", unschedules},
		{"timers/next", "a host sleeps until the next deadline", "timers", nextDue},
		{"timers/commit", "a deadline without its change, or the other way round", "timers", timerCommits},
	}
}

func at(kind, subject string, after time.Duration) event.Timer {
	return event.Timer{Kind: kind, Subject: subject, Due: start().Add(after)}
}

// claim claims at an offset from start, with a lease of a minute.
func (s *System) claim(ctx context.Context, after time.Duration, limit int) ([]event.Timer, error) {
	now := start().Add(after)
	return s.Timers.ClaimTimers(ctx, now, now.Add(time.Minute), limit)
}

func (s *System) wantClaim(ctx context.Context, after time.Duration, want ...string) ([]event.Timer, error) {
	timers, err := s.claim(ctx, after, 100)
	if err != nil {
		return nil, err
	}
	var got []string
	for _, t := range timers {
		got = append(got, t.ID())
	}
	if !slices.Equal(got, want) {
		return nil, fmt.Errorf("claimed %v after %s, want %v", got, after, want)
	}
	return timers, nil
}

func dueOnly(ctx context.Context, s *System) error {
	if err := s.schedule(ctx, at("k", "a", time.Second), at("k", "b", 2*time.Second)); err != nil {
		return err
	}
	if _, err := s.wantClaim(ctx, 999*time.Millisecond); err != nil {
		return err
	}
	got, err := s.wantClaim(ctx, time.Second, "k/a")
	if err != nil {
		return err
	}
	if !got[0].Due.Equal(start().Add(time.Second)) || got[0].Kind != "k" || got[0].Subject != "a" || got[0].Attempts != 1 {
		return fmt.Errorf("claimed %+v, want kind k, subject a, its due and the first attempt", got[0])
	}
	return nil
}

func earliestFirst(ctx context.Context, s *System) error {
	err := s.schedule(ctx, at("k", "c", 1*time.Second), at("k", "b", 3*time.Second), at("j", "z", 3*time.Second), at("k", "a", 2*time.Second))
	if err != nil {
		return err
	}
	first, err := s.claim(ctx, time.Minute, 2)
	if err != nil {
		return err
	}
	if len(first) != 2 || first[0].ID() != "k/c" || first[1].ID() != "k/a" {
		return fmt.Errorf("the two earliest are c and a, claimed %v", first)
	}
	_, err = s.wantClaim(ctx, time.Minute, "j/z", "k/b")
	return err
}

func claimHides(ctx context.Context, s *System) error {
	if err := s.schedule(ctx, at("k", "a", 0)); err != nil {
		return err
	}
	got, err := s.wantClaim(ctx, 0, "k/a")
	if err != nil {
		return err
	}
	if _, err := s.wantClaim(ctx, 59*time.Second); err != nil {
		return err
	}
	if err := s.Timers.FinishTimer(ctx, got[0]); err != nil {
		return err
	}
	if err := s.Timers.FinishTimer(ctx, got[0]); err != nil {
		return fmt.Errorf("finishing twice: %w", err)
	}
	_, err = s.wantClaim(ctx, time.Hour)
	return err
}

func workers(ctx context.Context, s *System) error {
	const count = 60
	var timers []event.Timer
	for i := range count {
		timers = append(timers, at("k", fmt.Sprintf("%03d", i), 0))
	}
	if err := s.schedule(ctx, timers...); err != nil {
		return err
	}
	var mu sync.Mutex
	fired := map[string]int{}
	err := s.race(ctx, 4, count, func(ctx context.Context, _ int) (int, error) {
		n := 0
		for {
			got, err := s.claim(ctx, 0, 7)
			if err != nil || len(got) == 0 {
				return n, err
			}
			for _, t := range got {
				mu.Lock()
				fired[t.ID()]++
				mu.Unlock()
				n++
				if err := s.Timers.FinishTimer(ctx, t); err != nil {
					return n, err
				}
			}
		}
	})
	if err != nil {
		return err
	}
	if len(fired) != count {
		return fmt.Errorf("%d of %d timers fired", len(fired), count)
	}
	_, err = s.wantClaim(ctx, time.Hour)
	return err
}

// race runs n workers at once and wants their answers to add up to total.
func (s *System) race(ctx context.Context, n, total int, work func(ctx context.Context, worker int) (int, error)) error {
	counts, failures := make([]int, n), make([]error, n)
	var ready, done sync.WaitGroup
	ready.Add(n)
	for i := range n {
		done.Go(func() {
			ready.Done()
			ready.Wait()
			counts[i], failures[i] = work(ctx, i)
		})
	}
	done.Wait()
	sum := 0
	for _, c := range counts {
		sum += c
	}
	if err := errors.Join(failures...); err != nil {
		return err
	}
	if sum != total {
		return fmt.Errorf("%d workers together did it %d times, want %d", n, sum, total)
	}
	return nil
}

func lateNotLost(ctx context.Context, s *System) error {
	if err := s.schedule(ctx, at("k", "a", 0)); err != nil {
		return err
	}
	if _, err := s.wantClaim(ctx, 0, "k/a"); err != nil {
		return err
	}
	again, err := s.wantClaim(ctx, time.Minute, "k/a") // the first worker is gone
	if err != nil {
		return err
	}
	if again[0].Attempts != 2 {
		return fmt.Errorf("the second claim counts %d attempts", again[0].Attempts)
	}
	return nil
}

func movedSurvives(ctx context.Context, s *System) error {
	for _, due := range []time.Duration{0, time.Hour} { // the same deadline again, and a later one
		if err := s.schedule(ctx, at("k", "a", 0)); err != nil {
			return err
		}
		got, err := s.wantClaim(ctx, 0, "k/a")
		if err != nil {
			return err
		}
		if err := s.schedule(ctx, at("k", "a", due)); err != nil {
			return err
		}
		if err := s.Timers.FinishTimer(ctx, got[0]); err != nil {
			return err
		}
		if err := s.Timers.DelayTimer(ctx, got[0], start().Add(9*time.Hour)); err != nil {
			return err
		}
		moved, err := s.wantClaim(ctx, due, "k/a")
		if err != nil {
			return fmt.Errorf("moved by %s during the claim: %w", due, err)
		}
		if moved[0].Attempts != 1 {
			return fmt.Errorf("a moved timer begins anew, claimed with %d attempts", moved[0].Attempts)
		}
	}
	return nil
}

func delays(ctx context.Context, s *System) error {
	if err := s.schedule(ctx, at("k", "a", 0)); err != nil {
		return err
	}
	got, err := s.wantClaim(ctx, 0, "k/a")
	if err != nil {
		return err
	}
	if err := s.Timers.DelayTimer(ctx, got[0], start().Add(10*time.Second)); err != nil {
		return err
	}
	if _, err := s.wantClaim(ctx, 9*time.Second); err != nil {
		return err
	}
	again, err := s.wantClaim(ctx, 10*time.Second, "k/a") // sooner than the lease of the first claim
	if err != nil {
		return err
	}
	if again[0].Attempts != 2 {
		return fmt.Errorf("attempts %d after a delay, want 2", again[0].Attempts)
	}
	return nil
}

func unschedules(ctx context.Context, s *System) error {
	if err := s.schedule(ctx, at("k", "a", 0), at("k", "b", 0)); err != nil {
		return err
	}
	err := s.Do(ctx, func(ctx context.Context, tx event.InboxTx) error {
		return tx.Unschedule(ctx, "k/a", "k/missing")
	})
	if err != nil {
		return err
	}
	got, err := s.wantClaim(ctx, 0, "k/b")
	if err != nil {
		return err
	}
	err = s.Do(ctx, func(ctx context.Context, tx event.InboxTx) error { return tx.Unschedule(ctx, "k/b") })
	if err != nil {
		return err
	}
	if err := s.Timers.DelayTimer(ctx, got[0], start()); err != nil {
		return err
	}
	_, err = s.wantClaim(ctx, time.Hour)
	return err
}

func nextDue(ctx context.Context, s *System) error {
	if _, ok, err := s.Timers.NextTimer(ctx); err != nil || ok {
		return fmt.Errorf("an empty store has a next timer: %w", err)
	}
	if err := s.schedule(ctx, at("k", "a", time.Hour), at("k", "b", time.Minute)); err != nil {
		return err
	}
	for _, want := range []time.Duration{time.Minute, time.Hour} {
		next, ok, err := s.Timers.NextTimer(ctx)
		if err != nil || !ok || !next.Equal(start().Add(want)) {
			return fmt.Errorf("next timer %s (%t), want after %s: %w", next, ok, want, err)
		}
		if _, err := s.claim(ctx, want, 1); err != nil {
			return err
		}
	}
	return nil
}

func timerCommits(ctx context.Context, s *System) error {
	if err := s.schedule(ctx, at("k", "kept", 0)); err != nil {
		return err
	}
	err := s.Do(ctx, func(ctx context.Context, tx event.InboxTx) error {
		if err := tx.Schedule(ctx, at("k", "lost", 0)); err != nil {
			return err
		}
		if err := tx.Unschedule(ctx, "k/kept"); err != nil {
			return err
		}
		return errRollback
	})
	if !errors.Is(err, errRollback) {
		return fmt.Errorf("Do answered %v instead of the closure's error", err)
	}
	_, err = s.wantClaim(ctx, 0, "k/kept")
	return err
}
