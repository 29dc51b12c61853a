package contract_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"activityhub/platform"
	"activityhub/platform/adobe"
	"activityhub/platform/platformtest"
	"activityhub/platform/platformtest/contract"
	"activityhub/platform/platformtest/remote"
	"activityhub/platform/platformtest/served"
	"activityhub/platform/xdm"
)

// held is an engine over a gateway, all of whose traffic is held to the contract.
func held(t testing.TB, c *contract.Contract) *served.Served {
	return served.Open(t, served.Config{Way: remote.Config{Adobe: func(cfg *adobe.Config) { cfg.Transport = c.Transport(t, cfg.Transport) }}})
}

// TestConformanceKeepsTheContract runs the suite that every engine passes over
// the gateway, and validates every request and every answer of it.
func TestConformanceKeepsTheContract(t *testing.T) {
	c := contract.Load(t)
	platformtest.Run(t, func(t testing.TB) platformtest.Subject { return held(t, c) })
}

// TestEngineKeepsTheContract makes the calls that the suite does not.
func TestEngineKeepsTheContract(t *testing.T) {
	s := held(t, contract.Load(t))
	fill(t, s)
	if err := s.Remote.Engine.Discover(t.Context()); err != nil {
		t.Errorf("Discover: %v", err)
	}
	for _, class := range []string{"profile", "experienceevent"} {
		if raw, err := s.Remote.Engine.Union(t.Context(), class); err != nil || len(raw) == 0 {
			t.Errorf("union of %s: %v", class, err)
		}
	}
	one, two := platform.Identity{Namespace: "CRMID", ID: "C1"}, platform.Identity{Namespace: "Email", ID: "a+b&c=d@example.com"}
	for _, ids := range [][]platform.Identity{{one}, {two}, {one, two}} {
		for _, filter := range []platform.EventFilter{
			{}, {Types: []string{"commerce.purchases"}}, {Types: []string{`a "b"`, "commerce.purchases"}},
			{From: time.UnixMilli(1), To: time.Now(), Channels: []string{"web"}},
		} {
			for _, order := range []platform.EventOrder{platform.NewestFirst, platform.OldestFirst} {
				_, err := s.Remote.Engine.Events(t.Context(), platform.EventsRequest{
					Identities: ids, Filter: filter, Order: order, Limit: 2, Count: true, Projection: xdm.Project("commerce", platform.TypePath),
				})
				if err != nil {
					t.Errorf("Events: %v", err)
				}
			}
		}
	}
}

// TestFieldsAreWhatWasSelected looks at what look-ups ask for: the paths that
// were selected, and identityMap.
func TestFieldsAreWhatWasSelected(t *testing.T) {
	s := served.Open(t, served.Config{})
	fill(t, s)
	one, two := platform.Identity{Namespace: "CRMID", ID: "C1"}, platform.Identity{Namespace: "Email", ID: "ada@example.com"}
	for _, c := range []struct {
		selected []xdm.Path
		want     string
	}{
		{[]xdm.Path{"person.name.firstName", "loyalty.tier"}, "identityMap,loyalty.tier,person.name.firstName"},
		{[]xdm.Path{"person.name.firstName", "person.name", "identityMap.Email"}, "identityMap,person.name"},
		{nil, "identityMap"},
	} {
		for _, ids := range [][]platform.Identity{{one}, {one, two}} {
			s.Remote.Reset()
			if _, err := s.Remote.Engine.Profiles(t.Context(), platform.ProfilesRequest{Identities: ids, Projection: xdm.Project(append(c.selected, "identityMap")...)}); err != nil {
				t.Fatal(err)
			}
			calls := s.Remote.Calls(entities)
			if len(calls) != 1 {
				t.Fatalf("one look-up makes %d calls", len(calls))
			}
			fields := calls[0].Query.Get("fields")
			if calls[0].Method == http.MethodPost {
				var body struct{ Fields []string }
				if err := json.Unmarshal([]byte(calls[0].Body), &body); err != nil {
					t.Fatal(err)
				}
				fields = strings.Join(body.Fields, ",")
			}
			equal(t, "fields of the call", fields, c.want)
		}
	}
}
