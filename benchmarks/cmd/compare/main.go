// Command compare measures Cartwright against its peers and against the least
// code that does the same by hand.
//
//	go -C benchmarks run ./cmd/compare NAME [-rounds N] [-slice D] [-case PREFIX]
//
// It prints one JSON object a comparison (see pair.Line), and for a comparison
// that cannot run here {"case": …, "skipped": why}. Without a name it lists the
// cases. The exit status is 1 when a side fails and 2 when the arguments are
// wrong.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/benchmarks/pair"
)

// suite is a named case. Its contests are opened one by one: what a contest needs
// (a database, a cluster) is closed when the sequence goes on.
type suite struct {
	name, about string
	contests    func(ctx context.Context) iter.Seq2[pair.Contest, error]
}

// skipped is the error of a contest that this machine cannot run. The contest
// that comes with it has a Case and nothing else.
type skipped struct{ why string }

func (s skipped) Error() string { return s.why }

// suites lists every case. A new one is a file of its own and a line here.
func suites() []suite {
	return []suite{
		{"fsm", "one step of a lifecycle: permitted, guarded, refused", fsmContests},
		{"moneyformat", "write and read an amount, against a floor of one locale", formatContests},
		{"sale", "place and pay, against the same statements by hand", saleContests},
	}
}

var errUsage = errors.New("usage: compare NAME [-rounds N] [-slice D] [-case PREFIX]")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	switch {
	case errors.Is(err, errUsage):
		os.Exit(2)
	case err != nil:
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 {
		return list(out)
	}
	flags := flag.NewFlagSet("compare", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	plan := pair.Plan{Now: time.Now}
	flags.IntVar(&plan.Rounds, "rounds", 21, "how often every side works")
	flags.DurationVar(&plan.Slice, "slice", 20*time.Millisecond, "how long a side works in a round")
	prefix := flags.String("case", "", "measure only cases that begin so")
	if err := flags.Parse(args[1:]); err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%w: unexpected %q", errUsage, flags.Arg(0))
	}
	for _, s := range suites() {
		if s.name == args[0] {
			return measure(ctx, s, plan, *prefix, json.NewEncoder(out))
		}
	}
	return fmt.Errorf("%w: there is no case %q", errUsage, args[0])
}

func list(out io.Writer) error {
	for _, s := range suites() {
		if _, err := fmt.Fprintf(out, "%-12s %s\n", s.name, s.about); err != nil {
			return err
		}
	}
	return nil
}

func measure(ctx context.Context, s suite, plan pair.Plan, prefix string, out *json.Encoder) error {
	for contest, err := range s.contests(ctx) {
		if !strings.HasPrefix(contest.Case, prefix) && !strings.HasPrefix(prefix, contest.Case) {
			continue
		}
		var skip skipped
		if errors.As(err, &skip) {
			if err := out.Encode(map[string]string{"case": contest.Case, "skipped": skip.why}); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		lines, err := plan.Measure(ctx, contest)
		if err != nil {
			return err
		}
		for _, line := range lines {
			if err := out.Encode(line); err != nil {
				return err
			}
		}
	}
	return nil
}
