// Package pgtest gives a test a PostgreSQL database of its own.
//
//	db, err := sql.Open("pgx", pgtest.DSN(t))
//
// The first call in a test process starts a private cluster from the binaries
// that Debian's postgresql package installs: a fresh data folder, a Unix socket,
// no port, fsync on. Every call makes a database there, dropped when the test
// ends. The cluster and its folder go when the process goes, however it goes: a
// small supervisor holds the read end of a pipe whose write end only this process
// has.
package pgtest
