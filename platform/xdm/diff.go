package xdm

import (
	"cmp"
	"fmt"
	"slices"
)

// A Change is one difference between two mappings, as a client of the newer one
// would meet it.
type Change struct {
	Place    string // root and place of the field, such as profile:loyalty.tier
	Breaking bool   // a query or a client that was right may no longer be
	What     string // in words
}

// String returns c as one line.
func (c Change) String() string {
	if c.Breaking {
		return "breaking: " + c.Place + ": " + c.What
	}
	return c.Place + ": " + c.What
}

// Diff returns what changed from one union schema to another of the same class,
// as Generate maps the second over the names given for the first: breaking
// changes first, then by place.
func Diff(before, after *Schema) ([]Change, error) {
	if before.Class != after.Class {
		return nil, fmt.Errorf("the schemas are of two classes, %q and %q: compare unions of one class", before.Class, after.Class)
	}
	from, err := Map(MapOptions{}, before.root())
	if err != nil {
		return nil, err
	}
	to, err := Map(MapOptions{Names: from.Names}, after.root())
	if err != nil {
		return nil, err
	}
	return DiffMappings(from, to), nil
}

// root returns s as the root that Generate makes of a schema of its class.
func (s *Schema) root() Root {
	roots := DefaultRoots(s, s)
	switch s.Class {
	case "https://ns.adobe.com/xdm/context/profile":
		return roots[0]
	case "https://ns.adobe.com/xdm/context/experienceevent":
		return roots[1]
	}
	return Root{Key: "document", Type: "Document", Prefix: "Document", Title: "a document", Schema: s}
}

// DiffMappings is [Diff] for mappings, such as those of two names files.
func DiffMappings(before, after *Mapping) []Change {
	old, young := before.placedFields(), after.placedFields()
	var changes []Change
	gone := map[string][]string{} // what a field is → places it went from
	for place, field := range old {
		now, still := young[place]
		switch {
		case !still && parentGone(place, old, young):
		case !still:
			gone[field.likeness()] = append(gone[field.likeness()], place)
		default:
			changes = append(changes, field.changes(place, now)...)
		}
	}
	come := map[string][]string{}
	for place, field := range young {
		if _, known := old[place]; !known && !parentGone(place, young, old) {
			come[field.likeness()] = append(come[field.likeness()], place)
		}
	}
	for likeness, from := range gone {
		if to := come[likeness]; len(from) == 1 && len(to) == 1 {
			changes = append(changes, Change{from[0], true, "moved to " + to[0]})
			delete(come, likeness)
			continue
		}
		for _, place := range from {
			changes = append(changes, Change{place, true, "removed"})
		}
	}
	for _, places := range come {
		for _, place := range places {
			changes = append(changes, Change{place, false, "added, " + young[place].Ref.String()})
		}
	}
	slices.SortFunc(changes, func(a, b Change) int {
		if a.Breaking != b.Breaking {
			if a.Breaking {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.What, b.What))
	})
	return changes
}

// placed is a field at one place of a root.
type placed struct {
	MField
	parent string // place of the field of the object above; "" at the root

}

// likeness is what a field keeps when it moves: its wire name and what it is.
func (p placed) likeness() string { return p.Wire + " " + p.Ref.structure() }

// placedFields returns the fields of all objects of m by root and place.
func (m *Mapping) placedFields() map[string]placed {
	fields := map[string]placed{}
	for _, root := range m.Roots {
		key := root.Places[0]
		walk(key, "", root, fields)
	}
	return fields
}

func walk(object, parent string, t *Type, fields map[string]placed) {
	for _, f := range t.Fields {
		place := object + "." + placeName(f.Wire)
		if object[len(object)-1] == ':' {
			place = object + placeName(f.Wire)
		}
		fields[place] = placed{MField: f, parent: parent}
		walkRef(place, place, f.Ref, fields)
	}
}

func walkRef(place, parent string, ref *Ref, fields map[string]placed) {
	switch ref.Kind {
	case KindObject:
		walk(place, parent, ref.Type, fields)
	case KindList:
		walkRef(place+"[]", parent, ref.Elem, fields)
	case KindMap:
		walkRef(place+"{}", parent, ref.Type.Fields[1].Ref, fields)
	}
}

// parentGone reports whether the object above place is not in other either, or
// is of another structure there: then that is the change to tell.
func parentGone(place string, here, other map[string]placed) bool {
	parent := here[place].parent
	if parent == "" {
		return false
	}
	there, ok := other[parent]
	return !ok || there.Ref.outline() != here[parent].Ref.outline()
}

// outline writes what r is, without the names of types.
func (r *Ref) outline() string {
	switch r.Kind {
	case KindList:
		return "[" + r.Elem.outline() + "]"
	case KindMap:
		return "map of " + r.Type.Fields[1].Ref.outline()
	}
	return string(r.Kind)
}

// structure writes what r is, with the wire names of all that is below.
func (r *Ref) structure() string {
	switch r.Kind {
	case KindObject:
		s := "{"
		for _, f := range r.Type.Fields {
			s += fmt.Sprintf("%q:%s ", f.Wire, f.Ref.structure())
		}
		return s + "}"
	case KindList:
		return "[" + r.Elem.structure() + "]"
	case KindMap:
		return "map of " + r.Type.Fields[1].Ref.structure()
	}
	return string(r.Kind)
}

// changes returns what became of a field that is still at its place.
func (p placed) changes(place string, now placed) []Change {
	var changes []Change
	tell := func(breaking bool, format string, args ...any) {
		changes = append(changes, Change{place, breaking, fmt.Sprintf(format, args...)})
	}
	if p.Name != now.Name {
		tell(true, "GraphQL name changed from %s to %s", p.Name, now.Name)
	}
	switch was, is := p.Ref.outline(), now.Ref.outline(); {
	case was != is:
		tell(true, "changed from %s to %s", was, is)
	case p.Ref.String() != now.Ref.String():
		tell(true, "type renamed from %s to %s", p.Ref, now.Ref)
	}
	if !p.Deprecated && now.Deprecated {
		tell(false, "deprecated")
	}
	if p.Deprecated && !now.Deprecated {
		tell(false, "no longer deprecated")
	}
	if p.Description != now.Description {
		tell(false, "description changed")
	}
	return changes
}
