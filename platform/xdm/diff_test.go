package xdm_test

import (
	"slices"
	"strings"
	"testing"

	"activityhub/platform/xdm"
)

func TestDiff(t *testing.T) {
	const integer, number = `{"type":"integer"}`, `{"type":"number"}`
	list := func(of string) string { return `{"type":"array","items":` + of + `}` }
	address := func(fields string) string {
		return `{"type":"object","meta:referencedFrom":"https://ns.adobe.com/xdm/common/address",` + strings.TrimPrefix(fields, "{")
	}
	tests := []struct {
		name, before, after string
		want                []string
	}{
		{"nothing", object("a", leaf, "b", leaves("c")), object("b", leaves("c"), "a", leaf), nil},
		{"added and removed", object("a", leaf), object("b", integer), []string{"breaking: profile:a: removed", "profile:b: added, Int"}},
		{"an object removed is one change", object("a", leaves("x", "y"), "z", leaf), object("z", leaf), []string{"breaking: profile:a: removed"}},
		{"moved", object("a", object("x", leaf, "tier", integer)), object("a", leaves("x"), "tier", integer), []string{"breaking: profile:a.tier: moved to profile:tier"}},
		{"type changed", object("a", integer), object("a", number), []string{"breaking: profile:a: changed from Int to Float"}},
		{"now a list", object("a", leaves("x")), object("a", list(leaves("x"))), []string{"breaking: profile:a: changed from object to [object]"}},
		{"now a map", object("a", leaves("x")), object("a", `{"type":"object","additionalProperties":`+leaf+`}`), []string{"breaking: profile:a: changed from object to map of String"}},
		{"deprecated and described", object("a", leaf), object("a", `{"type":"string","title":"A","meta:status":"deprecated"}`), []string{"profile:a: deprecated", "profile:a: description changed"}},
		{"a collision moves no older name", object("a-b", leaf), object("a-b", leaf, "a_b", leaf), []string{"profile:a_b: added, String"}},
		{"no longer like the others", object("a", address(leaves("x")), "b", address(leaves("x")), "c", address(leaves("x"))),
			object("a", address(leaves("x", "y")), "b", address(leaves("x")), "c", address(leaves("x"))),
			[]string{"breaking: profile:a: type renamed from XdmAddress to ProfileA", "profile:a.y: added, String"}},
		{"inside an array", object("l", list(leaves("x"))), object("l", list(leaves("x", "y"))), []string{"profile:l[].y: added, String"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			of := func(s string) *xdm.Schema {
				schema := parse(t, s)
				schema.Class = "https://ns.adobe.com/xdm/context/profile"
				return schema
			}
			changes, err := xdm.Diff(of(tt.before), of(tt.after))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range changes {
				got = append(got, c.String())
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
	if _, err := xdm.Diff(&xdm.Schema{Class: "a"}, &xdm.Schema{Class: "b"}); err == nil {
		t.Error("schemas of two classes are compared")
	}
}

func TestDiffTellsRenamedFields(t *testing.T) {
	renamed := xdm.Names{"profile": {Fields: map[string]string{"a": "b"}}}
	got := xdm.DiffMappings(mapped(t, xdm.MapOptions{}, leaves("a")), mapped(t, xdm.MapOptions{Names: renamed}, leaves("a")))
	if len(got) == 0 || got[0].String() != "breaking: profile:a: GraphQL name changed from a to b" {
		t.Errorf("got %v", got)
	}
}
