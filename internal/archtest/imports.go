package archtest

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// imports compares what p reaches with the table. Findings are about packages, so
// their File is the package's folder.
func imports(p listed, all []listed) []Finding {
	var found []Finding
	say := func(rule, format string, args ...any) {
		found = append(found, Finding{File: folder(p.rel()), Rule: rule, Detail: fmt.Sprintf(format, args...)})
	}
	if slices.Contains(badNames, path.Base(p.rel())) || slices.Contains(badNames, p.Name) {
		say("name", "package %s: name it after what it is for", p.Name)
	}
	if !p.library() && !p.kit() {
		return found
	}
	allowed, known := allowance(p.rel())
	if !known {
		say("import", "not in the table of ARCHITECTURE: add a row to internal/archtest/table.go")
	}
	for _, dep := range p.Deps {
		if known && ours(dep) && !permitted(p, allowed, below(dep)) {
			say("import", "must not reach %s%s", folder(below(dep)), through(p, dep, all))
		}
		if dep == "database/sql" && matches(sqlFree, p.rel()) {
			say("stdlib", "must not reach database/sql: stores are implemented in sqlstore")
		}
		if !p.kit() && testOnly(dep) {
			say("testing", "must not reach %s%s: it would be linked into production binaries", dep, through(p, dep, all))
		}
	}
	for _, direct := range p.Imports {
		if direct == "net/http" && matches(plain, p.rel()) && !p.kit() {
			say("stdlib", "must not import net/http: raw HTTP arrives as a plain value, handlers live in a folder below")
		}
		if owner, listed := outsider(direct); !ours(direct) && strings.Contains(firstElement(direct), ".") && (!listed || !matches(owner, p.rel())) {
			say("outside", "must not import %s: see the list in internal/archtest/table.go", direct)
		}
	}
	return found
}

func folder(rel string) string {
	if rel == "" {
		return "."
	}
	return rel
}

// allowance returns the folders that the package at rel may reach besides its
// own, and whether the table knows it at all.
func allowance(rel string) ([]string, bool) {
	if rel == "" {
		return append([]string{"memstore", "sqlstore/..."}, domains...), true
	}
	if top(rel) == "sqlstore" {
		sub, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(rel, "sqlstore"), "/"), "/")
		row, known := sqlTable[sub]
		return row, known
	}
	row, known := table[top(rel)]
	return row, known
}

// permitted reports whether p, whose row is allowed, may reach the package dep of
// the module.
func permitted(p listed, allowed []string, dep string) bool {
	rel := p.rel()
	switch {
	case rel == "":
		return matches(allowed, dep) || matches(shared, dep)
	case within(dep, home(rel)):
		return top(rel) != "marketing" || rel == dep || within(dep, rel) || within(rel, dep)
	case top(dep) == "internal":
		return matches(shared, dep) && !slices.Contains(leaves, top(rel))
	}
	return matches(allowed, dep)
}

// home is the folder that a package may always reach: its top folder, and for
// sqlstore the folder of its domain.
func home(rel string) string {
	if top(rel) != "sqlstore" {
		return top(rel)
	}
	parts := strings.SplitN(rel, "/", 3)
	if len(parts) == 1 {
		return "sqlstore/internal"
	}
	return parts[0] + "/" + parts[1]
}

func within(rel, folder string) bool { return rel == folder || strings.HasPrefix(rel, folder+"/") }

// matches reports whether rel is one of the patterns, or below one that ends in
// "/...".
func matches(patterns []string, rel string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		if tree, ok := strings.CutSuffix(pattern, "/..."); ok {
			return within(rel, tree)
		}
		return rel == pattern
	})
}

// through names the direct import of p by which it reaches dep.
func through(p listed, dep string, all []listed) string {
	if slices.Contains(p.Imports, dep) {
		return ""
	}
	for _, other := range all {
		if slices.Contains(p.Imports, other.ImportPath) && slices.Contains(other.Deps, dep) {
			return " through " + folder(other.rel())
		}
	}
	return ""
}

// testOnly reports whether a package is meant for tests. testing/fstest and its
// like come with testing.
func testOnly(dep string) bool {
	return dep == "testing" || strings.HasPrefix(dep, "github.com/stretchr/testify/") ||
		ours(dep) && isKit(below(dep))
}

// outsider finds the row of outside for an import path.
func outsider(importPath string) ([]string, bool) {
	for prefix, owners := range outside {
		if within(importPath, strings.TrimSuffix(prefix, "/")) {
			return owners, true
		}
	}
	return nil, false
}

func firstElement(importPath string) string {
	first, _, _ := strings.Cut(importPath, "/")
	return first
}
