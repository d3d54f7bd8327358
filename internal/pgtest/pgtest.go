package pgtest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cartwright-go/cartwright/internal/need"
)

// process is the one cluster of this test process, and the count of databases
// made there.
var process struct {
	start   sync.Once
	cluster *Cluster
	err     error
	made    atomic.Int64
}

// Shared returns the cluster that all tests of this process share, and starts it
// at the first call. Without PostgreSQL's binaries the test is skipped, or fails
// where CARTWRIGHT_REQUIRE names postgres. Do not stop it.
func Shared(tb testing.TB) *Cluster {
	tb.Helper()
	process.start.Do(func() { process.cluster, process.err = Start("") })
	if errors.Is(process.err, ErrNoBinaries) {
		need.Missing(tb, "postgres", process.err.Error())
	}
	if process.err != nil {
		tb.Fatal(process.err)
	}
	return process.cluster
}

// DSN creates an empty database in the shared cluster and returns its URL. The
// database is dropped when the test and its subtests end; close what is opened on
// it before, with tb.Cleanup.
func DSN(tb testing.TB) string {
	tb.Helper()
	cluster := Shared(tb)
	name := fmt.Sprintf("test_%d", process.made.Add(1))
	dsn, err := cluster.Database(name)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := cluster.Drop(name); err != nil {
			tb.Error(err)
		}
	})
	return dsn
}
