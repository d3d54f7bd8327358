package pgtest_test

import (
	"bufio"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"github.com/cartwright-go/cartwright/internal/need"
	"github.com/cartwright-go/cartwright/internal/pgtest"
)

func open(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestDatabasesAreSeparateAndDurable(t *testing.T) {
	first, second := open(t, pgtest.DSN(t)), open(t, pgtest.DSN(t))
	for _, db := range []*sql.DB{first, second} {
		if _, err := db.ExecContext(t.Context(), "CREATE TABLE only_here (n BIGINT)"); err != nil {
			t.Fatal(err)
		}
		for setting, want := range map[string]string{"fsync": "on", "synchronous_commit": "on", "TimeZone": "UTC", "listen_addresses": ""} {
			var got string
			if err := db.QueryRowContext(t.Context(), "SELECT current_setting($1)", setting).Scan(&got); err != nil || got != want {
				t.Errorf("%s = %q, %v, want %q", setting, got, err, want)
			}
		}
	}
}

func TestDatabaseIsDroppedAfterItsTest(t *testing.T) {
	var dsn string
	t.Run("inner", func(t *testing.T) { dsn = pgtest.DSN(t) })
	if err := open(t, dsn).PingContext(t.Context()); err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Errorf("got %v", err)
	}
}

func TestCrashKeepsWhatWasCommitted(t *testing.T) {
	dir, err := os.MkdirTemp("", "cwpgt")
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
	db := open(t, dsn)
	if _, err := db.ExecContext(t.Context(), "CREATE TABLE orders (id TEXT); INSERT INTO orders VALUES ('one')"); err != nil {
		t.Fatal(err)
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
	var n int
	if err := open(t, dsn).QueryRowContext(t.Context(), "SELECT count(*) FROM orders").Scan(&n); err != nil || n != 1 {
		t.Errorf("got %d orders, %v", n, err)
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
