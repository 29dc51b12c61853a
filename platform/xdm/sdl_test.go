package xdm_test

import (
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"activityhub/platform/xdm"
)

// around is what the generated types need to be a schema.
const around = `
directive @goField(name: String) on FIELD_DEFINITION
scalar Long scalar Date scalar DateTime scalar JSON
type Query { profile: ProfileAttributes }
`

func loadSDL(t testing.TB, sdl string) *ast.Schema {
	t.Helper()
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "attributes.graphqls", Input: sdl}, &ast.Source{Name: "around", Input: around})
	if err != nil {
		t.Fatalf("the SDL is no schema: %v\n%s", err, sdl)
	}
	return schema
}

func FuzzUnionSchema(f *testing.F) {
	f.Add([]byte(object("a-b", leaf, "a_b", leaf, "3", leaf, "", leaf, "__typename", leaf)))
	f.Add([]byte(object("é", object("x.y", leaf), "list", `{"type":"array","items":{"type":"array"}}`)))
	f.Add([]byte(`{"properties":{"m":{"additionalProperties":{"additionalProperties":{"properties":{"k\"":{"type":"string","description":"\"\"\"\\"}}}}},"x":{"type":"integer","maximum":1e99,"meta:status":"deprecated"}}}`))
	f.Add([]byte(`{"properties":{"a":{"meta:referencedFrom":"https://ns.adobe.com/xdm/x/Query","properties":{"value":{"type":"string"}}},"key":{"type":"string","enum":["a",1,null,{}],"meta:enum":{"":"\u2028"}}}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		schema, err := xdm.ParseSchema(raw)
		if err != nil {
			return
		}
		m, err := xdm.Map(xdm.MapOptions{}, xdm.Root{Key: "profile", Type: "ProfileAttributes", Prefix: "Profile", Title: "a customer", Schema: schema})
		if err != nil {
			return
		}
		loaded := loadSDL(t, string(m.SDL()))
		for _, typ := range m.Types {
			if definition := loaded.Types[typ.Name]; definition == nil || len(definition.Fields) != len(typ.Fields) {
				t.Errorf("type %s is not in the SDL as it is in the mapping", typ.Name)
			}
		}
		accessors, err := m.Accessors("attributes")
		if err != nil {
			t.Fatalf("Accessors: %v", err)
		}
		if _, err := parser.ParseFile(token.NewFileSet(), "attributes.generated.go", accessors, parser.SkipObjectResolution); err != nil {
			t.Fatalf("the accessors are no Go: %v", err)
		}
		names, err := xdm.ParseNames(m.Names.JSON())
		if err != nil {
			t.Fatalf("the names file cannot be read back: %v", err)
		}
		again, err := xdm.Map(xdm.MapOptions{Names: names}, xdm.Root{Key: "profile", Type: "ProfileAttributes", Prefix: "Profile", Title: "a customer", Schema: schema})
		if err != nil || string(again.SDL()) != string(m.SDL()) {
			t.Fatalf("under its own names file the schema is mapped otherwise (%v)", err)
		}
	})
}

func FuzzNames(f *testing.F) {
	f.Add("a-b\na_b\na.b\n_id\nid\nID\n\n3d\n__typename", "poiDetail\nPOIDetail\nb\nB")
	f.Add("a\na_x\na_x_", "key\nvalue\nattributes\nconnection")
	f.Fuzz(func(t *testing.T, inner, outer string) {
		var types []string
		for name := range strings.SplitSeq(outer, "\n") {
			types = append(types, name, `{"type":"array","items":`+leaves(strings.Split(inner, "\n")...)+`}`)
		}
		schema, err := xdm.ParseSchema([]byte(object(types...)))
		if err != nil {
			return // quoted for Go, and then no JSON
		}
		m, err := xdm.Map(xdm.MapOptions{}, xdm.Root{Key: "profile", Type: "ProfileAttributes", Prefix: "Profile", Title: "a customer", Schema: schema})
		if err != nil {
			return // no field at the root that a path can name
		}
		loadSDL(t, string(m.SDL()))
		seen := map[string]bool{}
		for _, typ := range m.Types {
			if name := strings.ToLower(typ.Name); seen[name] {
				t.Errorf("two types are %s but for case", typ.Name)
			} else {
				seen[name] = true
			}
			methods := map[string]bool{}
			for _, field := range typ.Fields {
				if name := strings.ToLower(field.GoName); methods[name] {
					t.Errorf("two methods of %s are %s but for case", typ.Name, field.GoName)
				} else {
					methods[name] = true
				}
			}
		}
	})
}
