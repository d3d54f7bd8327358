package archtest

import (
	"go/ast"
	"strconv"
	"strings"
)

// banned maps a package to the names that library packages do not mention; "*"
// bans the import itself, a trailing "*" all names that begin so.
var banned = map[string]struct {
	rule, why string
	names     []string
}{
	"time":         {"clock", "take the time from the caller", []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick"}},
	"context":      {"todo", "take the caller's context", []string{"TODO"}},
	"fmt":          {"print", "a library does not print", []string{"Print*"}},
	"log":          {"print", "a library does not print", []string{"Print*", "Fatal*", "Panic*"}},
	"os":           {"exit", "a library does not end the process", []string{"Exit"}},
	"math/rand":    {"random", "take an io.Reader or a seed from the caller", []string{"*"}},
	"math/rand/v2": {"random", "take an io.Reader or a seed from the caller", []string{"*"}},
	"crypto/rand":  {"random", "take an io.Reader from the caller", []string{"*"}},
}

// behaviour finds what library packages never do: read the clock, draw random
// numbers, start goroutines, register in init, panic, print.
func behaviour(s source) []Finding {
	var found []Finding
	for _, f := range s.files {
		if ast.IsGenerated(f.ast) {
			continue
		}
		found = append(found, bannedImports(s, f)...)
		names := importNames(f.ast)
		for _, decl := range f.ast.Decls {
			must := false
			if fn, ok := decl.(*ast.FuncDecl); ok {
				must = isMust(fn.Name.Name)
				if fn.Name.Name == "init" && fn.Recv == nil {
					found = append(found, s.at(f, fn, "init", "register nothing at start: let the host wire it"))
				}
			}
			ast.Inspect(decl, func(n ast.Node) bool {
				if finding, bad := breach(s, f, n, names); bad && (finding.Rule != "panic" || !must) {
					found = append(found, finding)
				}
				return true
			})
		}
	}
	return found
}

// isMust reports whether a function may panic: its name says so. An unexported
// must may be called only from another, so that no panic hides.
func isMust(name string) bool {
	return strings.HasPrefix(name, "Must") || strings.HasPrefix(name, "must")
}

func bannedImports(s source, f file) []Finding {
	var found []Finding
	for _, spec := range f.ast.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		if b, ok := banned[path]; ok && b.names[0] == "*" {
			found = append(found, s.at(f, spec, b.rule, path+": "+b.why))
		}
	}
	return found
}

// importNames maps the name by which a file knows an import to its path.
func importNames(f *ast.File) map[string]string {
	names := map[string]string{}
	for _, spec := range f.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		name := path[strings.LastIndex(path, "/")+1:]
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = path
	}
	return names
}

// breach judges one node on its own.
func breach(s source, f file, n ast.Node, names map[string]string) (Finding, bool) {
	switch n := n.(type) {
	case *ast.GoStmt:
		return s.at(f, n, "goroutine", "start none: offer Run(ctx) or RunOnce(ctx)"), true
	case *ast.CallExpr:
		id, ok := n.Fun.(*ast.Ident)
		if ok && (id.Name == "panic" || strings.HasPrefix(id.Name, "must")) {
			return s.at(f, n, "panic", "return an error"), true
		}
	case *ast.SelectorExpr:
		id, ok := n.X.(*ast.Ident)
		if !ok {
			return Finding{}, false
		}
		b, ok := banned[names[id.Name]]
		if ok && named(b.names, n.Sel.Name) {
			return s.at(f, n, b.rule, names[id.Name]+"."+n.Sel.Name+": "+b.why), true
		}
	}
	return Finding{}, false
}

func named(patterns []string, name string) bool {
	for _, pattern := range patterns {
		if prefix, ok := strings.CutSuffix(pattern, "*"); ok && prefix != "" && strings.HasPrefix(name, prefix) || pattern == name {
			return true
		}
	}
	return false
}
