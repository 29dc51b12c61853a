package xdm

import "fmt"

// A Mapping is what becomes of union schemas in GraphQL: types, their fields, and
// the wire name behind each. It is made by [Map] and knows no code generator.
// Equal schemas, names and options give equal mappings.
type Mapping struct {
	Roots []*Type  // in the order given to Map
	Types []*Type  // all, roots included, by name
	Left  []string // what was left out and why, sorted
	Names Names    // the names in use and those that were given before
}

// A Type is an object type of GraphQL.
type Type struct {
	Name        string
	Description string
	Entry       bool     // one entry of a map: fields are key and value
	Fields      []MField // by wire name in code-point order; key, value of an entry
	Places      []string // the places that have this type, "profile:person.name", sorted
}

// An MField is a field of a Type.
type MField struct {
	Name        string // in GraphQL
	GoName      string // of the method behind it
	Wire        string // in documents
	Description string
	Deprecated  bool
	Ref         *Ref
	// Stop says that a projection ends here, with the path up to and including
	// this field: it is a leaf, an array or a map, or its object has a field that
	// no path can name.
	Stop bool
}

// A Ref is the type of a field: a leaf, an object type, a list of a Ref, or a map,
// which is a list of its entry type.
type Ref struct {
	Kind Kind
	Type *Type // of an object; the entry type of a map
	Elem *Ref  // of a list
}

// String returns r as GraphQL writes it.
func (r *Ref) String() string {
	switch r.Kind {
	case KindObject:
		return r.Type.Name
	case KindMap:
		return "[" + r.Type.Name + "]"
	case KindList:
		return "[" + r.Elem.String() + "]"
	}
	return string(r.Kind)
}

// A Root is a union schema and what is named after it.
type Root struct {
	Key    string   // in the names file, such as profile
	Type   string   // GraphQL type of the document, such as ProfileAttributes
	Prefix string   // of the types below it, such as Profile
	Title  string   // what a document is, for descriptions, such as "a customer profile"
	Taken  []string // fields that the server gives the root type itself
	Schema *Schema
}

// MapOptions says how schemas are mapped. The zero value maps all but
// DefaultExclude under names of its own making.
type MapOptions struct {
	Include []string // globs; none means all
	Exclude []string // globs; nil means DefaultExclude
	Names   Names    // names that stand
	// Reserved reports whether a type name is not to be given, because the server
	// has or may have a type of that name. Nil means ReservedType.
	Reserved func(name string) bool
}

// Map returns the mapping of the schemas of roots. It fails if a glob of the
// options is none, or if the globs leave nothing of a root.
func Map(options MapOptions, roots ...Root) (*Mapping, error) {
	if options.Exclude == nil {
		options.Exclude = DefaultExclude
	}
	if options.Include == nil {
		options.Include = []string{"**"}
	}
	if options.Reserved == nil {
		options.Reserved = ReservedType
	}
	include, err := parseGlobs(options.Include)
	if err != nil {
		return nil, err
	}
	exclude, err := parseGlobs(options.Exclude)
	if err != nil {
		return nil, err
	}
	grower := &grower{given: options.Names, names: options.Names.clone()}
	for i, root := range roots {
		grower.plant(i, root, selection{include, exclude}.fields(root.Schema.Fields, nil, false))
		if len(grower.roots[i].fields) == 0 {
			return nil, fmt.Errorf("nothing is left of %s: give globs that include at least one field that an XDM path can name", root.Key)
		}
	}
	namer := &namer{names: grower.names, reserved: options.Reserved, used: map[string]bool{}}
	namer.nameTypes(grower)
	return newMapping(grower, namer), nil
}
