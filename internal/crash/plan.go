package crash

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

const (
	perFile = 50                    // kills on one file
	most    = 60 * time.Millisecond // from the first acknowledgement to the kill, at most
	patient = 20 * time.Second      // for the first acknowledgement
)

// epoch is when the first child of a file begins.
const epoch = 1_700_000_000_000

// A Plan says how often to kill. The program that runs it must call Child where
// IsChild says so.
type Plan struct {
	Dir    string // an empty folder
	Kills  int
	Seed   uint64 // chooses the moments
	Mutant Mutant
	Eager  bool         // end with the first loss or violation
	Log    func(Result) // called after every kill; nil: nobody hears
	Rest   bool         // let every file come to rest after its last kill, and audit that too
	Codes  bool         // buyers have codes of scarce promotions, and cancel to have others
	// Database makes an empty database for some kills; nil: a SQLite file.
	Database func() string
}

// A Result is what a plan did.
type Result struct {
	Kills      int
	Acked      int // purchases acknowledged
	Commands   int // other commands acknowledged
	Lost       []Ack
	Violations []string
	Took       time.Duration
}

// String is one line for a log.
func (r Result) String() string {
	per := time.Duration(0)
	if r.Kills > 0 {
		per = r.Took / time.Duration(r.Kills)
	}
	return fmt.Sprintf("kills=%d acked=%d commands=%d lost=%d violations=%d (%s a kill)",
		r.Kills, r.Acked, r.Commands, len(r.Lost), len(r.Violations), per.Round(time.Millisecond))
}

func (r Result) broken() bool { return len(r.Lost)+len(r.Violations) > 0 }

// Run kills and audits. An error means that the plan could not be carried out,
// not that something was lost.
func (p Plan) Run(ctx context.Context) (r Result, err error) {
	began := time.Now()
	chance := rand.New(rand.NewPCG(p.Seed, 0))
	for n := 0; r.Kills < p.Kills && err == nil && !(p.Eager && r.broken()); n++ {
		dir := filepath.Join(p.Dir, strconv.Itoa(n))
		if err = os.Mkdir(dir, 0o700); err == nil {
			err = p.file(ctx, dir, chance, &r)
		}
	}
	r.Took = time.Since(began)
	return r, err
}

// file kills children on one database.
func (p Plan) file(ctx context.Context, dir string, chance *rand.Rand, r *Result) error {
	start, at := time.UnixMilli(epoch), site{dir: dir, codes: p.Codes}
	if p.Database != nil {
		at.address = p.Database()
	}
	if err := prepare(ctx, at, start); err != nil {
		return err
	}
	var acks []Ack
	for range min(perFile, p.Kills-r.Kills) {
		start = start.Add(span)
		more, err := p.kill(ctx, at, start, time.Duration(chance.Int64N(int64(most)+1)))
		if err != nil {
			return err
		}
		acks = append(acks, more...)
		r.count(more)
		if err := at.audited(ctx, acks, r); err != nil {
			return err
		}
		if p.Log != nil {
			p.Log(*r)
		}
		if r.broken() { // a file that is broken stays so
			return nil
		}
	}
	if p.Rest {
		return at.settle(ctx, start.Add(span), acks, r)
	}
	return nil
}

func (r *Result) count(acks []Ack) {
	r.Kills++
	for _, a := range acks {
		if a.Kind == Placed {
			r.Acked++
		} else {
			r.Commands++
		}
	}
}

func prepare(ctx context.Context, at site, now time.Time) error {
	s, err := at.open(ctx, func() time.Time { return now })
	if err != nil {
		return err
	}
	err = s.stockUp(ctx)
	if at.codes && err == nil {
		err = errors.Join(issue(ctx, s.Coupons.Store), s.buyOut(ctx, "first", 5)) // few are left: all hunt the same
	}
	return errors.Join(err, s.close())
}

// kill lets a child sell on one site.
func (p Plan) kill(ctx context.Context, at site, start time.Time, moment time.Duration) ([]Ack, error) {
	env := []string{envDir + "=" + at.dir, envAddress + "=" + at.address, envMutant + "=" + string(p.Mutant), envStart + "=" + strconv.FormatInt(start.UnixMilli(), 10)}
	if at.codes {
		env = append(env, envCodes+"=1")
	}
	return killed(ctx, moment, env...)
}

// killed starts a child with that in its environment, waits for its first
// acknowledgement and a moment more, kills it, and answers all it acknowledged.
func killed(ctx context.Context, moment time.Duration, env ...string) ([]Ack, error) {
	ctx, stop := context.WithTimeout(ctx, patient)
	defer stop()
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	from, to, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer from.Close()
	var said bytes.Buffer
	child := exec.CommandContext(ctx, self)
	child.Env = append(os.Environ(), env...)
	child.ExtraFiles, child.Stderr = []*os.File{to}, &said
	err = child.Start()
	to.Close()
	if err != nil {
		return nil, err
	}
	acks, first := read(from)
	select {
	case <-first:
		time.Sleep(moment)
	case <-ctx.Done():
	}
	ended := child.Process.Kill() // an error: it has ended already
	_ = child.Wait()              // being killed is no news
	if all := <-acks; ended == nil && ctx.Err() == nil && said.Len() == 0 {
		return all, nil
	}
	return nil, fmt.Errorf("crash: the child ended by itself: %w: %s", errors.Join(ended, ctx.Err()), said.String())
}

// read collects whole lines until the pipe is closed, and closes first after the
// first of them.
func read(from io.Reader) (acks <-chan []Ack, first <-chan struct{}) {
	all, one := make(chan []Ack, 1), make(chan struct{})
	go func() {
		var list []Ack
		lines := bufio.NewReader(from)
		for {
			line, err := lines.ReadString('\n')
			if err != nil {
				break
			}
			kind, id, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
			if list = append(list, Ack{kind, id}); len(list) == 1 {
				close(one)
			}
		}
		if len(list) == 0 {
			close(one)
		}
		all <- list
	}()
	return all, one
}

// audited opens the database as the next process would and audits it.
func (at site) audited(ctx context.Context, acks []Ack, r *Result) error {
	return afterKill(ctx, at.database(), func(db *sql.DB) error {
		found, err := Audit(ctx, db, acks)
		r.add(found)
		if err != nil || !at.codes {
			return err
		}
		found, err = auditClaims(ctx, db)
		r.add(found)
		return err
	})
}

func (r *Result) add(found Report) {
	r.Lost = append(r.Lost, found.Lost...)
	r.Violations = append(r.Violations, found.Violations...)
}
