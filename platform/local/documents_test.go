package local_test

import (
	"errors"
	"strings"
	"testing"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

// TestDocuments: text says what the engine says, with namespaces folded.
func TestDocuments(t *testing.T) {
	p := open(t)
	ingest(t, p, "crm", `{"_suite":{"customerNumber":"C1"},"personalEmail":{"address":"ada@example.com"},"homeAddress":{"city":"London"}}`)
	ingest(t, p, "loyalty", `{"identityMap":{"Email":[{"id":"ada@example.com","primary":true}]},"loyalty":{"tier":"Gold"}}`)
	ingest(t, p, "web", `{"_id":"e1","timestamp":"2025-01-01T00:00:00Z","identityMap":{"Email":[{"id":"ada@example.com","primary":true}]},"commerce":{"order":{"priceTotal":10.50}}}`)
	id, other := platform.Identity{Namespace: "CRMID", ID: "C1"}, platform.Identity{Namespace: "Email", ID: "ada@example.com"}
	req := platform.ProfilesRequest{Identities: []platform.Identity{id, other}, Projection: xdm.Project("homeAddress", "loyalty")}
	documents, err := p.Documents(t.Context(), req)
	if err != nil || len(documents) != 2 || documents[id] != documents[other] {
		t.Fatalf("Documents: %v, %v", documents, err)
	}
	if got, want := documents[id].Text, `{"homeAddress":{"city":"London"},"loyalty":{"tier":"Gold"}}`; got != want {
		t.Errorf("text\n got %s\nwant %s", got, want)
	}
	if got := strings.Join(documents[id].DataSets, " "); got != "loyalty crm" {
		t.Errorf("data sets %q, want the newest first", got)
	}
	profiles, err := p.Profiles(t.Context(), req)
	if err != nil || !profiles[id].LastModified.Equal(documents[id].LastModified) || profiles[id].MergePolicy != documents[id].MergePolicy {
		t.Errorf("the engine says otherwise: %v, %v", profiles, err)
	}
	events, err := p.EventDocuments(t.Context(), platform.EventsRequest{Identities: req.Identities, Limit: 500})
	if err != nil || len(events[id].Events) != 1 || !strings.Contains(events[id].Events[0].Text, `"priceTotal":10.50`) || events[id].More {
		t.Errorf("EventDocuments: %v, %v", events, err)
	}
}

func TestDelete(t *testing.T) {
	p := open(t)
	ingest(t, p, "loyalty", `{"identityMap":{"Household":[{"id":"H1","primary":true}],"CRMID":[{"id":"C1"}]}}`)
	ingest(t, p, "crm", `{"_suite":{"customerNumber":"C1"}}`)
	for _, c := range []struct {
		name  string
		id    platform.Identity
		found bool
		kind  error
	}{
		{"stranger", platform.Identity{Namespace: "CRMID", ID: "C9"}, false, nil},
		{"unknown namespace", platform.Identity{Namespace: "Nope", ID: "C1"}, false, platform.ErrInvalid},
		{"no identity", platform.Identity{}, false, platform.ErrInvalid},
		{"person", platform.Identity{Namespace: "crmid", ID: "C1"}, true, nil},
		{"person again", platform.Identity{Namespace: "CRMID", ID: "C1"}, false, nil},
		{"thing", platform.Identity{Namespace: "Household", ID: "H1"}, true, nil},
	} {
		found, err := p.Delete(t.Context(), c.id)
		if found != c.found || !errors.Is(err, c.kind) {
			t.Errorf("%s: Delete: %t, %v; want %t, %v", c.name, found, err, c.found, c.kind)
		}
	}
}
