package sqlstore

import (
	"context"
	"errors"
	"fmt"
)

// errLost says that a unit ended without a commit through no fault of most of
// its closures: what they saw never came true, so they run again.
var errLost = errors.New("sqlstore: transaction lost")

// savepoint names the place to which a failed closure is taken back.
const savepoint = "cw_closure"

// A unit is one database transaction, used by one closure after another.
type unit struct {
	s       *session
	n       int      // closures that took part
	begun   bool     // BEGIN has been sent
	saved   bool     // a savepoint exists
	pending []string // control statements that travel with the next round trip
	done    chan struct{}
	err     error // why the unit as a whole cannot commit; read after done
}

func newUnit() *unit { return &unit{done: make(chan struct{})} }

// enter prepares the unit for the next closure. The first needs no savepoint:
// if it fails the unit is rolled back whole.
func (u *unit) enter(ctx context.Context) error {
	u.n++
	switch {
	case !u.begun:
		u.n, u.pending = 1, []string{u.s.d.Begin}
	case !u.saved:
		u.pending = []string{"SAVEPOINT " + savepoint}
	default:
		u.pending = []string{"RELEASE " + savepoint, "SAVEPOINT " + savepoint}
	}
	if u.s.batches() {
		return nil
	}
	return u.send(ctx, nil) // nothing travels for free: begin now
}

// send runs stmts behind whatever is pending.
func (u *unit) send(ctx context.Context, stmts []Stmt) error {
	first, saving := !u.begun, u.begun
	if len(u.pending) > 0 {
		all := make([]Stmt, 0, len(u.pending)+len(stmts))
		for _, text := range u.pending {
			all = append(all, Stmt{SQL: text, Want: Any})
		}
		stmts, u.pending = append(all, stmts...), nil
		u.saved = u.saved || saving
	}
	err := u.s.run(ctx, stmts)
	u.begun = u.begun || err == nil || (first && u.s.batches())
	return err
}

// undo takes back what the latest closure did. It reports an error when that
// is not possible and the unit is lost.
func (u *unit) undo(ctx context.Context) error {
	switch {
	case u.pending != nil: // it did nothing
		u.pending, u.n = nil, u.n-1
		return nil
	case !u.begun:
		// BEGIN failed, or took effect and its answer was lost: then the next
		// one would find a transaction open for ever. Mostly there is none.
		u.n--
		_ = u.s.plain(ctx, "ROLLBACK")
		return nil
	case !u.saved:
		u.n, u.begun = 0, false
		return u.s.plain(ctx, "ROLLBACK")
	}
	return u.s.plain(ctx, "ROLLBACK TO "+savepoint)
}

// finish commits, or gives up when the unit is lost.
func (u *unit) finish(ctx context.Context) {
	if !u.begun {
		return
	}
	if u.err == nil {
		if err := u.s.plain(ctx, "COMMIT"); err != nil {
			u.err = fmt.Errorf("%w: %w", ErrCommit, err)
		} else {
			u.s.count.commits.Add(1)
		}
	}
	if u.err != nil {
		_ = u.s.plain(ctx, "ROLLBACK")
	}
}
