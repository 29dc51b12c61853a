package schema

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
)

// compile turns the schema of one place into its node. at is the path for
// errors.
func compile(raw json.RawMessage, at string) (*node, error) {
	var s source
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, fmt.Errorf("the schema of %q cannot be read: %w", at, err)
	}
	if s.Ref != "" || s.AllOf != nil {
		return nil, fmt.Errorf("the schema of %q refers to another: give the expanded form, without $ref and allOf", at)
	}
	n := &node{kind: s.kind(), min: s.Minimum, max: s.Maximum}
	for _, value := range s.Enum {
		if n.enum == nil {
			n.enum = map[string]struct{}{}
		}
		plain := string(value)
		var unquoted string
		if json.Unmarshal(value, &unquoted) == nil {
			plain = unquoted
		}
		n.enum[plain] = struct{}{}
		n.allowed = append(n.allowed, plain)
	}
	n.bound(s.XDMType)
	switch n.kind {
	case array:
		return n, n.compileItem(s.Items, at+"[]")
	case mapping:
		return n, n.compileItem(s.AdditionalProperties, join(at, "{key}"))
	case object:
		return n, n.compileFields(s, at)
	}
	return n, nil
}

func (n *node) compileItem(raw json.RawMessage, at string) (err error) {
	if raw == nil {
		n.item = &node{kind: anything}
		return nil
	}
	n.item, err = compile(raw, at)
	return err
}

func (n *node) compileFields(s source, at string) error {
	n.names = slices.Sorted(maps.Keys(s.Properties))
	n.fields = make(map[string]field, len(n.names))
	for i, name := range n.names {
		below, err := compile(s.Properties[name], join(at, name))
		if err != nil {
			return err
		}
		n.fields[name] = field{below, i}
	}
	for _, name := range s.Required {
		f, ok := n.fields[name]
		if !ok {
			return fmt.Errorf("the schema requires %q, which it does not have", join(at, name))
		}
		n.required = append(n.required, f.index)
	}
	return nil
}

// kind decides by meta:xdmType and, where that is missing or says object, by
// the keywords of JSON Schema.
func (s source) kind() kind {
	switch s.XDMType {
	case "string":
		return text
	case "date":
		return date
	case "date-time":
		return dateTime
	case "number":
		return number
	case "byte", "short", "int", "long":
		return integer
	case "boolean":
		return boolean
	case "array":
		return array
	}
	switch s.jsonType() {
	case "string":
		switch s.Format {
		case "date":
			return date
		case "date-time":
			return dateTime
		}
		return text
	case "number":
		return number
	case "integer":
		return integer
	case "boolean":
		return boolean
	case "array":
		return array
	}
	switch {
	case len(s.Properties) > 0:
		return object
	case len(s.AdditionalProperties) > 0 && s.AdditionalProperties[0] == '{':
		return mapping
	}
	return anything
}

func (s source) jsonType() string {
	var one string
	if json.Unmarshal(s.Type, &one) == nil {
		return one
	}
	var several []string
	_ = json.Unmarshal(s.Type, &several) // any other form says nothing about the type
	for _, name := range several {
		if name != "null" {
			return name
		}
	}
	return ""
}

// bound gives integers the range of their width where the schema gives none.
func (n *node) bound(xdmType string) {
	if n.kind != integer {
		return
	}
	least, most := float64(-1<<53), float64(1<<53)
	switch xdmType {
	case "byte":
		least, most = math.MinInt8, math.MaxInt8
	case "short":
		least, most = math.MinInt16, math.MaxInt16
	case "int":
		least, most = math.MinInt32, math.MaxInt32
	}
	if n.min == nil {
		n.min = &least
	}
	if n.max == nil {
		n.max = &most
	}
}

func join(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}
