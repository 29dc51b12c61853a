package server

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
)

// Counting a document before it is validated
//
// Validation compares every two fields that share a place in the answer, walks
// every fragment again for each operation and fragment that reaches it, and
// follows each spread. Small documents can make all of that explode: fragments
// that spread the next one twice double with each step, and a few thousand
// repeats of one field are millions of comparisons. So the document is counted
// first, in time linear in its text: what is written, in one walk; what it
// comes to with its fragments written out, fragment by fragment from memory,
// with counts that stop growing at tooMany. Only when the whole is known to be
// small are the fragments really written out, to count repeats.

// countDocument returns what is wrong with the size of doc, or nil.
func countDocument(doc *ast.QueryDocument, limits Limits) *failure {
	c := &counter{limits: limits, fragments: make(map[string]*extent, len(doc.Fragments)), doc: doc}
	steps := []func() *failure{c.definitions, c.written, c.expanded, c.repeated}
	for _, step := range steps {
		if fail := step(); fail != nil {
			return fail
		}
	}
	return nil
}

type counter struct {
	doc       *ast.QueryDocument
	limits    Limits
	fragments map[string]*extent // by name; nil while a fragment is being measured

	aliases, directives, values, arguments, valueDepth int // as written; the last two are the most of any place
}

// An extent is how much a selection set comes to with fragments written out.
type extent struct {
	fields  int // fields and spreads
	roots   int // fields at the top
	depth   int // fields below each other
	nesting int // selection sets below each other
}

func (c *counter) definitions() *failure {
	if fail := exceeded("operations", "operations", c.limits.Operations, len(c.doc.Operations)); fail != nil {
		return fail
	}
	if fail := exceeded("fragments", "fragment definitions", c.limits.Fragments, len(c.doc.Fragments)); fail != nil {
		return fail
	}
	for _, op := range c.doc.Operations {
		if fail := exceeded("variables", "variables in one operation", c.limits.Variables, len(op.VariableDefinitions)); fail != nil {
			return fail
		}
	}
	return nil
}

// written counts what is written, once wherever it stands.
func (c *counter) written() *failure {
	for _, op := range c.doc.Operations {
		c.countDirectives(op.Directives)
		for _, variable := range op.VariableDefinitions {
			c.countDirectives(variable.Directives)
			c.countValue(variable.DefaultValue, 1)
			c.valueDepth = max(c.valueDepth, listDepth(variable.Type))
		}
		c.countSelections(op.SelectionSet)
	}
	for _, fragment := range c.doc.Fragments {
		c.countDirectives(fragment.Directives)
		c.countSelections(fragment.SelectionSet)
	}
	for _, fail := range []*failure{
		exceeded("aliases", "aliases", c.limits.Aliases, c.aliases),
		exceeded("directives", "directives", c.limits.Directives, c.directives),
		exceeded("values", "literal values", c.limits.Values, c.values),
		exceeded("arguments", "arguments in one place", c.limits.Arguments, c.arguments),
		exceeded("depth", "levels of lists and objects in one value", c.limits.Depth, c.valueDepth),
	} {
		if fail != nil {
			return fail
		}
	}
	return nil
}

func (c *counter) countSelections(set ast.SelectionSet) {
	for _, selection := range set {
		switch selection := selection.(type) {
		case *ast.Field:
			if selection.Alias != selection.Name {
				c.aliases++
			}
			c.countArguments(selection.Arguments)
			c.countDirectives(selection.Directives)
			c.countSelections(selection.SelectionSet)
		case *ast.InlineFragment:
			c.countDirectives(selection.Directives)
			c.countSelections(selection.SelectionSet)
		case *ast.FragmentSpread:
			c.countDirectives(selection.Directives)
		}
	}
}

func (c *counter) countDirectives(directives ast.DirectiveList) {
	c.directives += len(directives)
	for _, directive := range directives {
		c.countArguments(directive.Arguments)
	}
}

func (c *counter) countArguments(arguments ast.ArgumentList) {
	c.arguments = max(c.arguments, len(arguments))
	for _, argument := range arguments {
		c.countValue(argument.Value, 1)
	}
}

func (c *counter) countValue(value *ast.Value, level int) {
	if value == nil {
		return
	}
	c.values++
	if value.Kind == ast.ListValue || value.Kind == ast.ObjectValue {
		c.valueDepth = max(c.valueDepth, level)
	}
	for _, child := range value.Children {
		c.countValue(child.Value, level+1)
	}
}

func listDepth(t *ast.Type) (levels int) {
	for ; t != nil && t.Elem != nil; t = t.Elem {
		levels++
	}
	return levels
}

// expanded measures every operation and fragment with its fragments written out.
func (c *counter) expanded() *failure {
	total := 0
	check := func(e extent) *failure {
		total = add(total, e.fields)
		for _, fail := range []*failure{
			exceeded("fields", "fields once its fragments are written out", c.limits.Fields, e.fields),
			exceeded("depth", "levels of fields below each other", c.limits.Depth, e.depth),
			exceeded("nesting", "selection sets below each other", c.limits.Nesting, e.nesting),
		} {
			if fail != nil {
				return fail
			}
		}
		return exceeded("totalFields", "fields in all its operations and fragments once those are written out", c.limits.TotalFields, total)
	}
	for _, fragment := range c.doc.Fragments {
		e, fail := c.measureFragment(fragment.Name)
		if fail == nil {
			fail = check(e)
		}
		if fail != nil {
			return fail
		}
	}
	for _, op := range c.doc.Operations {
		e, fail := c.measure(op.SelectionSet)
		if fail == nil {
			fail = check(e)
		}
		if fail == nil {
			fail = exceeded("rootFields", "root fields in one operation", c.limits.RootFields, e.roots)
		}
		if fail != nil {
			return fail
		}
	}
	return nil
}

// measure returns the extent of set. A spread of a fragment that does not exist
// counts for one field: saying that it does not exist is up to validation.
func (c *counter) measure(set ast.SelectionSet) (extent, *failure) {
	var sum extent
	for _, selection := range set {
		var below extent
		var fail *failure
		fields, level := 1, 0
		switch selection := selection.(type) {
		case *ast.Field:
			below, fail = c.measure(selection.SelectionSet)
			below.roots, level = 1, 1
		case *ast.InlineFragment:
			below, fail = c.measure(selection.SelectionSet)
			fields = 0
		case *ast.FragmentSpread:
			below, fail = c.measureFragment(selection.Name)
		}
		if fail != nil {
			return extent{}, fail
		}
		sum.fields = add(sum.fields, add(fields, below.fields))
		sum.roots = add(sum.roots, below.roots)
		sum.depth = max(sum.depth, level+below.depth)
		sum.nesting = max(sum.nesting, below.nesting)
	}
	if len(set) > 0 {
		sum.nesting++
	}
	return sum, nil
}

func (c *counter) measureFragment(name string) (extent, *failure) {
	if known, met := c.fragments[name]; known != nil {
		return *known, nil
	} else if met {
		return extent{}, &failure{
			code:    validationFailed,
			message: fmt.Sprintf("fragment %q spreads itself, directly or through others", shorten(name, 64)),
		}
	}
	fragment := c.doc.Fragments.ForName(name)
	if fragment == nil {
		return extent{}, nil
	}
	c.fragments[name] = nil
	e, fail := c.measure(fragment.SelectionSet)
	if fail != nil {
		return extent{}, fail
	}
	c.fragments[name] = &e
	return e, nil
}

// add returns a + b, or tooMany.
func add(a, b int) int { return min(a+b, tooMany) }
