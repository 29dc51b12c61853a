package server

import "github.com/vektah/gqlparser/v2/ast"

// A place is where in the answer a field stands: below which other place, and
// under which name. Spreads of one fragment share a place too.
type place struct {
	parent int
	name   string
}

// repeats counts how many fields share each place once fragments are written
// out. That is what validation is quadratic in.
type repeats struct {
	fragments ast.FragmentDefinitionList
	places    map[place]*shared
	most      int
}

type shared struct {
	number int // the parent of the places below
	count  int
}

// repeated counts repeats. It writes fragments out, so it comes after expanded.
func (c *counter) repeated() *failure {
	sets := make([]ast.SelectionSet, 0, len(c.doc.Operations)+len(c.doc.Fragments))
	for _, op := range c.doc.Operations {
		sets = append(sets, op.SelectionSet)
	}
	for _, fragment := range c.doc.Fragments {
		sets = append(sets, fragment.SelectionSet)
	}
	r := repeats{fragments: c.doc.Fragments, places: map[place]*shared{}}
	for _, set := range sets {
		clear(r.places)
		r.count(set, 0)
		if fail := exceeded("repeats", "fields in one place of the answer", c.limits.Repeats, r.most); fail != nil {
			return fail
		}
	}
	return nil
}

func (r *repeats) count(set ast.SelectionSet, parent int) {
	for _, selection := range set {
		switch selection := selection.(type) {
		case *ast.Field:
			r.count(selection.SelectionSet, r.add(parent, selection.Alias))
		case *ast.InlineFragment:
			r.count(selection.SelectionSet, parent)
		case *ast.FragmentSpread:
			r.add(parent, "..."+selection.Name)
			if fragment := r.fragments.ForName(selection.Name); fragment != nil {
				r.count(fragment.SelectionSet, parent)
			}
		}
	}
}

// add counts one more at a place and returns its number.
func (r *repeats) add(parent int, name string) int {
	at := r.places[place{parent, name}]
	if at == nil {
		at = &shared{number: len(r.places) + 1}
		r.places[place{parent, name}] = at
	}
	at.count++
	r.most = max(r.most, at.count)
	return at.number
}
