package registry_test

import (
	"encoding/json"
	"testing"
	"testing/fstest"
	"time"

	"activityhub/platform/gateway/registry"
	"activityhub/platform/local/definitions"
	"activityhub/platform/platformtest"
	"activityhub/platform/xdm"
)

const profileUnion = "_xdm.context.profile__union"

func load(t testing.TB, files map[string]string) *registry.Registry {
	t.Helper()
	folder := fstest.MapFS{}
	for name, text := range files {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	defined, err := definitions.Load(folder, platformtest.Definitions(), nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := registry.New(defined, time.Unix(1_700_000_000, 0))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Several schemas of one class: the union holds the fields of all.
func TestJoinedUnion(t *testing.T) {
	r := load(t, map[string]string{
		"schemas/a.json": `{"meta:class":"https://ns.adobe.com/xdm/context/profile","title":"A","properties":{
			"_suite":{"type":"object","properties":{"one":{"type":"string"},"size":{"type":"integer","minimum":1,"maximum":5},"kind":{"type":"string","enum":["x"]},"open":{"type":"string","enum":["x"]}}},
			"list":{"type":"array","items":{"type":"object","properties":{"a":{"type":"string"}}}},"clash":{"type":"string"}},"required":["clash"]}`,
		"schemas/b.json": `{"meta:class":"https://ns.adobe.com/xdm/context/profile","title":"B","properties":{
			"_suite":{"type":"object","properties":{"two":{"type":"string"},"size":{"type":"integer","minimum":0,"maximum":3},"kind":{"type":"string","enum":["y"]},"open":{"type":"string"}}},
			"list":{"type":"array","items":{"type":"object","properties":{"b":{"type":"string"}}}},"clash":{"type":"integer"}}}`,
		"datasets.yaml":      "- {name: first, schema: a}\n- {name: second, schema: b}\n- {name: web, schema: experienceevent}\n",
		"mergepolicies.yaml": "- {id: newest, default: true, identityGraph: pdg, attributeMerge: timestampOrdered}\n",
	})
	union, ok := r.Find(registry.Unions, profileUnion)
	if !ok || r.Tenant != "suite" || len(r.All(registry.Schemas)) != 3 {
		t.Fatalf("tenant %q, %d schemas", r.Tenant, len(r.All(registry.Schemas)))
	}
	raw, err := json.Marshal(union.In(registry.Form{Resolved: true}, nil, nil))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Properties json.RawMessage
		Required   []string
		Extends    []string `json:"meta:extends"`
	}
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	const want = `{"_suite":{"properties":{"kind":{"enum":["x","y"],"type":"string"},"one":{"type":"string"},"open":{"type":"string"},"size":{"maximum":5,"minimum":0,"type":"integer"},"two":{"type":"string"}},"type":"object"},` +
		`"clash":{"type":"string"},"list":{"items":{"properties":{"a":{"type":"string"},"b":{"type":"string"}},"type":"object"},"type":"array"}}`
	if string(got.Properties) != want {
		t.Errorf("properties\n got %s\nwant %s", got.Properties, want)
	}
	if len(got.Required) != 0 || len(got.Extends) != 3 {
		t.Errorf("required %v, extends %v", got.Required, got.Extends)
	}
	if _, err := xdm.ParseSchema(raw); err != nil {
		t.Error(err)
	}
}

func TestPlaces(t *testing.T) {
	r := load(t, nil)
	of, ok := r.SchemaOf("profile")
	if !ok {
		t.Fatal("no schema")
	}
	for _, c := range []struct{ path, pointer, schema, kind string }{
		{"", "#", "#", ""},
		{"_suite.customerNumber", "#/_suite/customerNumber", "#/properties/_suite/properties/customerNumber", "string"},
		{"_suite.contracts[2].lines[0].phone", "#/_suite/contracts/2/lines/0/phone", "#/properties/_suite/properties/contracts/items/properties/lines/items/properties/phone", ""},
		{`consents.idSpecific.Email["a.b/c"].collect`, "#/consents/idSpecific/Email/a.b~1c/collect", "#/properties/consents/properties/idSpecific/additionalProperties/additionalProperties/properties/collect", ""},
		{"wrong.below", "#/wrong/below", "#", ""},
		{`["unfinished`, "#", "#", ""},
	} {
		if got := of.At(c.path); got != (registry.Place{Pointer: c.pointer, Schema: c.schema, XDMType: c.kind}) {
			t.Errorf("%s: %+v", c.path, got)
		}
	}
	for _, c := range []struct{ path, want string }{
		{"a.b", `{"a":{"c":9007199254740993},"l":[1]}`}, {"l[0]", `{"a":{"b":1,"c":9007199254740993}}`}, {"a.x", ""}, {"l.x", ""}, {"", ""},
	} {
		if got, ok := registry.Without(`{"a":{"b":1,"c":9007199254740993},"l":[1]}`, c.path); got != c.want || ok != (c.want != "") {
			t.Errorf("without %q: %s, %v", c.path, got, ok)
		}
	}
}

func FuzzPlaces(f *testing.F) {
	for _, path := range []string{"a.b[0].c", `a["b.c"]["`, "[", "[[", `["\"`, "..", "a[x"} {
		f.Add(path)
	}
	r := load(f, nil)
	of, _ := r.SchemaOf("profile")
	f.Fuzz(func(t *testing.T, path string) {
		if place := of.At(path); place.Pointer == "" || place.Schema == "" {
			t.Errorf("%q leads to %+v", path, place)
		}
		if rest, ok := registry.Without(`{"a":{"b":1},"c":[{"d":2}]}`, path); ok && !json.Valid([]byte(rest)) {
			t.Errorf("without %q: %s", path, rest)
		}
	})
}

func FuzzAccept(f *testing.F) {
	for _, accept := range []string{"application/vnd.adobe.xed+json", "text/html, application/vnd.adobe.xed-full+json; version=1", "application/vnd.adobe.xdm-link+json", ";;,"} {
		f.Add(accept)
	}
	f.Fuzz(func(t *testing.T, accept string) {
		_, list := registry.ListForm(accept)
		_, lookUp := registry.LookUpForm(accept)
		if list == nil && lookUp == nil {
			t.Errorf("%q suits both a list and one resource", accept)
		}
		if _, err := registry.DescriptorListForm(accept); err == nil && (list == nil || lookUp == nil) {
			t.Errorf("%q suits descriptors and resources", accept)
		}
	})
}
