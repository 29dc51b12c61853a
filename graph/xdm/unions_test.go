package unions_test

import (
	"os"
	"path/filepath"
	"testing"

	"activityhub/graph/attributes"
	unions "activityhub/graph/xdm"
	"activityhub/platform/xdm"
)

func TestUnionsAreSchemas(t *testing.T) {
	for class, raw := range map[string][]byte{
		"https://ns.adobe.com/xdm/context/profile":         unions.Profile,
		"https://ns.adobe.com/xdm/context/experienceevent": unions.ExperienceEvent,
	} {
		schema, err := xdm.ParseSchema(raw)
		if err != nil {
			t.Fatalf("%s: %v", class, err)
		}
		if schema.Class != class || schema.ID != class+"__union" || schema.Tenant != "_activityhub" {
			t.Errorf("class %s, id %s, tenant %s; want %s of _activityhub", schema.Class, schema.ID, schema.Tenant, class)
		}
		described(t, class, schema.Fields)
	}
}

// described checks that every leaf says what it is.
func described(t *testing.T, at string, fields []*xdm.Field) {
	t.Helper()
	for _, field := range fields {
		place := at + "." + field.Name
		if field.Kind.Leaf() && field.Title == "" {
			t.Errorf("%s has no title", place)
		}
		for field.Elem != nil {
			field = field.Elem
		}
		described(t, place, field.Fields)
	}
}

func TestGeneratedTypesAreCurrent(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "attributes")
	if err := os.CopyFS(dir, os.DirFS("../attributes")); err != nil {
		t.Fatal(err)
	}
	report, err := xdm.Generate(xdm.GenerateOptions{Profile: "profile.json", ExperienceEvent: "experienceevent.json", Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Changed) > 0 {
		t.Errorf("%v in graph/attributes are not what the unions give: run make generate", report.Changed)
	}
}

func TestWire(t *testing.T) {
	tests := []struct {
		typ, field, wire string
		leaf             bool
	}{
		{"ProfileAttributes", "person", "person", false},
		{"XdmPersonName", "firstName", "firstName", true},
		{"ProfileAttributes", "identityMap", "identityMap", true},
		{"ProfileAttributes", "subscriptions", "subscriptions", true},
		{"ProfileAttributes", "_activityhub", "_activityhub", false},
		{"ExperienceEventAttributes", "_id", "_id", true},
		{"XdmMeasure", "value", "value", true},
	}
	for _, tt := range tests {
		if wire, leaf, ok := attributes.Wire(tt.typ, tt.field); !ok || wire != tt.wire || leaf != tt.leaf {
			t.Errorf("Wire(%s, %s) = %s, %t, %t; want %s, %t", tt.typ, tt.field, wire, leaf, ok, tt.wire, tt.leaf)
		}
	}
	if _, _, ok := attributes.Wire("ProfileAttributes", "nothing"); ok {
		t.Error("a field that is not there has a wire name")
	}
}
