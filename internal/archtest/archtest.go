package archtest

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
)

// A Finding is one breach of one rule.
type Finding struct {
	File   string // slash-separated, relative to the root of the module
	Line   int    // 0 when the finding is about the whole file or package
	Rule   string
	Detail string
}

// String writes the finding as compilers do.
func (f Finding) String() string {
	if f.Line == 0 {
		return fmt.Sprintf("%s: %s: %s", f.File, f.Rule, f.Detail)
	}
	return fmt.Sprintf("%s:%d: %s: %s", f.File, f.Line, f.Rule, f.Detail)
}

// Check reads the module in root once and returns every breach, sorted by file
// and line. Packages that do not exist yet are not missed.
func Check(root string) ([]Finding, error) {
	return check(root, exceptions)
}

func check(root string, allowed []exception) ([]Finding, error) {
	packages, err := list(root)
	if err != nil {
		return nil, err
	}
	var found []Finding
	for _, p := range packages {
		found = append(found, imports(p, packages)...)
		if !p.library() && !p.kit() {
			continue
		}
		source, err := parse(root, p)
		if err != nil {
			return nil, err
		}
		found = append(found, style(source)...)
		if p.library() {
			found = append(found, behaviour(source)...)
			found = append(found, globals(source)...)
		}
	}
	found = append(found, readme(root)...)
	found = append(found, examples(root)...)
	found = except(found, allowed)
	slices.SortFunc(found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Detail, b.Detail))
	})
	return found, nil
}

// source is a parsed package.
type source struct {
	pkg   listed
	fset  *token.FileSet
	files []file
}

type file struct {
	name  string // relative to the root
	ast   *ast.File
	lines int
}

// parse reads the non-test files of p; generated ones only count as declarations.
func parse(root string, p listed) (source, error) {
	s := source{pkg: p, fset: token.NewFileSet()}
	for _, name := range p.GoFiles {
		path := filepath.Join(p.Dir, name)
		parsed, err := parser.ParseFile(s.fset, path, nil, parser.ParseComments)
		if err != nil {
			return s, fmt.Errorf("archtest: %w", err)
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return s, fmt.Errorf("archtest: %w", err)
		}
		s.files = append(s.files, file{
			name: filepath.ToSlash(rel), ast: parsed, lines: s.fset.File(parsed.FileStart).LineCount(),
		})
	}
	return s, nil
}

// at returns a finding at node.
func (s source) at(f file, node ast.Node, rule, detail string) Finding {
	return Finding{File: f.name, Line: s.fset.Position(node.Pos()).Line, Rule: rule, Detail: detail}
}

// except removes the findings that allowed names, and reports exceptions that
// nothing needs any more.
func except(found []Finding, allowed []exception) []Finding {
	used := make([]bool, len(allowed))
	found = slices.DeleteFunc(found, func(f Finding) bool {
		for i, e := range allowed {
			if e.covers(f) {
				used[i] = true
				return true
			}
		}
		return false
	})
	for i, e := range allowed {
		if !used[i] {
			found = append(found, Finding{File: e.File, Rule: "exception", Detail: "nothing needs it any more: " + e.Rule + " " + e.Of})
		}
	}
	return found
}
