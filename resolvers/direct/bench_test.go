package direct_test

import (
	"context"
	"net/http"
	"sync"
	"testing"

	"activityhub/platform"
)

// remembering is an engine that answers every question but the first from
// memory, so that what is above it can be measured.
type remembering struct {
	platform.Engine
	profiles, events sync.Map // by projection
}

func (e *remembering) Profiles(ctx context.Context, req platform.ProfilesRequest) (map[platform.Identity]*platform.Profile, error) {
	return remember(&e.profiles, req.Projection.String(), func() (map[platform.Identity]*platform.Profile, error) {
		return e.Engine.Profiles(ctx, req)
	})
}

func (e *remembering) Events(ctx context.Context, req platform.EventsRequest) (map[platform.Identity]*platform.EventPage, error) {
	return remember(&e.events, req.Projection.String(), func() (map[platform.Identity]*platform.EventPage, error) {
		return e.Engine.Events(ctx, req)
	})
}

func remember[V any](known *sync.Map, key string, ask func() (V, error)) (V, error) {
	if v, ok := known.Load(key); ok {
		return v.(V), nil
	}
	v, err := ask()
	if err == nil {
		known.Store(key, v)
	}
	return v, err
}

// BenchmarkExecutors answers the query of an agent's screen with either
// executor, the HTTP edge included and the engine left out.
func BenchmarkExecutors(b *testing.B) {
	p := &pair{}
	p.connect(b, &remembering{Engine: newStore(b)})
	body := []byte(`{"query": "{ profile(identity: {namespace: \"CRMID\", id: \"C000001\"}) { attributes { person { name { firstName lastName } } personalEmail { address } loyalty { tier } } scores { name value } lifetimeValue { amount currency } segments { nodes { segment { name } } } events(first: 50) { nodes { type timestamp attributes { commerce { order { priceTotal } } } } } } }"}`)
	for name, h := range map[string]http.Handler{"direct": p.direct, "generated": p.generated} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ask(b, h, body)
			}
		})
	}
}
