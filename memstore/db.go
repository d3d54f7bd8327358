package memstore

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"github.com/cartwright-go/cartwright/event"
)

// ErrRetries says that a transaction found its rows changed too often. Nothing
// was kept; the same call may be made again.
var ErrRetries = errors.New("memstore: too many conflicts")

// maxTries bounds how often a closure runs. A run is lost only to a neighbour who
// has committed, so that among n who all want one row the unluckiest loses n-1
// times: only a closure far slower than hundreds of neighbours gets here.
const maxTries = 1000

// maxYields bounds how often a loser stands back before its next run.
const maxYields = 32

// A key names a row.
type key struct{ table, id string }

type cell struct {
	value any // a value that is never changed in place; nil is a deleted row
	rev   uint64
}

// DB is a store of everything. The zero DB is not usable: see New.
type DB struct {
	// Hook, when set before the first use, is called before every call of a
	// transaction with the method's name, and with "commit" before and
	// "committed" after a commit takes effect. Its error fails that call; an
	// error on "committed" makes Do fail although everything was kept, as a
	// lost answer of a database would.
	Hook func(ctx context.Context, call string) error

	// Pause, when set before the first use, is called before a closure runs
	// again; lost says how often it has lost, from 1. Its error ends Do. Set it to
	// wait, for example in a simulation whose clock only it can move. Without it
	// the goroutine stands back for others: once after the first loss, twice after
	// the second, up to 32 times.
	Pause func(ctx context.Context, lost int) error

	mu      sync.Mutex
	rows    map[key]cell
	tables  map[string][]string // ids by table in order of first commit
	commits int64
}

// New returns an empty store.
func New() *DB { return &DB{rows: map[key]cell{}, tables: map[string][]string{}} }

// Commits answers how many transactions that wrote something have committed.
func (db *DB) Commits() int64 {
	db.mu.Lock()
	defer db.mu.Unlock()
	return db.commits
}

// Tx is one closure's view: committed rows and its own writes.
type Tx struct {
	db     *DB
	reads  map[key]uint64
	writes map[key]any
	log    []key // in order of first write
	err    error // the first failure; it dooms the transaction
}

// Do runs fn in a transaction, anew while what it read has changed, with a Pause
// before each new run: at most 1,000 times, then it answers ErrRetries.
func (db *DB) Do(ctx context.Context, fn func(context.Context, *Tx) error) error {
	for lost := range maxTries {
		if err := db.pause(ctx, lost); err != nil {
			return err
		}
		tx := &Tx{db: db, reads: make(map[key]uint64, 8), writes: make(map[key]any, 16)}
		err := fn(ctx, tx)
		if done, err := tx.end(ctx, err); done {
			return err
		}
	}
	return ErrRetries
}

// pause lets others go first after a loss.
func (db *DB) pause(ctx context.Context, lost int) error {
	if lost > 0 && db.Pause != nil {
		if err := db.Pause(ctx, lost); err != nil {
			return err
		}
	}
	if db.Pause == nil {
		for range min(lost, maxYields) {
			runtime.Gosched()
		}
	}
	return ctx.Err()
}

// end validates even a failed transaction: an answer read from rows that have
// changed meanwhile is no answer.
func (tx *Tx) end(ctx context.Context, err error) (bool, error) {
	if tx.err != nil {
		err = tx.err
	}
	if err == nil {
		err = ctx.Err()
	}
	if err == nil && len(tx.log) > 0 {
		err = tx.db.hook(ctx, "commit")
	}
	if !tx.settle(err) {
		return false, nil
	}
	if err == nil && len(tx.log) > 0 {
		err = tx.db.hook(ctx, "committed")
	}
	return true, err
}

// settle reports whether everything read is still true, and then keeps the
// writes unless err says otherwise.
func (tx *Tx) settle(err error) bool {
	db := tx.db
	db.mu.Lock()
	defer db.mu.Unlock()
	for k, rev := range tx.reads {
		if db.rows[k].rev != rev {
			return false
		}
	}
	if err != nil || len(tx.log) == 0 {
		return true
	}
	for _, k := range tx.log {
		old, known := db.rows[k]
		if !known {
			db.tables[k.table] = append(db.tables[k.table], k.id)
		}
		db.rows[k] = cell{tx.writes[k], old.rev + 1}
	}
	db.commits++
	return true
}

func (db *DB) hook(ctx context.Context, call string) error {
	if db.Hook == nil {
		return nil
	}
	return db.Hook(ctx, call)
}

// enter begins every call: a doomed or ended transaction answers nothing more.
func (tx *Tx) enter(ctx context.Context, call string) error {
	if tx.err != nil {
		return tx.err
	}
	if err := ctx.Err(); err != nil {
		return tx.doom(err)
	}
	return tx.doom(tx.db.hook(ctx, call))
}

// doom remembers a failure that no closure may swallow.
func (tx *Tx) doom(err error) error {
	if tx.err == nil && err != nil {
		tx.err = err
	}
	return err
}

func (tx *Tx) get(k key) any {
	if v, ok := tx.writes[k]; ok {
		return v
	}
	tx.db.mu.Lock()
	c := tx.db.rows[k]
	tx.db.mu.Unlock()
	if _, ok := tx.reads[k]; !ok {
		tx.reads[k] = c.rev
	}
	return c.value
}

func (tx *Tx) put(k key, v any) {
	if _, ok := tx.writes[k]; !ok {
		tx.log = append(tx.log, k)
	}
	tx.writes[k] = v
}

// load reads a row for a caller who may keep it.
func load[T any](ctx context.Context, tx *Tx, call string, k key) (T, error) {
	var none T
	if err := tx.enter(ctx, call); err != nil {
		return none, err
	}
	v, ok := tx.get(k).(T)
	if !ok {
		return none, fmt.Errorf("%w: %s %s", event.ErrNotFound, k.table, k.id)
	}
	return clone(v), nil
}

// store inserts where version is 0 and otherwise compares with what have reads
// of the row; merge makes the row of the old and the new one.
func store[T any](tx *Tx, k key, version int64, have func(T) int64, merge func(old T, found bool) T) error {
	old, found := tx.get(k).(T)
	if (version == 0) == found || found && have(old) != version {
		return tx.doom(fmt.Errorf("%w: %s %s", event.ErrStale, k.table, k.id))
	}
	tx.put(k, clone(merge(old, found)))
	return nil
}

// find reads a committed row without a transaction.
func find[T any](db *DB, k key) (T, error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	v, ok := db.rows[k].value.(T)
	if !ok {
		return v, fmt.Errorf("%w: %s %s", event.ErrNotFound, k.table, k.id)
	}
	return clone(v), nil
}

// all lists the committed rows of a table in order of first commit.
func all[T any](db *DB, table string) []T {
	db.mu.Lock()
	defer db.mu.Unlock()
	var list []T
	for _, id := range db.tables[table] {
		if v, ok := db.rows[key{table, id}].value.(T); ok {
			list = append(list, clone(v))
		}
	}
	return list
}
