package platformtest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

// ada is a record of data set crm with the identities CRMID:C1 and
// Email:ada@example.com.
const ada = `{"_suite":{"customerNumber":"C1","npsScore":9,"notes":{"a key.with dots":"x","plain":"y"},` +
	`"contracts":[{"number":"K1","start":"2024-01-01","lines":[{"phone":"+49301","network":"4g"},{"phone":"+49302"}]},{"number":"K2"}]},` +
	`"personalEmail":{"address":"ada@example.com","primary":true},"person":{"name":{"firstName":"Ada","lastName":"Lovelace"}},` +
	`"homeAddress":{"city":"London"}}`

func profilesByAnyIdentity(t *testing.T, s Subject) {
	s.Put(t, "crm", ada)
	ids := []platform.Identity{crmID("C1"), email("ada@example.com")}
	found := profiles(t, s, "", xdm.Projection{}, ids...)
	equal(t, "number of answers", len(found), 2)
	for _, id := range ids {
		profile := found[id]
		if profile == nil {
			t.Fatalf("a %s is not found", id.Namespace)
		}
		equal(t, "identity asked for", profile.Asked, id)
		equal(t, "merge policy", profile.MergePolicy, "newest")
		equal(t, "canonical identity", profile.Canonical(), crmID("C1").Fold())
		equal(t, "first name", profile.Attributes.At("person.name.firstName").Text(), "Ada")
		equal(t, "identities", fmt.Sprint(profile.Identities), fmt.Sprint([]platform.LinkedIdentity{{Identity: ids[0], Primary: !lacks(s, PrimaryIdentity)}, {Identity: ids[1]}}))
		equal(t, "ECID of identityMap", profile.Attributes.Select("identityMap.CRMID.id").Raw(), `["C1"]`)
		equal(t, "it is known when the record changed", !profile.LastModified.IsZero(), !lacks(s, LastModified))
	}
}

func strangers(t *testing.T, s Subject) {
	s.Put(t, "crm", ada)
	found := profiles(t, s, "", xdm.Projection{}, crmID("C2"), email("ADA@example.com"), crmID("C1"), email("C1"))
	equal(t, "number of answers", len(found), 1)
	equal(t, "the known one is there", found[crmID("C1")] != nil, true)
}

func projections(t *testing.T, s Subject) {
	s.Put(t, "crm", ada)
	for _, c := range []struct {
		name  string
		paths []xdm.Path
		want  string // without identityMap
	}{
		{"one value", []xdm.Path{"person.name.firstName"}, `"person":{"name":{"firstName":"Ada"}}`},
		{"an object", []xdm.Path{"person"}, `"person":{"name":{"firstName":"Ada","lastName":"Lovelace"}}`},
		{"through arrays", []xdm.Path{"_suite.contracts.lines.network"}, `"_suite":{"contracts":[{"lines":[{"network":"4g"},{}]},{}]}`},
		{"through a map", []xdm.Path{"_suite.notes.plain"}, `"_suite":{"notes":{"plain":"y"}}`},
		{"a whole map", []xdm.Path{"_suite.notes"}, `"_suite":{"notes":{"a key.with dots":"x","plain":"y"}}`},
		{"below a scalar", []xdm.Path{"homeAddress.city.name"}, `"homeAddress":{}`},
		{"several", []xdm.Path{"homeAddress.city", "personalEmail.primary"}, `"homeAddress":{"city":"London"},"personalEmail":{"primary":true}`},
	} {
		got := profiles(t, s, "", xdm.Project(c.paths...), crmID("C1"))[crmID("C1")].Attributes
		var rest []string
		for name, value := range got.All() {
			if name != "identityMap" {
				rest = append(rest, fmt.Sprintf("%q:%s", name, value.Raw()))
			}
		}
		equal(t, c.name, strings.Join(rest, ","), c.want)
	}
	bare := profiles(t, s, "", xdm.Project("identityMap"), crmID("C1"))[crmID("C1")].Attributes
	equal(t, "identityMap alone", bare.Len(), 1)
	nothing := profiles(t, s, "", xdm.Project("loyalty.tier", "no.such.path"), crmID("C1"))[crmID("C1")].Attributes
	equal(t, "of paths that nothing is at", nothing.Len(), 1)
}

// everyPath are paths of the suite's schema that projections are drawn from.
var everyPath = []xdm.Path{
	"_suite", "_suite.customerNumber", "_suite.contracts", "_suite.contracts.number", "_suite.contracts.lines.phone", "_suite.notes", "_suite.notes.plain",
	"person", "person.name", "person.name.firstName", "person.birthDate", "personalEmail.address", "homeAddress.city", "homeAddress.city.below",
	"loyalty", "loyalty.tier", "loyalty.points", "consents", "consents.idSpecific", "consents.idSpecific.Email", "segmentMembership", "segmentMembership.ups",
	"segmentMembership.ups.gold.status", "extSourceSystemAudit.lastUpdatedDate", "no.such.path", "identityMap.Email",
}

// projectionCommutes draws projections and compares what the engine cuts with
// what is cut from the whole document.
func projectionCommutes(t *testing.T, s Subject) {
	putConflicts(t, s)
	draw := rand.New(rand.NewPCG(1, 2))
	for _, policy := range []platform.MergePolicyID{"newest", "crm-first", "alone"} {
		whole := attributes(t, s, policy, xdm.Projection{}, email("ada@example.com"))
		for range 100 {
			paths := []xdm.Path{"identityMap"}
			for range 1 + draw.IntN(5) {
				paths = append(paths, everyPath[draw.IntN(len(everyPath))])
			}
			p := xdm.Project(paths...)
			equal(t, fmt.Sprintf("%s cut to %s", policy, p), attributes(t, s, policy, p, email("ada@example.com")), p.Apply(whole))
		}
	}
}

func concurrent(t *testing.T, s Subject) {
	var wait sync.WaitGroup
	for k := range 4 {
		wait.Go(func() {
			for n := range 25 {
				id := fmt.Sprintf("C%d-%d", k, n)
				s.Put(t, "loyalty", fmt.Sprintf(`{"identityMap":{"CRMID":[{"id":%q,"primary":true}],"Email":[{"id":"%s@example.com"}]},"loyalty":{"points":%d}}`, id, id, n))
				found, err := s.Engine().Profiles(t.Context(), platform.ProfilesRequest{Identities: []platform.Identity{email(id + "@example.com")}})
				if err != nil || len(found) != 1 {
					t.Errorf("look-up of what was just stored: %d answers, %v", len(found), err)
				}
			}
		})
	}
	wait.Wait()
	var all []platform.Identity
	for k := range 4 {
		for n := range 25 {
			all = append(all, crmID(fmt.Sprintf("C%d-%d", k, n)))
		}
	}
	found := profiles(t, s, "", xdm.Project("loyalty.points"), all...)
	equal(t, "number of profiles", len(found), len(all))
	for i, id := range all {
		equal(t, "points", found[id].Attributes.At("loyalty.points").Raw(), fmt.Sprint(i%25))
	}
}
