// Package need decides what a test or an acceptance line does when something it
// measures with is absent: a database, a browser, a folder of real data.
//
// On a developer's machine the line is skipped, visibly and with its reason.
// Where CARTWRIGHT_REQUIRE names the thing ("data,postgres,chromium,npm"), its
// absence is a failure, so that a green run there has measured everything.
//
//	path := need.Data(t, "money/iso4217_codes_all.csv")
package need

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Variable is the environment variable that lists, separated by commas, what
// must be present.
const Variable = "CARTWRIGHT_REQUIRE"

// Required reports whether Variable names name.
func Required(name string) bool {
	return slices.ContainsFunc(strings.Split(os.Getenv(Variable), ","), func(listed string) bool {
		return strings.TrimSpace(listed) == name
	})
}

// Missing ends the test: it fails when name is required, and is skipped
// otherwise. why tells what was looked for and where.
func Missing(tb testing.TB, name, why string) {
	tb.Helper()
	if Required(name) {
		tb.Fatalf("%s is required by %s but missing: %s", name, Variable, why)
	}
	tb.Skipf("skipped for want of %s: %s", name, why)
}

// Data returns the path of a file or folder below the data folder that lies
// beside the project (../shared/data), and ends the test as Missing does when it
// is not there.
func Data(tb testing.TB, name string) string {
	tb.Helper()
	path, err := DataPath(name)
	if err != nil {
		Missing(tb, "data", err.Error())
	}
	return path
}

// DataPath is Data for a command: the path, or an error when the file or folder
// is absent. The working directory must lie inside the project.
func DataPath(name string) (string, error) {
	root, err := Root()
	if err != nil {
		return "", err
	}
	path := filepath.Join(root, "..", "shared", "data", filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		return "", err
	}
	return path, nil
}

// Root returns the folder of the project's root module: the outermost folder
// above the working directory that holds a go.mod reached without leaving a
// module tree.
func Root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	root := ""
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			root = dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			break
		}
		dir = parent
	}
	if root == "" {
		return "", os.ErrNotExist
	}
	return root, nil
}
