package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cartwright-go/cartwright/secure"
)

// Errors of the package.
var (
	// ErrRetries says that the database asked for the transaction again too often.
	ErrRetries = errors.New("sqlstore: too many conflicts")
	// ErrCommit says that a commit failed. Where the connection was lost its
	// outcome is unknown: look before doing it again.
	ErrCommit = errors.New("sqlstore: commit")
	// ErrClosed says that the store has been closed.
	ErrClosed = errors.New("sqlstore: closed")
	// ErrEnded says that a transaction was used after its closure had returned.
	ErrEnded = errors.New("sqlstore: transaction has ended")
	// ErrTimeout says that the database gave a lock or a statement up, or ended a
	// transaction in which nothing happened, for taking too long. Nothing was
	// changed. Where the caller's context has ended it is the context's error instead.
	ErrTimeout = errors.New("sqlstore: the database took too long")
	// ErrCorrupt says that the database's file is damaged, or is no database.
	ErrCorrupt = errors.New("sqlstore: the database is damaged")
	// ErrNoSealer says that personal data cannot be written or read without Config.Sealer.
	ErrNoSealer = errors.New("sqlstore: Config.Sealer is not set")
)

const (
	// maxTries bounds how often one closure runs.
	maxTries = 8
	// defaultPrefix is what table names begin with in every text.
	defaultPrefix = "cw_"
)

// Config says how to use databases that are already open.
type Config struct {
	Writer  *sql.DB // required
	Reader  *sql.DB // for reads outside transactions; nil: Writer
	Dialect Dialect // required
	// Group is how many waiting closures share a commit at most; below 2 every
	// closure has a transaction of its own. A group keeps one connection of
	// Writer for as long as the DB lives.
	Group int
	// Prefix begins the name of every table: a lower-case letter, then at most
	// 30 letters, digits and underscores. Empty is cw_.
	Prefix string
	// Sealer protects personal data. Without it rows that hold any are refused.
	Sealer secure.Sealer
	// Pause waits before the try-th repeat of a closure and ends early with
	// ctx. Nil doubles from 4 ms.
	Pause func(ctx context.Context, try int) error
	// KeepOpen leaves Writer and Reader to the host when the DB is closed.
	KeepOpen bool
}

// DB runs closures in transactions and reads outside them. It is safe for
// concurrent use, except for what Within returns.
type DB struct {
	c     Config
	d     *Dialect
	group *group    // nil: every closure has its own transaction
	host  *sql.Tx   // set in what Within returns
	wrong error     // why nothing can run: no transaction was given to Within
	texts *sync.Map // SQL by shape
	reads *sync.Map // prepared reads by text
	count *counters
	ended *atomic.Bool // set by Close
}

// Stats counts what a DB has done since it was made.
type Stats struct {
	Statements int64 // sent to the driver, control statements included
	Trips      int64 // round trips
	Commits    int64 // transactions committed by the DB
	Closures   int64 // runs of closures, repeats included
	Retries    int64 // repeats
}

// New checks c and returns a DB. It does not touch the database: see Migrate and
// DB.Check.
func New(c Config) (*DB, error) {
	if c.Writer == nil {
		return nil, errors.New("sqlstore: Config.Writer is not set")
	}
	if c.Dialect.Begin == "" {
		return nil, errors.New("sqlstore: Config.Dialect is not set")
	}
	if c.Reader == nil {
		c.Reader = c.Writer
	}
	if c.Prefix == "" {
		c.Prefix = defaultPrefix
	}
	if !regexp.MustCompile(`^[a-z][a-z0-9_]{0,30}$`).MatchString(c.Prefix) {
		return nil, fmt.Errorf("sqlstore: Config.Prefix %q: want a lower-case letter, then at most 30 of a-z, 0-9 and _", c.Prefix)
	}
	if c.Pause == nil {
		c.Pause = pause
	}
	db := &DB{c: c, d: &c.Dialect, texts: &sync.Map{}, reads: &sync.Map{}, count: &counters{}, ended: &atomic.Bool{}}
	if c.Group > 1 {
		db.group = &group{open: db.session, max: c.Group}
	}
	return db, nil
}

// pause waits without a clock of ours: a context ends by itself.
func pause(ctx context.Context, try int) error {
	wait, stop := context.WithTimeout(ctx, 2*time.Millisecond<<min(try, 7))
	defer stop()
	<-wait.Done()
	return ctx.Err()
}

func (db *DB) session(ctx context.Context) (*session, error) {
	if db.ended.Load() {
		return nil, ErrClosed
	}
	conn, err := db.c.Writer.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: connect: %w", err)
	}
	s := &session{on: conn, conn: conn, d: db.d, count: db.count, ends: db.d.Interrupt && db.group == nil}
	if db.d.Prepare && db.group != nil {
		s.prepared = map[string]*sql.Stmt{}
	}
	return s, nil
}

// Do runs fn in a transaction that commits when fn returns nil, and at most 8
// times when the database asks for it. The first failed call of a Tx other than
// event.ErrNotFound fails the transaction, whatever fn returns. When ctx ends the
// closure is taken back, unless it has already returned nil: then Do waits for
// the truth. A statement that waits ends with ctx where Dialect.Interrupt is set
// and closures do not share transactions, and otherwise by itself. fn must not
// keep its Tx, use it from two goroutines, or call Do.
func (db *DB) Do(ctx context.Context, fn func(context.Context, *Tx) error) error {
	if db.wrong != nil {
		return db.wrong
	}
	run := func(ctx context.Context, u *unit) error { return db.closure(ctx, u, fn) }
	if db.host != nil {
		return told(ctx, db.inHost(ctx, run))
	}
	return told(ctx, db.tries(ctx, run))
}

// tries runs a closure until it has an answer.
func (db *DB) tries(ctx context.Context, run func(context.Context, *unit) error) (err error) {
	for try := range maxTries {
		if try > 0 {
			db.count.retries.Add(1)
			if perr := db.c.Pause(ctx, try); perr != nil {
				return errors.Join(perr, err)
			}
		}
		if err = db.once(ctx, run); !retryable(err) {
			return err
		}
	}
	return fmt.Errorf("%w: %d tries: %w", ErrRetries, maxTries, err)
}

func (db *DB) closure(ctx context.Context, u *unit, fn func(context.Context, *Tx) error) error {
	db.count.closures.Add(1)
	tx := &Tx{db: db, u: u}
	defer func() { tx.ended = true }()
	if err := fn(ctx, tx); err != nil {
		return errors.Join(err, other(tx.err, err))
	}
	return tx.flush(ctx)
}

// other answers doomed unless err already tells of it.
func other(doomed, err error) error {
	if doomed == nil || errors.Is(err, doomed) {
		return nil
	}
	return doomed
}

func (db *DB) once(ctx context.Context, fn func(context.Context, *unit) error) error {
	if db.group != nil {
		return db.group.do(ctx, fn)
	}
	alone := &group{max: 1, open: db.session}
	defer func() {
		if alone.s != nil {
			alone.s.rest()
		}
	}()
	return alone.do(ctx, fn)
}

// Read runs one query outside every transaction; in what Within returns, on the
// host's. It ends with ctx.
func (db *DB) Read(ctx context.Context, st Stmt) error { return told(ctx, db.read(ctx, st)) }

func (db *DB) read(ctx context.Context, st Stmt) error {
	st.SQL = db.text(st.SQL)
	db.count.statements.Add(1)
	db.count.trips.Add(1)
	if err := ctx.Err(); err != nil {
		return err
	}
	if db.wrong != nil {
		return db.wrong
	}
	if db.ended.Load() {
		return ErrClosed
	}
	if db.host != nil {
		rows, err := db.host.QueryContext(context.WithoutCancel(ctx), st.SQL, st.Args...)
		if err != nil {
			return err
		}
		return receive(rows, st)
	}
	rows, err := db.query(ctx, st)
	if err != nil {
		return err
	}
	return receive(rows, st)
}

func (db *DB) query(ctx context.Context, st Stmt) (*sql.Rows, error) {
	if !db.d.Prepare {
		return db.c.Reader.QueryContext(ctx, db.d.text(st.SQL), st.Args...)
	}
	p, ok := db.reads.Load(st.SQL)
	if !ok {
		if db.count.kept.Add(1) > maxPrepared { // rare texts are not worth keeping
			return db.c.Reader.QueryContext(ctx, db.d.text(st.SQL), st.Args...)
		}
		made, err := db.c.Reader.PrepareContext(ctx, db.d.text(st.SQL))
		if err != nil {
			return nil, err
		}
		var raced bool
		if p, raced = db.reads.LoadOrStore(st.SQL, made); raced {
			_ = made.Close() //nolint:sqlclosecheck // another reader was faster; ours was never used
		}
	}
	return p.(*sql.Stmt).QueryContext(ctx, st.Args...)
}

// Stats answers what the DB and its views have done so far.
func (db *DB) Stats() Stats {
	c := db.count
	return Stats{
		Statements: c.statements.Load(), Trips: c.trips.Load(), Commits: c.commits.Load(),
		Closures: c.closures.Load(), Retries: c.retries.Load(),
	}
}

// Dialect answers how the database differs.
func (db *DB) Dialect() Dialect { return *db.d }

// Close waits for the running closure, refuses all later ones, and closes the
// pools unless Config.KeepOpen is set. What Within returns need not be closed.
func (db *DB) Close() error {
	if db.host != nil || db.ended.Swap(true) {
		return nil
	}
	if db.group != nil {
		db.group.close()
	}
	db.reads.Range(func(_, p any) bool { return p.(*sql.Stmt).Close() == nil })
	if db.c.KeepOpen {
		return nil
	}
	err := db.c.Writer.Close()
	if db.c.Reader != db.c.Writer {
		err = errors.Join(err, db.c.Reader.Close())
	}
	return err
}
