package direct_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// A writer of random documents over the schema. Most of them are valid; what
// they ask for is often wrong.
type documents struct {
	*rand.Rand
	schema    *ast.Schema
	fragments []string
	spreads   map[string][]string // type → names of the fragments on it
	aliases   int
	fields    int
}

const (
	maxFields = 250
	deepest   = 9
)

// variables :: name → type
var variables = map[string]string{
	"yes": "Boolean!", "no": "Boolean!", "n": "Int", "text": "String", "people": "[IdentityInput!]!", "person": "IdentityInput!",
	"path": "XDMPath!", "kinds": "[ScoreKind!]", "status": "[SegmentStatus!]", "from": "DateTime",
}

// document returns a document with one or two root fields about people, and at
// times others.
func (d *documents) document() string {
	var b strings.Builder
	b.WriteString(d.oneOf("", "", "", " platform { engine capabilities }", " __typename", " segments(first: 2) { nodes { name } }"))
	for range 1 + d.IntN(2) {
		d.aliases++
		fmt.Fprintf(&b, "root%d: ", d.aliases)
		name := "profile"
		if d.IntN(2) == 0 {
			name = "profiles"
		}
		root := d.schema.Query.Fields.ForName(name)
		b.WriteString(name + d.arguments(root) + d.directives())
		d.selection(&b, "Profile", 1)
		b.WriteByte('\n')
	}
	b.WriteString("}\n")
	b.WriteString(strings.Join(d.fragments, "\n"))
	var declared strings.Builder
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		if regexp.MustCompile(`\$` + name + `\b`).MatchString(b.String()) {
			declared.WriteString(" $" + name + ": " + variables[name])
		}
	}
	if declared.Len() == 0 {
		return "{\n" + b.String()
	}
	return "query Random(" + declared.String() + ") {\n" + b.String()
}

func (d *documents) selection(b *strings.Builder, name string, depth int) {
	b.WriteString(" {")
	definition := d.schema.Types[name]
	for range 1 + d.IntN(7) {
		switch {
		case d.IntN(8) == 0:
			b.WriteString(" __typename")
		case d.IntN(9) == 0 && depth < deepest:
			d.fragment(b, definition, depth)
		default:
			d.field(b, definition, depth)
		}
	}
	b.WriteString(" __typename }")
}

func (d *documents) fragment(b *strings.Builder, definition *ast.Definition, depth int) {
	on := definition.Name
	if len(definition.Interfaces) > 0 && d.IntN(3) == 0 {
		on = definition.Interfaces[0]
	}
	if known := d.spreads[on]; len(known) > 0 && d.IntN(2) == 0 {
		b.WriteString(" ..." + known[d.IntN(len(known))] + d.directives())
		return
	}
	if d.IntN(2) == 0 {
		b.WriteString(" ... on " + on + d.directives())
		d.selection(b, on, depth+1)
		return
	}
	var body strings.Builder
	fragment := fmt.Sprintf("F%d", len(d.spreads)+len(d.fragments)*7+d.IntN(7))
	d.fragments = append(d.fragments, "")
	at := len(d.fragments) - 1
	d.selection(&body, on, depth+1)
	d.fragments[at] = "fragment " + fragment + " on " + on + body.String()
	d.spreads[on] = append(d.spreads[on], fragment)
	b.WriteString(" ..." + fragment + d.directives())
}

func (d *documents) field(b *strings.Builder, definition *ast.Definition, depth int) {
	f := definition.Fields[d.IntN(len(definition.Fields))]
	below := d.schema.Types[f.Type.Name()]
	if d.fields++; d.fields > maxFields || strings.HasPrefix(f.Name, "__") || below.IsCompositeType() && depth >= deepest {
		return
	}
	b.WriteByte(' ')
	if len(f.Arguments) > 0 || d.IntN(4) == 0 {
		d.aliases++
		fmt.Fprintf(b, "a%d: ", d.aliases)
	}
	b.WriteString(f.Name + d.arguments(f) + d.directives())
	if below.IsCompositeType() {
		d.selection(b, below.Name, depth+1)
	}
}

func (d *documents) directives() string {
	if d.IntN(12) > 0 {
		return ""
	}
	return d.oneOf(" @skip(if: $no)", " @include(if: $yes)", " @skip(if: $yes)", " @include(if: $no)", " @include(if: true)", " @skip(if: false)")
}

func (d *documents) oneOf(values ...string) string { return values[d.IntN(len(values))] }

func (d *documents) arguments(f *ast.FieldDefinition) string {
	var given []string
	for _, arg := range f.Arguments {
		if !arg.Type.NonNull && d.IntN(3) > 0 {
			continue
		}
		if value := d.argument(arg.Name); value != "" {
			given = append(given, arg.Name+": "+value)
		}
	}
	if len(given) == 0 {
		return ""
	}
	return "(" + strings.Join(given, ", ") + ")"
}

func (d *documents) argument(name string) string {
	switch name {
	case "identity":
		return d.oneOf("$person", `{namespace: "CRMID", id: "C000001"}`, `{namespace: "crmid", id: "C000004"}`, `{namespace: "Nowhere", id: "x"}`, `{namespace: "Email", id: "nobody@example.com"}`)
	case "identities":
		return d.oneOf("$people", "$people", `[{namespace: "CRMID", id: "C000002"}, {namespace: "Nope", id: "x"}, {namespace: "CRMID", id: "C000003"}, {namespace: "CRMID", id: "unknown"}]`, "[]")
	case "mergePolicy":
		return d.oneOf("null", `"no-such-policy"`, `""`, "null", "null", "null")
	case "first", "last":
		return d.oneOf("1", "3", "5", "$n", "0", "101", "2", "2", "null")
	case "after", "before":
		return d.oneOf("null", `"forged"`, "$text", "null")
	case "order":
		return d.oneOf("NEWEST_FIRST", "OLDEST_FIRST")
	case "filter":
		return d.oneOf(`{types: ["commerce.purchases"]}`, `{types: []}`, `{from: $from}`, `{from: "yesterday"}`, `{channels: ["email", "web"]}`, `{from: "2026-01-01T00:00:00Z", to: "2025-01-01T00:00:00Z"}`, "null")
	case "status":
		return d.oneOf("[REALIZED, EXITED]", "EXITED", "$status", "null", "[]")
	case "kinds":
		return d.oneOf("[CHURN]", "$kinds", "null", "[]", "CONVERSION")
	case "namespaces":
		return d.oneOf(`["Email"]`, `["crmid", "ECID"]`, "[]", "null")
	case "path":
		return d.oneOf(`"person.name"`, `"person..name"`, "$path", `"commerce.order"`, `"segmentMembership"`, `"productListItems.name"`, `""`, `"nothing.here"`)
	}
	return ""
}
