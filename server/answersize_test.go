package server_test

import (
	"encoding/json"
	"testing"

	"activityhub/server"
	"activityhub/server/servertest"
)

// TestAnswerSize asks for answers of exactly known sizes, with the limit at that
// and one below.
func TestAnswerSize(t *testing.T) {
	const person = `profile(identity:{namespace:"CRMID",id:"C000001"})`
	two := []any{map[string]any{"namespace": "CRMID", "id": "C000001"}, map[string]any{"namespace": "CRMID", "id": "C000002"}}
	for name, test := range map[string]struct {
		query     string
		variables map[string]any
		operation string
		fields    int
	}{
		"plain":                     {query: "{" + person + "{id lifetimeValue{amount}}}", fields: 4},
		"page from the beginning":   {query: "{" + person + "{events(first:10){nodes{id}}}}", fields: 1 + 1 + 10*2},
		"page from the end":         {query: "{" + person + "{events(last:3){edges{node{id}}}}}", fields: 1 + 1 + 3*3},
		"page of the default":       {query: "{" + person + "{purchases{nodes{orderId}}}}", fields: 1 + 1 + 20*2},
		"size in a variable":        {query: "query($n:Int){" + person + "{events(first:$n){nodes{id}}}}", variables: map[string]any{"n": 7}, fields: 1 + 1 + 7*2},
		"size in an empty variable": {query: "query($n:Int){" + person + "{events(first:$n){nodes{id}}}}", fields: 1 + 1 + 20*2},
		"size in a default":         {query: "query($n:Int=5){" + person + "{events(first:$n){nodes{id}}}}", fields: 1 + 1 + 5*2},
		"several people":            {query: "query($i:[IdentityInput!]!){profiles(identities:$i){id events(first:2){nodes{id}}}}", variables: map[string]any{"i": two}, fields: 1 + 2*(1+1+2*2)},
		"several nodes":             {query: `{nodes(ids:["a","b","c"]){id __typename}}`, fields: 1 + 3*2},
		"pages in pages":            {query: "{" + person + "{events(first:3){nodes{profile{events(first:4){nodes{id}}}}}}}", fields: 1 + 1 + 3*(1+1+1+4*2)},
		"fragments":                 {query: "{" + person + "{...P ...{...P}}} fragment P on Profile{events(first:3){nodes{...E}}} fragment E on ExperienceEvent{id type}", fields: 1 + 2*(1+3*3)},
		"of several operations":     {query: "query A{" + person + "{id}} query B{" + person + "{events(first:100){nodes{id}}}}", operation: "A", fields: 2},
	} {
		t.Run(name, func(t *testing.T) {
			for _, limit := range []int{test.fields, test.fields - 1} {
				hub := servertest.Start(t, servertest.Config{Server: func(c *server.Config) { c.Limits.AnswerFields = limit }})
				body, err := json.Marshal(map[string]any{"query": test.query, "variables": test.variables, "operationName": test.operation})
				if err != nil {
					t.Fatal(err)
				}
				got := send(t, newRequest(t, hub.URL, string(body)))
				if refused := got.code() == "DOCUMENT_LIMIT_EXCEEDED"; refused != (limit < test.fields) {
					t.Fatalf("%d of at most %d: got %d %s", test.fields, limit, got.status, got.raw)
				} else if !refused {
					continue
				}
				detail := got.Errors[0].Extensions["limit"].(map[string]any)
				if detail["name"] != "answerFields" || detail["max"] != float64(limit) || detail["actual"] != float64(test.fields) {
					t.Errorf("limit is %v, want answerFields, %d and %d", detail, limit, test.fields)
				}
				if calls := hub.Engine.Calls("Profiles", "Events"); len(calls) > 0 || got.status != 400 {
					t.Errorf("the refusal has status %d and cost %d engine calls", got.status, len(calls))
				}
			}
		})
	}
}

// TestPagesInPages asks for a thousand million events in 200 bytes.
func TestPagesInPages(t *testing.T) {
	url := servertest.Start(t, servertest.Config{Customers: 1}).URL
	const query = `query($n:Int){profile(identity:{namespace:"CRMID",id:"C000001"}){events(first:$n){nodes{profile{events(first:$n){nodes{profile{events(first:$n){nodes{profile{events(first:$n){nodes{id}}}}}}}}}}}}}`
	if got := post(t, url, query, map[string]any{"n": 100}); got.status != 400 || got.code() != "DOCUMENT_LIMIT_EXCEEDED" {
		t.Errorf("got %d %.300s, want it refused", got.status, got.raw)
	}
	if got := post(t, url, query, map[string]any{"n": 2}); got.status != 200 || len(got.Errors) > 0 {
		t.Errorf("got %d %.300s, want an answer to the same document with small pages", got.status, got.raw)
	}
	if got := post(t, url, query, map[string]any{"n": 1 << 30}); got.code() != "BAD_USER_INPUT" && got.code() != "DOCUMENT_LIMIT_EXCEEDED" {
		t.Errorf("got %d %.300s, want it refused", got.status, got.raw)
	}
}
