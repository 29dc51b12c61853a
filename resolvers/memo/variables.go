package memo

import "github.com/vektah/gqlparser/v2/ast"

// Where variables are in a document says what may be remembered of it.

// InArguments reports whether there is a variable in args.
func InArguments(args ast.ArgumentList) bool {
	for _, arg := range args {
		if inValue(arg.Value) {
			return true
		}
	}
	return false
}

func inValue(v *ast.Value) bool {
	if v.Kind == ast.Variable {
		return true
	}
	for _, child := range v.Children {
		if inValue(child.Value) {
			return true
		}
	}
	return false
}

// InShape reports whether variables decide which fields doc selects.
func InShape(doc *ast.QueryDocument) bool {
	return find(doc, func(d ast.DirectiveList, _ ast.ArgumentList, _ int) bool { return inDirectives(d) })
}

// BelowRoot reports whether there are variables in doc anywhere but in the
// arguments of the fields that operations select themselves.
func BelowRoot(doc *ast.QueryDocument) bool {
	return find(doc, func(d ast.DirectiveList, args ast.ArgumentList, depth int) bool {
		return inDirectives(d) || depth > 0 && InArguments(args)
	})
}

func inDirectives(directives ast.DirectiveList) bool {
	for _, d := range directives {
		if InArguments(d.Arguments) {
			return true
		}
	}
	return false
}

// A finder looks at the directives and arguments of a selection; depth counts
// the fields it is below, and fragments as one.
type finder func(directives ast.DirectiveList, args ast.ArgumentList, depth int) bool

func find(doc *ast.QueryDocument, here finder) bool {
	for _, operation := range doc.Operations {
		if findIn(operation.SelectionSet, here, 0) {
			return true
		}
	}
	for _, fragment := range doc.Fragments {
		if findIn(fragment.SelectionSet, here, 1) {
			return true
		}
	}
	return false
}

func findIn(selections ast.SelectionSet, here finder, depth int) bool {
	for _, selection := range selections {
		switch s := selection.(type) {
		case *ast.Field:
			if here(s.Directives, s.Arguments, depth) || findIn(s.SelectionSet, here, depth+1) {
				return true
			}
		case *ast.InlineFragment:
			if here(s.Directives, nil, depth) || findIn(s.SelectionSet, here, depth) {
				return true
			}
		case *ast.FragmentSpread:
			if here(s.Directives, nil, depth) {
				return true
			}
		}
	}
	return false
}
