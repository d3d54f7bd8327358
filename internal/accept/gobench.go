package main

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strconv"
	"strings"
)

// benchRuns are what benchmarks printed: by name, by unit, one number a run.
type benchRuns map[string]map[string][]float64

// goBench runs benchmarks of a package of the root's module, each count times.
func goBench(ctx context.Context, pkg, pattern, benchtime string, count int) (benchRuns, error) {
	cmd := exec.CommandContext(ctx, "go", "test", pkg, "-run", "^$", "-bench", pattern, "-benchtime", benchtime, "-count", strconv.Itoa(count))
	out, err := cmd.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("%v: %w: %s", cmd.Args, err, last(string(out)))
	}
	return readBench(string(out)), nil
}

// readBench reads lines such as "BenchmarkX-2  100  123 ns/op  0.5 cpu-ms/op".
func readBench(out string) benchRuns {
	runs := benchRuns{}
	for line := range strings.Lines(out) {
		words := strings.Fields(line)
		if len(words) < 4 || !strings.HasPrefix(words[0], "Benchmark") {
			continue
		}
		name, _, _ := strings.Cut(strings.TrimPrefix(words[0], "Benchmark"), "-")
		units := runs[name]
		if units == nil {
			units = map[string][]float64{}
			runs[name] = units
		}
		for i := 2; i+1 < len(words); i += 2 {
			if n, err := strconv.ParseFloat(words[i], 64); err == nil {
				units[words[i+1]] = append(units[words[i+1]], n)
			}
		}
	}
	return runs
}

// best is the least number of all runs: what another load stretches is left out.
func (r benchRuns) best(name, unit string) (float64, error) {
	all := r[name][unit]
	if len(all) == 0 {
		return 0, fmt.Errorf("no benchmark %s printed %s", name, unit)
	}
	return slices.Min(all), nil
}
