package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
)

const (
	maxFunction   = 60
	maxFile       = 500
	maxParameters = 5
)

// style finds functions, files and signatures that are too long, and exported
// names and packages without documentation. Generated files are left alone.
func style(s source) []Finding {
	var found []Finding
	documented := false
	for _, f := range s.files {
		documented = documented || f.ast.Doc != nil
		if ast.IsGenerated(f.ast) {
			continue
		}
		if f.lines > maxFile {
			found = append(found, Finding{File: f.name, Rule: "long-file", Detail: fmt.Sprintf("%d lines, at most %d", f.lines, maxFile)})
		}
		for _, decl := range f.ast.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				found = append(found, function(s, f, decl)...)
			case *ast.GenDecl:
				found = append(found, undocumented(s, f, decl)...)
			}
		}
	}
	if !documented {
		found = append(found, Finding{File: folder(s.pkg.rel()), Rule: "doc", Detail: "package " + s.pkg.Name + " has no comment"})
	}
	return found
}

func function(s source, f file, fn *ast.FuncDecl) []Finding {
	var found []Finding
	lines := s.fset.Position(fn.End()).Line - s.fset.Position(fn.Pos()).Line + 1
	if lines > maxFunction {
		found = append(found, s.at(f, fn, "long-func", fmt.Sprintf("%s has %d lines, at most %d", fn.Name.Name, lines, maxFunction)))
	}
	if n := fn.Type.Params.NumFields(); n > maxParameters {
		found = append(found, s.at(f, fn, "params", fmt.Sprintf("%s has %d parameters, at most %d", fn.Name.Name, n, maxParameters)))
	}
	if fn.Name.IsExported() && fn.Doc == nil && ast.IsExported(receiver(fn)) {
		found = append(found, s.at(f, fn, "doc", fn.Name.Name+" has no comment"))
	}
	return found
}

// receiver is the name of a method's type; a plain function counts as exported.
func receiver(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return "Function"
	}
	e := fn.Recv.List[0].Type
	for {
		switch t := e.(type) {
		case *ast.StarExpr:
			e = t.X
		case *ast.IndexExpr:
			e = t.X
		case *ast.IndexListExpr:
			e = t.X
		case *ast.Ident:
			return t.Name
		default:
			return ""
		}
	}
}

// undocumented finds exported types, constants and variables without a comment of
// their own, of their line or, for constants and variables, of their group.
func undocumented(s source, f file, decl *ast.GenDecl) []Finding {
	var found []Finding
	for _, spec := range decl.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if spec.Name.IsExported() && spec.Doc == nil && (decl.Doc == nil || decl.Lparen.IsValid()) {
				found = append(found, s.at(f, spec, "doc", spec.Name.Name+" has no comment"))
			}
		case *ast.ValueSpec:
			if decl.Tok == token.IMPORT || decl.Doc != nil || spec.Doc != nil || spec.Comment != nil {
				continue
			}
			for _, name := range spec.Names {
				if name.IsExported() {
					found = append(found, s.at(f, name, "doc", name.Name+" has no comment"))
				}
			}
		}
	}
	return found
}
