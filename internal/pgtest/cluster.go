package pgtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const (
	// role is the superuser of every cluster; connections by socket are trusted.
	role = "cartwright"

	// nobody is the user and group that PostgreSQL runs as when we are root,
	// which it refuses to be.
	nobody = 65534

	// readyWithin bounds the wait for the first connection, on a loaded machine.
	readyWithin = 60 * time.Second

	// socketPathMax is what a Unix socket's address holds on Linux.
	socketPathMax = 107
)

// supervise runs PostgreSQL until its standard input says "fast" (clean
// shutdown) or ends (immediate shutdown, as in a crash); then it removes the
// folder named by its first argument, if any. SIGTERM follows for a server so
// young that it still ignores the other two; an older one heeds only the first.
const supervise = `folder=$1; shift
"$@" & pid=$!
read -r how
case $how in fast) kill -INT $pid ;; *) kill -QUIT $pid ;; esac
kill -TERM $pid
wait $pid
[ -z "$folder" ] || rm -rf "$folder"`

// A Cluster is one running PostgreSQL server with a data folder of its own. Make
// it with Start. Its methods must not be called concurrently, except Database.
type Cluster struct {
	bin  string // folder of the binaries
	dir  string // holds data, log and socket
	ours bool   // whether dir was made by Start and goes with the cluster

	supervisor *exec.Cmd
	pipe       io.WriteCloser
}

// Start starts a cluster in dir and returns when it answers. With dir empty a new
// short folder under the system's temporary folder is used and removed by Stop,
// or when this process ends. Otherwise dir is created if absent, must be short
// enough for a Unix socket below it and reachable by user 65534 when run as root,
// and is kept: a later Start finds the same data. It returns an error that is
// ErrNoBinaries when no PostgreSQL is installed.
func Start(dir string) (*Cluster, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	c := &Cluster{bin: bin, dir: dir, ours: dir == ""}
	if err := c.prepare(); err != nil {
		return nil, errors.Join(err, c.discard())
	}
	if err := c.Restart(); err != nil {
		return nil, errors.Join(err, c.discard())
	}
	return c, nil
}

// prepare makes the folder and, unless it holds a cluster already, the data.
func (c *Cluster) prepare() error {
	var err error
	if c.ours {
		c.dir, err = os.MkdirTemp("", "cwpg")
	} else if c.dir, err = filepath.Abs(c.dir); err == nil {
		err = os.MkdirAll(c.dir, 0o711)
	}
	if err != nil {
		return fmt.Errorf("pgtest: folder: %w", err)
	}
	if socket := filepath.Join(c.dir, ".s.PGSQL.5432"); len(socket) > socketPathMax {
		return fmt.Errorf("pgtest: folder %s is too long for a socket by %d characters", c.dir, len(socket)-socketPathMax)
	}
	if err := os.Chmod(c.dir, 0o711); err != nil {
		return fmt.Errorf("pgtest: folder: %w", err)
	}
	if os.Getuid() == 0 {
		if err := os.Chown(c.dir, nobody, nobody); err != nil {
			return fmt.Errorf("pgtest: folder: %w", err)
		}
	}
	if _, err := os.Stat(filepath.Join(c.dir, "data", "PG_VERSION")); err == nil {
		return nil
	}
	out, err := c.command("initdb", "--pgdata", filepath.Join(c.dir, "data"), "--username", role,
		"--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync").CombinedOutput()
	if err != nil {
		return fmt.Errorf("pgtest: initdb: %w\n%s", err, out)
	}
	return nil
}

// command returns the named PostgreSQL program, to be run as an ordinary user
// who has nothing of this process's environment but the path and the time zone.
func (c *Cluster) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(c.bin, name), args...)
	c.confine(cmd)
	return cmd
}

func (c *Cluster) confine(cmd *exec.Cmd) {
	cmd.Dir = c.dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC", "HOME=" + c.dir}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if os.Getuid() == 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	}
}

// Restart starts the server again after Crash, on the same data and the same
// addresses, and returns when it has recovered and answers.
func (c *Cluster) Restart() error {
	if c.pipe != nil {
		return errors.New("pgtest: the cluster is running")
	}
	log, err := os.OpenFile(filepath.Join(c.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("pgtest: log: %w", err)
	}
	defer log.Close()
	old, err := log.Seek(0, io.SeekEnd)
	if err != nil {
		return fmt.Errorf("pgtest: log: %w", err)
	}
	remove := ""
	if c.ours {
		remove = c.dir
	}
	cmd := exec.Command("/bin/sh", "-c", supervise, "sh", remove,
		filepath.Join(c.bin, "postgres"), "-D", filepath.Join(c.dir, "data"),
		"-c", "listen_addresses=", "-c", "unix_socket_directories="+c.dir,
		"-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "max_connections=200",
		"-c", "timezone=UTC", "-c", "log_timezone=UTC")
	c.confine(cmd)
	cmd.Stdout, cmd.Stderr = log, log
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return fmt.Errorf("pgtest: pipe: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("pgtest: postgres: %w", err)
	}
	c.supervisor, c.pipe = cmd, pipe
	if err := c.ready(old); err != nil {
		told, _ := os.ReadFile(filepath.Join(c.dir, "log"))
		return errors.Join(fmt.Errorf("%w\n%s", err, told), c.end(""))
	}
	return nil
}

// ready waits until the server answers a query. old is the length of the log
// before the server was started.
func (c *Cluster) ready(old int64) error {
	deadline := time.Now().Add(readyWithin)
	for {
		err := c.query("SELECT 1")
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("pgtest: not ready after %v: %w", readyWithin, err)
		}
		if c.gone(old) {
			return errors.New("pgtest: the server ended before it was ready")
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// gone reports whether the log says that the server gave up: it writes its pid
// file first and removes it last.
func (c *Cluster) gone(old int64) bool {
	log, err := os.ReadFile(filepath.Join(c.dir, "log"))
	return err == nil && int64(len(log)) > old && strings.Contains(string(log[old:]), "FATAL:") && !exists(filepath.Join(c.dir, "data", "postmaster.pid"))
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// query runs one statement as superuser in the maintenance database.
func (c *Cluster) query(statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), readyWithin)
	defer cancel()
	cmd := exec.CommandContext(ctx, filepath.Join(c.bin, "psql"), "--no-psqlrc", "--quiet", "--tuples-only",
		"--host", c.dir, "--username", role, "--dbname", "postgres",
		"--set", "ON_ERROR_STOP=1", "--command", statement)
	c.confine(cmd)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("pgtest: %s: %w: %s", statement, err, strings.TrimSpace(string(out)))
	}
	return nil
}

// Database creates an empty database and returns its DSN, as a URL that pgx and
// psql accept. name must be lower-case letters, digits and underscores. It is
// safe for concurrent use.
func (c *Cluster) Database(name string) (string, error) {
	if err := plain(name); err != nil {
		return "", err
	}
	if err := c.query("CREATE DATABASE " + name); err != nil {
		return "", err
	}
	return c.dsn(name), nil
}

// Drop removes the database name, and ends its connections first.
func (c *Cluster) Drop(name string) error {
	if err := plain(name); err != nil {
		return err
	}
	return c.query("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)")
}

func plain(name string) error {
	if name == "" || len(name) > 63 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		return fmt.Errorf("pgtest: database name %q: want 1 to 63 of a-z, 0-9 and _", name)
	}
	return nil
}

func (c *Cluster) dsn(name string) string {
	u := url.URL{Scheme: "postgres", Path: "/" + name}
	u.RawQuery = url.Values{"host": {c.dir}, "user": {role}}.Encode()
	return u.String()
}

// Crash ends the server at once, without a checkpoint, as a crash would;
// committed transactions survive and Restart recovers them. A cluster in a
// folder of its own cannot be crashed, since the folder goes with the server.
func (c *Cluster) Crash() error {
	if c.ours {
		return errors.New("pgtest: only a cluster started in a named folder outlives its server")
	}
	return c.end("")
}

// Stop ends the server and waits for it. A folder that Start chose is removed; a
// folder that the caller named is left behind, cleanly shut down.
func (c *Cluster) Stop() error {
	if c.ours {
		return errors.Join(c.end(""), c.discard())
	}
	return c.end("fast\n")
}

// end tells the supervisor how to stop the server and waits until it has.
func (c *Cluster) end(how string) error {
	if c.pipe == nil {
		return nil
	}
	_, writeErr := io.WriteString(c.pipe, how)
	closeErr := c.pipe.Close()
	c.pipe = nil
	err := c.supervisor.Wait()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		err = nil // the status of whatever the shell ran last
	}
	return errors.Join(writeErr, closeErr, err)
}

// discard removes a folder that Start chose.
func (c *Cluster) discard() error {
	if !c.ours || c.dir == "" {
		return nil
	}
	return os.RemoveAll(c.dir)
}
