package need_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/cartwright-go/cartwright/internal/need"
)

func TestRequired(t *testing.T) {
	tests := []struct {
		value, name string
		want        bool
	}{
		{"", "postgres", false},
		{"postgres", "postgres", true},
		{"data, postgres ,npm", "postgres", true},
		{"data,postgresql", "postgres", false},
	}
	for _, tc := range tests {
		t.Setenv(need.Variable, tc.value)
		if got := need.Required(tc.name); got != tc.want {
			t.Errorf("%q names %q: got %v", tc.value, tc.name, got)
		}
	}
}

// verdict records how a test would have ended.
type verdict struct {
	testing.TB
	got string
}

func (v *verdict) Helper()               {}
func (v *verdict) Fatalf(string, ...any) { v.first("failed") }
func (v *verdict) Skipf(string, ...any)  { v.first("skipped") }

// first keeps the first verdict: a real test ends there.
func (v *verdict) first(got string) {
	if v.got == "" {
		v.got = got
	}
}

func TestMissing(t *testing.T) {
	for value, want := range map[string]string{"": "skipped", "npm": "skipped", "npm,data": "failed"} {
		t.Setenv(need.Variable, value)
		v := &verdict{TB: t}
		need.Data(v, "no/such/file")
		if v.got != want {
			t.Errorf("%s=%q: got %s, want %s", need.Variable, value, v.got, want)
		}
	}
}

func TestRootHoldsThisModule(t *testing.T) {
	root, err := need.Root()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(root, "internal", "need", "need.go")); err != nil {
		t.Error(err)
	}
	if _, err := need.DataPath("no/such/file"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
