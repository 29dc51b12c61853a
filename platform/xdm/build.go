package xdm

import (
	"fmt"
	"slices"
	"strings"
)

// newMapping puts the types together once everything has its name.
func newMapping(g *grower, n *namer) *Mapping {
	m := &Mapping{Left: slices.Sorted(slices.Values(g.left)), Names: n.names}
	for _, c := range slices.Concat(n.objects, n.entries) {
		c.typ = &Type{Name: c.name, Entry: len(c.maps) > 0}
		for _, at := range c.places() {
			c.typ.Places = append(c.typ.Places, at.root+":"+at.place)
		}
		m.Types = append(m.Types, c.typ)
	}
	for _, c := range n.objects {
		c.typ.Description = describeObject(c.objects[0])
		for _, p := range c.objects[0].fields {
			c.typ.Fields = append(c.typ.Fields, MField{
				Name: p.name, GoName: p.goName, Wire: p.field.Name,
				Description: describeField(p), Deprecated: p.field.Deprecated,
				Ref: p.shape.ref(), Stop: p.shape.stops(),
			})
		}
	}
	for _, c := range n.entries {
		value := c.maps[0].elem
		c.typ.Description = "One entry of a map whose keys are data: a key and its value. Entries are in the order of their keys."
		c.typ.Fields = []MField{
			{Name: "key", GoName: "Key", Description: "The key, as the data holds it.", Stop: true, Ref: &Ref{Kind: KindString}},
			{Name: "value", GoName: "Value", Description: "What the key stands for.", Stop: true, Ref: value.ref()},
		}
	}
	for _, o := range g.roots {
		m.Roots = append(m.Roots, o.class.typ)
	}
	slices.SortFunc(m.Types, func(a, b *Type) int { return strings.Compare(a.Name, b.Name) })
	return m
}

func (s *shape) ref() *Ref {
	switch s.kind {
	case KindObject:
		return &Ref{Kind: KindObject, Type: s.object.class.typ}
	case KindList:
		return &Ref{Kind: KindList, Elem: s.elem.ref()}
	case KindMap:
		return &Ref{Kind: KindMap, Type: s.class.typ}
	}
	return &Ref{Kind: s.kind}
}

// stops reports whether a projection ends at s.
//
// Source: reference on XDM, section 7.
func (s *shape) stops() bool {
	return s.kind != KindObject || slices.ContainsFunc(s.object.fields, func(p *property) bool { return !addressableName(p.field.Name) })
}

func describeObject(o *object) string {
	if o.owner == nil {
		return fmt.Sprintf("What is known of %s, as the union schema types it. Every field can be null.", o.root.Title)
	}
	if described := sentences(o.field.Title, o.field.Description); described != "" {
		return described
	}
	return fmt.Sprintf("The object `%s`.", o.relative)
}

func describeField(p *property) string {
	parts := []string{sentences(p.field.Title, p.field.Description)}
	if parts[0] == "" {
		parts[0] = fmt.Sprintf("The field `%s`.", p.field.Name)
	} else if p.name != p.field.Name {
		parts = append(parts, fmt.Sprintf("In the data: `%s`.", p.field.Name))
	}
	values := p.field
	for values.Elem != nil {
		values = values.Elem
	}
	if list := describeValues(values); list != "" {
		parts = append(parts, list)
	}
	return strings.Join(parts, "\n")
}

// describeValues lists the values of an enum. The GraphQL type stays String, so
// that a value which is not in the list still reaches the client.
func describeValues(field *Field) string {
	if len(field.Values) == 0 {
		return ""
	}
	intro := "Suggested values: "
	if field.Closed {
		intro = "Values: "
	}
	listed := make([]string, len(field.Values))
	for i, v := range field.Values {
		listed[i] = "`" + v.Value + "`"
		if v.Label != "" && !strings.EqualFold(v.Label, v.Value) {
			listed[i] += " (" + v.Label + ")"
		}
	}
	return intro + strings.Join(listed, ", ") + "."
}

// sentences joins title and description, and leaves out what says nothing new.
func sentences(title, description string) string {
	title, description = strings.TrimSpace(title), strings.TrimSpace(description)
	switch {
	case title == "" || strings.HasPrefix(strings.ToLower(description), strings.ToLower(title)):
		return description
	case description == "":
		return title
	}
	return strings.TrimRight(title, ".") + ". " + description
}
