package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// globals finds package-level variables that something could change. A variable
// is accepted when it is a blank assertion, an error sentinel, embedded files, or
// built by one of the makers of unchanging values; and, when it is not exported,
// when it is a table of plain values that nothing in its package assigns to, takes
// the address of, or hands to a function that changes its argument.
func globals(s source) []Finding {
	checked := resolve(s)
	touched := writes(s, checked)
	var found []Finding
	for _, f := range s.files {
		for _, decl := range f.ast.Decls {
			general, ok := decl.(*ast.GenDecl)
			if !ok || general.Tok != token.VAR {
				continue
			}
			for _, spec := range general.Specs {
				for i, name := range spec.(*ast.ValueSpec).Names {
					if why := mutable(spec.(*ast.ValueSpec), i, general, checked.Defs[name], touched); why != "" {
						found = append(found, s.at(f, name, "global", fmt.Sprintf("var %s %s", name.Name, why)))
					}
				}
			}
		}
	}
	return found
}

// resolve finds out which identifiers mean which package-level variable. Imports
// are not followed, so types from elsewhere stay unknown; the errors that this
// causes do not matter here.
func resolve(s source) *types.Info {
	info := &types.Info{
		Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
	files := make([]*ast.File, 0, len(s.files))
	for _, f := range s.files {
		files = append(files, f.ast)
	}
	config := types.Config{Importer: nothing{}, Error: func(error) {}, DisableUnusedImportCheck: true}
	_, _ = config.Check(s.pkg.ImportPath, s.fset, files, info)
	return info
}

// nothing imports every package as an empty one.
type nothing struct{}

func (nothing) Import(path string) (*types.Package, error) {
	p := types.NewPackage(path, path[strings.LastIndex(path, "/")+1:])
	p.MarkComplete()
	return p, nil
}

// makers return values that nobody can change, or that guard themselves.
var makers = []string{
	"errors.New", "fmt.Errorf", "regexp.MustCompile", "fsm.Must", "strings.NewReplacer", "time.FixedZone", "big.NewInt",
	"language.MustParse", "crc32.MakeTable",
}

// mutable says why the i-th variable of spec could change, or returns "".
func mutable(spec *ast.ValueSpec, i int, decl *ast.GenDecl, object types.Object, touched map[types.Object]string) string {
	name := spec.Names[i].Name
	if name == "_" || embedded(spec.Doc) || embedded(decl.Doc) {
		return ""
	}
	if how, ok := touched[object]; ok {
		return how
	}
	if i >= len(spec.Values) {
		return "has no value: it can only be meant to change"
	}
	value := ast.Unparen(spec.Values[i])
	made := called(value)
	switch {
	case made == "errors.New" || made == "fmt.Errorf":
		if !strings.HasPrefix(strings.ToLower(name), "err") {
			return "is an error that is not named Err…"
		}
		return ""
	case contains(makers, made) || localConstant(made, name):
		return ""
	case ast.IsExported(name):
		return "is exported: anyone may assign to it; offer a function"
	}
	if why := changeable(value); why != "" {
		return why
	}
	return ""
}

func embedded(doc *ast.CommentGroup) bool {
	if doc == nil {
		return false
	}
	for _, line := range doc.List {
		if strings.HasPrefix(line.Text, "//go:embed ") {
			return true
		}
	}
	return false
}

// called returns the name of the function that value is a call of, as pkg.Func.
func called(value ast.Expr) string {
	call, ok := value.(*ast.CallExpr)
	if !ok {
		return ""
	}
	fun := ast.Unparen(call.Fun)
	if index, ok := fun.(*ast.IndexExpr); ok {
		fun = index.X
	}
	if index, ok := fun.(*ast.IndexListExpr); ok {
		fun = index.X
	}
	switch fun := fun.(type) {
	case *ast.Ident:
		return fun.Name
	case *ast.SelectorExpr:
		if id, ok := fun.X.(*ast.Ident); ok {
			return id.Name + "." + fun.Sel.Name
		}
		return called(fun.X) // method chains such as machine.With(…)
	}
	return ""
}

// localConstant accepts an unexported variable computed once by a function, such
// as a parsed table: what matters is that nothing touches it later.
func localConstant(made, name string) bool {
	return made != "" && made != "new" && made != "make" && !ast.IsExported(name)
}

// changeable says why a literal could be changed from outside its package's
// sight: through a pointer, a channel or a lock.
func changeable(value ast.Expr) string {
	why := ""
	ast.Inspect(value, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				why = "holds a pointer"
			}
		case *ast.SelectorExpr:
			if id, ok := n.X.(*ast.Ident); ok && (id.Name == "sync" || id.Name == "atomic") {
				why = "holds a lock or an atomic: it is meant to change"
			}
		case *ast.CallExpr:
			if id, ok := n.Fun.(*ast.Ident); ok && (id.Name == "make" || id.Name == "new") {
				why = "is made empty: it can only be meant to change"
			}
		}
		return why == ""
	})
	return why
}

func contains(list []string, s string) bool {
	for _, item := range list {
		if item == s {
			return true
		}
	}
	return false
}
