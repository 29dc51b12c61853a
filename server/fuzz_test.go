package server

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// FuzzDecodeRequest compares the strict decoder with encoding/json: what the
// first accepts, the second reads the same way.
func FuzzDecodeRequest(f *testing.F) {
	for _, seed := range []string{
		`{"query":"{a}"}`, `{"query":"{a}","operationName":"B","variables":{"a":[1,{"b":null}]},"extensions":{}}`,
		`{"query":"\ud83d\ude00 \ud800"}`, `{"Query":"{a}"}`, `{"query":"","query":""}`, `[{"query":"{a}"}]`, `{"query":"{a}"} x`,
		`{"query":null}`, `{"query":"{a}","variables":[]}`, "\ufeff{}", `{"query":"{a}","\u0071uery":"{b}"}`, `{"query":"{a}",}`, `{,}`, `{"query" "a"}`,
		strings.Repeat(`{"a":`, 70), `{"query":"{a}","variables":{"n":1e999}}`, `{"query":"{a}","variables": {} }`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		params, fail := decodeRequest([]byte(body), Limits{}.withDefaults())
		if fail != nil {
			if params != nil || meanings[fail.code].status < 400 || fail.message == "" {
				t.Errorf("refused with %v and %v", fail, params)
			}
			return
		}
		var again graphql.RawParams
		decoder := json.NewDecoder(strings.NewReader(body))
		decoder.UseNumber()
		if err := decoder.Decode(&again); err != nil {
			t.Fatalf("accepted what encoding/json refuses: %v", err)
		}
		if again.Query != params.Query || again.OperationName != params.OperationName || !reflect.DeepEqual(again.Variables, params.Variables) {
			t.Errorf("got %+v, encoding/json reads %+v", params, again)
		}
	})
}

// FuzzDocument prepares any text. What is accepted keeps to the limits when it
// is counted again without memory, and has no @defer left.
func FuzzDocument(f *testing.F) {
	for _, seed := range []string{
		"{a}", "{a{...F}} fragment F on T{b a{...G ...G}} fragment G on T{b}", "{...F} fragment F on T{...F}", "{a(l:[1,[2,{i:3}]]){b}}",
		`{a(s:"""x""") @include(if:true){... @defer{b} ...F @defer(label:"x")}} fragment F on T{b}`, "query($v:Int=1 @x){a(i:$v){b}}",
		"{a{...F}} fragment F on T{a{...G}} fragment G on T{a{...F}}", "#", "{a b c d:a e:a}", "query A{a{b}} query B{a{b}}", "{\"", "\"\"\"{a}",
	} {
		f.Add(seed)
	}
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: `type Query { a(l: [JSON], s: String, i: Int): T } type T { a: T b: String } scalar JSON`})
	limits := Limits{}.withDefaults()
	f.Fuzz(func(t *testing.T, text string) {
		prepared, err := newDocuments(schema, limits, 1)
		if err != nil {
			t.Fatal(err)
		}
		found, errs := prepared.prepare(text)
		if (found == nil) == (len(errs) == 0) {
			t.Fatalf("got document %v and errors %v", found != nil, errs)
		}
		for _, err := range errs {
			if _, ok := err.Err.(*failure); !ok {
				t.Errorf("an error is no failure: %v", err)
			}
		}
		if found == nil {
			return
		}
		doc := found.parsed
		for _, op := range doc.Operations {
			if fields, depth := writeOut(t, doc, op.SelectionSet); fields > limits.Fields || depth > limits.Depth {
				t.Errorf("accepted %d fields, %d deep", fields, depth)
			}
		}
	})
}

// writeOut counts set the naive way.
func writeOut(t *testing.T, doc *ast.QueryDocument, set ast.SelectionSet) (fields, deepest int) {
	t.Helper()
	for _, selection := range set {
		var below, levels int
		switch selection := selection.(type) {
		case *ast.Field:
			below, levels = writeOut(t, doc, selection.SelectionSet)
			below, levels = below+1, levels+1
		case *ast.InlineFragment:
			if selection.Directives.ForName("defer") != nil {
				t.Error("an inline fragment is still deferred")
			}
			below, levels = writeOut(t, doc, selection.SelectionSet)
		case *ast.FragmentSpread:
			if selection.Directives.ForName("defer") != nil || selection.Definition != doc.Fragments.ForName(selection.Name) {
				t.Error("a spread is still deferred, or points elsewhere")
			}
			below, levels = writeOut(t, doc, selection.Definition.SelectionSet)
		}
		fields, deepest = fields+below, max(deepest, levels)
	}
	return fields, deepest
}
