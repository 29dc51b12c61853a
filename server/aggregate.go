package server

import (
	"cmp"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// maxErrors is the most errors that one answer lists.
const maxErrors = 50

// aggregate makes one error of all that say the same of one schema coordinate:
// it has the first of their paths and, if there were several, their count.
// What is beyond maxErrors is left out. The order is that of the document.
func aggregate(errs gqlerror.List) gqlerror.List {
	type sameness struct{ coordinate, code, message any }
	merged := make(gqlerror.List, 0, min(len(errs), maxErrors))
	counts := map[sameness]int{}
	firsts := map[sameness]*gqlerror.Error{}
	for _, err := range errs {
		key := sameness{err.Extensions["coordinate"], err.Extensions["code"], err.Message}
		if key.coordinate == nil {
			merged = append(merged, err)
			continue
		}
		counts[key]++
		first := firsts[key]
		if first == nil {
			firsts[key] = err
			merged = append(merged, err)
			continue
		}
		if comparePaths(err.Path, first.Path) < 0 { // fields finish in any order
			first.Path, first.Locations = err.Path, err.Locations
		}
		first.Extensions["count"] = counts[key]
	}
	slices.SortStableFunc(merged, compareErrors)
	return merged[:min(len(merged), maxErrors)]
}

// compareErrors puts errors in the order of the document, so that the same
// answer is the same bytes.
func compareErrors(a, b *gqlerror.Error) int {
	return cmp.Or(
		slices.CompareFunc(a.Locations, b.Locations, func(x, y gqlerror.Location) int {
			return cmp.Or(cmp.Compare(x.Line, y.Line), cmp.Compare(x.Column, y.Column))
		}),
		comparePaths(a.Path, b.Path),
	)
}

func comparePaths(a, b ast.Path) int {
	return slices.CompareFunc(a, b, func(x, y ast.PathElement) int {
		switch x := x.(type) {
		case ast.PathIndex:
			if y, ok := y.(ast.PathIndex); ok {
				return cmp.Compare(x, y)
			}
			return -1
		case ast.PathName:
			if y, ok := y.(ast.PathName); ok {
				return cmp.Compare(x, y)
			}
		}
		return 1
	})
}
