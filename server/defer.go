package server

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// stripDefer takes @defer off every fragment of doc, which nobody else may hold
// yet. One answer to a POST is complete: with the directive left in place the
// generated executor would answer with nulls, promise more that never comes,
// and leave a goroutine behind for each deferred group. @defer only permits an
// answer in parts, so a complete one keeps to the specification.
//
// Spreads point to the same definitions that doc.Fragments lists, so there is
// no second copy to miss.
func stripDefer(doc *ast.QueryDocument) {
	for _, op := range doc.Operations {
		stripSelections(op.SelectionSet)
	}
	for _, fragment := range doc.Fragments {
		stripSelections(fragment.SelectionSet)
	}
}

func stripSelections(set ast.SelectionSet) {
	for _, selection := range set {
		switch selection := selection.(type) {
		case *ast.Field:
			stripSelections(selection.SelectionSet)
		case *ast.InlineFragment:
			selection.Directives = withoutDefer(selection.Directives)
			stripSelections(selection.SelectionSet)
		case *ast.FragmentSpread:
			selection.Directives = withoutDefer(selection.Directives)
		}
	}
}

func withoutDefer(directives ast.DirectiveList) ast.DirectiveList {
	return slices.DeleteFunc(directives, func(d *ast.Directive) bool { return d.Name == "defer" })
}
