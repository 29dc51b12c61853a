package direct

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
)

// A field is one selected field, with what is the same for every value.
type field struct {
	graphql.CollectedField
	object   string // the type it is selected on
	head     string // what comes before its value: `,"alias":`
	required bool   // non-null in the schema
}

// context returns the context of f below that of what it is selected on.
func (f *field) context(ctx context.Context) context.Context {
	return graphql.WithFieldContext(ctx, &graphql.FieldContext{Object: f.object, Field: f.CollectedField})
}

// A writer appends the value that a field has for v to the buffer of r. It
// returns false for null; what it has written by then does not count. An error
// is reported by the writer.
type writer[T any] func(r *run, f *field, v T) bool

// A member is a field of an object with its writer.
type member[T any] struct {
	field
	write writer[T]
}

// An object is a compiled selection on values of type T.
type object[T any] struct{ members []member[T] }

// write appends v as a JSON object. It returns false, having appended nothing,
// if a member that the schema says is not null is null. All members are
// resolved even so, as their errors count.
func (o *object[T]) write(r *run, v T) bool {
	start, late := len(r.buf), len(r.late)
	next, ok := 0, true
	for next < len(o.members) {
		next, ok = o.from(r, v, next, ok)
	}
	if !ok {
		r.buf, r.late = r.buf[:start], r.late[:late]
		return false
	}
	if len(o.members) == 0 {
		r.buf = append(r.buf, '{')
	}
	r.buf = append(r.buf, '}')
	return true
}

// from writes the members from first on. It returns early, with the next member,
// if one panics, which fails that member alone. valid is ok, or false if a member
// that must not be is null.
func (o *object[T]) from(r *run, v T, first int, ok bool) (next int, valid bool) {
	next, valid = first, ok
	depth, mark := len(r.path), r.scratch.Mark()
	start, late := len(r.buf), len(r.late)
	defer func() {
		if value := recover(); value != nil {
			m := &o.members[next]
			r.path = r.path[:depth]
			r.scratch.Release(mark)
			r.buf, r.late = append(r.buf[:start], "null"...), r.late[:late]
			r.panicked(&m.field, value)
			valid = valid && !m.required
			next++
		}
	}()
	for ; next < len(o.members); next++ {
		m := &o.members[next]
		r.buf = append(r.buf, m.head...)
		start, late = len(r.buf), len(r.late)
		if !m.write(r, &m.field, v) {
			r.buf, r.late = append(r.buf[:start], "null"...), r.late[:late]
			valid = valid && !m.required
		}
	}
	return next, valid
}
