package demo_test

import (
	"log/slog"
	"strings"
	"testing"

	"activityhub/platform"
	"activityhub/platform/local"
	"activityhub/platform/local/demo"
)

// loaded is a local Platform with the first customers in it, up to those who
// share a telephone.
func loaded(t *testing.T) *local.Platform {
	t.Helper()
	p, err := local.Open(t.Context(), local.Config{Dir: t.TempDir(), Schemas: unions(t), Synchronous: "NORMAL", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	ingest(t, p, false)
	return p
}

// ingest loads everything; all must be stored, or all be there already.
func ingest(t *testing.T, p *local.Platform, again bool) {
	t.Helper()
	for _, dataset := range demo.Datasets() {
		r, err := demo.NewReader(demo.Config{Profiles: 210}, dataset)
		if err != nil {
			t.Fatal(err)
		}
		var rejects strings.Builder
		counts, err := p.Ingest(t.Context(), dataset, r, local.IngestOptions{Rejects: &rejects})
		if err != nil {
			t.Fatal(err)
		}
		kept := counts.Stored
		if again {
			kept = counts.Duplicates
		}
		if counts.Read == 0 || kept != counts.Read {
			t.Fatalf("%s, again %t: %+v, first reject %.300s", dataset, again, counts, rejects.String())
		}
	}
}

func lookUp(t *testing.T, p *local.Platform, policy platform.MergePolicyID, ids ...string) []*platform.Profile {
	t.Helper()
	req := platform.ProfilesRequest{MergePolicy: policy}
	for _, id := range ids {
		req.Identities = append(req.Identities, crmID(id))
	}
	found, err := p.Profiles(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	profiles := make([]*platform.Profile, len(ids))
	for i, id := range ids {
		if profiles[i] = found[crmID(id)]; profiles[i] == nil {
			t.Fatalf("%s is not known", id)
		}
	}
	return profiles
}

func TestTheLocalPlatformTakesAndStitchesAll(t *testing.T) {
	p := loaded(t)
	ingest(t, p, true)

	if got := lookUp(t, p, "", "C000001")[0]; len(got.Identities) != 9 {
		t.Errorf("C000001 has %d identities, want 9", len(got.Identities))
	}
	if got := lookUp(t, p, "", "C000050")[0]; len(got.Identities) != platform.MaxIdentitiesPerCluster {
		t.Errorf("C000050 has %d identities, want %d", len(got.Identities), platform.MaxIdentitiesPerCluster)
	}
	for _, c := range []struct {
		policy platform.MergePolicyID
		a, b   string
		same   bool
	}{
		{"", "C000201", "C000202", true},
		{"no-stitch", "C000201", "C000202", false},
		{"", "C000203", "C000204", false},
	} {
		pair := lookUp(t, p, c.policy, c.a, c.b)
		if same := pair[0].Canonical() == pair[1].Canonical(); same != c.same {
			t.Errorf("under policy %q %s and %s are the same person: %t, want %t", c.policy, c.a, c.b, same, c.same)
		}
	}
	for policy, city := range map[platform.MergePolicyID]string{"": record(t, "C000001", "loyalty").At("homeAddress.city").Text(), "crm-first": "Berlin", "no-stitch": "Berlin"} {
		if got := lookUp(t, p, policy, "C000001")[0].Attributes.At("homeAddress.city").Text(); got != city {
			t.Errorf("under policy %q C000001 lives in %s, want %s", policy, got, city)
		}
	}
	first := platform.Identity{Namespace: "ECID", ID: demo.AnonymousECID}
	pages, err := p.Events(t.Context(), platform.EventsRequest{Identities: []platform.Identity{first}, Order: platform.NewestFirst, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	if page := pages[first]; page == nil || len(page.Events) < 3 {
		t.Error("the anonymous visitor has no events, want 3 at least")
	}
}
