package sqlstore

import (
	"context"
	"strconv"
	"strings"
)

// A Dialect is all that differs between databases.
type Dialect struct {
	Name  string
	Begin string // begins a transaction that may write
	Hold  string // appended to a SELECT that holds its rows until the end
	Skip  string // appended to a SELECT that passes by rows that others hold
	// Lock makes whoever migrates wait for whoever is migrating, for as long as
	// that takes, and lifts the limit on the time of statements; empty where Begin
	// is enough.
	Lock    []string
	Ordered bool // rows must be locked in order before a multi-row UPDATE
	Prepare bool // statements are prepared and kept for each connection
	// Question writes parameters that are each used once and in order as ?. To
	// SQLite $1 is a name, looked up among all others for each of thousands.
	Question bool
	// Interrupt ends a statement with its context where nobody shares the
	// transaction, which must then be good for a ROLLBACK and nothing else.
	Interrupt bool
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
// READ COMMITTED, PostgreSQL's default: guards are then judged under the lock. How
// long it waits for a lock or works on a statement is the connection's to say:
// package postgres sets limits.
func Postgres() Dialect {
	return Dialect{
		Name: "postgres", Begin: "BEGIN", Hold: " FOR UPDATE", Skip: " FOR UPDATE SKIP LOCKED",
		Ordered: true, Interrupt: true,
		Lock: []string{
			"SET LOCAL statement_timeout = 0", "SET LOCAL lock_timeout = 0", "SELECT pg_advisory_xact_lock(4857019113)",
			"SET LOCAL lock_timeout TO DEFAULT",
		},
	}
}
