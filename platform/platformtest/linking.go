package platformtest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

func link(a, b platform.Identity, more string) string {
	entries := fmt.Sprintf(`%q:[{"id":%q,"primary":true}],%q:[{"id":%q}]`, a.Namespace, a.ID, b.Namespace, b.ID)
	if a.Namespace == b.Namespace {
		entries = fmt.Sprintf(`%q:[{"id":%q,"primary":true},{"id":%q}]`, a.Namespace, a.ID, b.ID)
	}
	return `{"identityMap":{` + entries + `}` + more + `}`
}

func transitiveLinks(t *testing.T, s Subject) {
	s.Put(t, "loyalty", link(crmID("C1"), email("one@example.com"), `,"loyalty":{"tier":"Gold"}`))
	s.Put(t, "loyalty", link(crmID("C2"), email("two@example.com"), `,"person":{"birthDate":"1990-01-01"}`))
	equal(t, "before they meet", len(profiles(t, s, "", xdm.Projection{}, crmID("C1"))[crmID("C1")].Identities), 2)
	s.Put(t, "web", `{"_id":"meet","timestamp":"2025-01-01T00:00:00Z","identityMap":{"Email":[{"id":"one@example.com","primary":true},{"id":"two@example.com"}]}}`)
	for _, id := range []platform.Identity{crmID("C1"), crmID("C2"), email("one@example.com"), email("two@example.com")} {
		profile := profiles(t, s, "", xdm.Projection{}, id)[id]
		equal(t, "identities", fmt.Sprint(len(profile.Identities)), "4")
		equal(t, "attributes of both", profile.Attributes.At("loyalty.tier").Text()+profile.Attributes.At("person.birthDate").Text(), "Gold1990-01-01")
		equal(t, "one canonical identity", profile.Canonical(), crmID("C1").Fold())
	}
}

func tooManyIdentities(t *testing.T, s Subject) {
	var records []string
	for n := range 50 {
		records = append(records, link(crmID("hub"), email(fmt.Sprintf("%d@example.com", n)), ""))
	}
	s.Put(t, "loyalty", records[:49]...)
	s.Put(t, "loyalty", link(crmID("C1"), email("other@example.com"), ""))
	equal(t, "a person of 50 identities", len(profiles(t, s, "", xdm.Projection{}, crmID("hub"))[crmID("hub")].Identities), 50)

	s.Put(t, "loyalty", records[49])
	ids := []platform.Identity{crmID("hub"), crmID("C1"), email("3@example.com"), crmID("nobody")}
	found, err := s.Engine().Profiles(t.Context(), platform.ProfilesRequest{Identities: ids})
	pages, pagesErr := s.Engine().Events(t.Context(), platform.EventsRequest{Identities: ids, Limit: 1})
	equal(t, "profiles that are found", len(found), 1)
	if !lacks(s, EmptyPages) { // nobody here has events
		equal(t, "pages that are found", len(pages), 1)
	}
	for call, err := range map[string]error{"Profiles": err, "Events": pagesErr} {
		for _, id := range []platform.Identity{ids[0], ids[2]} {
			failure := platform.ErrorFor(err, id)
			if !errors.Is(failure, platform.ErrTooManyLinked) || !strings.Contains(failure.Error(), "51 linked identities, at most 50") {
				t.Errorf("%s of 51 linked identities: %v, want ErrTooManyLinked with both numbers", call, failure)
			}
		}
		if failure := platform.ErrorFor(err, crmID("C1")); failure != nil {
			t.Errorf("%s of another person fails too: %v", call, failure)
		}
	}
	alone := profiles(t, s, "alone", xdm.Projection{}, crmID("hub"))
	equal(t, "without the graph there are never too many", len(alone), 1)
}

func thingsLinkNobody(t *testing.T, s Subject) {
	house := platform.Identity{Namespace: "Household", ID: "H1"}
	s.Put(t, "loyalty", link(crmID("C1"), house, ""), link(crmID("C2"), house, ""))
	equal(t, "identities of one who lives there", len(profiles(t, s, "", xdm.Projection{}, crmID("C1"))[crmID("C1")].Identities), 1)
}
