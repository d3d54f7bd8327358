// Command accept measures what Cartwright promises, and prints one line a
// promise:
//
//	go run ./internal/accept            # every area, in a few minutes
//	go run ./internal/accept sale       # one area
//	go run ./internal/accept -long sale # the big counts
//	go run ./internal/accept -slow ok   # a short speed is shown, and fails nothing
//
// A line says ok, short or skipped, then what is promised, what is wanted, what
// was got and the command that measures it. The exit status is 1 when a line is
// short. What cannot be measured here is skipped with its reason, or short where
// CARTWRIGHT_REQUIRE names what is missing ("data,postgres,chromium,npm").
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/cartwright-go/cartwright/internal/need"
)

// A Promise is one line of acceptance.
type Promise struct {
	Area    string   // the name given on the command line
	What    string   // what is promised, in a few words
	Want    string   // the bar
	Command string   // what a reader runs to see the same number
	Needs   []string // data, postgres, chromium, npm: what CARTWRIGHT_REQUIRE may name
	Timed   bool     // a speed: another load on the machine makes it short

	// Measure returns what it got, in the words of Want, and whether that keeps
	// the promise. An error that is errAbsent means that it could not be
	// measured here; any other error is a broken promise. long asks for the big
	// counts.
	Measure func(ctx context.Context, long bool) (got string, ok bool, err error)
}

// errAbsent is wrapped by Measure when something it needs is not there.
var errAbsent = errors.New("absent")

func absent(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errAbsent, fmt.Sprintf(format, args...))
}

// promises is the whole list, area by area: one file an area.
func promises() []Promise {
	return slices.Concat(sale(), browser(), bench(), crash(), replay(), service(), amounts())
}

func main() {
	long := flag.Bool("long", false, "measure the big counts")
	slow := flag.String("slow", "fail", "what a short speed does: fail, or ok where the machine is shared")
	flag.Usage = func() {
		fmt.Fprintf(flag.CommandLine.Output(), "usage: go run ./internal/accept [-long] [-slow fail|ok] [AREA…]\nareas: %v\n", areas(promises()))
		flag.PrintDefaults()
	}
	flag.Parse()
	if *slow != "fail" && *slow != "ok" {
		flag.Usage()
		os.Exit(2)
	}
	os.Exit(run(promises(), flag.Args(), options{long: *long, slow: *slow == "ok"}, os.Stdout))
}

type options struct {
	long bool // the big counts
	slow bool // a short speed does not fail
}

// run moves to the root of the project, so that commands mean the same wherever
// it is started, and measures.
func run(all []Promise, wanted []string, o options, out io.Writer) int {
	root, err := need.Root()
	if err == nil {
		err = os.Chdir(root)
	}
	if err != nil {
		fmt.Fprintln(out, "accept:", err)
		return 2
	}
	known := areas(all)
	for _, area := range wanted {
		if !slices.Contains(known, area) {
			fmt.Fprintf(out, "accept: no area %q; there are %v\n", area, known)
			return 2
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	counts, failed := map[string]int{}, false
	for _, p := range all {
		if len(wanted) > 0 && !slices.Contains(wanted, p.Area) || ctx.Err() != nil {
			continue
		}
		verdict, slow := line(ctx, p, o.long, out)
		counts[verdict]++
		failed = failed || verdict == "short" && !(o.slow && slow)
	}
	fmt.Fprintf(out, "%d ok, %d short, %d skipped\n", counts["ok"], counts["short"], counts["skipped"])
	if failed || ctx.Err() != nil {
		return 1
	}
	return 0
}

// line measures one promise, prints its line and returns its verdict. A speed that
// was measured and is short is slow.
func line(ctx context.Context, p Promise, long bool, out io.Writer) (verdict string, slow bool) {
	began := time.Now()
	got, ok, err := p.Measure(ctx, long)
	verdict = "ok"
	switch {
	case errors.Is(err, errAbsent):
		verdict, got = "skipped", err.Error()
		if slices.ContainsFunc(p.Needs, need.Required) || len(p.Needs) == 0 {
			verdict = "short"
		}
	case err != nil:
		verdict, got = "short", err.Error()
	case !ok:
		verdict, slow = "short", p.Timed
	}
	row := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	fmt.Fprintf(row, "%-8s%-9s%-72s\twant %s\tgot %s\t(%.1f s)  %s\n", verdict, p.Area, p.What, p.Want, got, time.Since(began).Seconds(), p.Command)
	if err := row.Flush(); err != nil {
		return "short", false
	}
	return verdict, slow
}

func areas(all []Promise) []string {
	var names []string
	for _, p := range all {
		if !slices.Contains(names, p.Area) {
			names = append(names, p.Area)
		}
	}
	return names
}
