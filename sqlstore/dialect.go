package sqlstore

import (
	"context"
	"database/sql/driver"
	"errors"
	"strconv"
	"strings"
)

// A Dialect is all that differs between databases.
type Dialect struct {
	Name    string
	Begin   string // begins a transaction that may write
	Hold    string // appended to a SELECT that holds its rows until the end
	Skip    string // appended to a SELECT that passes by rows that others hold
	Lock    string // held until the end by whoever migrates; empty where Begin is enough
	Ordered bool   // rows must be locked in order before a multi-row UPDATE
	Prepare bool   // statements are prepared and kept for each connection
	// Question writes parameters that are each used once and in order as ?. To
	// SQLite $1 is a name, looked up among all others for each of thousands.
	Question bool
	// Send, when set, sends statements to the driver's connection in one round
	// trip and reports the first error.
	Send func(ctx context.Context, driverConn any, stmts []Stmt) error
}

// text is st as the database takes it. No text of the house has a dollar sign
// for anything but a parameter.
func (d *Dialect) text(st string) string {
	if !d.Question {
		return st
	}
	var b strings.Builder
	parts := strings.Split(st, "$")
	b.WriteString(parts[0])
	for i, part := range parts[1:] {
		number := strconv.Itoa(i + 1)
		rest, ok := strings.CutPrefix(part, number)
		if !ok || rest != "" && rest[0] >= '0' && rest[0] <= '9' {
			return st // a parameter is used again
		}
		b.WriteByte('?')
		b.WriteString(rest)
	}
	return b.String()
}

// SQLite is the dialect of SQLite 3.35 and newer.
func SQLite() Dialect {
	return Dialect{Name: "sqlite", Begin: "BEGIN IMMEDIATE", Prepare: true, Question: true}
}

// Postgres is the dialect of PostgreSQL, one statement per round trip. It needs
// READ COMMITTED, PostgreSQL's default: guards are then judged under the lock.
func Postgres() Dialect {
	return Dialect{
		Name: "postgres", Begin: "BEGIN", Hold: " FOR UPDATE", Skip: " FOR UPDATE SKIP LOCKED",
		Lock: "SELECT pg_advisory_xact_lock(4857019113)", Ordered: true,
	}
}

// retryable reports whether the same closure may succeed when it runs again and
// certainly did not take effect. Drivers' errors are recognised by method, so
// that no driver is imported.
func retryable(err error) bool {
	if err == nil {
		return false
	}
	if errors.Is(err, errLost) {
		return true
	}
	if pg, ok := errors.AsType[interface {
		error
		SQLState() string
	}](err); ok {
		return pg.SQLState() == "40001" || pg.SQLState() == "40P01"
	}
	const busy = 5 // SQLITE_BUSY and its extended codes
	if lite, ok := errors.AsType[interface {
		error
		Code() int
	}](err); ok {
		return lite.Code()&0xff == busy
	}
	return errors.Is(err, driver.ErrBadConn) && !errors.Is(err, ErrCommit)
}
