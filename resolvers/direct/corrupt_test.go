package direct_test

import (
	"context"
	"encoding/json"
	"errors"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"slices"
	"sync/atomic"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

// corrupting is an engine whose data is often not as the schema says, and whose
// calls fail at times: always the same way for one seed and one question.
type corrupting struct {
	platform.Engine
	seed atomic.Uint64
}

// random returns what decides about one identity of one call.
func (e *corrupting) random(parts ...string) *rand.Rand {
	h := fnv.New64a()
	for _, part := range parts {
		_, _ = h.Write([]byte(part + "\x00"))
	}
	return rand.New(rand.NewPCG(e.seed.Load(), h.Sum64()))
}

func (e *corrupting) Profiles(ctx context.Context, req platform.ProfilesRequest) (map[platform.Identity]*platform.Profile, error) {
	found, err := e.Engine.Profiles(ctx, req)
	if err != nil {
		return found, err
	}
	failed := map[platform.Identity]error{}
	for id, p := range found {
		r := e.random("profile", id.String(), req.Projection.String())
		if r.IntN(25) == 0 {
			failed[id] = &platform.Error{Op: "Profiles", Kind: platform.ErrUnavailable, Message: "not now"}
			delete(found, id)
			continue
		}
		changed := *p
		changed.Attributes = corrupt(r, p.Attributes)
		found[id] = &changed
	}
	if len(failed) > 0 {
		return found, &platform.PartialError{Failed: failed}
	}
	return found, nil
}

func (e *corrupting) Events(ctx context.Context, req platform.EventsRequest) (map[platform.Identity]*platform.EventPage, error) {
	r := e.random("events", req.Projection.String(), string(req.Order))
	if r.IntN(25) == 0 {
		return nil, errors.New("the engine is out of order")
	}
	found, err := e.Engine.Events(ctx, req)
	for id, page := range found {
		r := e.random("events of", id.String(), req.Projection.String())
		changed := *page
		changed.Events = slices.Clone(page.Events)
		if r.IntN(4) == 0 {
			changed.Total = -1
		}
		for i, event := range changed.Events {
			if r.IntN(60) == 0 {
				changed.Events[i] = nil // whoever reads it panics
				continue
			}
			one := *event
			one.Attributes = corrupt(r, event.Attributes)
			changed.Events[i] = &one
		}
		found[id] = &changed
	}
	return found, err
}

// corrupt returns o with some of its values replaced.
func corrupt(r *rand.Rand, o xdm.Object) xdm.Object {
	if r.IntN(3) == 0 {
		return o
	}
	members := map[string]any{}
	for name, v := range o.All() {
		var member any
		if err := json.Unmarshal([]byte(v.Raw()), &member); err != nil {
			panic(err)
		}
		members[name] = spoil(r, member)
	}
	raw, err := json.Marshal(members)
	if err != nil {
		panic(err)
	}
	spoiled, err := xdm.ParseObject(raw)
	if err != nil {
		panic(err)
	}
	return spoiled
}

// oddities are what values are replaced with.
var oddities = []any{
	nil, true, false, 0.0, 12.0, -3.5, 1e300, 9007199254740993.0, "", "12", "true", "a \"quoted\"\n\u0001 text", "2026-05-19T14:00:00Z",
	"2026-05-19", "y", "realized", []any{}, []any{1.0, "two", nil, []any{}}, []any{map[string]any{"name": "x", "code": 1.0}, nil, "x", 7.0},
	map[string]any{}, map[string]any{"val": []any{1.0}, "key": "value"}, map[string]any{"a": map[string]any{"status": "realized", "val": 3.0}},
}

func spoil(r *rand.Rand, v any) any {
	if r.IntN(14) == 0 {
		return oddities[r.IntN(len(oddities))]
	}
	switch v := v.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			v[name] = spoil(r, v[name])
		}
	case []any:
		for i := range v {
			v[i] = spoil(r, v[i])
		}
	}
	return v
}
