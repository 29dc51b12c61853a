package platform_test

import (
	"context"
	"testing"

	"activityhub/platform"
)

// A scripted engine answers with what its fields say, and remembers what it was
// asked. Definitions are two policies and three namespaces.
type scripted struct {
	profiles func(platform.ProfilesRequest) (map[platform.Identity]*platform.Profile, error)
	events   func(platform.EventsRequest) (map[platform.Identity]*platform.EventPage, error)
	segments func() ([]*platform.Segment, error)
	policies []*platform.MergePolicy

	askedProfiles []platform.ProfilesRequest
	askedEvents   []platform.EventsRequest
}

var policies = []*platform.MergePolicy{{ID: "alone"}, {ID: "newest", Default: true}}

func (s *scripted) Profiles(_ context.Context, req platform.ProfilesRequest) (map[platform.Identity]*platform.Profile, error) {
	s.askedProfiles = append(s.askedProfiles, req)
	return s.profiles(req)
}

func (s *scripted) Events(_ context.Context, req platform.EventsRequest) (map[platform.Identity]*platform.EventPage, error) {
	s.askedEvents = append(s.askedEvents, req)
	return s.events(req)
}

func (s *scripted) Segments(context.Context) ([]*platform.Segment, error) { return s.segments() }

func (s *scripted) MergePolicies(context.Context) ([]*platform.MergePolicy, error) {
	return s.policies, nil
}

func (s *scripted) Namespaces(context.Context) ([]platform.IdentityNamespace, error) {
	return []platform.IdentityNamespace{{Code: "CRMID"}, {Code: "ECID"}, {Code: "Email"}}, nil
}

func (s *scripted) Capabilities() platform.Capabilities {
	return platform.Capabilities{Engine: "scripted"}
}

func (s *scripted) Close() error { return nil }

// everyone knows a profile of everybody but "nobody".
func everyone(req platform.ProfilesRequest) (map[platform.Identity]*platform.Profile, error) {
	found := map[platform.Identity]*platform.Profile{}
	for _, id := range req.Identities {
		if id.ID != "nobody" {
			found[id] = &platform.Profile{Asked: id, MergePolicy: req.MergePolicy}
		}
	}
	return found, nil
}

// noEvents knows an empty page for everybody.
func noEvents(req platform.EventsRequest) (map[platform.Identity]*platform.EventPage, error) {
	found := map[platform.Identity]*platform.EventPage{}
	for _, id := range req.Identities {
		found[id] = &platform.EventPage{Total: -1}
	}
	return found, nil
}

func newClient(t *testing.T, engine platform.Engine) *platform.Client {
	t.Helper()
	client, err := platform.NewClient(platform.Config{Engine: engine})
	if err != nil {
		t.Fatal(err)
	}
	return client
}
