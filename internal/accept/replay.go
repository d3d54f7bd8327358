package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/cartwright-go/cartwright/internal/need"
)

// replay lists what is promised of real sales.
func replay() []Promise {
	const command = "go run ./examples/replay -db sqlite:FILE ../shared/data/retail/online_retail.csv.gz"
	return []Promise{
		{
			Area: "sale", What: "real sales replayed on SQLite, against an independent script", Want: "equal money, refunds and pieces",
			Command: command, Needs: []string{"data"}, Measure: realSales,
		},
		{
			Area: "sale", What: "replayed invoices a minute, 32 customers at once, 27 lines each on average", Want: "≥ 10,000",
			Command: command, Needs: []string{"data"}, Measure: invoiceRate, Timed: true,
		},
	}
}

// invoiceRate counts the replay alone: reading the file and writing the
// catalogue are left out.
func invoiceRate(ctx context.Context, _ bool) (string, bool, error) {
	if _, err := need.DataPath("retail/online_retail.csv.gz"); err != nil {
		return "", false, absent("%v", err)
	}
	runs, err := goBench(ctx, "./examples/replay", "Invoices", "1000x", 1)
	if err != nil {
		return "", false, err
	}
	ns, err := runs.best("Invoices", "ns/op")
	if err != nil {
		return "", false, err
	}
	rate := 60e9 / ns
	return fmt.Sprintf("%.0f (%.1f ms each, of five commits that customers share; the one writer's CPU is the limit)", rate, ns/1e6), rate >= 10_000, nil
}

// realSales replays 1,000 invoices, or all 19,773 in the long form, and works
// out with awk what must come out.
func realSales(ctx context.Context, long bool) (string, bool, error) {
	path, err := need.DataPath("retail/online_retail.csv.gz")
	if err != nil {
		return "", false, absent("%v", err)
	}
	dir, err := os.MkdirTemp("", "replay")
	if err != nil {
		return "", false, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	most := "1000"
	if long {
		most = "0"
	}
	want, err := expected(ctx, path, most)
	if err != nil {
		return "", false, err
	}
	tool := filepath.Join(dir, "replay")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", tool, "./examples/replay").CombinedOutput(); err != nil {
		return "", false, fmt.Errorf("build: %w: %s", err, out)
	}
	out, err := exec.CommandContext(ctx, tool, "-invoices", most, "-db", "sqlite:"+filepath.Join(dir, "replay.db"), path).Output()
	if err != nil {
		return "", false, fmt.Errorf("replay: %w", err)
	}
	got := figures(string(out))
	for _, name := range []string{"rows", "invoices", "captured", "sold", "refund rows", "refunded"} {
		if got[name] != want[name] {
			return fmt.Sprintf("%s: %s, want %s", name, got[name], want[name]), false, nil
		}
	}
	return fmt.Sprintf("equal: %s invoices, £%s captured, £%s refunded", got["invoices"], got["captured"], got["refunded"]), true, nil
}

// expected runs the independent script.
func expected(ctx context.Context, path, most string) (map[string]string, error) {
	run := exec.CommandContext(ctx, "sh", "-c", `zcat "$1" | awk -v most="$2" -f examples/replay/testdata/expected.awk`, "sh", path, most)
	var errs bytes.Buffer
	run.Stderr = &errs
	out, err := run.Output()
	if err != nil {
		return nil, fmt.Errorf("awk: %w: %s", err, errs.String())
	}
	return figures(string(out)), nil
}

// figures reads lines of a name and a number; a third decimal zero and a
// currency are only form.
func figures(text string) map[string]string {
	found := map[string]string{}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(strings.TrimSpace(line), " GBP")
		if i := strings.LastIndexByte(line, ' '); i > 0 {
			number := line[i+1:]
			if whole, frac, ok := strings.Cut(number, "."); ok && len(frac) == 3 {
				number = whole + "." + strings.TrimSuffix(frac, "0")
			}
			found[line[:i]] = number
		}
	}
	return found
}
