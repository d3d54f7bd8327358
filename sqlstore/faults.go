package sqlstore

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
)

// Codes of drivers' errors. They are recognised by method, so that no driver is
// imported.
const (
	serialization  = "40001"
	deadlock       = "40P01"
	lockTimeout    = "55P03" // lock_timeout, or NOWAIT
	statementEnded = "57014" // statement_timeout, or cancelled by somebody
	idleTimeout    = "25P03" // idle_in_transaction_session_timeout
	dataCorrupt    = "XX001"
	indexCorrupt   = "XX002"

	liteBusy    = 5 // and its extended codes, as all of these
	liteCorrupt = 11
	liteNoFile  = 26 // not a database
)

// sqlState is the code of an error of PostgreSQL, or empty.
func sqlState(err error) string {
	if pg, ok := errors.AsType[interface {
		error
		SQLState() string
	}](err); ok {
		return pg.SQLState()
	}
	return ""
}

// liteCode is the primary code of an error of SQLite, or 0.
func liteCode(err error) int {
	if lite, ok := errors.AsType[interface {
		error
		Code() int
	}](err); ok {
		return lite.Code() & 0xff
	}
	return 0
}

// retryable reports whether the same closure may succeed when it runs again and
// certainly did not take effect.
func retryable(err error) bool {
	if err == nil {
		return false
	}
	if errors.Is(err, errLost) || liteCode(err) == liteBusy {
		return true
	}
	if state := sqlState(err); state != "" {
		return slices.Contains([]string{serialization, deadlock, lockTimeout, idleTimeout}, state)
	}
	return errors.Is(err, driver.ErrBadConn) && !errors.Is(err, ErrCommit)
}

// told says in our words what a host can act on: the end of ctx where that is
// why, a limit on time, a damaged file. Whatever else stays as it is.
func told(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	switch state := sqlState(err); {
	case state == lockTimeout, state == statementEnded, state == idleTimeout:
		if end := ctx.Err(); end != nil {
			return fmt.Errorf("%w: %w", end, err)
		}
		return fmt.Errorf("%w: %w", ErrTimeout, err)
	case liteCode(err) == liteCorrupt, liteCode(err) == liteNoFile, state == dataCorrupt, state == indexCorrupt:
		return fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return err
}
