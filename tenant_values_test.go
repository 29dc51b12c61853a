package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"activityhub/platform/xdm"
)

// A tree knows the generated types, and which wire names are behind them.
type tree struct {
	types ast.DefinitionList
	names xdm.Names
}

func readTree(t *testing.T, dir string) tree {
	t.Helper()
	schema, err := parser.ParseSchema(&ast.Source{Input: string(read(t, filepath.Join(dir, xdm.SDLFile)))})
	if err != nil {
		t.Fatal(err)
	}
	names, err := xdm.ParseNames(read(t, filepath.Join(dir, xdm.NamesFile)))
	if err != nil {
		t.Fatal(err)
	}
	return tree{types: schema.Definitions, names: names}
}

// A place is where in a union a value is: its root and place in the names file,
// and the type that the SDL gives it.
type place struct {
	root, at string
	typ      *ast.Type
}

func (p place) String() string { return p.root + ":" + p.at }

// member returns the name and the place of the member of an object at p whose
// wire name is wire; no name if the SDL does not have it.
func (tr tree) member(p place, wire string) (name string, below place) {
	at := strings.NewReplacer(`\`, `\\`, `.`, `\.`, `[`, `\[`, `{`, `\{`).Replace(wire)
	if p.at != "" {
		at = p.at + "." + at
	}
	name = tr.names[p.root].Fields[at]
	definition := tr.types.ForName(p.typ.Name())
	if definition == nil || definition.Fields.ForName(name) == nil {
		return "", place{}
	}
	return name, place{p.root, at, definition.Fields.ForName(name).Type}
}

// value returns the place of the values of the map at p, if it is one.
func (tr tree) value(p place) (below place, isMap bool) {
	entry := tr.types.ForName(p.typ.Name())
	if p.typ.Elem == nil || p.typ.Elem.Elem != nil || entry == nil || entry.Fields.ForName("key") == nil || !entry.Fields.ForName("key").Type.NonNull {
		return place{}, false
	}
	return place{p.root, p.at + "{}", entry.Fields.ForName("value").Type}, true
}

// selection returns what to select at p to get all of values, which may be
// there.
func (tr tree) selection(t *testing.T, p place, values ...any) string {
	t.Helper()
	if tr.types.ForName(p.typ.Name()) == nil {
		return "" // a leaf
	}
	if below, isMap := tr.value(p); isMap {
		var all []any
		for _, v := range values {
			all = slices.AppendSeq(all, maps.Values(v.(map[string]any)))
		}
		return " { key value" + tr.selection(t, below, all...) + " }"
	}
	if p.typ.Elem != nil {
		var all []any
		for _, v := range values {
			all = append(all, v.([]any)...)
		}
		return tr.selection(t, place{p.root, p.at + "[]", p.typ.Elem}, all...)
	}
	members := map[string][]any{}
	for _, v := range values {
		for wire, member := range v.(map[string]any) {
			members[wire] = append(members[wire], member)
		}
	}
	if len(members) == 0 {
		return " { __typename }"
	}
	var b strings.Builder
	for _, wire := range slices.Sorted(maps.Keys(members)) {
		name, below := tr.member(p, wire)
		if name == "" {
			t.Fatalf("the SDL has no field for %q of %s", wire, p)
		}
		b.WriteString(" " + name + tr.selection(t, below, members[wire]...))
	}
	return " {" + b.String() + " }"
}

// compare checks that got, the answer, holds all of want, the data, and returns
// how many leaves those are.
func (tr tree) compare(t *testing.T, p place, got, want any) (leaves int) {
	t.Helper()
	if below, isMap := tr.value(p); isMap {
		entries := map[string]any{}
		for _, entry := range got.([]any) {
			entries[entry.(map[string]any)["key"].(string)] = entry.(map[string]any)["value"]
		}
		for key, v := range want.(map[string]any) {
			leaves += tr.compare(t, below, entries[key], v)
		}
		return leaves
	}
	switch want := want.(type) {
	case map[string]any:
		object, ok := got.(map[string]any)
		if !ok {
			t.Fatalf("%s is %v, want an object", p, got)
		}
		for wire, v := range want {
			name, below := tr.member(p, wire)
			leaves += tr.compare(t, below, object[name], v)
		}
	case []any:
		if list, _ := got.([]any); len(list) != len(want) {
			t.Fatalf("%s is %v, want %v", p, got, want)
		}
		for i, v := range want {
			leaves += tr.compare(t, place{p.root, p.at + "[]", p.typ.Elem}, got.([]any)[i], v)
		}
	default:
		leaves = 1
		if got != want {
			t.Errorf("%s is %v, want %v", p, got, want)
		}
	}
	return leaves
}

// askEveryValue asks for everything that the profile and the events hold.
func askEveryValue(t *testing.T, url string, tr tree, profile []byte, events [][]byte) {
	t.Helper()
	wholeProfile := decode(t, profile).(map[string]any)
	for _, identities := range wholeProfile["identityMap"].(map[string]any) {
		for _, identity := range identities.([]any) { // a merged profile has them from the identity graph
			delete(identity.(map[string]any), "authenticatedState")
			maps.DeleteFunc(identity.(map[string]any), func(_ string, v any) bool { return v == false })
		}
	}
	wholeEvents := map[string]any{}
	for _, raw := range events {
		event := decode(t, raw)
		wholeEvents[event.(map[string]any)["_id"].(string)] = event
	}
	atProfile := place{root: "profile", typ: ast.NamedType("ProfileAttributes", nil)}
	atEvent := place{root: "experienceEvent", typ: ast.NamedType("ExperienceEventAttributes", nil)}
	query := fmt.Sprintf(`{ profile(identity: { namespace: "Email", id: "noor.v@example.com" }) {
		attributes %s events(first: 100) { nodes { eventId attributes %s } } } }`,
		tr.selection(t, atProfile, wholeProfile), tr.selection(t, atEvent, slices.Collect(maps.Values(wholeEvents))...))
	var answer struct {
		Profile struct {
			Attributes any
			Events     struct {
				Nodes []struct {
					EventID    string
					Attributes any
				}
			}
		}
	}
	ask(t, url, query, &answer)
	leaves := tr.compare(t, atProfile, answer.Profile.Attributes, wholeProfile)
	for _, node := range answer.Profile.Events.Nodes {
		leaves += tr.compare(t, atEvent, node.Attributes, wholeEvents[node.EventID])
	}
	if len(answer.Profile.Events.Nodes) != len(events) {
		t.Errorf("%d events, want %d", len(answer.Profile.Events.Nodes), len(events))
	}
	if leaves < 300 {
		t.Errorf("%d values are too few: the examples have more", leaves)
	}
	t.Logf("a query of %d bytes answers %d values", len(query), leaves)
}

// askCurated asks for what the settings point at.
func askCurated(t *testing.T, url string) {
	t.Helper()
	var answer struct {
		Profile struct {
			LifetimeValue struct{ Amount, Currency string }
			Scores        []struct {
				Kind, Name string
				Value      json.Number
			}
			Segments  struct{ TotalCount json.Number }
			Purchases struct {
				Nodes []struct {
					OrderID string
					Total   struct{ Amount string }
				}
			}
		}
	}
	ask(t, url, `{ profile(identity: { namespace: "CRMID", id: "AC-00077120" }) {
		lifetimeValue { amount currency } scores { kind name value } segments(status: [REALIZED, EXITED]) { totalCount }
		purchases { nodes { orderId total { amount } } } } }`, &answer)
	p := answer.Profile
	if p.LifetimeValue.Amount != "3911.4" || p.LifetimeValue.Currency != "EUR" {
		t.Errorf("the lifetime value is %v", p.LifetimeValue)
	}
	if len(p.Scores) != 2 || p.Scores[0].Kind != "CHURN" || p.Scores[0].Value != "81" || p.Scores[1].Kind != "CONVERSION" || p.Scores[1].Name != "fibreUpgrade30d" {
		t.Errorf("the scores are %v", p.Scores)
	}
	if p.Segments.TotalCount != "4" {
		t.Errorf("%s segment memberships, want 4", p.Segments.TotalCount)
	}
	if len(p.Purchases.Nodes) != 1 || p.Purchases.Nodes[0].OrderID != "ORD-10077" || p.Purchases.Nodes[0].Total.Amount != "129.97" {
		t.Errorf("the purchases are %v", p.Purchases.Nodes)
	}
}

func decode(t *testing.T, raw []byte) any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}
