// Package sqlite opens a sqlstore in one SQLite file through modernc.org/sqlite:
// write-ahead log, every commit flushed to disk, one writer connection whose
// commits waiting callers share, and a pool of readers. Several processes may
// open one file.
//
//	db, err := sqlite.Open(ctx, "shop.db", sqlite.Options{})
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"

	lite "modernc.org/sqlite" // registers the driver
	codes "modernc.org/sqlite/lib"

	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/sqlstore"
)

const (
	defaultGroup   = 32
	defaultReaders = 4
)

// ErrPath says that a path can be no file's.
var ErrPath = errors.New("sqlite: not the path of a file")

// Options change what Open does; the zero value is right for a shop.
type Options struct {
	Prefix  string        // of table names; empty: cw_
	Sealer  secure.Sealer // protects personal data; without it rows that hold any are refused
	Group   int           // closures that share a commit at most; 0: 32, 1: none
	Readers int           // connections of the read pool; 0: 4
}

// Writer opens a pool of one connection that begins every transaction with BEGIN
// IMMEDIATE. A host that writes rows of its own in one commit with ours begins on
// such a pool and hands its transaction to sqlstore.DB.Within.
func Writer(path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", address(path, "&_txlock=immediate"+roomy))
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}

// roomy gives the writer 16 MB for pages, so that what many closures change in
// one commit need not leave early, and lets the log grow as long before pages
// that changed again and again are copied once into the file.
const roomy = "&_pragma=cache_size(-16384)&_pragma=wal_autocheckpoint(4000)"

// Reader opens a pool of n connections that cannot write.
func Reader(path string, n int) (*sql.DB, error) {
	db, err := sql.Open("sqlite", address(path, "&_pragma=query_only(1)"))
	if err == nil {
		db.SetMaxOpenConns(n)
		db.SetMaxIdleConns(n)
	}
	return db, err
}

// address sets the wait for other processes before anything that may need it.
// What a savepoint may have to restore stays in memory: with many closures in one
// commit it would outgrow its buffer and go through a file for every page.
func address(path, more string) string {
	file := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}
	return file.String() + "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=temp_store(MEMORY)" + more
}

// check refuses what SQLite would take for something else than the name of a file:
// a database of one connection in memory, a shorter name, a host.
func check(path string) error {
	var reason string
	switch {
	case path == "":
		reason = "it is empty"
	case strings.Contains(path, "\x00"):
		reason = "it holds a zero byte"
	case path == ":memory:":
		reason = "a database in memory has one connection; package memstore needs none"
	case strings.HasPrefix(path, "//") && !strings.HasPrefix(path, "///"):
		reason = "it begins with a host"
	default:
		return nil
	}
	return fmt.Errorf("%w: %s", ErrPath, reason)
}

// told is sqlstore.ErrCorrupt where the file is damaged or no database.
func told(err error) error {
	if found, ok := errors.AsType[*lite.Error](err); ok {
		if code := found.Code() & 0xff; code == codes.SQLITE_CORRUPT || code == codes.SQLITE_NOTADB {
			return fmt.Errorf("%w: %w", sqlstore.ErrCorrupt, err)
		}
	}
	return err
}

// Open opens the file at path, made if absent, and neither migrates nor checks
// what is in it. A path that can be no file's is ErrPath, a file that is no
// database or a damaged one sqlstore.ErrCorrupt. Close the DB when done.
func Open(ctx context.Context, path string, o Options) (*sqlstore.DB, error) {
	if err := check(path); err != nil {
		return nil, err
	}
	if o.Group == 0 {
		o.Group = defaultGroup
	}
	if o.Readers == 0 {
		o.Readers = defaultReaders
	}
	writer, err := Writer(path)
	if err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	reader, err := Reader(path, o.Readers)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("sqlite: %w", err), writer.Close())
	}
	err = writer.PingContext(ctx) // makes the file and its journal before a reader comes
	if err == nil {
		var db *sqlstore.DB
		db, err = sqlstore.New(sqlstore.Config{
			Writer: writer, Reader: reader, Dialect: sqlstore.SQLite(), Group: o.Group, Prefix: o.Prefix, Sealer: o.Sealer,
		})
		if err == nil {
			return db, nil
		}
	}
	return nil, errors.Join(fmt.Errorf("sqlite: open %s: %w", path, told(err)), writer.Close(), reader.Close())
}
