package scalar

import (
	"context"
	"io"

	"github.com/99designs/gqlgen/graphql"

	"activityhub/platform/xdm"
)

// A Kind is what the elements of a List are.
type Kind int

// The kinds of elements, named as their scalars.
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
	_, err := w.Write(l.append(ctx, nil, &l.value, l.depth))
	return err
}

// UnmarshalGQLContext reads what a query gives.
func (l *List) UnmarshalGQLContext(_ context.Context, input any) error {
	l.depth = max(l.depth, 1)
	return read(&l.value, input, jsonText)
}

func (l *List) append(ctx context.Context, b []byte, v *xdm.Value, depth int) []byte {
	if v.Absent() {
		return append(b, "null"...)
	}
	if depth == 0 {
		text, err := texters[l.kind](v)
		if err != nil {
			graphql.AddError(ctx, err)
			text = "null"
		}
		return append(b, text...)
	}
	elements, err := v.Array()
	if err != nil {
		graphql.AddError(ctx, err)
		return append(b, "null"...)
	}
	b = append(b, '[')
	for i := range elements {
		if i > 0 {
			b = append(b, ',')
		}
		b = l.append(graphql.WithPathContext(ctx, graphql.NewPathWithIndex(i)), b, &elements[i], depth-1)
	}
	return append(b, ']')
}
