package pgtest_test

import (
	"bufio"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cartwright-go/cartwright/internal/need"
	"github.com/cartwright-go/cartwright/internal/pgtest"
)

// psql runs statements on a database with the client that came with the server,
// and returns what it printed.
func psql(t *testing.T, dsn, statements string) (string, error) {
	t.Helper()
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/psql")
	client := "psql"
	if err == nil && len(found) > 0 {
		client = found[len(found)-1]
	}
	out, err := exec.CommandContext(t.Context(), client, "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", statements, dsn).CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

func TestDatabasesAreSeparateAndDurable(t *testing.T) {
	for _, dsn := range []string{pgtest.DSN(t), pgtest.DSN(t)} {
		if out, err := psql(t, dsn, "CREATE TABLE only_here (n BIGINT)"); err != nil {
			t.Fatal(err, out)
		}
		for setting, want := range map[string]string{"fsync": "on", "synchronous_commit": "on", "TimeZone": "UTC", "listen_addresses": ""} {
			if got, err := psql(t, dsn, "SELECT current_setting('"+setting+"')"); err != nil || got != want {
				t.Errorf("%s = %q, %v, want %q", setting, got, err, want)
			}
		}
	}
}

func TestDatabaseIsDroppedAfterItsTest(t *testing.T) {
	var dsn string
	t.Run("inner", func(t *testing.T) { dsn = pgtest.DSN(t) })
	if out, err := psql(t, dsn, "SELECT 1"); err == nil || !strings.Contains(out, "does not exist") {
		t.Errorf("got %s, %v", out, err)
	}
}

func TestCrashKeepsWhatWasCommitted(t *testing.T) {
	dir, err := os.MkdirTemp("", "cwpgt") //nolint:usetesting // a socket wants a short path that user 65534 reaches
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	cluster, err := pgtest.Start(dir)
	if errors.Is(err, pgtest.ErrNoBinaries) {
		need.Missing(t, "postgres", err.Error())
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cluster.Stop(); err != nil {
			t.Error(err)
		}
	})
	dsn, err := cluster.Database("shop")
	if err != nil {
		t.Fatal(err)
	}
	if out, err := psql(t, dsn, "CREATE TABLE orders (id TEXT); INSERT INTO orders VALUES ('one')"); err != nil {
		t.Fatal(err, out)
	}
	if err := cluster.Restart(); err == nil {
		t.Error("a running cluster was started twice")
	}
	if err := cluster.Crash(); err != nil {
		t.Fatal(err)
	}
	if err := cluster.Restart(); err != nil {
		t.Fatal(err)
	}
	if n, err := psql(t, dsn, "SELECT count(*) FROM orders"); err != nil || n != "1" {
		t.Errorf("got %s orders, %v", n, err)
	}
}

func TestStartRefuses(t *testing.T) {
	cluster := pgtest.Shared(t)
	for _, name := range []string{"", "A", "x; DROP TABLE y", strings.Repeat("x", 64)} {
		if _, err := cluster.Database(name); err == nil {
			t.Errorf("database name %q was accepted", name)
		}
	}
	if err := cluster.Crash(); err == nil {
		t.Error("a cluster without a named folder was crashed")
	}
	if _, err := pgtest.Start(filepath.Join(t.TempDir(), strings.Repeat("long", 25))); err == nil {
		t.Error("a folder too long for a socket was accepted")
	}
}

// TestClusterEndsWithItsProcess kills a process that has a cluster, in the
// rudest way, and waits for the cluster's folder to go.
func TestClusterEndsWithItsProcess(t *testing.T) {
	if os.Getenv("PGTEST_CHILD") != "" {
		os.Stdout.WriteString(pgtest.DSN(t) + "\n")
		select {}
	}
	pgtest.Shared(t) // skips when there is no PostgreSQL
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestClusterEndsWithItsProcess$")
	child.Env = append(os.Environ(), "PGTEST_CHILD=1")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	dir := u.Query().Get("host")
	if _, err := os.Stat(dir); err != nil {
		t.Fatal(err)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is still there", dir)
		}
	}
}
