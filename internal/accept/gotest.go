package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
)

// goTest runs the named tests of a package and returns what they logged. It is
// an error when a test fails, when none ran, or when one was skipped: a skipped
// test has measured nothing. dir is the module's folder, "." for the root.
func goTest(ctx context.Context, dir, pkg, pattern string, args ...string) (string, error) {
	full := append([]string{"-C", dir, "test", "-json", "-count=1", "-run", pattern, pkg}, args...)
	cmd := exec.CommandContext(ctx, "go", full...)
	out, runErr := cmd.CombinedOutput()
	passed, skipped, logged := 0, "", strings.Builder{}
	for scan := bufio.NewScanner(bytes.NewReader(out)); scan.Scan(); {
		var event struct{ Action, Test, Output string }
		if err := json.Unmarshal(scan.Bytes(), &event); err != nil {
			logged.Write(scan.Bytes())
			continue
		}
		logged.WriteString(event.Output)
		switch {
		case event.Action == "pass" && event.Test != "":
			passed++
		case event.Action == "skip" && event.Test != "":
			skipped = event.Test
		}
	}
	switch {
	case runErr != nil:
		return "", fmt.Errorf("go %s: %w: %s", strings.Join(full, " "), runErr, firstFailure(logged.String()))
	case skipped != "":
		return "", absent("%s was skipped: %s", skipped, reason(logged.String()))
	case passed == 0:
		return "", fmt.Errorf("no test of %s is called %s", pkg, pattern)
	}
	return logged.String(), nil
}

// firstFailure returns the first indented line of a failing test's output.
func firstFailure(output string) string {
	for line := range strings.Lines(output) {
		if strings.HasPrefix(line, "    ") && !strings.Contains(line, "---") {
			return strings.TrimSpace(line)
		}
	}
	return last(output)
}

// reason returns what a skipped test said.
func reason(output string) string {
	for line := range strings.Lines(output) {
		if strings.Contains(line, "_test.go:") {
			return strings.TrimSpace(line)
		}
	}
	return "it gave no reason"
}
