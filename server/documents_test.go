package server_test

import (
	"fmt"
	"strings"
	"testing"

	"activityhub/server"
)

func times(n int, text string) string { return strings.Repeat(text, n) }

// numbered returns format for 0 to n-1.
func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// chain returns n fragments on Person, each of which spreads the next as often
// as spreads says; the last has the field id.
func chain(n, spreads int) string {
	var b strings.Builder
	for i := range n - 1 {
		fmt.Fprintf(&b, "fragment F%d on Person{%s} ", i, times(spreads, fmt.Sprintf("...F%d ", i+1)))
	}
	fmt.Fprintf(&b, "fragment F%d on Person{id}", n-1)
	return b.String()
}

const introspection = `query IntrospectionQuery { __schema { queryType { name } mutationType { name } subscriptionType { name }
 types { ...FullType } directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } } } }
fragment FullType on __Type { kind name description specifiedByURL isOneOf fields(includeDeprecated: true) { name description
 args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
 inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef }
 enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason }
fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
 ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }`

// bombs are documents that cost nothing to send. limit is the limit that stops
// each; where none does, code is what validation or the parser says, or the
// document is harmless ("").
var bombs = []struct {
	name  string
	query string
	limit string
	code  string
}{
	{name: "long text", query: "{hello}" + times(65_530, " "), limit: "queryBytes"},
	{name: "tokens", query: "{" + times(15_000, "a ") + "}", limit: "tokens"},
	{name: "tokens in comments", query: times(15_001, "#\n") + "{hello}", limit: "tokens"},
	{name: "tokens then nonsense", query: times(20_000, "!"), limit: "tokens"},
	{name: "lists below lists", query: "{hello(name:" + times(20_000, "["), limit: "tokens"},
	{name: "lists below lists, fewer", query: "{hello(name:" + times(14_000, "["), limit: "nesting"},
	{name: "lists, closed", query: "{hello(name:" + times(900, "[") + times(900, "]") + ")}", limit: "depth"},
	{name: "objects below objects", query: "{hello(name:" + times(4_000, "{a:"), limit: "nesting"},
	{name: "objects, closed", query: "{person(identity:" + times(25, "{within:") + "1" + times(25, "}") + "){id}}", limit: "depth"},
	{name: "selection sets below each other", query: times(7_000, "{a"), limit: "nesting"},
	{name: "selection sets with arguments", query: times(3_700, "{c:a"), limit: "nesting"},
	{name: "selection sets, closed", query: "{person" + times(500, "{friends") + "{id}" + times(500, "}") + "}", limit: "depth"},
	{name: "inline fragments", query: "{" + times(900, "...{") + "hello" + times(900, "}") + "}", limit: "nesting"},
	{name: "list types", query: "query($a:" + times(900, "[") + "Int" + times(900, "]") + "){hello}", limit: "depth"},
	{name: "list types, open", query: "query($a:" + times(14_000, "["), limit: "nesting"},
	{name: "repeats of __typename", query: "{" + times(21, "__typename ") + "}", limit: "rootFields"},
	{name: "repeats below the root", query: "{person{" + times(21, "id ") + "}}", limit: "repeats"},
	{name: "thousands of repeats", query: "{person{" + times(8_000, "id ") + "}}", limit: "fields"},
	{name: "repeats spread over parents", query: "{person{" + times(15, "friends{"+times(15, "friends{id} ")+"} ") + "}}", limit: "repeats"},
	{name: "repeats in fragments", query: "{person{" + numbered(25, "...R%d ") + "}} " + numbered(25, "fragment R%d on Person{id} "), limit: "repeats"},
	{name: "repeats in inline fragments", query: "{person{" + times(25, "...{id} ") + "}}", limit: "repeats"},
	{name: "repeats of a spread", query: "{person{" + times(25, "...F0 ") + "}} " + chain(1, 0), limit: "repeats"},
	{name: "repeats of an unknown spread", query: "{person{" + times(900, "...Nowhere ") + "}}", limit: "repeats"},
	{name: "fields", query: "{person{" + numbered(2_000, "a%d ") + "}}", limit: "fields"},
	{name: "fields over operations", query: numbered(5, "query Q%d{person{"+strings.ReplaceAll(numbered(900, "a%d "), "%", "%%")+"}} "), limit: "totalFields"},
	{name: "fields over unused fragments", query: "{hello} " + numbered(45, "fragment A%d on Person{name "+times(9, "friends{id friends{id name}} ")+"...B} ") + "fragment B on Person{" + numbered(60, "a%d ") + "}", limit: "totalFields"},
	{name: "fragments that double, 12 times", query: "{person{...F0}} " + chain(12, 2), limit: "fields"},
	{name: "fragments that double, 26 times", query: "{person{...F0}} " + chain(26, 2), limit: "fields"},
	{name: "fragments that double, 49 times", query: "{person{...F0}} " + chain(49, 2), limit: "fields"},
	{name: "fragments that grow tenfold", query: "{person{...F0}} " + chain(39, 10), limit: "fields"},
	{name: "fragments below fragments", query: "{person{...F0}} " + chain(45, 1), limit: "nesting"},
	{name: "fragment that spreads itself", query: "{person{...A}} fragment A on Person{id ...A}", code: "GRAPHQL_VALIDATION_FAILED"},
	{name: "fragments in a circle", query: "{person{...A}} fragment A on Person{friends{...B}} fragment B on Person{friends{...C}} fragment C on Person{friends{...A}}", code: "GRAPHQL_VALIDATION_FAILED"},
	{name: "circle that is not used", query: "{hello} fragment A on Person{...B ...B} fragment B on Person{...A ...A}", code: "GRAPHQL_VALIDATION_FAILED"},
	{name: "fragment of one name twice", query: "{person{...A}} fragment A on Person{id} fragment A on Person{...A}", code: "GRAPHQL_VALIDATION_FAILED"},
	{name: "many fragments", query: "{hello} " + numbered(51, "fragment A%d on Person{id} "), limit: "fragments"},
	{name: "many operations", query: numbered(21, "query Q%d{hello} "), limit: "operations"},
	{name: "many aliases", query: "{person{" + numbered(61, "a%d:id ") + "}}", limit: "aliases"},
	{name: "many root fields", query: "{" + numbered(21, "a%d:hello ") + "}", limit: "rootFields"},
	{name: "root fields in a fragment", query: "{...A ...A ...A} fragment A on Query{" + numbered(8, "a%d:hello ") + "}", limit: "rootFields"},
	{name: "many variables", query: "query(" + numbered(51, "$v%d:Int ") + "){hello}", limit: "variables"},
	{name: "many directives in one place", query: "{hello" + times(51, " @include(if:true)") + "}", limit: "directives"},
	{name: "many directives in all", query: "{person{" + times(3, "...{id @skip(if:true)"+times(17, "@x")+"}") + "}}", limit: "directives"},
	{name: "directives on variables", query: "query(" + numbered(50, "$v%d:Int@a@b ") + "){hello}", limit: "directives"},
	{name: "many arguments", query: "{hello(" + numbered(31, "a%d:1 ") + ")}", limit: "arguments"},
	{name: "arguments to compare", query: "{hello(" + numbered(900, "a%d:1 ") + ") hello(" + numbered(900, "a%d:1 ") + ")}", limit: "arguments"},
	{name: "many literals", query: "{hello(name:[" + times(2_000, "1 ") + "])}", limit: "values"},
	{name: "many fields of an object", query: "{person(identity:{" + numbered(2_000, "a%d:1 ") + "}){id}}", limit: "values"},
	{name: "default values", query: "query($a:[Int]=[" + times(2_000, "1 ") + "]){hello}", limit: "values"},
	{name: "many wrong literals", query: "{hello(name:[" + times(1_900, "1 ") + "])}", code: "GRAPHQL_VALIDATION_FAILED"},
	{name: "many wrong names", query: "{person{" + numbered(1_900, "a%d ") + "}}", code: "GRAPHQL_VALIDATION_FAILED"},
	{name: "names as long as the text", query: "{" + times(60_000, "a") + "}", code: "GRAPHQL_VALIDATION_FAILED"},
	{name: "long wrong names", query: "{node(id:1){...on Person{" + numbered(8, "a%d_"+times(7_900, "b")+" ") + "}}}", code: "GRAPHQL_VALIDATION_FAILED"},
	{name: "short wrong names", query: "{node(id:1){...on Person{" + numbered(8, "attributeNumbr%d ") + "}}}", code: "GRAPHQL_VALIDATION_FAILED"},
	{name: "wrong names to the bound", query: "{node(id:1){...on Person{" + numbered(8, "a%d"+times(58, "b")+" ") + "}}}", code: "GRAPHQL_VALIDATION_FAILED"},
	{name: "long wrong enum", query: "{person(role:" + times(60_000, "a") + "){id}}", code: "GRAPHQL_VALIDATION_FAILED"},
	{name: "long string", query: `{hello(name:"` + times(60_000, "a") + `")}`},
	{name: "long string of escapes", query: `{hello(name:"` + times(10_000, `\u00e9`) + `")}`},
	{name: "broken escape", query: `{hello(name:"` + times(10_000, `\u00e9`) + `\u12")}`, code: "GRAPHQL_PARSE_FAILED"},
	{name: "block string of lines", query: `{hello(name:"""` + times(60_000, "\n") + `""")}`},
	{name: "block string of quotes", query: `{hello(name:"""a` + times(10_000, `"" `) + `""")}`},
	{name: "block string that does not end", query: `{hello(name:"""` + times(60_000, `"" `)[:60_000], code: "GRAPHQL_PARSE_FAILED"},
	{name: "comment as long as the text", query: "#" + times(30_000, "é") + "\n{hello}"},
	{name: "commas", query: times(60_000, ",") + "{hello}"},
	{name: "byte order marks", query: times(3, "\ufeff") + "{hello}", code: ""},
	{name: "unicode names", query: "{hellö}", code: "GRAPHQL_PARSE_FAILED"},
	{name: "zero bytes", query: "{hello\x00}", code: "GRAPHQL_PARSE_FAILED"},
	{name: "right to left marks", query: "{\u202ehello}", code: "GRAPHQL_PARSE_FAILED"},
	{name: "nothing", query: "", code: "GRAPHQL_VALIDATION_FAILED"},
	{name: "only a fragment", query: "fragment A on Person{id}", code: "GRAPHQL_VALIDATION_FAILED"},
	{name: "schema language", query: "type A { a: Int }", code: "GRAPHQL_PARSE_FAILED"},
	{name: "introspection that goes round", query: "{__schema{types{fields{type{fields{type{fields{name}}}}}}}}", code: "GRAPHQL_VALIDATION_FAILED"},
	{name: "introspection as tools send it", query: introspection},
}

func TestDocumentBombs(t *testing.T) {
	url := newAPI(t, server.Config{Schema: newPeopleSchema(manyFields(300))})
	for _, test := range bombs {
		t.Run(test.name, func(t *testing.T) {
			got := post(t, url, test.query, nil)
			if test.limit == "" && test.code == "" {
				if got.status != 200 || len(got.Errors) > 0 {
					t.Fatalf("got %d %.300s, want an answer", got.status, got.raw)
				}
				return
			}
			want := test.code
			if test.limit != "" {
				want = "DOCUMENT_LIMIT_EXCEEDED"
			}
			if got.status != 400 || got.code() != want || strings.Contains(got.raw, `"data"`) {
				t.Fatalf("got %d %.300s, want 400 %s", got.status, got.raw, want)
			}
			if len(got.Errors) > 50 || len(got.raw) > 64<<10 {
				t.Errorf("%d errors in %d bytes, want 50 at most", len(got.Errors), len(got.raw))
			}
			if test.limit == "" {
				return
			}
			limit, _ := got.Errors[0].Extensions["limit"].(map[string]any)
			if limit["name"] != test.limit || limit["actual"].(float64) <= limit["max"].(float64) {
				t.Errorf("limit is %v, want %s with actual beyond max", limit, test.limit)
			}
		})
	}
}

// TestLimitsExactly goes one under, at and one over each limit, as configured.
func TestLimitsExactly(t *testing.T) {
	repeat := func(prefix, each, suffix string) func(int) string {
		return func(n int) string { return prefix + times(n, each) + suffix }
	}
	count := func(prefix, each, suffix string) func(int) string {
		return func(n int) string { return prefix + numbered(n, each) + suffix }
	}
	for _, test := range []struct {
		name  string
		limit server.Limits
		query func(n int) string // with n of what is limited to 6
	}{
		{"queryBytes", server.Limits{QueryBytes: 6}, func(n int) string { return "{node}"[:5] + times(n-6, " ") + "}" }},
		{"tokens", server.Limits{Tokens: 6}, func(n int) string { return "{" + times(n-2, "node ") + "}" }},
		{"depth", server.Limits{Depth: 6}, func(n int) string {
			return "{person(identity:{namespace:\"\" id:\"\"})" + times(n-2, "{friends") + "{id}" + times(n-2, "}") + "}"
		}},
		{"nesting", server.Limits{Nesting: 6}, func(n int) string { return times(n-1, "{...") + "{hello}" + times(n-1, "}") }},
		{"fields", server.Limits{Fields: 6}, func(n int) string {
			return "{...A} fragment A on Query{" + numbered(n-1, "a%d:hello ") + "}"
		}},
		{"totalFields", server.Limits{TotalFields: 6}, func(n int) string { return "query A{hello} query B{" + numbered(n-1, "a%d:hello ") + "}" }},
		{"rootFields", server.Limits{RootFields: 6}, count("{", "a%d:hello ", "}")},
		{"aliases", server.Limits{Aliases: 6}, count("{", "a%d:hello ", "}")},
		{"repeats", server.Limits{Repeats: 6}, repeat("{", "hello ", "}")},
		{"arguments", server.Limits{Arguments: 6}, count("{hello(", "a%d:1 ", ")}")},
		{"values", server.Limits{Values: 6}, func(n int) string { return "{hello(name:[" + times(n-1, "1 ") + "])}" }},
		{"fragments", server.Limits{Fragments: 6}, func(n int) string {
			return "{hello " + numbered(n, "...A%d ") + "}" + numbered(n, "fragment A%d on Query{hello} ")
		}},
		{"directives", server.Limits{Directives: 6}, repeat("{", "...@include(if:true){hello} ", "}")},
		{"operations", server.Limits{Operations: 6}, count("", "query Q%d{hello} ", "")},
		{"variables", server.Limits{Variables: 6}, func(n int) string {
			return "query(" + numbered(n, "$v%d:String ") + "){" + numbered(n, "a%[1]d:hello(name:$v%[1]d) ") + "}"
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			url := newAPI(t, server.Config{Limits: test.limit})
			for _, n := range []int{5, 6, 7} {
				if test.name == "queryBytes" && n < 6 {
					continue // no shorter query is a document
				}
				got := post(t, url, test.query(n), nil)
				refused := got.code() == "DOCUMENT_LIMIT_EXCEEDED"
				if refused != (n > 6) {
					t.Fatalf("%d of at most 6: got %s for %s", n, got.raw, test.query(n))
				}
				if !refused {
					continue
				}
				limit := got.Errors[0].Extensions["limit"].(map[string]any)
				if limit["name"] != test.name || limit["max"] != 6.0 || limit["actual"] != 7.0 {
					t.Errorf("limit is %v, want %s, 6 and 7", limit, test.name)
				}
			}
		})
	}
}

// TestDocumentIsRemembered asks the same twice, and what is refused in between:
// a document serves many requests, and one request's variables not the next.
func TestDocumentIsRemembered(t *testing.T) {
	url := newAPI(t, server.Config{QueryCacheEntries: 2})
	for range 3 {
		for _, name := range []string{"Ada", "Grace"} {
			got := post(t, url, "query($n:String){hello(name:$n)}", map[string]any{"n": name})
			if got.Data["hello"] != "hello "+name {
				t.Errorf("got %s, want hello %s", got.raw, name)
			}
		}
		if got := post(t, url, "{nothing}", nil); got.code() != "GRAPHQL_VALIDATION_FAILED" {
			t.Errorf("got %s, want it refused every time", got.raw)
		}
		for i := range 3 {
			if got := post(t, url, fmt.Sprintf("{a%d:hello}", i), nil); got.Data[fmt.Sprintf("a%d", i)] == nil {
				t.Errorf("got %s", got.raw)
			}
		}
	}
}

// TestDeferIsAnsweredWhole: without a transport that streams, @defer changes
// nothing.
func TestDeferIsAnsweredWhole(t *testing.T) {
	url := newAPI(t, server.Config{})
	query := `query($d:Boolean=true){person(identity:{namespace:"Email",id:"x"}){id ...A @defer(label:"a") ... @defer(if:$d){name} ...on Person @defer{friends{...A @defer}}}} fragment A on Person{name ... @defer{id}}`
	for range 2 { // the second from the cache
		got := post(t, url, query, nil)
		person, _ := got.Data["person"].(map[string]any)
		if got.status != 200 || person["name"] == nil || person["friends"] == nil || strings.Contains(got.raw, "hasNext") {
			t.Errorf("got %d %s, want everything at once", got.status, got.raw)
		}
	}
}

// TestSubscriptionByPost: a POST has one answer, so a schema's subscriptions
// are refused before they begin.
func TestSubscriptionByPost(t *testing.T) {
	url := newAPI(t, server.Config{Schema: newPeopleSchema("type Subscription { hello: String }")})
	got := post(t, url, "subscription{hello}", nil)
	if got.status != 400 || got.code() != "GRAPHQL_VALIDATION_FAILED" || strings.Contains(got.raw, `"data"`) {
		t.Errorf("got %d %s, want it refused", got.status, got.raw)
	}
}

func TestSuggestions(t *testing.T) {
	url := newAPI(t, server.Config{})
	for query, want := range map[string]string{
		"{helo}":                                `Did you mean "hello"?`,
		`{person(identiti:{}){id}}`:             `Did you mean "identity"?`,
		"{person(role:AGNT){id}}":               `Did you mean the enum value "AGENT"?`,
		"{person}":                              `Did you mean "person { ... }"?`,
		"{node(id:1){...on Persn{id}}}":         `Unknown type "Persn"`,
		"{qurey":                                "Expected Name, found <EOF>",
		"qurey{hello}":                          `Unexpected Name "qurey"`,
		"query A{hello} query B{hello}":         "name one of them in operationName",
		"subscription{hello}":                   `operation type "subscription"`,
		"{hello(name:1)}":                       "String cannot represent a non string value",
		`{people(first:"Ada Lovelace"){id}}`:    "Int cannot represent a non-integer value",
		`{person(role:"Ada Lovelace"){id}}`:     `Enum "Role" cannot represent a non-enum value`,
		`{person(role:ADA_LOVELACE){id}}`:       `The value given does not exist in enum "Role"`,
		`{person(identity:"Ada Lovelace"){id}}`: `Expected a value of type "IdentityInput!"`,
		`{hello "Ada Lovelace"}`:                "Expected Name, found String",
	} {
		got := post(t, url, query, nil)
		if got.status != 400 || len(got.Errors) == 0 || !strings.Contains(got.raw, strings.ReplaceAll(want, `"`, `\"`)) {
			t.Errorf("%s: got %s, want %s", query, got.raw, want)
		}
		if strings.Contains(strings.ToUpper(got.raw), "LOVELACE") {
			t.Errorf("%s: the answer repeats a value: %s", query, got.raw)
		}
	}
}
