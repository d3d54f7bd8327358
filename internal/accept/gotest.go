package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// goTest runs the named tests of a package and returns what they logged. It is
// an error when a test fails, when none ran, or when one was skipped: a skipped
// test has measured nothing. dir is the module's folder, "." for the root.
func goTest(ctx context.Context, dir, pkg, pattern string, args ...string) (string, error) {
	return tests{dir: dir, pkg: pkg, pattern: pattern}.run(ctx, args...)
}

// goTestLong is goTest of the root's module with the counts that CARTWRIGHT_LONG
// asks for.
func goTestLong(ctx context.Context, pkg, pattern string, args ...string) (string, error) {
	return tests{".", pkg, pattern, []string{"CARTWRIGHT_LONG=1"}}.run(ctx, args...)
}

// tests are named tests of a package and what is set in their environment.
type tests struct {
	dir, pkg, pattern string
	env               []string
}

func (t tests) run(ctx context.Context, args ...string) (string, error) {
	full := append([]string{"-C", t.dir, "test", "-json", "-count=1", "-run", t.pattern, t.pkg}, args...)
	cmd := exec.CommandContext(ctx, "go", full...)
	cmd.Env = append(os.Environ(), t.env...)
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
		return "", fmt.Errorf("no test of %s is called %s", t.pkg, t.pattern)
	}
	return logged.String(), nil
}

// firstFailure returns what a failing test's output complains of first: an Error
// of testify, else the first indented line.
func firstFailure(output string) string {
	if _, found, ok := strings.Cut(output, "Error:"); ok {
		line, _, _ := strings.Cut(strings.TrimSpace(found), "\n")
		return line
	}
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
