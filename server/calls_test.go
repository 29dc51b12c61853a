package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"activityhub/graph"
	"activityhub/platform"
	"activityhub/platform/platformtest"
	"activityhub/server/servertest"
)

// TestCallsDoNotGrow asserts that a query costs the same engine calls for 1, 50
// and 100 profiles, through nodes as well as edges, in one wave.
func TestCallsDoNotGrow(t *testing.T) {
	api := servertest.Start(t, servertest.Config{
		Customers: 100,
		Wrap: func(e platform.Engine) platform.Engine {
			return platformtest.Delaying{Engine: e, Delay: 20 * time.Millisecond}
		},
	})
	shapes := map[string]string{
		"nodes": `events(first: 3) { nodes { type profile { attributes { loyalty { tier } } } } } purchases(first: 2) { nodes { orderId } } segments { nodes { segment { name } } }`,
		"edges": `events(first: 3) { edges { node { type profile { attributes { loyalty { tier } } } } } } purchases(first: 2) { edges { node { orderId } } } segments { edges { node { segment { name } } } }`,
	}
	for name, shape := range shapes {
		for _, n := range []int{1, 50, 100} {
			t.Run(fmt.Sprintf("%s, %d profiles", name, n), func(t *testing.T) {
				api.Engine.Reset()
				answer := api.Post(t, `query ($ids: [IdentityInput!]!) { profiles(identities: $ids) { attributes { person { name { firstName } } } `+shape+` } }`,
					map[string]any{"ids": identities(n)})
				if bytes.Contains(answer, []byte(`"errors"`)) {
					t.Fatalf("errors: %.500s", answer)
				}
				if got := strings.Count(string(answer), `"firstName"`); got != n {
					t.Errorf("%d profiles answered, want %d", got, n)
				}
				calls := api.Engine.Calls()
				if len(calls) != 3 {
					t.Errorf("%d engine calls, want 3 (profiles, events, purchases):\n%s", len(calls), describe(calls))
				}
				if waves := platformtest.Waves(calls); waves != 1 {
					t.Errorf("%d waves, want 1", waves)
				}
				for _, call := range calls {
					if asked := len(call.Profiles.Identities) + len(call.Events.Identities); asked != n {
						t.Errorf("a call of %s names %d identities, want %d", call.Method, asked, n)
					}
				}
			})
		}
	}
}

func identities(n int) []map[string]string {
	ids := make([]map[string]string, n)
	for i := range ids {
		ids[i] = map[string]string{"namespace": "CRMID", "id": fmt.Sprintf("C%06d", i+1)}
	}
	return ids
}

// TestNodes asks for ids and reads the things again by them.
func TestNodes(t *testing.T) {
	api := servertest.Start(t, servertest.Config{Customers: 3})
	first := struct {
		Data struct {
			ByCRM, ByEmail struct {
				ID     string
				Events struct {
					Nodes []struct{ ID, EventID string }
				}
			}
			Segments      struct{ Nodes []struct{ ID string } }
			MergePolicies []struct{ ID string }
		}
	}{}
	email := onlyEmail(t, api, "C000002")
	decode(t, api.Post(t, `query ($email: String!) {
		byCRM: profile(identity: { namespace: "CRMID", id: "C000002" }) { ...P }
		byEmail: profile(identity: { namespace: "Email", id: $email }) { ...P }
		segments(first: 1) { nodes { id } }
		mergePolicies { id }
	} fragment P on Profile { id events(first: 3) { nodes { id eventId } } }`, map[string]any{"email": email}), &first)
	d := first.Data
	if d.ByCRM.ID == "" || d.ByCRM.ID != d.ByEmail.ID {
		t.Errorf("one person has the ids %q and %q", d.ByCRM.ID, d.ByEmail.ID)
	}
	ids := []string{d.ByCRM.ID, d.Segments.Nodes[0].ID, d.MergePolicies[0].ID}
	for i, e := range d.ByCRM.Events.Nodes {
		if e.ID != d.ByEmail.Events.Nodes[i].ID {
			t.Errorf("one event has the ids %q and %q", e.ID, d.ByEmail.Events.Nodes[i].ID)
		}
		ids = append(ids, e.ID)
	}

	again := struct {
		Data struct {
			Nodes []struct{ Typename, ID, EventID string }
		}
	}{}
	decode(t, api.Post(t, `query ($ids: [ID!]!) { nodes(ids: $ids) { typename: __typename id ... on ExperienceEvent { eventId profile { id } } ... on Profile { attributes { person { name { lastName } } } } } }`,
		map[string]any{"ids": ids}), &again)
	for i, n := range again.Data.Nodes {
		if n.ID != ids[i] {
			t.Errorf("node %d (%s) has the id %q, asked was %q", i, n.Typename, n.ID, ids[i])
		}
		if i >= 3 && n.EventID != d.ByCRM.Events.Nodes[i-3].EventID {
			t.Errorf("node %d is event %q, want %q", i, n.EventID, d.ByCRM.Events.Nodes[i-3].EventID)
		}
	}
}

// TestNodesThatAreNotThere: an id that may once have been given finds nothing,
// without an error, and the others are answered.
func TestNodesThatAreNotThere(t *testing.T) {
	api := servertest.Start(t, servertest.Config{Customers: 1})
	ada := platform.Identity{Namespace: "crmid", ID: "nobody"}
	ids := []string{
		graph.NodeID{Kind: graph.ProfileID, MergePolicy: "default-timestamp", Identity: ada}.String(),
		graph.NodeID{Kind: graph.EventID, MergePolicy: "default-timestamp", Identity: ada, Position: platform.EventPosition{Time: time.UnixMilli(1), ID: "e"}}.String(),
		graph.NodeID{Kind: graph.SegmentID, Segment: platform.SegmentKey{Namespace: "ups", ID: "gone"}}.String(),
		graph.NodeID{Kind: graph.MergePolicyID, MergePolicy: "gone"}.String(),
		graph.NodeID{Kind: graph.MergePolicyID, MergePolicy: "crm-first"}.String(),
	}
	got := string(api.Post(t, `query ($ids: [ID!]!) { nodes(ids: $ids) { __typename } }`, map[string]any{"ids": ids}))
	if want := `{"data":{"nodes":[null,null,null,null,{"__typename":"MergePolicy"}]}}`; strings.Join(strings.Fields(got), "") != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func onlyEmail(t *testing.T, api *servertest.API, crm string) string {
	t.Helper()
	var answer struct {
		Data struct {
			Profile struct{ Identities []struct{ ID string } }
		}
	}
	decode(t, api.Post(t, `query ($id: String!) { profile(identity: { namespace: "CRMID", id: $id }) { identities(namespaces: ["Email"]) { id } } }`, map[string]any{"id": crm}), &answer)
	if len(answer.Data.Profile.Identities) == 0 {
		t.Fatalf("%s has no e-mail address", crm)
	}
	return answer.Data.Profile.Identities[0].ID
}

func decode(t *testing.T, answer []byte, into any) {
	t.Helper()
	if bytes.Contains(answer, []byte(`"errors"`)) {
		t.Fatalf("errors: %.1000s", answer)
	}
	if err := json.Unmarshal(answer, into); err != nil {
		t.Fatal(err)
	}
}
