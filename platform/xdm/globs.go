package xdm

import (
	"fmt"
	"slices"
	"strings"
)

// DefaultExclude names what the Platform declares but never fills.
var DefaultExclude = []string{"timeSeriesEvents"}

// A Glob matches paths of a schema: wire names with dots between, * for any one
// name, ** for any number of names, also none.
type Glob []string

// ParseGlob checks that s can be a glob.
func ParseGlob(s string) (Glob, error) {
	names := strings.Split(s, ".")
	for i, name := range names {
		if name == "" {
			return nil, fmt.Errorf("name %d of the glob %q is empty: write wire names with one dot between, * for any one and ** for any number", i+1, s)
		}
		if strings.Contains(name, "*") && name != "*" && name != "**" {
			return nil, fmt.Errorf("name %d of the glob %q: a star stands for a whole name", i+1, s)
		}
	}
	return names, nil
}

func parseGlobs(texts []string) ([]Glob, error) {
	globs := make([]Glob, 0, len(texts))
	for _, s := range texts {
		glob, err := ParseGlob(s)
		if err != nil {
			return nil, err
		}
		globs = append(globs, glob)
	}
	return globs, nil
}

// Match reports whether g matches the whole of path.
func (g Glob) Match(path []string) bool {
	reached := make([]bool, len(path)+1) // reached[i]: what is read of g matches path[:i]
	reached[0] = true
	for _, name := range g {
		next := make([]bool, len(path)+1)
		for i, here := range reached {
			switch {
			case !here:
			case name == "**":
				for j := i; j <= len(path); j++ {
					next[j] = true
				}
			case i < len(path) && (name == "*" || name == path[i]):
				next[i+1] = true
			}
		}
		reached = next
	}
	return reached[len(path)]
}

// selection is the part of a schema that include and exclude leave. An object
// that loses all its fields goes too.
type selection struct{ include, exclude []Glob }

func (s selection) fields(fields []*Field, above []string, included bool) []*Field {
	kept := make([]*Field, 0, len(fields))
	for _, field := range fields {
		path := append(slices.Clip(above), field.Name)
		matches := func(g Glob) bool { return g.Match(path) }
		if slices.ContainsFunc(s.exclude, matches) {
			continue
		}
		if cut := s.field(field, path, included || slices.ContainsFunc(s.include, matches)); cut != nil {
			kept = append(kept, cut)
		}
	}
	return kept
}

// field returns what is left of field, nil for nothing. Arrays and maps add no
// name to a path.
func (s selection) field(field *Field, path []string, included bool) *Field {
	cut := *field
	switch {
	case field.Kind == KindObject:
		if cut.Fields = s.fields(field.Fields, path, included); len(cut.Fields) == 0 {
			return nil
		}
	case field.Elem != nil:
		if cut.Elem = s.field(field.Elem, path, included); cut.Elem == nil {
			return nil
		}
	case !included:
		return nil
	}
	return &cut
}
