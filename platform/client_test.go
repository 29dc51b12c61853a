package platform_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

func TestClientNeedsAnEngine(t *testing.T) {
	if _, err := platform.NewClient(platform.Config{}); err == nil {
		t.Error("a client without an engine was made")
	}
}

// TestProfilesAsAsked asks for one person in several spellings, with repeats:
// the engine sees each once, as it writes them, and the answer has all.
func TestProfilesAsAsked(t *testing.T) {
	engine := &scripted{profiles: everyone, policies: policies}
	asked := []platform.Identity{
		{Namespace: "email", ID: "ada@example.com"},
		{Namespace: "CRMID", ID: "C1"},
		{Namespace: "EMAIL", ID: "ada@example.com"},
		{Namespace: "Email", ID: "ADA@example.com"}, // another value: case matters
		{Namespace: "CRMID", ID: "C1"},
		{Namespace: "CRMID", ID: "nobody"},
	}
	before := slices.Clone(asked)
	found, err := newClient(t, engine).Profiles(t.Context(), platform.ProfilesRequest{Identities: asked, Projection: xdm.Project("person")})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(asked, before) {
		t.Errorf("the caller's identities were changed to %v", asked)
	}
	for _, id := range asked {
		switch p := found[id]; {
		case id.ID == "nobody" && p != nil:
			t.Errorf("%v has a profile", id)
		case id.ID != "nobody" && (p == nil || p.Asked != id):
			t.Errorf("the profile of %v is %+v, want one asked for as that", id, p)
		}
	}
	req := engine.askedProfiles[0]
	want := []platform.Identity{{Namespace: "Email", ID: "ada@example.com"}, {Namespace: "CRMID", ID: "C1"}, {Namespace: "Email", ID: "ADA@example.com"}, {Namespace: "CRMID", ID: "nobody"}}
	if !slices.Equal(req.Identities, want) {
		t.Errorf("the engine was asked for %v, want %v", req.Identities, want)
	}
	if got := req.Projection.String(); got != "identityMap,person" {
		t.Errorf("the engine was asked for the paths %s, want identityMap,person", got)
	}
	if req.MergePolicy != "newest" || len(engine.askedProfiles) != 1 {
		t.Errorf("%d calls, the first under the policy %q; want one under newest", len(engine.askedProfiles), req.MergePolicy)
	}
}

// TestPartialAnswers checks that a failure of one identity stays its own,
// however it was asked for.
func TestPartialAnswers(t *testing.T) {
	ada, bob := platform.Identity{Namespace: "Email", ID: "ada"}, platform.Identity{Namespace: "Email", ID: "bob"}
	tooMany := &platform.Error{Kind: platform.ErrTooManyLinked}
	engine := &scripted{policies: policies, profiles: func(req platform.ProfilesRequest) (map[platform.Identity]*platform.Profile, error) {
		return map[platform.Identity]*platform.Profile{ada: {Asked: ada}}, fmt.Errorf("wrapped: %w", &platform.PartialError{Failed: map[platform.Identity]error{bob: tooMany}})
	}}
	asked := []platform.Identity{ada, {Namespace: "email", ID: "bob"}, bob, {Namespace: "Email", ID: "nobody"}}
	found, err := newClient(t, engine).Profiles(t.Context(), platform.ProfilesRequest{Identities: asked})
	if !errors.Is(err, platform.ErrPartial) {
		t.Fatalf("error %v, want a partial one", err)
	}
	if len(found) != 1 || found[ada] == nil {
		t.Errorf("found %v, want ada alone", slices.Collect(maps.Keys(found)))
	}
	for i, want := range []error{nil, platform.ErrTooManyLinked, platform.ErrTooManyLinked, nil} {
		if got := platform.ErrorFor(err, asked[i]); !errors.Is(got, want) {
			t.Errorf("identity %d failed with %v, want %v", i, got, want)
		}
	}
	if strings.Contains(err.Error(), "bob") {
		t.Errorf("the error names a person: %v", err)
	}

	// Somebody else's failure is none of this call's.
	if _, err := newClient(t, engine).Profiles(t.Context(), platform.ProfilesRequest{Identities: []platform.Identity{ada}}); err != nil {
		t.Errorf("error %v, want none", err)
	}
}

func TestWholeFailure(t *testing.T) {
	down := &platform.Error{Op: "Profiles", Kind: platform.ErrUnavailable, Err: errors.New("refused")}
	engine := &scripted{policies: policies, profiles: func(platform.ProfilesRequest) (map[platform.Identity]*platform.Profile, error) { return nil, down }}
	found, err := newClient(t, engine).Profiles(t.Context(), platform.ProfilesRequest{Identities: []platform.Identity{{Namespace: "Email", ID: "ada"}}})
	if found != nil || !errors.Is(err, platform.ErrUnavailable) {
		t.Errorf("found %v, error %v; want nothing but %v", found, err, down)
	}
}

// TestRefusals checks what is refused before an engine is asked, and that the
// message says what would be right without the value.
func TestRefusals(t *testing.T) {
	secret := "ada.secret@example.com"
	one := []platform.Identity{{Namespace: "Email", ID: secret}}
	many := make([]platform.Identity, platform.MaxProfilesPerCall+1)
	for i := range many {
		many[i] = platform.Identity{Namespace: "Email", ID: fmt.Sprint(secret, i)}
	}
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	events := func(change func(*platform.EventsRequest)) platform.EventsRequest {
		req := platform.EventsRequest{Identities: one, Order: platform.NewestFirst, Limit: 1}
		change(&req)
		return req
	}
	tests := []struct {
		name string
		req  platform.EventsRequest
		want string
	}{
		{"no identities", events(func(r *platform.EventsRequest) { r.Identities = nil }), "1 to 100 identities, not 0"},
		{"too many identities", events(func(r *platform.EventsRequest) { r.Identities = many }), "1 to 100 identities, not 101"},
		{"unknown namespace", events(func(r *platform.EventsRequest) { r.Identities = []platform.Identity{{Namespace: "Emial", ID: secret}} }), `unknown namespace "Emial"; the namespaces here are CRMID, ECID, Email`},
		{"a number for a namespace", events(func(r *platform.EventsRequest) {
			r.Identities = []platform.Identity{{Namespace: "4917012345678", ID: secret}}
		}), "unknown namespace code; the namespaces here are CRMID, ECID, Email"},
		{"malformed namespace", events(func(r *platform.EventsRequest) {
			r.Identities = []platform.Identity{{Namespace: platform.Namespace(secret), ID: "Email"}}
		}), "1 to 64 letters"},
		{"empty value", events(func(r *platform.EventsRequest) { r.Identities = []platform.Identity{{Namespace: "Email"}} }), "not empty"},
		{"unknown policy", events(func(r *platform.EventsRequest) { r.MergePolicy = "oldest" }), "no such merge policy; the merge policies here are alone, newest"},
		{"negative limit", events(func(r *platform.EventsRequest) { r.Limit = -1 }), "0 to 100 events for a profile, not -1"},
		{"limit too large", events(func(r *platform.EventsRequest) { r.Limit = 101 }), "0 to 100 events for a profile, not 101"},
		{"no order", events(func(r *platform.EventsRequest) { r.Order = "" }), "NEWEST_FIRST or OLDEST_FIRST"},
		{"window backwards", events(func(r *platform.EventsRequest) { r.Filter.From, r.Filter.To = now, now.Add(-1) }), "from must be earlier than to"},
		{"window of nothing", events(func(r *platform.EventsRequest) { r.Filter.From, r.Filter.To = now, now }), "from must be earlier than to"},
		{"too many types", events(func(r *platform.EventsRequest) { r.Filter.Types = make([]string, 51) }), "at most 50 types, not 51"},
		{"too many channels", events(func(r *platform.EventsRequest) { r.Filter.Channels = make([]string, 51) }), "at most 50 channels, not 51"},
	}
	engine := &scripted{policies: policies}
	client := newClient(t, engine)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := client.Events(t.Context(), tt.req)
			if !errors.Is(err, platform.ErrInvalid) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %q, want an invalid request and %q", err, tt.want)
			}
			if strings.Contains(fmt.Sprint(err), secret) || strings.Contains(fmt.Sprint(err), "4917") {
				t.Errorf("the error has a personal value: %v", err)
			}
		})
	}
	if n := len(engine.askedEvents); n > 0 {
		t.Errorf("the engine was asked %d times", n)
	}
}

func TestEventsArePassedOn(t *testing.T) {
	engine := &scripted{events: noEvents, policies: policies}
	asked := platform.Identity{Namespace: "ecid", ID: "1"}
	found, err := newClient(t, engine).Events(t.Context(), platform.EventsRequest{Identities: []platform.Identity{asked}, MergePolicy: "alone", Order: platform.OldestFirst, Limit: 0, Count: true})
	if err != nil || found[asked] == nil {
		t.Fatalf("found %v, error %v", found, err)
	}
	if got := engine.askedEvents[0]; got.MergePolicy != "alone" || got.Identities[0].Namespace != "ECID" || !got.Count || got.Order != platform.OldestFirst {
		t.Errorf("the engine was asked %+v", got)
	}
}

func TestNoDefaultPolicy(t *testing.T) {
	engine := &scripted{policies: []*platform.MergePolicy{{ID: "a"}, {ID: "b"}}}
	if _, err := newClient(t, engine).MergePolicy(t.Context(), ""); err == nil || !strings.Contains(err.Error(), "name one of a, b") {
		t.Errorf("error %v, want one that names the policies", err)
	}
}

func TestSegments(t *testing.T) {
	gold := &platform.Segment{SegmentKey: platform.SegmentKey{Namespace: "ups", ID: "1"}, Name: "Gold"}
	active := &platform.Segment{SegmentKey: platform.SegmentKey{Namespace: "ups", ID: "2"}, Name: "Active"}
	given := []*platform.Segment{gold, active}
	client := newClient(t, &scripted{policies: policies, segments: func() ([]*platform.Segment, error) { return given, nil }})
	all, err := client.Segments(t.Context())
	if err != nil || !slices.Equal(all, []*platform.Segment{active, gold}) {
		t.Errorf("segments %v, %v; want them by name", all, err)
	}
	if given[0] != gold {
		t.Error("the engine's slice was sorted")
	}
	if byKey, err := client.SegmentsByKey(t.Context()); err != nil || byKey[gold.SegmentKey] != gold || len(byKey) != 2 {
		t.Errorf("by key %v, %v", byKey, err)
	}
}

func TestWarm(t *testing.T) {
	down := errors.New("down")
	for name, tt := range map[string]struct{ segments, want error }{
		"all there":            {nil, nil},
		"segments unsupported": {&platform.Error{Kind: platform.ErrUnsupported}, nil},
		"segments fail":        {down, down},
	} {
		t.Run(name, func(t *testing.T) {
			client := newClient(t, &scripted{policies: policies, segments: func() ([]*platform.Segment, error) { return nil, tt.segments }})
			if err := client.Warm(context.Background()); !errors.Is(err, tt.want) {
				t.Errorf("Warm: %v, want %v", err, tt.want)
			}
		})
	}
}
