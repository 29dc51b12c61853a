package xdm_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"activityhub/platform/xdm"
)

// shuffled writes raw with the members of its objects in a random order.
func shuffled(t testing.TB, raw []byte, random *rand.Rand) []byte {
	t.Helper()
	var b bytes.Buffer
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var document any
	if err := decoder.Decode(&document); err != nil {
		t.Fatal(err)
	}
	var write func(any)
	write = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			var members []string
			for name := range v {
				members = append(members, name)
			}
			slices.Sort(members)
			random.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
			b.WriteByte('{')
			for i, name := range members {
				if i > 0 {
					b.WriteByte(',')
				}
				quoted, _ := json.Marshal(name)
				b.Write(append(quoted, ':'))
				write(v[name])
			}
			b.WriteByte('}')
		case []any:
			b.WriteByte('[')
			for i, element := range v {
				if i > 0 {
					b.WriteByte(',')
				}
				write(element)
			}
			b.WriteByte(']')
		default:
			scalar, _ := json.Marshal(v)
			b.Write(scalar)
		}
	}
	write(document)
	return b.Bytes()
}

func TestOrderOfPropertiesHasNoInfluence(t *testing.T) {
	profile, err := os.ReadFile("../../graph/xdm/profile.json")
	if err != nil {
		t.Fatal(err)
	}
	nasty := []byte(object("a-b", leaf, "a_b", leaf, "a.b", leaf, "poi", leaves("x", "X"), "POI", leaves("x"),
		"c", object("d-e", leaf, "d+e", leaf), "attributes", leaves("__x", "_"), "m", `{"additionalProperties":`+leaves("1", "_1")+`}`))
	random := rand.New(rand.NewPCG(1, 2))
	for _, schema := range [][]byte{profile, nasty} {
		write := func(raw []byte) string {
			m := mapped(t, xdm.MapOptions{}, string(raw))
			accessors, err := m.Accessors("attributes")
			if err != nil {
				t.Fatal(err)
			}
			return string(m.SDL()) + string(accessors) + string(m.Names.JSON())
		}
		want := write(schema)
		for range 5 {
			if got := write(shuffled(t, schema, random)); got != want {
				t.Error("another order of properties gave another result")
			}
		}
	}
}

func TestNamesOnceGivenStay(t *testing.T) {
	first := mapped(t, xdm.MapOptions{}, object("a-b", leaf, "x", leaves("y"), "gone-1", leaf))
	kept, err := xdm.ParseNames(first.Names.JSON())
	if err != nil {
		t.Fatalf("ParseNames of what JSON wrote: %v", err)
	}
	// Both newcomers would have had the names, had they been there from the start.
	second := mapped(t, xdm.MapOptions{Names: kept}, object("a-b", leaf, "a_b", leaf, "X", leaves("z"), "x", leaves("y", "w"), "gone_1", leaf))
	got := names(second.Roots[0])
	if got["a-b"] != "a_b" {
		t.Errorf("a-b is now %s, want a_b as before", got["a-b"])
	}
	if got["a_b"] == "a_b" || !strings.HasPrefix(got["a_b"], "a_b_") {
		t.Errorf("a_b is %s, want a_b with digits", got["a_b"])
	}
	if got["gone_1"] == "gone_1" {
		t.Error("gone_1 has the name of gone-1, which may come back")
	}
	if types := second.Names["profile"].Types; types["x"] != "ProfileX" || types["X"] == "ProfileX" {
		t.Errorf("types are %v, want x to keep ProfileX", types)
	}
	third := mapped(t, xdm.MapOptions{Names: second.Names}, object("a-b", leaf, "gone-1", leaf))
	if got := names(third.Roots[0])["gone-1"]; got != "gone_1" {
		t.Errorf("gone-1 came back as %s, want gone_1", got)
	}
}

func TestNamesMayBeChosenByHand(t *testing.T) {
	chosen := xdm.Names{"profile": {Types: map[string]string{"models.churn90d": "Score"}, Fields: map[string]string{"_acme": "acme", "a\\.b[].c-d": "cd"}}}
	m := mapped(t, xdm.MapOptions{Names: chosen}, object("models", object("churn90d", leaves("score")), "_acme", leaves("vip")))
	if got := names(m.Roots[0])["_acme"]; got != "acme" {
		t.Errorf("_acme is %s, want acme", got)
	}
	typeNamed(t, m, "Score")
	for _, wrong := range []string{
		`{"profile":{"types":{"a":"lower"},"fields":{}}}`,
		`{"profile":{"types":{},"fields":{"a":"__a"}}}`,
		`{"profile":{"types":{},"fields":{"a.b":"x","a.c":"x"}}}`,
		`{"profile":{"kinds":{}}}`,
		`[]`,
	} {
		if _, err := xdm.ParseNames([]byte(wrong)); err == nil {
			t.Errorf("ParseNames(%s) is accepted", wrong)
		}
	}
}

func TestGlobs(t *testing.T) {
	const schema = `{"properties":{
		"person":{"properties":{"name":{"properties":{"firstName":{"type":"string"},"lastName":{"type":"string"}}},"taxId":{"type":"string"}}},
		"notes":{"type":"array","items":{"properties":{"text":{"type":"string"},"by":{"type":"string"}}}},
		"timeSeriesEvents":{"type":"array"},
		"vip":{"type":"boolean"}}}`
	tests := []struct {
		name             string
		include, exclude []string
		want             string // wire paths of leaves and lists, sorted
	}{
		{"all but the default", nil, nil, "notes.by notes.text person.name.firstName person.name.lastName person.taxId vip"},
		{"really all", nil, []string{}, "notes.by notes.text person.name.firstName person.name.lastName person.taxId timeSeriesEvents vip"},
		{"one subtree", []string{"person.name"}, nil, "person.name.firstName person.name.lastName"},
		{"one name", []string{"*.name.*", "vip"}, nil, "person.name.firstName person.name.lastName vip"},
		{"any names", []string{"**.text", "**.taxId"}, nil, "notes.text person.taxId"},
		{"less a subtree", []string{"person.**"}, []string{"person.name"}, "person.taxId"},
		{"less leaves", nil, []string{"**.*Name", "**.by", "timeSeriesEvents"}, ""},
		{"less all of an object", nil, []string{"person.*", "timeSeriesEvents"}, "notes.by notes.text vip"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, err := xdm.Map(xdm.MapOptions{Include: tt.include, Exclude: tt.exclude}, xdm.Root{Key: "profile", Type: "ProfileAttributes", Prefix: "Profile", Schema: parse(t, schema)})
			if err != nil {
				if tt.want != "" {
					t.Fatal(err)
				}
				return
			}
			var got []string
			for place := range m.Names["profile"].Fields {
				place = strings.ReplaceAll(place, "[]", "")
				if place != "person" && place != "person.name" && place != "notes" {
					got = append(got, place)
				}
			}
			slices.Sort(got)
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got  %s\nwant %s", strings.Join(got, " "), tt.want)
			}
		})
	}
}

func TestNamesThatNoPathHolds(t *testing.T) {
	m := mapped(t, xdm.MapOptions{}, object("a.b", leaf, "c d", leaf, "ok", object("in.ner", leaf, "plain", leaf), "fine", leaves("x")))
	if len(m.Left) != 2 || !strings.Contains(m.Left[0], `"a.b"`) {
		t.Errorf("left out: %q, want the two fields at the root", m.Left)
	}
	stops := map[string]bool{}
	for _, f := range m.Roots[0].Fields {
		stops[f.Wire] = f.Stop
	}
	if !stops["ok"] || stops["fine"] {
		t.Errorf("stops: %v, want a stop at ok, whose member no path can name", stops)
	}
}

func TestDescriptions(t *testing.T) {
	m := mapped(t, xdm.MapOptions{}, `{"properties":{
		"quotes":{"type":"string","title":"say \"\"\" and \\","description":"two\nlines\u0000 and \u001b[31m colour\\"},
		"state-code":{"type":"string","title":"State","meta:status":"deprecated","enum":["on-hold","ok"],"meta:enum":{"on-hold":"Waiting"}},
		"open":{"type":"string","meta:enum":{"b":"Bee","a":"a"}}}}`)
	sdl := string(m.SDL())
	for _, want := range []string{
		"In the data: `state-code`.",
		"Values: `on-hold` (Waiting), `ok`.",
		"Suggested values: `a`, `b` (Bee).",
		`state_code: String @goField(name: "StateCode") @deprecated(reason: "Deprecated in the XDM schema.")`,
	} {
		if !strings.Contains(sdl, want) {
			t.Errorf("the SDL lacks %s:\n%s", want, sdl)
		}
	}
	if strings.ContainsAny(sdl, "\x00\x1b") {
		t.Error("the SDL holds control characters")
	}
	loadSDL(t, sdl)
}
