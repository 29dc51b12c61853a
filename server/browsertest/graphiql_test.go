package browsertest_test

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"activityhub/server/browsertest"
	"activityhub/server/graphiql"
)

// introspection is what the schema in testdata/schema.graphql answers to the
// introspection query.
//
//go:embed testdata/introspection.json
var introspection []byte

// answer plays a GraphQL API of that schema, which is all that a page needs.
func answer(w http.ResponseWriter, r *http.Request) {
	var request struct {
		OperationName string
		Query         string
		Variables     struct{ Email string }
	}
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil || r.Method != http.MethodPost {
		http.Error(w, "want a GraphQL request, by POST", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	switch {
	case request.OperationName == "IntrospectionQuery":
		w.Write(introspection)
	case strings.Contains(request.Query, "caller(") && request.Variables.Email != "":
		fmt.Fprintf(w, `{"data": {"caller": {"name": "Ada Lovelace", "tier": "GOLD", "email": %q}}}`, request.Variables.Email)
	case strings.Contains(request.Query, "__typename"):
		fmt.Fprint(w, `{"data": {"__typename": "Query"}}`)
	default:
		fmt.Fprint(w, `{"errors": [{"message": "no such query here"}]}`)
	}
}

func newServer(t *testing.T) *httptest.Server {
	t.Helper()
	page := graphiql.New(graphiql.Config{
		Endpoint: "/graphql",
		Examples: []graphiql.Example{
			{Title: "What is there", Query: "query WhatIsThere {\n  __typename\n}\n"},
			{
				Title:     `The caller's name and "tier"`,
				Query:     "query Caller($email: String!) {\n  caller(email: $email) {\n    name\n    tier\n  }\n}\n",
				Variables: map[string]any{"email": "ada@example.com"},
			},
		},
	})
	mux := http.NewServeMux()
	mux.Handle("/", page)
	mux.HandleFunc("/graphql", answer)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

func TestGraphiQL(t *testing.T) {
	browsertest.RunGraphiQL(t, newServer(t).URL, `The caller's name and "tier"`, `"tier": "GOLD", "email": "ada@example.com"`)
}

// TestFirstTabHasItsVariables runs the example of the first tab without opening
// it, on the first visit and on the next.
func TestFirstTabHasItsVariables(t *testing.T) {
	page := graphiql.New(graphiql.Config{Examples: []graphiql.Example{{
		Title:     "Caller",
		Query:     "query Caller($email: String!) { caller(email: $email) { name } }",
		Variables: map[string]any{"email": "grace@example.com"},
	}}})
	mux := http.NewServeMux()
	mux.Handle("/", page)
	mux.HandleFunc("/graphql", answer)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)

	tab := browsertest.Open(t, server.URL)
	for range 2 {
		tab.SeeText(".graphiql-query-editor .view-lines", "query Caller")
		tab.Click("button.graphiql-execute-button")
		tab.SeeText(".result-window", `"email": "grace@example.com"`)
		tab.Reload()
	}
	tab.RequireClean()
}
