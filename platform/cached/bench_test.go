package cached_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"activityhub/platform"
	"activityhub/platform/cached"
	"activityhub/platform/xdm"
)

// ready is an engine that has its answers ready.
type ready struct {
	platform.Engine
	mu       sync.RWMutex
	profiles map[platform.Identity]*platform.Profile
	pages    map[platform.Identity]*platform.EventPage
}

func newReady(b *testing.B, all []platform.Identity, p xdm.Projection) *ready {
	b.Helper()
	r := &ready{profiles: map[platform.Identity]*platform.Profile{}, pages: map[platform.Identity]*platform.EventPage{}}
	for _, id := range all {
		document := fmt.Sprintf(`{"identityMap":{"Email":[{"id":%q}]},"person":{"name":{"firstName":"Ada","lastName":"Lovelace"}},"personalEmail":{"address":%q},"loyalty":{"tier":"Gold","points":1250},`+
			`"_tenant":{"scores":{"churn":{"probability":0.12,"percentile":3},"conversion":{"probability":0.7,"percentile":90}},"lifetimeValue":{"amount":1234.5,"currencyCode":"EUR"}},`+
			`"segmentMembership":{"ups":{"one":{"status":"realized","lastQualificationTime":"2025-01-01T00:00:00Z"},"two":{"status":"exited","lastQualificationTime":"2025-01-01T00:00:00Z"}}}}`, id.ID, id.ID)
		attributes, err := xdm.TrustedObject(p.Apply(document))
		if err != nil {
			b.Fatal(err)
		}
		r.profiles[id] = &platform.Profile{Asked: id, MergePolicy: "newest", Attributes: attributes, Identities: []platform.LinkedIdentity{{Identity: id, Primary: true}}}
		page := &platform.EventPage{Total: -1, More: true}
		for i := range 10 {
			attributes, err := xdm.TrustedObject(fmt.Sprintf(`{"eventType":"commerce.purchases","commerce":{"order":{"purchaseID":"P%d","priceTotal":10.5}}}`, i))
			if err != nil {
				b.Fatal(err)
			}
			page.Events = append(page.Events, &platform.Event{ID: fmt.Sprint("e", i), Type: "commerce.purchases", Attributes: attributes})
		}
		r.pages[id] = page
	}
	return r
}

func (r *ready) Profiles(_ context.Context, req platform.ProfilesRequest) (map[platform.Identity]*platform.Profile, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	found := make(map[platform.Identity]*platform.Profile, len(req.Identities))
	for _, id := range req.Identities {
		found[id] = r.profiles[id]
	}
	return found, nil
}

func (r *ready) Events(_ context.Context, req platform.EventsRequest) (map[platform.Identity]*platform.EventPage, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	found := make(map[platform.Identity]*platform.EventPage, len(req.Identities))
	for _, id := range req.Identities {
		found[id] = r.pages[id]
	}
	return found, nil
}

func (r *ready) Close() error { return nil }

// Benchmark compares the cache with a plain map behind a lock, which is the floor
// of anything that keeps answers: hits, misses, which pass through to that map,
// and hits that are cut.
func Benchmark(b *testing.B) {
	paths := []xdm.Path{"identityMap", "person.name", "personalEmail.address", "loyalty.tier", "_tenant.scores.churn", "_tenant.scores.conversion", "_tenant.lifetimeValue", "segmentMembership"}
	for _, size := range []int{1, 50} {
		var all []platform.Identity
		for i := range size {
			all = append(all, id(fmt.Sprintf("person%04d@example.com", i)))
		}
		floor := newReady(b, all, xdm.Project(paths...))
		behind := func(b *testing.B) *cached.Engine {
			return open(b, floor)
		}
		profiles := func(b *testing.B, engine platform.Engine, p ...xdm.Path) {
			found, err := engine.Profiles(b.Context(), platform.ProfilesRequest{Identities: all, Projection: xdm.Project(p...)})
			if err != nil || len(found) != size {
				b.Fatalf("%d profiles, %v", len(found), err)
			}
			req := platform.ProfilesRequest{Identities: all, Projection: xdm.Project(p...)}
			b.ReportAllocs()
			for b.Loop() {
				if found, _ := engine.Profiles(b.Context(), req); len(found) != size {
					b.Fatalf("%d profiles", len(found))
				}
			}
		}
		events := func(b *testing.B, engine platform.Engine) {
			req := platform.EventsRequest{Identities: all, Order: platform.NewestFirst, Limit: 10, Filter: platform.EventFilter{Types: []string{"commerce.purchases"}}, Projection: xdm.Project("eventType", "commerce")}
			b.ReportAllocs()
			for b.Loop() {
				if found, _ := engine.Events(b.Context(), req); len(found) != size {
					b.Fatalf("%d pages", len(found))
				}
			}
		}
		b.Run(fmt.Sprint("profiles/floor/", size), func(b *testing.B) { profiles(b, floor, paths...) })
		b.Run(fmt.Sprint("profiles/hit/", size), func(b *testing.B) { profiles(b, behind(b), paths...) })
		b.Run(fmt.Sprint("profiles/hit and cut/", size), func(b *testing.B) {
			e := behind(b)
			if _, err := e.Profiles(b.Context(), platform.ProfilesRequest{Identities: all, Projection: xdm.Project(paths...)}); err != nil {
				b.Fatal(err)
			}
			profiles(b, e, paths[:3]...)
		})
		b.Run(fmt.Sprint("profiles/miss/", size), func(b *testing.B) {
			e := open(b, floor, func(c *cached.Config) { c.ProfileLife, c.ProfileRevalidate = -1, -1 })
			profiles(b, e, paths...)
		})
		b.Run(fmt.Sprint("events/floor/", size), func(b *testing.B) { events(b, floor) })
		b.Run(fmt.Sprint("events/hit/", size), func(b *testing.B) { events(b, behind(b)) })
		b.Run(fmt.Sprint("events/miss/", size), func(b *testing.B) {
			e := open(b, floor, func(c *cached.Config) { c.EventLife, c.EventRevalidate = -1, -1 })
			events(b, e)
		})
	}
}

// BenchmarkForget looks at all that is kept.
func BenchmarkForget(b *testing.B) {
	var all []platform.Identity
	for i := range 10_000 {
		all = append(all, id(fmt.Sprintf("person%05d@example.com", i)))
	}
	e := open(b, newReady(b, all, xdm.Project("person.name")))
	if _, err := e.Profiles(b.Context(), platform.ProfilesRequest{Identities: all}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		e.Forget(id("nobody@example.com"))
	}
}
