package archtest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

const (
	readmeName    = "README.md"
	readmeLines   = 150
	readmeFirstGo = 15
)

// marker announces that the next block of Go is a copy of a compiled file, or of
// the part of it between "// readme:start NAME" and "// readme:end":
//
//	<!-- from examples/quickstart/main.go -->
//	<!-- from examples/hostorders/main.go#pay -->
var marker = regexp.MustCompile(`^<!-- from ([^ #]+)(?:#([^ ]+))? -->$`)

// readme checks the length of the README, where its first Go code stands, and
// that its copies of compiled files are exact.
func readme(root string) []Finding {
	text, err := os.ReadFile(filepath.Join(root, readmeName))
	if err != nil {
		return []Finding{{File: readmeName, Rule: "readme", Detail: "missing"}}
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	var found []Finding
	say := func(line int, format string, args ...any) {
		found = append(found, Finding{File: readmeName, Line: line, Rule: "readme", Detail: fmt.Sprintf(format, args...)})
	}
	if len(lines) > readmeLines {
		say(0, "%d lines, at most %d", len(lines), readmeLines)
	}
	firstGo := 0
	for i, line := range lines {
		if firstGo == 0 && line == "```go" {
			firstGo = i + 2
		}
		if m := marker.FindStringSubmatch(line); m != nil {
			if why := compare(root, m[1], m[2], block(lines[i+1:])); why != "" {
				say(i+1, "%s", why)
			}
		}
	}
	if firstGo == 0 || firstGo > readmeFirstGo {
		say(firstGo, "first Go code stands in no line up to %d", readmeFirstGo)
	}
	return found
}

// block returns the text of the fenced block of Go that lines begin with, after
// empty lines.
func block(lines []string) string {
	for len(lines) > 0 && strings.TrimSpace(lines[0]) == "" {
		lines = lines[1:]
	}
	if len(lines) == 0 || lines[0] != "```go" {
		return ""
	}
	for i, line := range lines {
		if line == "```" {
			return strings.Join(lines[1:i], "\n")
		}
	}
	return ""
}

// compare says how the snippet differs from the file, or from its region.
func compare(root, name, region, snippet string) string {
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		return "no file " + name
	}
	want := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	if region != "" {
		if want = cut(want, region); want == nil {
			return fmt.Sprintf("%s has no region %s", name, region)
		}
	}
	got := strings.Split(snippet, "\n")
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			return fmt.Sprintf("differs from %s at line %d of the snippet", name, i+1)
		}
	}
	return ""
}

// cut returns the lines of a region without their common indentation.
func cut(lines []string, region string) []string {
	start := -1
	for i, line := range lines {
		line = strings.TrimSpace(line)
		if line == "// readme:start "+region {
			start = i + 1
		} else if line == "// readme:end" && start >= 0 {
			return dedent(lines[start:i])
		}
	}
	return nil
}

func dedent(lines []string) []string {
	least := -1
	for _, line := range lines {
		if line == "" {
			continue
		}
		if n := len(line) - len(strings.TrimLeft(line, "\t")); least < 0 || n < least {
			least = n
		}
	}
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = line[min(max(least, 0), len(line)):]
	}
	return out
}
