package server_test

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"activityhub/server"
)

// TestFieldErrors lets a field fail in every way there is: the answer is 200
// with null at the field, siblings intact, and one error in the agreed shape.
func TestFieldErrors(t *testing.T) {
	var log logBuffer
	url := newAPI(t, server.Config{Engine: "local", Logger: log.logger()})
	for _, test := range []struct {
		kind      string
		code      string
		message   string // part of it
		retryable bool
		engine    bool
	}{
		{kind: "INVALID", code: "BAD_USER_INPUT", message: "a namespace code is 1 to 64 letters"},
		{kind: "UNSUPPORTED", code: "ENGINE_UNSUPPORTED", message: "this engine has no events", engine: true},
		{kind: "REJECTED", code: "ENGINE_REJECTED", message: "the engine refused the request", engine: true},
		{kind: "LINKED", code: "ENGINE_REJECTED", message: "more than 50 identities", engine: true},
		{kind: "RATE", code: "ENGINE_RATE_LIMITED", message: "slow down", retryable: true, engine: true},
		{kind: "UNAVAILABLE", code: "ENGINE_UNAVAILABLE", message: "cannot be reached", retryable: true, engine: true},
		{kind: "TIMEOUT", code: "ENGINE_TIMEOUT", message: "did not answer in time", retryable: true, engine: true},
		{kind: "MALFORMED", code: "ENGINE_INVALID_RESPONSE", message: "not what its schema says", engine: true},
		{kind: "TYPE", code: "ENGINE_INVALID_RESPONSE", message: "the data holds an object where the schema says a string", engine: true},
		{kind: "LARGE", code: "ENGINE_TOO_LARGE", message: "too large", engine: true},
		{kind: "PARTIAL", code: "ENGINE_PARTIAL", message: "not for this one", retryable: true, engine: true},
		{kind: "STORE", code: "STORE_UNAVAILABLE", message: "the store failed", retryable: true},
		{kind: "READONLY", code: "STORE_READ_ONLY", message: "read-only"},
		{kind: "NOTFOUND", code: "NOT_FOUND", message: "no such thing"},
		{kind: "CONFLICT", code: "EVENT_ID_CONFLICT", message: "something else is stored"},
		{kind: "DEADLINE", code: "ENGINE_TIMEOUT", message: "did not answer in time", retryable: true, engine: true},
		{kind: "OTHER", code: "INTERNAL", message: "internal error"},
	} {
		t.Run(test.kind, func(t *testing.T) {
			got := post(t, url, "query($k:Failure!){hello bad:fail(kind:$k)}", map[string]any{"k": test.kind}, "X-Request-Id", "request-of-test")
			if got.status != 200 || len(got.Errors) != 1 || got.Data["hello"] == nil || !strings.Contains(got.raw, `"bad":null`) {
				t.Fatalf("got %d %s, want one null and one error", got.status, got.raw)
			}
			failed := got.Errors[0]
			if !strings.Contains(failed.Message, test.message) || strings.Contains(got.raw, secret) {
				t.Errorf("message is %q, want %q in it and nothing personal", failed.Message, test.message)
			}
			want := map[string]any{"code": test.code, "requestId": "request-of-test", "retryable": test.retryable, "coordinate": "Query.fail"}
			if test.engine {
				want["engine"] = "local"
			}
			if test.kind == "RATE" {
				want["retryAfterMs"] = 1500.0
			}
			if !maps.Equal(failed.Extensions, want) {
				t.Errorf("extensions are %v, want %v", failed.Extensions, want)
			}
			if !slices.Equal(failed.Path, []any{"bad"}) {
				t.Errorf("path is %v, want bad", failed.Path)
			}
		})
	}
	if !strings.Contains(log.String(), "no row for "+secret) {
		t.Errorf("the log lacks the detail of the internal error: %s", log.String())
	}
}

// TestInputErrors sends variables and arguments that do not fit. Messages say
// which, and what would be right, in the words of the schema.
func TestInputErrors(t *testing.T) {
	url := newAPI(t, server.Config{})
	const ada = "Ada Lovelace"
	const person = "query($i:IdentityInput! $r:Role){person(identity:$i role:$r){id}}"
	identity := map[string]any{"namespace": "Email", "id": "x"}
	for name, test := range map[string]struct {
		query     string
		variables map[string]any
		message   string
	}{
		"missing":             {person, nil, "variable $i is missing: it must be of type IdentityInput!"},
		"null":                {person, map[string]any{"i": nil}, "variable $i is missing: it must be of type IdentityInput!"},
		"field missing":       {person, map[string]any{"i": map[string]any{"id": ada}}, "variable $i.namespace is missing: it must be of type String!"},
		"field unknown":       {person, map[string]any{"i": map[string]any{"namespace": "x", "id": "y", ada: 1}}, "variable $i has a field that its type does not have: IdentityInput has namespace, id, within"},
		"field of other type": {person, map[string]any{"i": map[string]any{"namespace": "x", "id": []any{ada}}}, "variable $i.id must be of type String!"},
		"object is a string":  {person, map[string]any{"i": ada}, "variable $i must be of type IdentityInput!"},
		"deeper":              {person, map[string]any{"i": map[string]any{"namespace": "x", "id": "y", "within": map[string]any{"id": ada}}}, "variable $i.within.namespace is missing: it must be of type String!"},
		"enum":                {person, map[string]any{"i": identity, "r": ada}, "variable $r must be of type Role, one of AGENT, SUPERVISOR"},
		"enum in lower case":  {person, map[string]any{"i": identity, "r": "agent"}, "variable $r must be of type Role, one of AGENT, SUPERVISOR"},
		"enum is a number":    {person, map[string]any{"i": identity, "r": true}, "variable $r must be of type Role, one of AGENT, SUPERVISOR"},
		"number is a string":  {"query($n:Int!){people(first:$n){id}}", map[string]any{"n": ada}, "variable $n must be of type Int!, a whole number of 32 bits"},
		"number is too large": {"query($n:Int!){people(first:$n){id}}", map[string]any{"n": 1e30}, "variable $n must be of type Int!, a whole number of 32 bits"},
		"text is a number":    {"query($n:String){hello(name:$n)}", map[string]any{"n": 7}, "variable $n must be of type String"},
		"number is text":      {"query($n:Int!){people(first:$n){id}}", map[string]any{"n": "7"}, "variable $n must be of type Int!, a whole number of 32 bits"},
		"number of 64 bits":   {"query($n:Int!){people(first:$n){id}}", map[string]any{"n": 1 << 40}, "variable $n must be of type Int!, a whole number of 32 bits"},
		"number in an object": {person, map[string]any{"i": map[string]any{"namespace": "x", "id": 7}}, "variable $i.id must be of type String!"},
		"our own refusal":     {person, map[string]any{"i": map[string]any{"namespace": "!", "id": ada}}, "argument identity.namespace is not valid: a namespace code is 1 to 64 letters, digits, '-' or '_'"},
		"resolver's refusal":  {"{people(first:101){id}}", nil, "first is 1 to 100"},
	} {
		t.Run(name, func(t *testing.T) {
			got := post(t, url, test.query, test.variables)
			if got.code() != "BAD_USER_INPUT" || got.Errors[0].Message != test.message {
				t.Errorf("got %s, want BAD_USER_INPUT: %s", got.raw, test.message)
			}
			if strings.Contains(got.raw, ada) || strings.Contains(got.raw, "interface {}") {
				t.Errorf("the answer repeats the value or names Go types: %s", got.raw)
			}
			if path := got.Errors[0].Path; len(path) > 1 {
				t.Errorf("path is %v, want that of the field", path)
			}
		})
	}
}

// TestErrorsAreAggregated fails one field of many objects.
func TestErrorsAreAggregated(t *testing.T) {
	url := newAPI(t, server.Config{})
	got := post(t, url, "{people(first:90){broken id friends{broken}}}", nil)
	if got.status != 200 || len(got.Errors) != 1 || len(got.Data["people"].([]any)) != 90 {
		t.Fatalf("got %d with %d errors: %.300s", got.status, len(got.Errors), got.raw)
	}
	failed := got.Errors[0]
	if failed.Extensions["count"] != 270.0 || !reflect.DeepEqual(failed.Path, []any{"people", 0.0, "broken"}) {
		t.Errorf("got count %v at %v, want 270 at the first person", failed.Extensions["count"], failed.Path)
	}
	got = post(t, url, "{person{"+numbered(1_900, "a%d ")+"}}", nil)
	if len(got.Errors) != 50 {
		t.Errorf("%d errors are listed, want 50", len(got.Errors))
	}
}

func TestPanicIsContained(t *testing.T) {
	var log logBuffer
	url := newAPI(t, server.Config{Logger: log.logger()})
	got := post(t, url, "{hello panic}", nil)
	if got.status != 200 || got.code() != "INTERNAL" || got.Data["hello"] == nil || strings.Contains(got.raw, secret) {
		t.Errorf("got %d %s, want INTERNAL at one field", got.status, got.raw)
	}
	if text := log.String(); !strings.Contains(text, `"msg":"panic"`) || !strings.Contains(text, "schema_test.go") || strings.Contains(text, secret) {
		t.Errorf("the log has no stack, or the value: %s", text)
	}
	if got := post(t, url, "{hello}", nil); got.status != 200 {
		t.Errorf("after a panic: got %d", got.status)
	}
}

// TestAccessLog reads the line of one request: its outline, never its content.
func TestAccessLog(t *testing.T) {
	var log logBuffer
	url := newAPI(t, server.Config{Logger: log.logger()})
	post(t, url, `query Card($n:String){hello(name:$n) fail(kind:OTHER) text(length:9) x:hello(name:"Grace Hopper")}`, map[string]any{"n": "Ada Lovelace"}, "X-Request-Id", "request-of-test")
	text := log.String()
	for _, want := range []string{`"request":"request-of-test"`, `"route":"/graphql"`, `"operation":"Card"`, `"status":200`, `"ms":`, `"bytes":`, `"codes":["INTERNAL"]`} {
		if !strings.Contains(text, want) {
			t.Errorf("the log lacks %s: %s", want, text)
		}
	}
	for _, never := range []string{"Lovelace", "Hopper", "hello", "xxxxxxxxx"} {
		if strings.Contains(text, never) {
			t.Errorf("the log holds %s: %s", never, text)
		}
	}
}
