package xdm

// A Kind is the logical type of a field.
type Kind string

// The kinds of a field. The kinds of leaves are named as the GraphQL scalars
// that carry them.
const (
	KindString   Kind = "String"
	KindInt      Kind = "Int"
	KindLong     Kind = "Long"
	KindFloat    Kind = "Float"
	KindBoolean  Kind = "Boolean"
	KindDate     Kind = "Date"
	KindDateTime Kind = "DateTime"
	KindJSON     Kind = "JSON" // anything: an object without fields, an unknown type
	KindObject   Kind = "object"
	KindList     Kind = "list"
	KindMap      Kind = "map"
)

// Leaf reports whether values of kind k have nothing below that is described.
func (k Kind) Leaf() bool { return k != KindObject && k != KindList && k != KindMap }

// kindOf reads the kind of a field from its keywords: meta:xdmType first, then
// type, format and bounds.
//
// Source: reference on XDM, section 2.
func kindOf(keywords map[string]any) Kind {
	properties, _ := keywords["properties"].(map[string]any)
	if _, open := keywords["additionalProperties"].(map[string]any); open && len(properties) == 0 && jsonType(keywords["type"]) != "array" {
		return KindMap
	}
	switch keywords["meta:xdmType"] {
	case "string":
		return KindString
	case "number", "double", "float":
		return KindFloat
	case "long":
		return KindLong
	case "int", "short", "byte":
		return KindInt
	case "boolean":
		return KindBoolean
	case "date":
		return KindDate
	case "date-time":
		return KindDateTime
	case "array":
		return KindList
	case "map":
		if len(properties) == 0 {
			return KindMap
		}
		return KindObject
	}
	return kindOfType(keywords, len(properties) > 0)
}

func kindOfType(keywords map[string]any, hasFields bool) Kind {
	_, hasItems := keywords["items"]
	switch jsonType(keywords["type"]) {
	case "string":
		switch keywords["format"] {
		case "date":
			return KindDate
		case "date-time":
			return KindDateTime
		}
		return KindString
	case "integer":
		least, _ := keywords["minimum"].(float64)
		most, _ := keywords["maximum"].(float64)
		if least < -1<<31 || most > 1<<31 {
			return KindLong
		}
		return KindInt
	case "number":
		return KindFloat
	case "boolean":
		return KindBoolean
	case "array":
		return KindList
	case "object":
		if hasFields {
			return KindObject
		}
		return KindJSON
	}
	switch {
	case hasFields:
		return KindObject
	case hasItems:
		return KindList
	}
	return KindJSON
}

// jsonType returns the JSON Schema type of a field; of several the first that is
// not null.
func jsonType(keyword any) string {
	switch t := keyword.(type) {
	case string:
		return t
	case []any:
		for _, one := range t {
			if s, ok := one.(string); ok && s != "null" {
				return s
			}
		}
	}
	return ""
}
