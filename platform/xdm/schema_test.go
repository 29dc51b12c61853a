package xdm_test

import (
	"fmt"
	"strings"
	"testing"

	"activityhub/platform/xdm"
)

func TestKinds(t *testing.T) {
	tests := []struct{ name, field, want string }{
		{"trusts meta:xdmType", `{"type":"string","meta:xdmType":"date"}`, "Date"},
		{"string", `{"type":"string"}`, "String"},
		{"e-mail", `{"type":"string","format":"email"}`, "String"},
		{"date by format", `{"type":"string","format":"date"}`, "Date"},
		{"date-time by format", `{"type":"string","format":"date-time"}`, "DateTime"},
		{"number", `{"type":"number"}`, "Float"},
		{"boolean", `{"type":"boolean"}`, "Boolean"},
		{"short", `{"type":"integer","meta:xdmType":"short"}`, "Int"},
		{"integer without bounds", `{"type":"integer"}`, "Int"},
		{"bounds of the editor, off by one", `{"type":"integer","minimum":-2147483648,"maximum":2147483648}`, "Int"},
		{"bounds beyond 32 bits", `{"type":"integer","minimum":0,"maximum":9007199254740991}`, "Long"},
		{"long", `{"type":"integer","meta:xdmType":"long"}`, "Long"},
		{"null besides", `{"type":["null","integer"]}`, "Int"},
		{"object without fields", `{"type":"object","meta:xdmType":"object","properties":{}}`, "JSON"},
		{"object without properties", `{"type":"object","meta:xdmType":"object"}`, "JSON"},
		{"no type", `{"title":"x"}`, "JSON"},
		{"unknown type", `{"type":"quaternion","meta:xdmType":"wave"}`, "JSON"},
		{"anything", `true`, "JSON"},
		{"array", `{"type":"array","items":{"type":"integer"}}`, "[Int]"},
		{"array without items", `{"type":"array"}`, "[JSON]"},
		{"tuple", `{"type":"array","items":[{"type":"integer"}]}`, "[JSON]"},
		{"array of arrays", `{"type":"array","items":{"type":"array","items":{"type":"number"}}}`, "[[Float]]"},
		{"map", `{"type":"object","additionalProperties":{"type":"integer"}}`, "[IntEntry]"},
		{"map that says object", `{"type":"object","meta:xdmType":"object","additionalProperties":{"type":"integer"}}`, "[IntEntry]"},
		{"map of anything", `{"type":"object","meta:xdmType":"map","additionalProperties":true}`, "[JSONEntry]"},
		{"map of maps", `{"type":"object","additionalProperties":{"type":"object","additionalProperties":{"type":"string"}}}`, "[StringMapEntry]"},
		{"array of maps", `{"type":"array","items":{"type":"object","additionalProperties":{"type":"string"}}}`, "[[StringEntry]]"},
		{"closed enum stays open to the client", `{"type":"string","enum":["on-hold","5G"]}`, "String"},
		{"texts of the wrong type", `{"type":"string","title":7,"description":[],"enum":"x","meta:enum":3,"meta:status":{}}`, "String"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := mapped(t, xdm.MapOptions{}, `{"properties":{"f":`+tt.field+`}}`)
			if got := m.Roots[0].Fields[0].Ref.String(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestSchemaErrorsNameThePlace(t *testing.T) {
	deep := strings.Repeat(`{"type":"object","properties":{"a":`, 100) + leaf + strings.Repeat(`}}`, 100)
	tests := []struct{ name, schema, want string }{
		{"no JSON", `{`, "a union schema is a JSON object"},
		{"no object", `[]`, "this is an array"},
		{"raw form", `{"allOf":[{"$ref":"https://ns.adobe.com/xdm/context/profile"}]}`, "xed-full+json"},
		{"reference", `{"properties":{"a":{"$ref":"#/b"}}}`, "/properties/a is a $ref"},
		{"no fields", `{"properties":{}}`, "/properties is empty"},
		{"properties of the wrong type", `{"properties":[]}`, "/properties must be an object of fields, it is an array"},
		{"field of the wrong type", `{"properties":{"a":{"properties":{"b/c":3}}}}`, "/properties/a/properties/b~1c must be an object that describes a field, it is a number"},
		{"properties below of the wrong type", `{"properties":{"a":{"type":"object","properties":"x"}}}`, "/properties/a/properties must be an object of fields, it is a string"},
		{"items of the wrong type", `{"properties":{"a":{"type":"array","items":3}}}`, "/properties/a/items must be"},
		{"too deep", deep, "at most 32 levels"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := xdm.ParseSchema([]byte(tt.schema))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want ...%s...", err, tt.want)
			}
		})
	}
}

func TestSchemaOfThousandsOfFields(t *testing.T) {
	var fields []string
	for i := range 4000 {
		fields = append(fields, fmt.Sprintf("field-%d", i), leaf)
	}
	m := mapped(t, xdm.MapOptions{}, object("big", object(fields...)))
	if got := len(typeNamed(t, m, "ProfileBig").Fields); got != 4000 {
		t.Errorf("%d fields, want 4000", got)
	}
	if _, err := m.Accessors("attributes"); err != nil {
		t.Errorf("Accessors: %v", err)
	}
}
