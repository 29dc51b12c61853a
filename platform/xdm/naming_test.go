package xdm_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"activityhub/platform/xdm"
)

// leaf is a field of a schema, as JSON.
const leaf = `{"type":"string"}`

// object writes an object of fields, each given as name and JSON.
func object(fields ...string) string {
	var b strings.Builder
	b.WriteString(`{"type":"object","properties":{`)
	for i := 0; i < len(fields); i += 2 {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%q:%s", fields[i], fields[i+1])
	}
	return b.String() + "}}"
}

// leaves writes an object of strings.
func leaves(names ...string) string {
	var fields []string
	for _, name := range names {
		fields = append(fields, name, leaf)
	}
	return object(fields...)
}

func parse(t testing.TB, schema string) *xdm.Schema {
	t.Helper()
	s, err := xdm.ParseSchema([]byte(schema))
	if err != nil {
		t.Fatalf("ParseSchema: %v", err)
	}
	return s
}

// mapped maps one schema as the profile.
func mapped(t testing.TB, options xdm.MapOptions, schema string, taken ...string) *xdm.Mapping {
	t.Helper()
	m, err := xdm.Map(options, xdm.Root{Key: "profile", Type: "ProfileAttributes", Prefix: "Profile", Title: "a customer", Taken: taken, Schema: parse(t, schema)})
	if err != nil {
		t.Fatalf("Map: %v", err)
	}
	return m
}

// typeNamed returns a type of m.
func typeNamed(t testing.TB, m *xdm.Mapping, name string) *xdm.Type {
	t.Helper()
	for _, typ := range m.Types {
		if typ.Name == name {
			return typ
		}
	}
	t.Fatalf("no type %s; there are %s", name, typeNames(m))
	return nil
}

func typeNames(m *xdm.Mapping) []string {
	var names []string
	for _, t := range m.Types {
		names = append(names, t.Name)
	}
	return names
}

// names returns wire → GraphQL name of the fields of a type.
func names(typ *xdm.Type) map[string]string {
	named := map[string]string{}
	for _, f := range typ.Fields {
		named[f.Wire] = f.Name
	}
	return named
}

func TestFieldNames(t *testing.T) {
	tests := []struct {
		name  string
		taken []string
		want  map[string]string // wire → GraphQL
	}{
		{"legal as it is", nil, map[string]string{"firstName": "firstName", "_id": "_id", "SKU": "SKU", "NPS_score": "NPS_score", "system__traitMembership": "system__traitMembership"}},
		{"illegal characters", nil, map[string]string{"language-preferences": "language_preferences", "größe": "gr__e", "a b": "a_b", "日本": "x__"}},
		{"starts with a digit", nil, map[string]string{"3dSecure": "_3dSecure", "5": "_5"}},
		{"reserved by introspection", nil, map[string]string{"__typename": "x__typename", "_": "x_", "--a": "x__a"}},
		{"empty", nil, map[string]string{"": "x_"}},
		{"given by the server", []string{"key"}, map[string]string{"key": "x_key", "value": "value"}},
		{"one needed no change", nil, map[string]string{"a_b": "a_b", "a-b": "a_b_d44362"}},
		{"all needed a change", nil, map[string]string{"a-b": "a_b_d44362", "a.b": "a_b_2e7336"}},
		{"differ in case only", nil, map[string]string{"poiID": "poiID", "POIID": "POIID", "id": "id", "ID": "ID", "_id": "_id"}},
		{"digits are taken too", nil, map[string]string{"a_b": "a_b", "a-b": "a_b_d44362d", "a_b_d44362": "a_b_d44362"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			// Below an array, where a field need not fit an XDM path.
			wires := slices.Sorted(maps.Keys(tt.want))
			m := mapped(t, xdm.MapOptions{}, object("list", `{"type":"array","items":`+leaves(wires...)+`}`))
			at := "ProfileList"
			if tt.taken != nil {
				m, at = mapped(t, xdm.MapOptions{}, leaves(wires...), tt.taken...), "ProfileAttributes"
			}
			if got := names(typeNamed(t, m, at)); !maps.Equal(got, tt.want) {
				t.Errorf("got  %v\nwant %v", got, tt.want)
			}
		})
	}
}

func TestGoNamesDifferForReadersBlindToCase(t *testing.T) {
	m := mapped(t, xdm.MapOptions{}, leaves("_id", "id", "ID", "poiID", "POIID", "a_b", "aB", "3d", "__typename", "marshalGQL", "string", "readByte", "error", "len"))
	seen := map[string]string{}
	for _, f := range m.Roots[0].Fields {
		if f.GoName == "" || f.GoName[0] < 'A' || f.GoName[0] > 'Z' {
			t.Errorf("%s: Go name %q is not exported", f.Name, f.GoName)
		}
		if other, twice := seen[strings.ToLower(f.GoName)]; twice {
			t.Errorf("%s and %s are both %s in Go", other, f.Name, f.GoName)
		}
		seen[strings.ToLower(f.GoName)] = f.Name
	}
	for _, reserved := range []string{"marshalgql", "string", "readbyte", "error"} {
		if field, used := seen[reserved]; used {
			t.Errorf("%s has the Go name %s, which means something else", field, reserved)
		}
	}
}

func TestTypeNames(t *testing.T) {
	const phone = `"meta:referencedFrom":"https://ns.adobe.com/xdm/context/phone-number","type":"object","properties":{"number":` + leaf + `}`
	const wider = `"meta:referencedFrom":"https://ns.adobe.com/xdm/context/phone-number","type":"object","properties":{"number":` + leaf + `,"checked":` + leaf + `}`
	const tenant = `"meta:referencedFrom":"https://ns.adobe.com/acme/datatypes/fa6ddf90","type":"object","properties":{"score":` + leaf + `}`
	tests := []struct {
		name, schema string
		want         map[string]string // place → type
	}{
		{"after the path", object("loyalty", object("rewards", object("coupons", `{"type":"array","items":`+leaves("name")+`}`))),
			map[string]string{"loyalty": "ProfileLoyalty", "loyalty.rewards": "ProfileLoyaltyRewards", "loyalty.rewards.coupons[]": "ProfileLoyaltyRewardsCoupons"}},
		{"after a standard data type", object("home", "{"+phone+"}", "work", "{"+phone+"}"), map[string]string{"home": "XdmPhoneNumber", "work": "XdmPhoneNumber"}},
		{"the common shape has the name", object("a", "{"+wider+"}", "b", "{"+phone+"}", "c", "{"+phone+"}"), map[string]string{"a": "ProfileA", "b": "XdmPhoneNumber", "c": "XdmPhoneNumber"}},
		{"a data type of the tenant", object("b", "{"+tenant+"}", "a", "{"+tenant+"}"), map[string]string{"a": "ProfileA", "b": "ProfileA"}},
		{"equal shapes of other origin", object("a", leaves("x"), "b", leaves("x")), map[string]string{"a": "ProfileA", "b": "ProfileB"}},
		{"paths that read alike", object("a", object("bC", leaves("x")), "aB", object("c", leaves("x"))), map[string]string{"a.bC": "ProfileABC", "aB.c": "ProfileABCX1b0dfe"}},
		{"names that differ in case only", object("poi", leaves("x"), "POI", leaves("x")), map[string]string{"POI": "ProfilePOI", "poi": "ProfilePoiX29f0ab"}},
		{"the server has that name", object("attributes", leaves("x"), "edge", leaves("x"), "connection", leaves("x")),
			map[string]string{"attributes": "ProfileAttributesX2d8dcb", "edge": "ProfileEdgeX4bf31b", "connection": "ProfileConnectionXa4ed5c"}},
		{"no letters at all", object("日本", leaves("x")), map[string]string{"日本": "ProfileX8b7a9d"}},
		{"maps", object("notes", `{"type":"object","additionalProperties":`+leaf+`}`, "lists", `{"type":"object","additionalProperties":{"type":"object","additionalProperties":{`+phone+`}}}`),
			map[string]string{"notes": "StringEntry", "lists": "XdmPhoneNumberMapEntry", "lists{}": "XdmPhoneNumberEntry", "lists{}{}": "XdmPhoneNumber"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := mapped(t, xdm.MapOptions{}, tt.schema).Names["profile"].Types
			for place, want := range tt.want {
				if strings.Contains(want, "X") && !strings.HasPrefix(want, "Xdm") {
					// Digits depend on the place alone; the part before them is what matters.
					want = want[:strings.LastIndexByte(want, 'X')+1]
					if !strings.HasPrefix(got[place], want) || len(got[place]) != len(want)+6 {
						t.Errorf("%s: %s, want %s and six digits", place, got[place], want)
					}
					continue
				}
				if got[place] != want {
					t.Errorf("%s: %s, want %s", place, got[place], want)
				}
			}
		})
	}
}
