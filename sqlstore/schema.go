package sqlstore

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/cartwright-go/cartwright/event"
)

// Migrations are the kernel's own: outbox, timers, inbox, leases.
//
//go:embed schema/*.sql
var Migrations embed.FS

// ErrSchema says that the tables of a domain are missing, too old or too new. It
// comes as a *SchemaError.
var ErrSchema = errors.New("sqlstore: schema")

// A SchemaError says which domain's tables do not fit. It matches ErrSchema.
type SchemaError struct {
	Domain     string
	Have, Want int // versions; Have 0: no tables yet
}

// Error describes what does not fit.
func (e *SchemaError) Error() string {
	advice := "run Migrate"
	if e.Have > e.Want {
		advice = "a newer program made it, run that one"
	}
	return fmt.Sprintf("%v: %s has version %d, this program wants %d: %s", ErrSchema, e.Domain, e.Have, e.Want, advice)
}

// Is matches ErrSchema.
func (e *SchemaError) Is(target error) bool { return target == ErrSchema }

// A Schema is one domain's numbered migrations: files NNNN_name.sql, from 0001
// without gaps, statements ended by a semicolon at the end of a line.
type Schema struct {
	Domain string
	Files  fs.FS
}

// Kernel is the schema that every other one needs.
func Kernel() Schema { return Schema{"kernel", Migrations} }

// Migrate brings the kernel and the given domains to the versions this program
// knows, all in one transaction and one process at a time. A schema one version
// newer is left alone; one that is newer still is a *SchemaError, and nothing is
// migrated. Run it before a new version of the program starts: the old one keeps
// working on the new schema.
func Migrate(ctx context.Context, db *DB, schemas ...Schema) error {
	all := append([]Schema{Kernel()}, schemas...)
	return db.Do(ctx, func(ctx context.Context, tx *Tx) error {
		for _, text := range db.d.Lock {
			if err := tx.Now(ctx, Stmt{SQL: text, Want: Any}); err != nil {
				return err
			}
		}
		const versions = "CREATE TABLE IF NOT EXISTS cw_schema (domain TEXT PRIMARY KEY, version BIGINT NOT NULL)"
		if err := tx.Now(ctx, Stmt{SQL: versions, Want: Any}); err != nil {
			return err
		}
		for _, s := range all {
			if err := s.migrate(ctx, tx); err != nil {
				return fmt.Errorf("sqlstore: migrate %s: %w", s.Domain, err)
			}
		}
		return nil
	})
}

const selectVersion = "SELECT version FROM cw_schema WHERE domain = $1"

func (s Schema) migrate(ctx context.Context, tx *Tx) error {
	steps, err := s.steps()
	if err != nil {
		return err
	}
	have := 0
	err = tx.Now(ctx, Stmt{SQL: selectVersion, Args: []any{s.Domain}, Row: []any{&have}})
	if err != nil && !errors.Is(err, event.ErrNotFound) || have >= len(steps) {
		if have > len(steps)+1 {
			err = &SchemaError{Domain: s.Domain, Have: have, Want: len(steps)}
		}
		return tx.Doom(err)
	}
	for _, text := range steps[have:] {
		for _, one := range split(text) {
			if err := tx.Now(ctx, Stmt{SQL: one, Want: Any}); err != nil {
				return fmt.Errorf("%w in %q", err, one)
			}
		}
	}
	return tx.Now(ctx, Stmt{
		SQL:  "INSERT INTO cw_schema (domain, version) VALUES ($1,$2) ON CONFLICT (domain) DO UPDATE SET version = excluded.version",
		Args: []any{s.Domain, len(steps)}, Want: 1,
	})
}

// steps reads the migrations by number.
func (s Schema) steps() ([]string, error) {
	var steps []string
	names := []string{}
	err := fs.WalkDir(s.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(path, ".sql") {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	for i, name := range names {
		base := name[strings.LastIndex(name, "/")+1:]
		number, _, _ := strings.Cut(base, "_")
		if n, err := strconv.Atoi(number); err != nil || n != i+1 {
			return nil, fmt.Errorf("file %s: want number %04d", name, i+1)
		}
		text, err := fs.ReadFile(s.Files, name)
		if err != nil {
			return nil, err
		}
		steps = append(steps, string(text))
	}
	if len(steps) == 0 {
		return nil, errors.New("no migrations")
	}
	return steps, nil
}

// split cuts a file into statements and drops comment lines.
func split(text string) []string {
	var list []string
	var b strings.Builder
	for line := range strings.Lines(text) {
		bare := strings.TrimSpace(line)
		if bare == "" || strings.HasPrefix(bare, "--") {
			continue
		}
		b.WriteString(line)
		if strings.HasSuffix(bare, ";") {
			list = append(list, strings.TrimSuffix(strings.TrimSpace(b.String()), ";"))
			b.Reset()
		}
	}
	return list
}

// Check reports, as *SchemaError, the first domain whose tables do not fit this
// program: it works with the version it knows and with the next one.
func (db *DB) Check(ctx context.Context, schemas ...Schema) error {
	for _, s := range append([]Schema{Kernel()}, schemas...) {
		steps, err := s.steps()
		if err != nil {
			return fmt.Errorf("sqlstore: schema %s: %w", s.Domain, err)
		}
		have := 0
		err = db.Read(ctx, Stmt{SQL: selectVersion, Args: []any{s.Domain}, Row: []any{&have}})
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil && !errors.Is(err, event.ErrNotFound) && !noTable(err) {
			return fmt.Errorf("sqlstore: schema %s: %w", s.Domain, err)
		}
		if want := len(steps); have != want && have != want+1 {
			return &SchemaError{Domain: s.Domain, Have: have, Want: want}
		}
	}
	return nil
}

// noTable reports whether a query failed because nothing has been migrated yet.
func noTable(err error) bool {
	text := err.Error()
	return strings.Contains(text, "no such table") || strings.Contains(text, "42P01")
}
