package archtest

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cartwright-go/cartwright/internal/need"
)

// TestHouse is the rule book applied to this module.
func TestHouse(t *testing.T) {
	root, err := need.Root()
	if err != nil {
		t.Fatal(err)
	}
	found, err := Check(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Error(f)
	}
}

var want = regexp.MustCompile(`(?://|<!--) want ([a-z-]+(?: [a-z-]+)*)`)

func TestReadme(t *testing.T) {
	code := "```go\npackage main\n```\n"
	tests := []struct {
		name, text, want string
	}{
		{"good", "# Shop\n\n" + code, ""},
		{"late", strings.Repeat("words\n", 14) + code, "first Go code"},
		{"in time", strings.Repeat("words\n", 13) + code, ""},
		{"no code", "# Shop\n", "first Go code"},
		{"long", code + strings.Repeat("words\n", 148), "151 lines"},
		{"full", code + strings.Repeat("words\n", 147), ""},
		{"unclosed", code + "<!-- from README.md -->\n```go\n", "differs"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			root := t.TempDir()
			if err := os.WriteFile(filepath.Join(root, readmeName), []byte(tc.text), 0o600); err != nil {
				t.Fatal(err)
			}
			found := readme(root)
			if tc.want == "" && len(found) > 0 || tc.want != "" && (len(found) != 1 || !strings.Contains(found[0].Detail, tc.want)) {
				t.Errorf("got %v, want %q", found, tc.want)
			}
		})
	}
	if found := readme(t.TempDir()); len(found) != 1 {
		t.Errorf("no README: got %v", found)
	}
}

// TestPlanted proves the rules: every planted violation is found where a comment
// says "want RULE", and nothing else is. Findings without a line are expected at
// the first line of a file, or in the file PACKAGE of a folder.
func TestPlanted(t *testing.T) {
	root, err := filepath.Abs("testdata/planted")
	if err != nil {
		t.Fatal(err)
	}
	allowed := []exception{
		{"global", "money/money.go", "registry", "as in the house"},
		{"clock", "shipping/", "time.NewTimer", "excused"},
		{"clock", "gone.go", "time.Now", "unused, and so a finding"},
	}
	found, err := check(root, allowed)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, f := range found {
		got[strings.Join([]string{f.File, at(f.Line), f.Rule}, " ")]++
	}
	expected := map[string]int{
		"gone.go - exception": 1, "README.md 020 readme": 1, "README.md 021 readme": 1, "README.md 022 readme": 1,
	}
	err = filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return expect(expected, root, path)
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(expected, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
		for _, f := range found {
			t.Log(f)
		}
	}
}

func at(line int) string {
	if line == 0 {
		return "-"
	}
	return string(rune('0'+line/100%10)) + string(rune('0'+line/10%10)) + string(rune('0'+line%10))
}

// expect collects the wants of one file.
func expect(into map[string]int, root, path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	name, err := filepath.Rel(root, path)
	if err != nil {
		return err
	}
	name = filepath.ToSlash(name)
	for i, line := range strings.Split(string(text), "\n") {
		m := want.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		where := at(i + 1)
		subject := name
		if filepath.Base(name) == "PACKAGE" {
			subject, where = filepath.ToSlash(filepath.Dir(name)), "-"
		} else if i == 0 {
			where = "-" // about the whole file
		}
		for _, rule := range strings.Fields(m[1]) {
			into[strings.Join([]string{subject, where, rule}, " ")]++
		}
	}
	return nil
}

func TestShortExamples(t *testing.T) {
	root := t.TempDir()
	for name, most := range short() {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, bytes.Repeat([]byte("\n"), most), 0o600); err != nil {
			t.Fatal(err)
		}
		if found := examples(root); len(found) != 0 {
			t.Errorf("%d lines: %v", most, found)
		}
		if err := os.WriteFile(path, bytes.Repeat([]byte("\n"), most+1), 0o600); err != nil {
			t.Fatal(err)
		}
		if found := examples(root); len(found) != 1 {
			t.Errorf("%d lines of %s: %v", most+1, name, found)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}
