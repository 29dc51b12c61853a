package xdm

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Limits of a schema. Real unions have some 8,500 fields and 11 levels.
const (
	MaxSchemaDepth  = 32     // levels: objects, items of arrays, values of maps
	MaxSchemaFields = 50_000 // fields in one union
)

// A Schema is a union schema: all that one class of documents may hold.
type Schema struct {
	ID     string // $id
	Class  string // meta:class, such as https://ns.adobe.com/xdm/context/profile
	Title  string
	Tenant string // meta:tenantNamespace, such as _activityhub; "" if not said
	Fields []*Field
}

// A Field is one field of a schema, an item of an array, or a value of a map.
type Field struct {
	Name        string // wire name; "" for items and values
	Title       string
	Description string
	Kind        Kind
	Fields      []*Field // of an object, by wire name in code-point order; never empty
	Elem        *Field   // items of a list, values of a map
	From        string   // meta:referencedFrom: the data type it was expanded from
	Deprecated  bool     // meta:status
	Closed      bool     // Values are the only ones allowed (enum), not suggestions (meta:enum)
	Values      []EnumValue
}

// An EnumValue is one value of a closed or suggested list.
type EnumValue struct {
	Value string
	Label string // "" if there is none
}

// ParseSchema reads a union schema in the resolved form that the Schema Registry
// gives for Accept: application/vnd.adobe.xed-full+json; version=1. Keywords that
// it does not know, and texts of the wrong type, are passed over; an error names
// the place as a JSON pointer. The order of properties has no influence.
//
// Source: reference on XDM, section 4.
func ParseSchema(raw []byte) (*Schema, error) {
	var document any
	if err := json.Unmarshal(raw, &document); err != nil {
		return nil, fmt.Errorf("a union schema is a JSON object: %w", err)
	}
	root, ok := document.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("a union schema is a JSON object, this is %s", jsonKind(document))
	}
	if _, given := root["properties"]; !given {
		return nil, fmt.Errorf("/properties is missing: the union must be in its resolved form, as the Schema Registry gives it for Accept: application/vnd.adobe.xed-full+json; version=1")
	}
	reader := schemaReader{}
	fields, err := reader.fields(root["properties"], "/properties", 1)
	if err != nil {
		return nil, err
	}
	if len(fields) == 0 {
		return nil, fmt.Errorf("/properties is empty: a union schema has at least one field")
	}
	return &Schema{ID: text(root["$id"]), Class: text(root["meta:class"]), Title: text(root["title"]), Tenant: text(root["meta:tenantNamespace"]), Fields: fields}, nil
}

// schemaReader reads one document and counts its fields.
type schemaReader struct{ count int }

func (r *schemaReader) fields(properties any, at string, depth int) ([]*Field, error) {
	byName, ok := properties.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%s must be an object of fields, it is %s", at, jsonKind(properties))
	}
	fields := make([]*Field, 0, len(byName))
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		field, err := r.field(name, byName[name], at+"/"+pointerName(name), depth)
		if err != nil {
			return nil, err
		}
		fields = append(fields, field)
	}
	return fields, nil
}

func (r *schemaReader) field(name string, schema any, at string, depth int) (*Field, error) {
	if r.count++; r.count > MaxSchemaFields {
		return nil, fmt.Errorf("%s: a union schema has at most %d fields", at, MaxSchemaFields)
	}
	if depth > MaxSchemaDepth {
		return nil, fmt.Errorf("%s: a union schema has at most %d levels", at, MaxSchemaDepth)
	}
	if anything, ok := schema.(bool); ok && anything {
		return &Field{Name: name, Kind: KindJSON}, nil
	}
	keywords, ok := schema.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%s must be an object that describes a field, it is %s", at, jsonKind(schema))
	}
	if _, reference := keywords["$ref"]; reference {
		return nil, fmt.Errorf("%s is a $ref: the union must be in its resolved form, as the Schema Registry gives it for Accept: application/vnd.adobe.xed-full+json; version=1", at)
	}
	field := &Field{
		Name:        name,
		Title:       text(keywords["title"]),
		Description: text(keywords["description"]),
		Kind:        kindOf(keywords),
		From:        text(keywords["meta:referencedFrom"]),
		Deprecated:  keywords["meta:status"] == "deprecated" || keywords["deprecated"] == true,
	}
	field.Values, field.Closed = enumValues(keywords)
	return field, r.below(field, keywords, at, depth)
}

// below reads what field consists of.
func (r *schemaReader) below(field *Field, keywords map[string]any, at string, depth int) (err error) {
	switch field.Kind {
	case KindObject:
		if _, given := keywords["properties"]; !given {
			field.Kind = KindJSON
			return nil
		}
		field.Fields, err = r.fields(keywords["properties"], at+"/properties", depth+1)
		if len(field.Fields) == 0 {
			field.Kind = KindJSON
		}
	case KindList:
		field.Elem, err = r.element(keywords, "items", at, depth)
	case KindMap:
		field.Elem, err = r.element(keywords, "additionalProperties", at, depth)
	case KindJSON:
		// "properties": {} is an object without fields; anything else there is a mistake.
		if properties, given := keywords["properties"]; given {
			_, err = r.fields(properties, at+"/properties", depth+1)
		}
	}
	return err
}

// element reads the items of an array or the values of a map: JSON where the
// schema leaves them open.
func (r *schemaReader) element(keywords map[string]any, keyword, at string, depth int) (*Field, error) {
	switch schema := keywords[keyword].(type) {
	case nil, bool, []any:
		return &Field{Kind: KindJSON}, nil
	default:
		return r.field("", schema, at+"/"+keyword, depth+1)
	}
}

// enumValues returns the values of enum in their order, else those of meta:enum
// in code-point order, and whether they are all that is allowed.
func enumValues(keywords map[string]any) (values []EnumValue, closed bool) {
	labels, _ := keywords["meta:enum"].(map[string]any)
	list, closed := keywords["enum"].([]any)
	if !closed {
		for _, value := range slices.Sorted(maps.Keys(labels)) {
			values = append(values, EnumValue{Value: value, Label: text(labels[value])})
		}
		return values, false
	}
	for _, one := range list {
		switch one.(type) {
		case string, float64, bool:
			value := fmt.Sprint(one)
			values = append(values, EnumValue{Value: value, Label: text(labels[value])})
		}
	}
	return values, true
}

// text returns the string that keyword is, or "".
func text(keyword any) string {
	s, _ := keyword.(string)
	return s
}

// pointerName writes name as one step of a JSON pointer, safe to print.
func pointerName(name string) string {
	name = strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '?'
		}
		return r
	}, name)
}

func jsonKind(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "a boolean"
	case float64:
		return "a number"
	case string:
		return "a string"
	case []any:
		return "an array"
	}
	return "an object"
}
