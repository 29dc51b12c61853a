package server_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"activityhub/platform/platformtest/remote"
	"activityhub/server/servertest"
)

// TestGoldenOverAdobe posts the golden queries to a hub that reads the same data
// over Adobe's REST paths: the answers are the same, byte for byte, but for what
// is said of the engine and of the age of the answer.
func TestGoldenOverAdobe(t *testing.T) {
	api := servertest.Start(t, servertest.Config{Customers: 20, Remote: &remote.Config{}})
	api.Remote.Discover(t)
	eachGolden(t, func(t *testing.T, name, query string) {
		want, err := os.ReadFile(name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		want = bytes.ReplaceAll(want, []byte(`"engine": "local"`), []byte(`"engine": "adobe"`))
		got := sortErrors(t, withoutFreshness(t, api.Post(t, query, nil)))
		if !bytes.Equal(got, want) {
			t.Errorf("not what the local engine answers\ngot:\n%s\nwant:\n%s", got, want)
		}
	})
}

// withoutFreshness checks that each part of the answer tells its age, and takes
// that out.
func withoutFreshness(t *testing.T, answer []byte) []byte {
	t.Helper()
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(answer, &parts); err != nil {
		t.Fatal(err)
	}
	var extensions map[string]json.RawMessage
	if raw, ok := parts["extensions"]; ok {
		if err := json.Unmarshal(raw, &extensions); err != nil {
			t.Fatal(err)
		}
	}
	var freshness []struct {
		Engine string
		AgeMs  *int64
		Stale  *bool
	}
	if raw, ok := extensions["freshness"]; ok {
		if err := json.Unmarshal(raw, &freshness); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range freshness {
		if f.Engine != "adobe" || f.AgeMs == nil || f.Stale == nil || *f.Stale {
			t.Errorf("freshness %+v, want a fresh part of adobe's", f)
		}
	}
	delete(extensions, "freshness")
	delete(parts, "extensions")
	if len(extensions) > 0 {
		parts["extensions"] = encode(t, extensions)
	}
	return encode(t, parts)
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestCallsOverAdobe counts what queries cost over REST: the calls of Q1 and Q2
// start together, and fields holds what was selected and identityMap.
func TestCallsOverAdobe(t *testing.T) {
	const slow = 30 * time.Millisecond
	api := servertest.Start(t, servertest.Config{Customers: 20, Remote: &remote.Config{
		Handler: func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				time.Sleep(slow)
				next.ServeHTTP(w, r)
			})
		},
	}})
	for _, tt := range []struct {
		golden string
		calls  []string
	}{
		{"q1", []string{
			"GET _xdm.context.experienceevent _id,commerce.order.priceTotal,eventType",
			"GET _xdm.context.profile _activityhub.lifetimeValue.currencyCode,_activityhub.lifetimeValue.historic,_activityhub.models,identityMap,loyalty.tier,person.name.firstName,person.name.lastName,personalEmail.address,segmentMembership",
		}},
		{"q2", []string{
			"POST _xdm.context.experienceevent _id,eventType",
			"POST _xdm.context.profile identityMap,person.name.firstName,person.name.lastName,segmentMembership",
		}},
		{"q3", []string{"GET _xdm.context.profile identityMap,person.name.firstName"}},
	} {
		t.Run(tt.golden, func(t *testing.T) {
			query, err := os.ReadFile("testdata/golden/" + tt.golden + ".graphql")
			if err != nil {
				t.Fatal(err)
			}
			api.Remote.Reset()
			api.Post(t, string(query), nil)
			calls := api.Remote.Calls("/")
			var got []string
			for _, call := range calls {
				got = append(got, outline(t, call))
				if began := call.Started.Sub(calls[0].Started); began > slow/2 {
					t.Errorf("%s began %s after the first call", outline(t, call), began)
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, tt.calls) {
				t.Errorf("calls over REST\n got %s\nwant %s", strings.Join(got, "\n     "), strings.Join(tt.calls, "\n     "))
			}
		})
	}
}

// outline says what a look-up asks for.
func outline(t *testing.T, call remote.Call) string {
	t.Helper()
	if call.Path != remote.Entities {
		return call.Method + " " + call.Path
	}
	if call.Method == http.MethodGet {
		return "GET " + call.Query.Get("schema.name") + " " + call.Query.Get("fields")
	}
	var body struct {
		Schema struct{ Name string }
		Fields []string
	}
	if err := json.Unmarshal([]byte(call.Body), &body); err != nil {
		t.Fatal(err)
	}
	return call.Method + " " + body.Schema.Name + " " + strings.Join(body.Fields, ",")
}

// TestUnknownIsNoPersonThere asks for people whom nobody knows, alone and among
// others.
func TestUnknownIsNoPersonThere(t *testing.T) {
	api := servertest.Start(t, servertest.Config{Customers: 3, Remote: &remote.Config{}})
	answer := api.Post(t, `{
	  alone: profile(identity: {namespace: "CRMID", id: "nobody"}) { id events(first: 1) { nodes { eventId } } }
	  among: profiles(identities: [{namespace: "CRMID", id: "nobody"}, {namespace: "CRMID", id: "C000002"}, {namespace: "CRMID", id: "noone"}]) { lifetimeValue { currency } }
	  none: profiles(identities: [{namespace: "CRMID", id: "nobody"}, {namespace: "CRMID", id: "noone"}]) { id }
	}`, nil)
	var got struct {
		Errors []any
		Data   struct {
			Alone       *struct{}
			Among, None []*struct{}
		}
	}
	if err := json.Unmarshal(answer, &got); err != nil {
		t.Fatal(err)
	}
	d := got.Data
	if got.Errors != nil || d.Alone != nil || len(d.Among) != 3 || d.Among[0] != nil || d.Among[1] == nil || d.Among[2] != nil || len(d.None) != 2 || d.None[0] != nil || d.None[1] != nil {
		t.Errorf("answered %s; want null for everybody but C000002, and no error", answer)
	}
}
