package platformtest

import (
	"context"
	"errors"
	"strings"
	"testing"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

// Run tries an engine. open returns a new, empty subject each time, closed with
// the test it is given.
func Run(t *testing.T, open func(t testing.TB) Subject) {
	for _, part := range []struct {
		name string
		try  func(t *testing.T, s Subject)
	}{
		{"profiles by any identity", profilesByAnyIdentity},
		{"profiles of strangers are absent", strangers},
		{"profiles are cut to the projection", projections},
		{"projection then fetch is fetch then select", projectionCommutes},
		{"newest attribute wins", newestWins},
		{"data set precedence", dataSetPrecedence},
		{"without the identity graph", withoutGraph},
		{"segment memberships unite", memberships},
		{"merged view does not depend on the order of ingest", orderOfIngest},
		{"identities link transitively", transitiveLinks},
		{"too many identities fail alone", tooManyIdentities},
		{"things link nobody", thingsLinkNobody},
		{"events in order", eventsInOrder},
		{"pages agree with a plain model", pagesAgree},
		{"forward is backward reversed", forwardIsBackward},
		{"cursors stay while events arrive", cursorsStay},
		{"window edges in milliseconds", windowEdges},
		{"events of strangers are absent", eventsOfStrangers},
		{"definitions", definitions},
		{"unknown merge policy", unknownPolicy},
		{"cancelled context", cancelled},
		{"concurrent callers", concurrent},
	} {
		t.Run(part.name, func(t *testing.T) { part.try(t, open(t)) })
	}
}

// The identities that the suite asks for.
func crmID(id string) platform.Identity { return platform.Identity{Namespace: "CRMID", ID: id} }
func email(id string) platform.Identity { return platform.Identity{Namespace: "Email", ID: id} }

// profiles looks up ids and fails the test if that fails.
func profiles(t testing.TB, s Subject, policy platform.MergePolicyID, p xdm.Projection, ids ...platform.Identity) map[platform.Identity]*platform.Profile {
	t.Helper()
	found, err := s.Engine().Profiles(t.Context(), platform.ProfilesRequest{Identities: ids, MergePolicy: policy, Projection: p.With("identityMap")})
	if err != nil {
		t.Fatalf("Profiles: %v", err)
	}
	return found
}

// attributes returns what profiles finds of id, as JSON.
func attributes(t testing.TB, s Subject, policy platform.MergePolicyID, p xdm.Projection, id platform.Identity) string {
	t.Helper()
	profile := profiles(t, s, policy, p, id)[id]
	if profile == nil {
		t.Fatalf("no profile of a %s is found", id.Namespace)
	}
	return text(profile.Attributes)
}

// text writes o as JSON.
func text(o xdm.Object) string {
	var b strings.Builder
	b.WriteByte('{')
	for name, value := range o.All() {
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		b.WriteString(`"` + name + `":` + value.Raw())
	}
	return b.String() + "}"
}

// value returns the value at path of a profile, as JSON.
func value(t testing.TB, s Subject, policy platform.MergePolicyID, id platform.Identity, path xdm.Path) string {
	t.Helper()
	profile := profiles(t, s, policy, xdm.Projection{}, id)[id]
	if profile == nil {
		t.Fatalf("no profile of a %s is found", id.Namespace)
	}
	return profile.Attributes.Select(path).Raw()
}

func equal[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s\n got %v\nwant %v", what, got, want)
	}
}

func unknownPolicy(t *testing.T, s Subject) {
	s.Put(t, "crm", ada)
	_, err := s.Engine().Profiles(t.Context(), platform.ProfilesRequest{Identities: []platform.Identity{crmID("C1")}, MergePolicy: "no-such-policy"})
	if err == nil {
		t.Error("Profiles under an unknown merge policy succeeds")
	}
	_, err = s.Engine().Events(t.Context(), platform.EventsRequest{Identities: []platform.Identity{crmID("C1")}, MergePolicy: "no-such-policy", Limit: 1})
	if err == nil {
		t.Error("Events under an unknown merge policy succeeds")
	}
}

func cancelled(t *testing.T, s Subject) {
	s.Put(t, "crm", ada)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Engine().Profiles(ctx, platform.ProfilesRequest{Identities: []platform.Identity{crmID("C1")}}); !errors.Is(err, context.Canceled) {
		t.Errorf("Profiles with a cancelled context: %v, want context.Canceled", err)
	}
	if _, err := s.Engine().Events(ctx, platform.EventsRequest{Identities: []platform.Identity{crmID("C1")}, Limit: 1}); !errors.Is(err, context.Canceled) {
		t.Errorf("Events with a cancelled context: %v, want context.Canceled", err)
	}
}

func definitions(t *testing.T, s Subject) {
	segments, err := s.Engine().Segments(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "number of segments", len(segments), 2)
	equal(t, "first segment", segments[0].SegmentKey, platform.SegmentKey{Namespace: "aam", ID: "A-17"})
	equal(t, "second segment", segments[1].SegmentKey, platform.SegmentKey{Namespace: "ups", ID: "gold"})
	equal(t, "its evaluation and lifecycle", segments[1].Evaluation+" "+segments[1].Lifecycle, "STREAMING PUBLISHED")
	equal(t, "its expression", segments[1].Expression.Value, `loyalty.tier = "Gold"`)

	policies, err := s.Engine().MergePolicies(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range policies {
		names = append(names, p.Name)
		equal(t, "default of "+p.Name, p.Default, p.ID == "newest")
	}
	equal(t, "merge policies by name", strings.Join(names, ", "), "Customer system first, Newest, Without graph")

	namespaces, err := s.Engine().Namespaces(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	custom := map[platform.Namespace]bool{}
	for _, n := range namespaces {
		custom[n.Code] = n.Custom
	}
	for code, want := range map[platform.Namespace]bool{"CRMID": true, "Household": true, "Email": false, "ECID": false, "Phone": false} {
		got, ok := custom[code]
		equal(t, "namespace "+string(code)+" is there", ok, true)
		equal(t, "namespace "+string(code)+" is custom", got, want)
	}
}
