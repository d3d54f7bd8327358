package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// A group lets concurrent closures share one commit. The transaction travels
// from caller to caller like a baton: each runs its own closure on its own
// goroutine, and whoever finds nobody waiting commits for all. Everybody waits
// for the commit, also the failed and those that wrote nothing: what they saw
// is only true if it commits.
type group struct {
	open   func(context.Context) (*session, error)
	max    int      // closures per commit
	s      *session // owned by whoever holds the baton
	closed bool     // likewise
	mu     sync.Mutex
	busy   bool
	queue  []chan *unit // callers waiting for the baton
}

// do runs fn in a unit shared with whoever else is calling.
func (g *group) do(ctx context.Context, fn func(context.Context, *unit) error) (err error) {
	u, err := g.take(ctx)
	if err != nil {
		return err
	}
	clean := true  // nothing to take back
	defer func() { // also when fn panics or calls Goexit: the baton must go on
		if !clean {
			if uerr := u.undo(ctx); uerr != nil {
				u.err = fmt.Errorf("%w: %w", errLost, uerr)
			}
		}
		if lost := g.pass(ctx, u); lost != nil {
			err = errors.Join(lost, err)
		}
	}()
	if err = ctx.Err(); err != nil {
		return err
	}
	if err = g.ready(ctx, u); err != nil {
		return err
	}
	clean = false
	if err = u.enter(ctx); err == nil {
		err = fn(ctx, u)
	}
	clean = err == nil
	return err
}

// ready connects a new unit. The connection outlives ctx.
func (g *group) ready(ctx context.Context, u *unit) (err error) {
	if g.closed {
		return ErrClosed
	}
	if g.s == nil {
		if g.s, err = g.open(ctx); err != nil {
			return err
		}
	}
	u.s = g.s
	return nil
}

// take waits for the baton, or leaves the queue when ctx ends first.
func (g *group) take(ctx context.Context) (*unit, error) {
	g.mu.Lock()
	if !g.busy {
		g.busy = true
		g.mu.Unlock()
		return newUnit(), nil
	}
	turn := make(chan *unit, 1)
	g.queue = append(g.queue, turn)
	g.mu.Unlock()
	select {
	case u := <-turn:
		return u, nil
	case <-ctx.Done():
	}
	if g.leave(turn) {
		return nil, ctx.Err()
	}
	return <-turn, nil // the baton is already on its way: carry it on
}

// leave reports whether turn was still waiting, and takes it out.
func (g *group) leave(turn chan *unit) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	i := slices.Index(g.queue, turn)
	if i >= 0 {
		g.queue = slices.Delete(g.queue, i, i+1)
	}
	return i >= 0
}

// pass hands the unit to the next caller, or ends it, and answers how it ended.
func (g *group) pass(ctx context.Context, u *unit) error {
	if u.err == nil && u.n > 0 && u.n < g.max && g.hand(u) {
		<-u.done // even a failure or a no-op is only true if what it saw commits
		return u.err
	}
	if u.s != nil {
		u.finish(ctx)
	}
	if u.err != nil && g.s != nil {
		g.s.discard()
		g.s = nil
	}
	close(u.done)
	g.next()
	return u.err
}

// hand gives u to the longest waiting caller, if any.
func (g *group) hand(u *unit) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.queue) == 0 {
		return false
	}
	g.queue[0] <- u
	g.queue = g.queue[1:]
	return true
}

// next starts a new unit with the longest waiting caller, or rests.
func (g *group) next() {
	if !g.hand(newUnit()) {
		g.mu.Lock()
		defer g.mu.Unlock()
		if len(g.queue) == 0 {
			g.busy = false
			return
		}
		g.queue[0] <- newUnit()
		g.queue = g.queue[1:]
	}
}

// close waits for the baton, gives the connection back and refuses all later
// closures.
func (g *group) close() {
	u, err := g.take(context.Background())
	if err != nil {
		return
	}
	if g.closed = true; g.s != nil {
		g.s.rest()
		g.s = nil
	}
	_ = g.pass(context.Background(), u)
}
