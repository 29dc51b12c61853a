// Package schema checks records against the XDM schema of their data set.
//
// A [Schema] is compiled once from the JSON that the Schema Registry returns (a
// union, or one schema with every reference expanded) and then only read:
//
//	s, err := schema.Compile(union)
//	if problem := s.Check(record); problem != nil { … }
//
// What Adobe refuses at ingestion is refused here: wrong types, values outside
// a closed list or the bounds, missing required members, null and empty text (an
// absent value is left out; empty arrays and objects are let through, since they
// say that nothing is there). Two things are stricter. A member that the
// schema does not know is refused, at any depth, with the nearest name it does
// know: Adobe drops it without a word, which hides every misspelling. And a
// member given twice is refused, since nothing says which one counts. Patterns,
// lengths and formats other than date and date-time are hints and not checked.
package schema

import (
	"encoding/json"
	"fmt"
	"strings"

	"activityhub/platform/local/nearest"
)

// The classes of which data can be kept.
const (
	Profile         = "https://ns.adobe.com/xdm/context/profile"
	ExperienceEvent = "https://ns.adobe.com/xdm/context/experienceevent"
)

// A Schema is what the records of a data set are checked against. It is safe
// for concurrent use.
type Schema struct {
	class string
	root  *node
}

// Class returns meta:class: [Profile] or [ExperienceEvent] for the data that
// this Platform keeps.
func (s *Schema) Class() string { return s.class }

// Knows reports whether path, which goes through arrays and maps without saying
// so, is a string or a list of strings in the schema. Where it is not, hint
// names what may have been meant, for the end of a message.
func (s *Schema) Knows(path string) (ok bool, hint string) {
	at, open, hint := s.find(path)
	for at != nil && at.kind == array {
		at = at.item
	}
	return open || at != nil && at.kind == text, hint
}

// Has reports whether path, written like that of Knows, is in the schema,
// whatever it holds. Where it is not, hint names what may have been meant.
func (s *Schema) Has(path string) (ok bool, hint string) {
	at, open, hint := s.find(path)
	return open || at != nil, hint
}

// find returns the node at path; open says that it lies below one that allows
// anything. Where there is neither, hint is for the end of a message.
func (s *Schema) find(path string) (at *node, open bool, hint string) {
	at = s.root
	for name := range strings.SplitSeq(path, ".") {
		for at.kind == array || at.kind == mapping {
			at = at.item
		}
		f, ok := at.fields[name]
		if !ok {
			return nil, at.kind == anything, nearest.Hint(name, at.names)
		}
		at = f.node
	}
	return at, false, ""
}

type kind int

const (
	anything kind = iota
	text
	date
	dateTime
	number
	integer
	boolean
	array
	mapping
	object
)

// node is what one place of a document must look like.
type node struct {
	kind     kind
	fields   map[string]field    // of an object
	names    []string            // of fields, for hints
	required []int               // field indexes
	item     *node               // of an array or a map
	enum     map[string]struct{} // JSON text of the values allowed; nil if not closed
	allowed  []string            // the same in order, for messages
	min, max *float64            // inclusive
}

type field struct {
	*node
	index int
}

// source is the part of a JSON Schema that matters here.
type source struct {
	Class                string                     `json:"meta:class"`
	XDMType              string                     `json:"meta:xdmType"`
	Type                 json.RawMessage            `json:"type"` // a name, or a list that has one besides "null"
	Format               string                     `json:"format"`
	Properties           map[string]json.RawMessage `json:"properties"`
	AdditionalProperties json.RawMessage            `json:"additionalProperties"`
	Items                json.RawMessage            `json:"items"`
	Required             []string                   `json:"required"`
	Enum                 []json.RawMessage          `json:"enum"`
	Minimum              *float64                   `json:"minimum"`
	Maximum              *float64                   `json:"maximum"`
	Ref                  string                     `json:"$ref"`
	AllOf                json.RawMessage            `json:"allOf"`
}

// Compile reads a schema in the form of the media type xed-full: one tree,
// every reference expanded.
func Compile(raw []byte) (*Schema, error) {
	var root source
	if err := json.Unmarshal(raw, &root); err != nil {
		return nil, fmt.Errorf("the schema is not valid JSON of a schema: %w", err)
	}
	if len(root.Properties) == 0 {
		return nil, fmt.Errorf(`the schema has no properties: give the expanded form that the Schema Registry returns for application/vnd.adobe.xed-full+json`)
	}
	for name, system := range systemFields {
		if _, ok := root.Properties[name]; !ok {
			root.Properties[name] = json.RawMessage(system)
		}
	}
	n := &node{kind: object}
	if err := n.compileFields(root, ""); err != nil {
		return nil, err
	}
	return &Schema{class: root.Class, root: n}, nil
}

// systemFields are the members that the Platform adds to every schema.
//
// Source: Schema Registry, union schemas.
var systemFields = map[string]string{
	"identityMap": `{"type": "object", "additionalProperties": {"type": "array", "items": {"type": "object", "properties": {
		"id": {"type": "string"}, "primary": {"type": "boolean"},
		"authenticatedState": {"type": "string", "enum": ["ambiguous", "authenticated", "loggedOut"]}}}}}`,
	"segmentMembership": `{"type": "object", "additionalProperties": {"type": "object", "additionalProperties": {"type": "object", "properties": {
		"status": {"type": "string", "enum": ["existing", "realized", "exited"]}, "version": {"type": "string"},
		"lastQualificationTime": {"type": "string", "format": "date-time"},
		"validUntil": {"type": "string", "format": "date-time"}, "payload": {"type": "object"}}}}}`,
}
