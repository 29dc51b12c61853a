package platformtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

// conflict is a record of one data set that disagrees with others about Ada.
type conflict struct{ dataset, record string }

// conflicts say themselves when they changed, so that the order in which they
// are stored does not matter.
var conflicts = []conflict{
	{"crm", `{"_suite":{"customerNumber":"C1","notes":{"plain":"crm"},"contracts":[{"number":"K1"},{"number":"K2"}]},"personalEmail":{"address":"ada@example.com"},` +
		`"person":{"name":{"firstName":"Ada","lastName":"Byron"}},"homeAddress":{"city":"London"},` +
		`"consents":{"collect":{"val":"n"},"idSpecific":{"Email":{"ada@example.com":{"collect":{"val":"n"}}}}},` +
		`"segmentMembership":{"ups":{"gold":{"status":"realized","lastQualificationTime":"2025-01-01T00:00:00Z"},"new":{"status":"realized"}}},` +
		`"extSourceSystemAudit":{"lastUpdatedDate":"2025-02-01T00:00:00Z"}}`},
	{"loyalty", `{"identityMap":{"LoyaltyID":[{"id":"L1","primary":true}],"Email":[{"id":"ada@example.com"}]},"loyalty":{"tier":"Gold","points":12.50},` +
		`"person":{"name":{"lastName":"Lovelace"}},"homeAddress":{"countryCode":"GB"},"_suite":{"contracts":[{"number":"K3"}]},` +
		`"segmentMembership":{"UPS":{"gold":{"status":"exited","lastQualificationTime":"2025-01-02T01:00:00+01:00"}},"aam":{"A-17":{"status":"existing"}}},` +
		`"extSourceSystemAudit":{"lastUpdatedDate":"2025-03-01T00:00:00Z"}}`},
	{"notes", `{"identityMap":{"Email":[{"id":"ada@example.com","primary":true}]},"person":{"name":{"firstName":"Augusta"},"birthDate":"1815-12-10"},` +
		`"_suite":{"notes":{"a key.with dots":"n","plain":"notes"}},"consents":{"idSpecific":{"Email":{"other@example.com":{"collect":{"val":"y"}}}}},` +
		`"extSourceSystemAudit":{"lastUpdatedDate":"2025-03-01T00:00:00Z"}}`},
	{"notes", `{"identityMap":{"CRMID":[{"id":"C1","primary":true}]},"person":{"name":{"firstName":"A."}},"loyalty":{"tier":"Silver"},` +
		`"extSourceSystemAudit":{"lastUpdatedDate":"2024-01-01T00:00:00Z"}}`},
}

func putConflicts(t testing.TB, s Subject) {
	t.Helper()
	for _, c := range conflicts {
		s.Put(t, c.dataset, c.record)
	}
}

func newestWins(t *testing.T, s Subject) {
	putConflicts(t, s)
	for path, want := range map[xdm.Path]string{
		"person.name.lastName":  `"Lovelace"`,   // loyalty is newer than crm
		"person.name.firstName": `"Augusta"`,    // notes is newer than crm and says it
		"person.birthDate":      `"1815-12-10"`, // only there
		"homeAddress":           `{"city":"London","countryCode":"GB"}`,
		"loyalty":               `{"tier":"Gold","points":12.50}`,          // objects by member, numbers as they are
		"_suite.contracts":      `[{"number":"K3"}]`,                       // arrays whole
		"_suite.notes":          `{"a key.with dots":"n","plain":"notes"}`, // maps by key
		"consents.idSpecific":   `{"Email":{"ada@example.com":{"collect":{"val":"n"}},"other@example.com":{"collect":{"val":"y"}}}}`,
		"consents.collect.val":  `"n"`,
	} {
		got := value(t, s, "newest", crmID("C1"), path)
		if path == "loyalty" { // merged of two, so in order of names
			want = `{"points":12.50,"tier":"Gold"}`
		}
		equal(t, string(path), got, want)
	}

	s.Put(t, "loyalty", `{"identityMap":{"CRMID":[{"id":"C9","primary":true}]},"loyalty":{"tier":"Gold"}}`)
	s.Put(t, "notes", `{"identityMap":{"CRMID":[{"id":"C9","primary":true}]},"loyalty":{"tier":"Silver"}}`)
	equal(t, "what was stored last", value(t, s, "newest", crmID("C9"), "loyalty.tier"), `"Silver"`)
	s.Put(t, "loyalty", `{"identityMap":{"CRMID":[{"id":"C9","primary":true}]},"loyalty":{"tier":"Platinum"}}`)
	equal(t, "what was stored again", value(t, s, "newest", crmID("C9"), "loyalty.tier"), `"Platinum"`)
	s.Put(t, "loyalty", `{"identityMap":{"CRMID":[{"id":"C9","primary":true}]},"loyalty":{"points":1}}`)
	equal(t, "a record replaces the one before it whole", value(t, s, "newest", crmID("C9"), "loyalty.tier"), `"Silver"`)
}

func dataSetPrecedence(t *testing.T, s Subject) {
	putConflicts(t, s)
	for path, want := range map[xdm.Path]string{
		"person.name":      `{"firstName":"Ada","lastName":"Byron"}`, // crm is strongest
		"person.birthDate": `null`,                                   // notes is left out
		"loyalty.tier":     `"Gold"`,
		"_suite.contracts": `[{"number":"K1"},{"number":"K2"}]`,
	} {
		equal(t, string(path), value(t, s, "crm-first", crmID("C1"), path), want)
	}
	s.Put(t, "notes", `{"identityMap":{"CRMID":[{"id":"C8","primary":true}]},"loyalty":{"tier":"Gold"}}`)
	profile := profiles(t, s, "crm-first", xdm.Projection{}, crmID("C8"))[crmID("C8")]
	if profile == nil {
		t.Fatal("a person of whom only other data sets know is absent")
	}
	if !lacks(s, IdentitiesOnce) {
		equal(t, "members of a profile that no data set counts for", profile.Attributes.Len(), 1)
	}
}

func withoutGraph(t *testing.T, s Subject) {
	putConflicts(t, s)
	s.Put(t, "web", `{"_id":"w1","timestamp":"2025-01-01T00:00:00Z","identityMap":{"CRMID":[{"id":"C1","primary":true}],"Email":[{"id":"ada@example.com"}]}}`)
	s.Put(t, "web", `{"_id":"w2","timestamp":"2025-01-02T00:00:00Z","identityMap":{"LoyaltyID":[{"id":"L1","primary":true}]}}`)

	// The Email is carried by crm, loyalty and one of notes.
	equal(t, "first name by Email", value(t, s, "alone", email("ada@example.com"), "person.name.firstName"), `"Augusta"`)
	equal(t, "tier by Email", value(t, s, "alone", email("ada@example.com"), "loyalty.tier"), `"Gold"`)
	// The CRMID is carried by crm and the other one of notes.
	equal(t, "first name by CRMID", value(t, s, "alone", crmID("C1"), "person.name.firstName"), `"Ada"`)
	equal(t, "tier by CRMID", value(t, s, "alone", crmID("C1"), "loyalty.tier"), `"Silver"`)

	profile := profiles(t, s, "alone", xdm.Projection{}, email("ada@example.com"))[email("ada@example.com")]
	equal(t, "number of identities", len(profile.Identities), 1)
	for id, want := range map[platform.Identity]string{crmID("C1"): "[w1]", email("ada@example.com"): "[w1]", {Namespace: "LoyaltyID", ID: "L1"}: "[w2]"} {
		page := events(t, s, platform.EventsRequest{Identities: []platform.Identity{id}, MergePolicy: "alone", Limit: 10, Count: true})[id]
		equal(t, "events by "+string(id.Namespace), fmt.Sprint(eventIDs(page)), want)
		equal(t, "number of events by "+string(id.Namespace), page.Total, 1)
	}
}

func memberships(t *testing.T, s Subject) {
	putConflicts(t, s)
	read, err := platform.Memberships(profiles(t, s, "newest", xdm.Projection{}, crmID("C1"))[crmID("C1")].Attributes, begin)
	if err != nil {
		t.Fatal(err)
	}
	var standings []string
	for _, m := range read {
		standings = append(standings, fmt.Sprintf("%s %s %s %d", strings.ToLower(m.Namespace), m.ID, m.Status, m.LastQualification.Unix()))
	}
	slices.Sort(standings)
	unknown := time.Time{}.Unix()
	equal(t, "memberships, as they are read", fmt.Sprint(standings), fmt.Sprintf("[aam A-17 REALIZED %d ups gold EXITED %d ups new REALIZED %[1]d]", unknown, begin.Unix()+86400))
	if lacks(s, MembershipText) {
		return
	}
	// The two spellings of ups are one namespace, whichever of them is kept.
	got := strings.Replace(value(t, s, "newest", crmID("C1"), "segmentMembership"), "UPS", "ups", 1)
	equal(t, "memberships", got, `{"ups":{"gold":{"status":"exited","lastQualificationTime":"2025-01-02T01:00:00+01:00"},"new":{"status":"realized"}},"aam":{"A-17":{"status":"existing"}}}`)
	equal(t, "the one decided last", value(t, s, "crm-first", crmID("C1"), "segmentMembership.ups.gold.status"), `"exited"`)
}

// orderOfIngest stores the same records in every order: the merged view and its
// bytes are the same, since the records say when they changed.
func orderOfIngest(t *testing.T, s Subject) {
	var want string
	for n, order := range permutations(len(conflicts)) {
		suffix := fmt.Sprintf("_v%d_", n)
		rename := strings.NewReplacer("C1", "C1"+suffix, "ada@example.com", "ada"+suffix+"@example.com", `"L1"`, `"L1`+suffix+`"`)
		for _, i := range order {
			s.Put(t, conflicts[i].dataset, rename.Replace(conflicts[i].record))
		}
		got := strings.ReplaceAll(attributes(t, s, "newest", xdm.Projection{}, crmID("C1"+suffix)), suffix, "")
		if n == 0 {
			want = got
		}
		equal(t, fmt.Sprintf("merged view after order %v", order), got, want)
	}
}

func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{nil}
	}
	var all [][]int
	for _, shorter := range permutations(n - 1) {
		for at := range n {
			all = append(all, slices.Insert(slices.Clone(shorter), at, n-1))
		}
	}
	return all
}
