package archtest

import (
	"go/ast"
	"go/token"
	"go/types"
)

// changers are functions of the standard library that change their first
// argument.
var changers = []string{
	"sort.Slice", "sort.SliceStable", "sort.Sort", "sort.Stable", "sort.Strings", "sort.Ints",
	"slices.Sort", "slices.SortFunc", "slices.SortStableFunc", "slices.Reverse", "slices.Delete", "slices.DeleteFunc", "slices.Insert",
	"maps.Copy", "maps.DeleteFunc", "maps.Insert", "rand.Shuffle",
}

// writes returns the package-level variables that the package itself changes
// after their declaration, and how.
func writes(s source, info *types.Info) map[types.Object]string {
	touched := map[types.Object]string{}
	mark := func(e ast.Expr, how string) {
		if object := root(e, info); object != nil && touched[object] == "" {
			touched[object] = how
		}
	}
	for _, f := range s.files {
		ast.Inspect(f.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				for _, left := range n.Lhs {
					mark(left, "is assigned to")
				}
			case *ast.IncDecStmt:
				mark(n.X, "is assigned to")
			case *ast.RangeStmt:
				mark(n.Key, "is assigned to")
				mark(n.Value, "is assigned to")
			case *ast.UnaryExpr:
				if n.Op == token.AND {
					mark(n.X, "has its address taken")
				}
			case *ast.CallExpr:
				markCall(n, info, mark)
			}
			return true
		})
	}
	return touched
}

// markCall marks what a call changes: the first argument of a changer, and the
// receiver of a method of this package that has a pointer receiver.
func markCall(call *ast.CallExpr, info *types.Info, mark func(ast.Expr, string)) {
	if id, ok := call.Fun.(*ast.Ident); ok && len(call.Args) > 0 {
		switch id.Name {
		case "delete", "clear", "copy":
			mark(call.Args[0], "is changed by "+id.Name)
		}
	}
	if contains(changers, called(call)) && len(call.Args) > 0 {
		mark(call.Args[0], "is changed by "+called(call))
	}
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return
	}
	selection := info.Selections[selector]
	if selection == nil || selection.Kind() != types.MethodVal {
		return
	}
	signature, ok := selection.Obj().Type().(*types.Signature)
	if !ok || signature.Recv() == nil {
		return
	}
	if _, pointer := signature.Recv().Type().(*types.Pointer); pointer {
		mark(selector.X, "has a method with a pointer receiver called")
	}
}

// root returns the package-level variable that e is a part of: v, v.f, v[i], *v.
func root(e ast.Expr, info *types.Info) types.Object {
	switch e := e.(type) {
	case *ast.Ident:
		object, ok := info.Uses[e].(*types.Var)
		if !ok || object.Parent() == nil || object.Pkg() == nil || object.Parent() != object.Pkg().Scope() {
			return nil
		}
		return object
	case *ast.SelectorExpr:
		return root(e.X, info)
	case *ast.IndexExpr:
		return root(e.X, info)
	case *ast.SliceExpr:
		return root(e.X, info)
	case *ast.StarExpr:
		return root(e.X, info)
	case *ast.ParenExpr:
		return root(e.X, info)
	}
	return nil
}
