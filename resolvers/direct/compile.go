package direct

import (
	"context"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"activityhub/graph"
	"activityhub/resolvers/memo"
)

// The types that selections on an object may be made on: what the generated
// executor collects fields by.
var implements = map[string][]string{
	"Profile":         {"Profile", "Node"},
	"ExperienceEvent": {"ExperienceEvent", "Node"},
	"Segment":         {"Segment", "Node"},
	"MergePolicy":     {"MergePolicy", "Node"},
}

// maxSteps is how many fields a program has at most; longer ones are left to
// the generated executor.
const maxSteps = 4000

// A compiler makes one program.
type compiler struct {
	*Executor
	oc      *graphql.OperationContext
	program program
	steps   int  // fields compiled
	unknown bool // something was met that only the generated executor can do
}

// operation compiles the whole operation.
func (c *compiler) operation() {
	if o := compileObject(c, "Query", c.oc.Operation.SelectionSet, c.rootWriter); o != nil {
		c.program.root = *o
	}
}

// rootField compiles one field of the operation.
func (c *compiler) rootField(root graphql.CollectedField) {
	f := field{CollectedField: root, object: "Query", required: root.Definition.Type.NonNull}
	c.program.root.members = []member[struct{}]{{f, c.rootWriter(&f)}}
}

func (c *compiler) rootWriter(f *field) writer[struct{}] {
	switch f.Name {
	case "profile":
		return c.rootProfile(f)
	case "profiles":
		return c.rootProfiles(f)
	}
	return nil
}

// compileObject compiles selections on the type that name says. write returns
// the writer of a field; nil if there is none.
func compileObject[T any](c *compiler, name string, selections ast.SelectionSet, write func(*field) writer[T]) *object[T] {
	on := implements[name]
	if on == nil {
		on = []string{name}
	}
	selected := graphql.CollectFields(c.oc, selections, on)
	c.steps += len(selected)
	o := &object[T]{members: make([]member[T], 0, len(selected))}
	for i, one := range selected {
		if c.unknown = c.unknown || c.steps > maxSteps || one.IsDeferred() || repeats(selected[:i], one.Alias); c.unknown {
			return nil
		}
		m := member[T]{field: field{CollectedField: one, object: name, required: one.Definition.Type.NonNull}}
		m.head = head(i, one.Alias)
		if one.Name == "__typename" {
			m.write = text(func(T) string { return name })
		} else if m.write = write(&m.field); m.write == nil {
			c.unknown = true
			return nil
		}
		o.members = append(o.members, m)
	}
	return o
}

// repeats reports whether alias is there already, for a field of an unrelated
// type: then only one of the two is answered.
func repeats(selected []graphql.CollectedField, alias string) bool {
	for _, f := range selected {
		if f.Alias == alias {
			return true
		}
	}
	return false
}

// head returns what comes before the value of member i.
func head(i int, alias string) string {
	var b strings.Builder
	if i == 0 {
		b.WriteByte('{')
	} else {
		b.WriteByte(',')
	}
	b.Write(AppendText(nil, alias))
	b.WriteByte(':')
	return b.String()
}

// arguments returns what read makes of the arguments of f. It is read once: now
// if they hold no variable, else by the first value of each run. ok is false if
// they make no sense, which is reported.
func arguments[A any](c *compiler, f *field, read func(graph.Arguments) (A, error)) func(r *run, f *field) (A, bool) {
	if !memo.InArguments(f.Arguments) {
		if known, err := read(graph.NewArguments(context.Background(), f.ArgumentMap(nil))); err == nil {
			return func(*run, *field) (A, bool) { return known, true }
		}
	}
	slot := c.program.slots
	c.program.slots++
	return func(r *run, f *field) (A, bool) {
		if known, ok := r.arguments[slot].(A); ok {
			return known, true
		}
		raw := f.ArgumentMap(r.oc.Variables)
		known, err := read(graph.NewArguments(r.ctx, raw))
		if err != nil { // once more, to say where
			ctx := r.context(f)
			_, err = read(graph.NewArguments(ctx, raw))
			r.oc.Error(ctx, err)
			return known, false
		}
		r.arguments[slot] = known
		return known, true
	}
}
