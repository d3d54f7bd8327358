package main

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/cartwright-go/cartwright/internal/need"
)

func promise(area string, needs []string, ok bool, err error) Promise {
	return Promise{Area: area, What: "a thing", Want: "much", Command: "measure", Needs: needs, Measure: func(context.Context, bool) (string, bool, error) {
		return "little", ok, err
	}}
}

func TestVerdicts(t *testing.T) {
	tests := []struct {
		name, require string
		promise       Promise
		verdict       string
		status        int
	}{
		{"kept", "", promise("a", nil, true, nil), "ok", 0},
		{"not kept", "", promise("a", nil, false, nil), "short", 1},
		{"broken", "", promise("a", nil, false, errors.New("broken")), "short", 1},
		{"absent", "", promise("a", []string{"npm"}, false, absent("no node")), "skipped", 0},
		{"absent, others required", "data, postgres", promise("a", []string{"npm"}, false, absent("no node")), "skipped", 0},
		{"absent but required", "data,npm", promise("a", []string{"npm"}, false, absent("no node")), "short", 1},
		{"absent without a named need", "", promise("a", nil, false, absent("nothing")), "short", 1},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Setenv(need.Variable, tc.require)
			t.Chdir(".")
			var out strings.Builder
			if status := run([]Promise{tc.promise}, nil, options{}, &out); status != tc.status {
				t.Errorf("status %d, want %d", status, tc.status)
			}
			if !strings.HasPrefix(out.String(), tc.verdict+" ") {
				t.Errorf("got %s, want %s", out.String(), tc.verdict)
			}
		})
	}
}

func TestASharedMachineMayBeSlow(t *testing.T) {
	t.Chdir(".")
	timed := func(ok bool, err error) Promise {
		p := promise("a", nil, ok, err)
		p.Timed = true
		return p
	}
	for _, tc := range []struct {
		name    string
		promise Promise
		slow    bool
		status  int
	}{
		{"a short speed", timed(false, nil), true, 0},
		{"a short speed on a machine of its own", timed(false, nil), false, 1},
		{"a speed that could not be measured", timed(false, errors.New("broken")), true, 1},
		{"what no load makes short", promise("a", nil, false, nil), true, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var out strings.Builder
			if status := run([]Promise{tc.promise}, nil, options{slow: tc.slow}, &out); status != tc.status || !strings.HasPrefix(out.String(), "short ") {
				t.Errorf("status %d, want %d: %s", status, tc.status, out.String())
			}
		})
	}
}

func TestAreas(t *testing.T) {
	t.Chdir(".")
	all := []Promise{promise("a", nil, true, nil), promise("b", nil, false, nil)}
	var out strings.Builder
	if status := run(all, []string{"a"}, options{}, &out); status != 0 || !strings.Contains(out.String(), "1 ok, 0 short") {
		t.Errorf("area a: %d %s", status, out.String())
	}
	if status := run(all, []string{"c"}, options{}, &out); status != 2 || !strings.Contains(out.String(), `no area "c"`) {
		t.Errorf("area c: %d %s", status, out.String())
	}
}

func TestEveryPromiseIsWhole(t *testing.T) {
	for _, p := range promises() {
		if p.Area == "" || p.What == "" || p.Want == "" || p.Command == "" || p.Measure == nil {
			t.Errorf("%+v lacks a field", p)
		}
	}
}

func TestGoTest(t *testing.T) {
	tests := []struct{ pattern, want string }{
		{"^TestRequired$", ""},
		{"^TestNobodyWroteThis$", "no test of ../need is called ^TestNobodyWroteThis$"},
	}
	for _, tc := range tests {
		_, err := goTest(t.Context(), ".", "../need", tc.pattern)
		if tc.want == "" && err != nil || tc.want != "" && (err == nil || err.Error() != tc.want) {
			t.Errorf("%s: got %v, want %q", tc.pattern, err, tc.want)
		}
	}
}
