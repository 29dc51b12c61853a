package xdm

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Names are the GraphQL names once given, by the root that they belong to and the
// place of the thing named: wire names with dots between, [] for the items of an
// array, {} for the values of a map. They are kept in a file beside the SDL, so
// that a field that comes later never renames an older one. Names of fields that
// are gone stay, for those may come back.
type Names map[string]RootNames

// RootNames are the names below one root.
type RootNames struct {
	Types  map[string]string `json:"types"`  // place of an object or map → type
	Fields map[string]string `json:"fields"` // place of a field → field
}

var (
	legalField = regexp.MustCompile(`^(?:[A-Za-z]|_[0-9A-Za-z])[_0-9A-Za-z]*$`)
	legalType  = regexp.MustCompile(`^[A-Z][0-9A-Za-z]*$`)
)

// ParseNames reads a names file.
func ParseNames(raw []byte) (Names, error) {
	names := Names{}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&names); err != nil {
		return nil, fmt.Errorf("the names file is JSON, {root: {types: {place: name}, fields: {place: name}}}: %w", err)
	}
	for root, given := range names {
		for _, place := range slices.Sorted(maps.Keys(given.Types)) {
			if !legalType.MatchString(given.Types[place]) {
				return nil, fmt.Errorf("names file, %s.types, %q: %q cannot name a type: write a capital, then letters and digits", root, place, given.Types[place])
			}
		}
		siblings := map[string]string{}
		for _, place := range slices.Sorted(maps.Keys(given.Fields)) {
			name := given.Fields[place]
			if !legalField.MatchString(name) {
				return nil, fmt.Errorf("names file, %s.fields, %q: %q cannot name a field: write letters, digits and _, not beginning with a digit or __", root, place, name)
			}
			key := parentPlace(place) + "\x00" + name
			if other, repeated := siblings[key]; repeated {
				return nil, fmt.Errorf("names file, %s.fields: %q and %q are both named %q: fields of one object have different names", root, other, place, name)
			}
			siblings[key] = place
		}
	}
	return names, nil
}

// JSON writes names as a file: sorted, one name a line.
func (n Names) JSON() []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	// Maps of strings are always encoded, in the order of their keys.
	_ = encoder.Encode(n)
	return b.Bytes()
}

func (n Names) clone() Names {
	copied := Names{}
	for root, names := range n {
		copied[root] = RootNames{Types: maps.Clone(names.Types), Fields: maps.Clone(names.Fields)}
	}
	return copied
}

// root returns the names of one root, to be written to.
func (n Names) root(key string) RootNames {
	names := n[key]
	if names.Types == nil {
		names.Types = map[string]string{}
	}
	if names.Fields == nil {
		names.Fields = map[string]string{}
	}
	n[key] = names
	return names
}

// placeName writes a wire name as one step of a place.
func placeName(wire string) string {
	return strings.NewReplacer(`\`, `\\`, `.`, `\.`, `[`, `\[`, `{`, `\{`).Replace(wire)
}

// joinPlace returns the place of wire below parent.
func joinPlace(parent, wire string) string {
	if parent == "" {
		return placeName(wire)
	}
	return parent + "." + placeName(wire)
}

// parentPlace returns the place of the object that has the field at place.
func parentPlace(place string) string {
	for i := len(place) - 1; i > 0; i-- {
		if place[i] == '.' && escapes(place[:i])%2 == 0 {
			return place[:i]
		}
	}
	return ""
}

// wireOf returns the wire name of the field at place.
func wireOf(place string) string {
	if parent := parentPlace(place); parent != "" {
		place = place[len(parent)+1:]
	}
	var b strings.Builder
	for i := 0; i < len(place); i++ {
		if place[i] == '\\' && i+1 < len(place) {
			i++
		}
		b.WriteByte(place[i])
	}
	return b.String()
}

func escapes(s string) int { return len(s) - len(strings.TrimRight(s, `\`)) }
