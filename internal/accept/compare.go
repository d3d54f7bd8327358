package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
)

// comparison is one line that benchmarks/cmd/compare prints.
type comparison struct {
	Case    string             `json:"case"`
	Against string             `json:"against"`
	Ours    float64            `json:"ours"`  // nanoseconds an operation, median
	Floor   float64            `json:"floor"` // the same, by hand
	Ratio   float64            `json:"ratio"` // how many times faster than Against, median of rounds
	Spread  float64            `json:"spread"`
	OfFloor float64            `json:"of_floor"` // our rate as a share of the floor's
	Allocs  map[string]float64 `json:"allocs"`
	Rounds  int                `json:"rounds"`
	Skipped string             `json:"skipped"` // why a case could not run; the rest is empty then
}

// compare runs one case of the benchmarks and returns its lines.
func compare(ctx context.Context, name string, args ...string) ([]comparison, error) {
	if _, err := os.Stat("benchmarks/cmd/compare"); err != nil {
		return nil, fmt.Errorf("benchmarks: %w", err)
	}
	cmd := exec.CommandContext(ctx, "go", append([]string{"-C", "benchmarks", "run", "./cmd/compare", name}, args...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%v: %w: %s", cmd.Args, err, last(stderr.String()))
	}
	var lines []comparison
	for scan := bufio.NewScanner(bytes.NewReader(out)); scan.Scan(); {
		var c comparison
		if err := json.Unmarshal(scan.Bytes(), &c); err != nil {
			return nil, fmt.Errorf("%v printed %q: %w", cmd.Args, scan.Text(), err)
		}
		lines = append(lines, c)
	}
	return lines, nil
}

// last returns the last non-empty line of text, which tells most.
func last(text string) string {
	lines := bytes.Split(bytes.TrimSpace([]byte(text)), []byte("\n"))
	return string(lines[len(lines)-1])
}
