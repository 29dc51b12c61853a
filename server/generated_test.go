package server_test

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"activityhub/server/servertest"
)

// TestGeneratedInput sends input that does not fit to the real schema, whose
// executor is generated.
func TestGeneratedInput(t *testing.T) {
	url := servertest.Start(t, servertest.Config{Customers: 1}).URL
	const ada = "Ada Lovelace"
	const profile = "query($i:IdentityInput!){profile(identity:$i){id}}"
	for name, test := range map[string]struct {
		query     string
		variables map[string]any
		message   string // part of it
	}{
		"namespace with spaces":   {profile, map[string]any{"i": map[string]any{"namespace": ada, "id": ada}}, "a namespace code is"},
		"identity is a string":    {profile, map[string]any{"i": ada}, "variable $i must be of type IdentityInput!"},
		"namespace is a number":   {profile, map[string]any{"i": map[string]any{"namespace": []int{1}, "id": ada}}, "variable $i.namespace must be of type String!"},
		"status in lower case":    {`query($s:[SegmentStatus!]){profile(identity:{namespace:"CRMID",id:"C000001"}){segments(status:$s){totalCount}}}`, map[string]any{"s": []any{"realized"}}, "REALIZED"},
		"order is null":           {`query($o:EventOrder){profile(identity:{namespace:"CRMID",id:"C000001"}){events(order:$o){totalCount}}}`, map[string]any{"o": nil}, "argument order must be of type EventOrder!, one of NEWEST_FIRST, OLDEST_FIRST"},
		"first is text":           {"query($n:Int){segments(first:$n){totalCount}}", map[string]any{"n": "1"}, "a whole number of 32 bits"},
		"first is too large":      {"query($n:Int){segments(first:$n){totalCount}}", map[string]any{"n": 101}, "100"},
		"first is not of 32 bits": {"query($n:Int){segments(first:$n){totalCount}}", map[string]any{"n": 1 << 40}, "a whole number of 32 bits"},
		"cursor is not ours":      {"query($c:String){segments(first:1,after:$c){totalCount}}", map[string]any{"c": ada}, "cursor"},
		"id is not ours":          {"query($id:ID!){node(id:$id){id}}", map[string]any{"id": ada}, "id"},
	} {
		t.Run(name, func(t *testing.T) {
			got := post(t, url, test.query, test.variables)
			if got.code() != "BAD_USER_INPUT" || !strings.Contains(got.Errors[0].Message, test.message) {
				t.Errorf("got %s, want BAD_USER_INPUT with %q", got.raw, test.message)
			}
			for _, never := range []string{ada, "interface {}", "int32", "json."} {
				if strings.Contains(got.raw, never) {
					t.Errorf("the answer holds %q: %s", never, got.raw)
				}
			}
		})
	}
	if got := post(t, url, introspection, nil); got.status != 200 || len(got.Errors) > 0 || got.Data["__schema"] == nil {
		t.Errorf("introspection: got %d %.300s", got.status, got.raw)
	}
}

// TestGeneratedDefer asks the generated executor for deferred fields: all are
// there, and no goroutine stays behind for them.
func TestGeneratedDefer(t *testing.T) {
	url := servertest.Start(t, servertest.Config{Customers: 3}).URL
	const query = `query($d:Boolean=true){profile(identity:{namespace:"CRMID",id:"C000001"}){id ... @defer(label:"a",if:$d){identities{namespace} ...E @defer}}}
fragment E on Profile{events(first:2){nodes{eventId}} ... @defer{lifetimeValue{amount}}}`
	ask := func() {
		got := post(t, url, query, nil)
		profile, _ := got.Data["profile"].(map[string]any)
		if got.status != 200 || len(got.Errors) > 0 || profile["identities"] == nil || profile["events"] == nil || profile["lifetimeValue"] == nil || strings.Contains(got.raw, "hasNext") {
			t.Fatalf("got %d %s, want everything at once", got.status, got.raw)
		}
	}
	ask()
	before := runtime.NumGoroutine()
	for range 30 {
		ask()
	}
	for range 100 {
		if runtime.NumGoroutine() <= before+5 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines after 30 deferred queries, %d before", runtime.NumGoroutine(), before)
}
