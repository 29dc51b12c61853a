package xdm

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A grower turns the schemas of all roots into trees whose fields have names and
// whose types have none yet.
type grower struct {
	given   Names // as they came
	names   Names // as they will go
	roots   []*object
	objects []*object // of all roots, each before what is below it
	maps    []*shape  // of all roots
	left    []string

	byParent map[string][]string // places of given by root and parent
}

// An object is one object of one root: a place in its tree.
type object struct {
	root     Root
	rank     int     // of the root among the roots
	place    string  // "" for the root itself
	relative string  // its wire names from owner on, with [] and {}
	owner    *object // nil for the root itself
	field    *Field  // nil for the root itself
	fields   []*property
	digest   string // equal for objects of equal structure and names
	class    *class
}

// A property is a field of an object.
type property struct {
	field        *Field
	name, goName string
	shape        *shape
}

// A shape is the type of a property while objects have no types yet.
type shape struct {
	kind   Kind
	object *object // of an object
	elem   *shape  // of a list or map
	owner  *object
	place  string
	class  *class // of a map: that of its entries
}

// plant grows the tree of one root.
func (g *grower) plant(rank int, root Root, fields []*Field) {
	addressable := make([]*Field, 0, len(fields))
	for _, field := range fields {
		if !addressableName(field.Name) {
			g.left = append(g.left, fmt.Sprintf("%s: the field %q at the root, because no XDM path can hold its name", root.Key, field.Name))
			continue
		}
		addressable = append(addressable, field)
	}
	o := &object{root: root, rank: rank}
	g.roots = append(g.roots, o)
	g.grow(o, addressable)
}

// addressableName reports whether an XDM path can hold a wire name.
func addressableName(wire string) bool {
	path, err := ParsePath(wire)
	_, rest := path.Cut()
	return err == nil && rest == ""
}

func (g *grower) grow(o *object, fields []*Field) {
	g.objects = append(g.objects, o)
	g.nameFields(o, fields)
	digest := sha256.New()
	for _, p := range o.fields {
		p.shape = g.shape(o, joinPlace(o.place, p.field.Name), p.field.Name, p.field)
		fmt.Fprintf(digest, "%q %q %t %s\n", p.field.Name, p.name, p.field.Deprecated, p.shape.digest())
	}
	o.digest = string(digest.Sum(nil))
}

func (g *grower) shape(owner *object, place, relative string, field *Field) *shape {
	s := &shape{kind: field.Kind, owner: owner, place: place}
	switch field.Kind {
	case KindObject:
		s.object = &object{root: owner.root, rank: owner.rank, place: place, relative: relative, owner: owner, field: field}
		g.grow(s.object, field.Fields)
	case KindList:
		s.elem = g.shape(owner, place+"[]", relative+"[]", field.Elem)
	case KindMap:
		s.elem = g.shape(owner, place+"{}", relative+"{}", field.Elem)
		g.maps = append(g.maps, s)
	}
	return s
}

func (s *shape) digest() string {
	switch s.kind {
	case KindObject:
		return fmt.Sprintf("%x", s.object.digest)
	case KindList, KindMap:
		return string(s.kind) + " " + s.elem.digest()
	}
	return string(s.kind)
}

// nameFields gives the fields of o their names and enters those in the names
// file.
func (g *grower) nameFields(o *object, fields []*Field) {
	kept := g.names.root(o.root.Key)
	given := map[string]string{}
	for _, place := range g.siblings(o) {
		given[wireOf(place)] = g.given[o.root.Key].Fields[place]
	}
	wires := make([]string, len(fields))
	for i, field := range fields {
		wires[i] = field.Name
	}
	var taken []string
	if o.owner == nil {
		taken = o.root.Taken
	}
	names := fieldNames(wires, given, taken)
	methods := goNames(slices.Collect(maps.Values(names)))
	for _, field := range fields {
		name := names[field.Name]
		o.fields = append(o.fields, &property{field: field, name: name, goName: methods[name]})
		kept.Fields[joinPlace(o.place, field.Name)] = name
	}
}

// siblings returns the places of the names file that are fields of o.
func (g *grower) siblings(o *object) []string {
	if g.byParent == nil {
		g.byParent = map[string][]string{}
		for key, names := range g.given {
			for place := range names.Fields {
				parent := key + "\x00" + parentPlace(place)
				g.byParent[parent] = append(g.byParent[parent], place)
			}
		}
	}
	return g.byParent[o.root.Key+"\x00"+o.place]
}

// pathBelow returns the wire names in relative.
func pathBelow(relative string) string {
	return strings.NewReplacer("[]", "", "{}", "").Replace(relative)
}
