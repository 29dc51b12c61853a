package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"activityhub/server"
)

const hello = `{"query":"{hello}"}`

// TestGuard sends what is not a GraphQL request. Each is refused before the
// executor, as JSON, with a code, and without a word of what was sent.
func TestGuard(t *testing.T) {
	url := newAPI(t, server.Config{MaxBodyBytes: 4096, Limits: server.Limits{VariablesBytes: 512}})
	const canary = "canary@example.com"
	tests := []struct {
		name    string
		method  string // POST if empty
		body    string
		headers []string
		status  int
		code    string
		message string // part of it
	}{
		{name: "get", method: "GET", status: 405, code: "METHOD_NOT_ALLOWED", message: "POST"},
		{name: "put", method: "PUT", body: hello, status: 405, code: "METHOD_NOT_ALLOWED", message: "POST"},
		{name: "delete", method: "DELETE", status: 405, code: "METHOD_NOT_ALLOWED", message: "POST"},
		{name: "options", method: "OPTIONS", status: 405, code: "METHOD_NOT_ALLOWED", message: "POST"},
		{name: "no content type", body: hello, headers: []string{"Content-Type", ""}, status: 415, code: "UNSUPPORTED_MEDIA_TYPE", message: plainJSON},
		{name: "text", body: hello, headers: []string{"Content-Type", "text/plain"}, status: 415, code: "UNSUPPORTED_MEDIA_TYPE", message: plainJSON},
		{name: "form", body: "query={hello}", headers: []string{"Content-Type", "application/x-www-form-urlencoded"}, status: 415, code: "UNSUPPORTED_MEDIA_TYPE", message: plainJSON},
		{name: "multipart", body: hello, headers: []string{"Content-Type", "multipart/form-data; boundary=x"}, status: 415, code: "UNSUPPORTED_MEDIA_TYPE", message: plainJSON},
		{name: "graphql", body: "{hello}", headers: []string{"Content-Type", "application/graphql"}, status: 415, code: "UNSUPPORTED_MEDIA_TYPE", message: plainJSON},
		{name: "utf-16", body: hello, headers: []string{"Content-Type", "application/json; charset=utf-16"}, status: 415, code: "UNSUPPORTED_MEDIA_TYPE", message: "utf-8"},
		{name: "gzip", body: hello, headers: []string{"Content-Encoding", "gzip"}, status: 415, code: "UNSUPPORTED_MEDIA_TYPE", message: "Content-Encoding"},
		{name: "accept html", body: hello, headers: []string{"Accept", "text/html"}, status: 406, code: "NOT_ACCEPTABLE", message: responseJSON},
		{name: "too large", body: `{"query":"` + strings.Repeat("a", 5000) + `"}`, status: 413, code: "REQUEST_TOO_LARGE", message: "4096"},
		{name: "variables too large", body: `{"query":"{hello}","variables":{"a":"` + strings.Repeat("a", 600) + `"}}`, status: 413, code: "REQUEST_TOO_LARGE", message: "512"},
		{name: "empty", body: "", status: 400, code: "BAD_REQUEST", message: "empty"},
		{name: "not json", body: canary, status: 400, code: "BAD_REQUEST", message: "not valid JSON"},
		{name: "cut off", body: `{"query":"` + canary, status: 400, code: "BAD_REQUEST", message: "not valid JSON"},
		{name: "array", body: `[` + hello + `]`, status: 400, code: "BAD_REQUEST", message: "batches"},
		{name: "string", body: `"` + canary + `"`, status: 400, code: "BAD_REQUEST", message: "not a JSON object"},
		{name: "null", body: `null`, status: 400, code: "BAD_REQUEST", message: "not a JSON object"},
		{name: "something after", body: hello + canary, status: 400, code: "BAD_REQUEST", message: "goes on"},
		{name: "second object", body: hello + hello, status: 400, code: "BAD_REQUEST", message: "goes on"},
		{name: "no query", body: `{"variables":{}}`, status: 400, code: "BAD_REQUEST", message: `"query" is missing`},
		{name: "query is null", body: `{"query":null}`, status: 400, code: "BAD_REQUEST", message: `"query" is a string`},
		{name: "query is a number", body: `{"query":7}`, status: 400, code: "BAD_REQUEST", message: `"query" is a string`},
		{name: "query is an object", body: `{"query":{"` + canary + `":1}}`, status: 400, code: "BAD_REQUEST", message: `"query" is a string`},
		{name: "operationName is a number", body: `{"query":"{hello}","operationName":7}`, status: 400, code: "BAD_REQUEST", message: `"operationName" is a string`},
		{name: "variables is a string", body: `{"query":"{hello}","variables":"` + canary + `"}`, status: 400, code: "BAD_REQUEST", message: `"variables" is an object`},
		{name: "variables is an array", body: `{"query":"{hello}","variables":[]}`, status: 400, code: "BAD_REQUEST", message: `"variables" is an object`},
		{name: "extensions is a number", body: `{"query":"{hello}","extensions":0}`, status: 400, code: "BAD_REQUEST", message: `"extensions" is an object`},
		{name: "query twice", body: `{"query":"{hello}","query":"{panic}"}`, status: 400, code: "BAD_REQUEST", message: "twice"},
		{name: "variable twice", body: `{"query":"{hello}","variables":{"a":1,"b":2,"\u0061":3}}`, status: 400, code: "BAD_REQUEST", message: "twice in one object"},
		{name: "variable twice, below", body: `{"query":"{hello}","variables":{"a":[{},{"b":{"c":1,"c":2}}]}}`, status: 400, code: "BAD_REQUEST", message: "twice in one object"},
		{name: "query in capitals", body: `{"QUERY":"{panic}","query":"{hello}"}`, status: 400, code: "BAD_REQUEST", message: "case-sensitive"},
		{name: "operation name in lower case", body: `{"query":"{hello}","operationname":"x"}`, status: 400, code: "BAD_REQUEST", message: "case-sensitive"},
		{name: "not utf-8", body: "{\"query\":\"{hello}\xff\"}", status: 400, code: "BAD_REQUEST", message: "UTF-8"},
		{name: "byte order mark", body: "\ufeff" + hello, status: 400, code: "BAD_REQUEST", message: "not valid JSON"},
		{name: "deep", body: `{"query":"{hello}","variables":{"a":` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + `}}`, status: 400, code: "BAD_REQUEST", message: "64 levels"},
		{name: "deep and broken", body: strings.Repeat("[", 4000), status: 400, code: "BAD_REQUEST", message: "64 levels"},
		{name: "many keys", body: `{"query":"{hello}"` + numbered(16, `,"k%d":1`) + "}", status: 400, code: "BAD_REQUEST", message: "16 keys"},
		{name: "extensions too large", body: `{"query":"{hello}","extensions":{"a":"` + strings.Repeat("a", 600) + `"}}`, status: 413, code: "REQUEST_TOO_LARGE", message: "512"},
		{name: "bad timeout", body: hello, headers: []string{"X-Request-Timeout-Ms", canary}, status: 400, code: "BAD_REQUEST", message: "milliseconds"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			request := newRequest(t, url, test.body, test.headers...)
			if test.method != "" {
				request.Method = test.method
			}
			got := send(t, request)
			if got.status != test.status || got.code() != test.code {
				t.Fatalf("got %d %s, want %d %s: %s", got.status, got.code(), test.status, test.code, got.raw)
			}
			if message := got.Errors[0].Message; !strings.Contains(message, test.message) || strings.Contains(got.raw, canary) {
				t.Errorf("message is %q, want %q in it, and never %q", message, test.message, canary)
			}
			if strings.Contains(got.raw, `"data"`) {
				t.Errorf("a refused request has a data key: %s", got.raw)
			}
			if id := got.Errors[0].Extensions["requestId"]; id == "" || id != got.header.Get("X-Request-Id") {
				t.Errorf("requestId is %v, want that of the header, %q", id, got.header.Get("X-Request-Id"))
			}
			if test.status == http.StatusMethodNotAllowed && got.header.Get("Allow") != "POST" {
				t.Errorf("Allow is %q, want POST", got.header.Get("Allow"))
			}
			if got.header.Get("X-Content-Type-Options") != "nosniff" || got.header.Get("Cache-Control") != "no-store" {
				t.Errorf("headers are %v, want nosniff and no-store", got.header)
			}
		})
	}
}

func TestGuardAccepts(t *testing.T) {
	url := newAPI(t, server.Config{})
	for name, test := range map[string]struct {
		body    string
		headers []string
	}{
		"plain":               {body: hello},
		"charset":             {body: hello, headers: []string{"Content-Type", `application/json; charset="UTF-8"`}},
		"capitals":            {body: hello, headers: []string{"Content-Type", "Application/JSON"}},
		"identity":            {body: hello, headers: []string{"Content-Encoding", "identity"}},
		"nulls":               {body: `{"query":"{hello}","operationName":null,"variables":null,"extensions":null}`},
		"space":               {body: " \n" + hello + "\n "},
		"another key":         {body: `{"query":"{hello}","id":"x"}`},
		"escapes":             {body: `{"query":"\u007bhello\u007D"}`},
		"several operations":  {body: `{"query":"query A{hello} query B{panic}","operationName":"A"}`},
		"same key elsewhere":  {body: `{"query":"{hello}","variables":{"a":{"a":1,"b":{"a":2}},"b":[{"a":1},{"a":1}]}}`},
		"variables and scope": {body: `{"query":"query($n:String){hello(name:$n)}","variables":{"n":"Ada"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			if got := send(t, newRequest(t, url, test.body, test.headers...)); got.status != 200 || got.Data["hello"] == nil {
				t.Errorf("got %d: %s", got.status, got.raw)
			}
		})
	}
}

// TestNegotiation asks for answers in every way: of a good query and of one
// that GraphQL refuses.
func TestNegotiation(t *testing.T) {
	url := newAPI(t, server.Config{})
	for _, test := range []struct {
		accept string
		media  string
		status int // of the refused query
	}{
		{"", plainJSON, 400},
		{" ", plainJSON, 400},
		{"*/*", plainJSON, 200},
		{"application/*", plainJSON, 200},
		{plainJSON, plainJSON, 200},
		{plainJSON + "; charset=utf-8", plainJSON, 200},
		{responseJSON, responseJSON, 400},
		{responseJSON + ", " + plainJSON, responseJSON, 400},
		{plainJSON + ", " + responseJSON, plainJSON, 200},
		{responseJSON + ", application/json;q=0.9", responseJSON, 400},
		{responseJSON + ";q=0.5, application/json", plainJSON, 200},
		{"application/json, multipart/mixed", plainJSON, 200},
		{responseJSON + ", application/graphql+json, application/json, text/event-stream, multipart/mixed", responseJSON, 400},
		{"text/html, */*;q=0.1", plainJSON, 200},
		{"*/*, " + responseJSON, responseJSON, 400},
		{"*/*, application/json;q=0", responseJSON, 400},
		{"application/json;q=broken, " + responseJSON, responseJSON, 400},
	} {
		t.Run(test.accept, func(t *testing.T) {
			// Without a value the client itself would send none.
			good, bad := newRequest(t, url, hello, "Accept", test.accept), newRequest(t, url, `{"query":"{"}`, "Accept", test.accept)
			want := test.media + "; charset=utf-8"
			if got := send(t, good); got.status != 200 || got.header.Get("Content-Type") != want {
				t.Errorf("good: got %d %s, want 200 %s", got.status, got.header.Get("Content-Type"), want)
			}
			got := send(t, bad)
			if got.status != test.status || got.header.Get("Content-Type") != want || got.code() != "GRAPHQL_PARSE_FAILED" || strings.Contains(got.raw, `"data"`) {
				t.Errorf("bad: got %d %s %s, want %d %s", got.status, got.header.Get("Content-Type"), got.raw, test.status, want)
			}
		})
	}
	for _, accept := range []string{"text/html", "image/*", "application/json;q=0", "*/*;q=0", "application/json; charset=latin1"} {
		t.Run("refused "+accept, func(t *testing.T) {
			if got := send(t, newRequest(t, url, hello, "Accept", accept)); got.status != 406 || got.code() != "NOT_ACCEPTABLE" {
				t.Errorf("got %d %s, want 406", got.status, got.raw)
			}
		})
	}
}

func TestRequestID(t *testing.T) {
	url := newAPI(t, server.Config{})
	for given, kept := range map[string]bool{
		"0123456789abcdef":       true,
		"a_b-c_d-e":              true,
		"short":                  false,
		"ada@example.com":        false,
		strings.Repeat("a", 65):  false,
		"with space in it":       false,
		`"quoted-value"`:         false,
		fmt.Sprintf("%064d", 12): true,
	} {
		got := send(t, newRequest(t, url, hello, "X-Request-Id", given)).header.Get("X-Request-Id")
		if (got == given) != kept || len(got) < 8 {
			t.Errorf("X-Request-Id %q was answered with %q, want kept %v", given, got, kept)
		}
	}
}
