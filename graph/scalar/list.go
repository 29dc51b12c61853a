package scalar

import (
	"context"
	"io"

	"github.com/99designs/gqlgen/graphql"

	"activityhub/platform/xdm"
)

// A Kind is what a leaf, or an element of a List, is.
type Kind int

// The kinds of leaves, named as their scalars.
const (
	KindJSON Kind = iota
	KindString
	KindInt
	KindLong
	KindFloat
	KindBoolean
	KindDate
	KindDateTime
)

var texters = [...]texter{jsonText, stringText, intText, longText, floatText, booleanText, dateText, dateTimeText}

var kinds = map[string]Kind{
	"JSON": KindJSON, "String": KindString, "Int": KindInt, "Long": KindLong,
	"Float": KindFloat, "Boolean": KindBoolean, "Date": KindDate, "DateTime": KindDateTime,
}

// KindOf returns the kind of the scalar of that name.
func KindOf(name string) (kind Kind, ok bool) {
	kind, ok = kinds[name]
	return kind, ok
}

// Append appends v, checked as a leaf of kind, to b as JSON: what XOf and
// MarshalGQL do in one. It is null if v is absent.
func Append(b []byte, kind Kind, v *xdm.Value) ([]byte, error) {
	if v.Absent() {
		return append(b, "null"...), nil
	}
	text, err := texters[kind](v)
	if err != nil {
		return b, err
	}
	return append(b, text...), nil
}

// A List is an array of leaves, or an array of such arrays. An element that is of
// another kind is null, with an error on its path.
type List struct {
	value xdm.Value
	kind  Kind
	depth int // arrays in arrays
}

// ListOf returns v as a list of kind, depth arrays deep; nil if v is absent or
// empty, which XDM reads alike.
func ListOf(v *xdm.Value, err error, kind Kind, depth int) (*List, error) {
	if err != nil || v == nil || v.Absent() {
		return nil, err
	}
	elements, err := v.Array()
	if err != nil || len(elements) == 0 {
		return nil, err
	}
	return &List{value: *v, kind: kind, depth: depth}, nil
}

// MarshalGQLContext writes l as JSON and reports elements that are not as the
// schema says.
func (l *List) MarshalGQLContext(ctx context.Context, w io.Writer) error {
	_, err := w.Write(l.Append(nil, func(at []int, err error) { graphql.AddError(WithIndexes(ctx, at), err) }))
	return err
}

// WithIndexes returns the context of the element of a list of lists that at
// names, outermost first, for the path of an error.
func WithIndexes(ctx context.Context, at []int) context.Context {
	for _, i := range at {
		ctx = graphql.WithPathContext(ctx, graphql.NewPathWithIndex(i))
	}
	return ctx
}

// Append appends l as JSON to b. An element that is not as the schema says is
// null, and reported with where it is; at holds until report returns.
func (l *List) Append(b []byte, report func(at []int, err error)) []byte {
	return l.append(b, &l.value, make([]int, 0, 4), report)
}

// UnmarshalGQLContext reads what a query gives.
func (l *List) UnmarshalGQLContext(_ context.Context, input any) error {
	l.depth = max(l.depth, 1)
	return read(&l.value, input, jsonText)
}

func (l *List) append(b []byte, v *xdm.Value, at []int, report func([]int, error)) []byte {
	elements, err := v.Array()
	if err != nil {
		report(at, err)
	}
	if v.Absent() || err != nil {
		return append(b, "null"...)
	}
	b = append(b, '[')
	at = append(at, 0)
	for i := range elements {
		if i > 0 {
			b = append(b, ',')
		}
		at[len(at)-1] = i
		if len(at) < l.depth {
			b = l.append(b, &elements[i], at, report)
			continue
		}
		if b, err = Append(b, l.kind, &elements[i]); err != nil {
			report(at, err)
			b = append(b, "null"...)
		}
	}
	return append(b, ']')
}
