package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path"
	"strings"
)

// module is the path of the root module.
const module = "github.com/cartwright-go/cartwright"

// listed is a package as go list describes it.
type listed struct {
	ImportPath string
	Name       string
	Dir        string
	GoFiles    []string
	Imports    []string
	Deps       []string
}

// list asks the go command, once, for all packages of the module in root.
func list(root string) ([]listed, error) {
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Name,Dir,GoFiles,Imports,Deps", "./...")
	cmd.Dir = root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("archtest: go list: %w: %s", err, stderr.String())
	}
	var packages []listed
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, fmt.Errorf("archtest: go list: %w", err)
		}
		packages = append(packages, p)
	}
}

// rel is the path below the module: "" for the root package.
func (p listed) rel() string { return below(p.ImportPath) }

func below(importPath string) string {
	return strings.TrimPrefix(strings.TrimPrefix(importPath, module), "/")
}

// ours reports whether importPath lies in the module.
func ours(importPath string) bool {
	return importPath == module || strings.HasPrefix(importPath, module+"/")
}

// top is the first folder of a path below the module.
func top(rel string) string {
	first, _, _ := strings.Cut(rel, "/")
	return first
}

// kit reports whether p is a conformance kit, which test code imports.
func (p listed) kit() bool { return isKit(p.rel()) }

func isKit(rel string) bool {
	return strings.HasSuffix(path.Base(rel), "test") && top(rel) != "internal" && top(rel) != "examples"
}

// library reports whether hosts link p: not a program, an example or a kit.
func (p listed) library() bool {
	switch top(p.rel()) {
	case "examples", "internal", "benchmarks", "cmd":
		return false
	}
	return p.Name != "main" && !p.kit() && len(p.GoFiles) > 0
}
