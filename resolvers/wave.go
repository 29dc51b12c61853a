package resolvers

import (
	"context"
	"sync"

	"activityhub/graph"
	"activityhub/platform"
	"activityhub/platform/xdm"
)

// A wave is the engine calls of one operation: one for the profiles of each
// merge policy, with the union of what is asked of them anywhere, and one for
// each distinct list of events. The plan fills it, start sends it off, and
// resolvers find their part in flight.
type wave struct {
	*Resolver
	mu       sync.Mutex // guards the batches once resolvers run
	profiles []*profileBatch
	events   []*eventBatch
	segments places // where segment definitions are shown, which the client keeps
}

func newWave(r *Resolver) *wave { return &wave{Resolver: r} }

// people are those that one selection is about.
type people struct {
	root   string // name of the root field in the answer
	policy platform.MergePolicyID
	ids    []platform.Identity
}

// wanted is the union of what is asked of each document; all of it if nobody
// said what.
type wanted struct {
	projection xdm.Projection
	said       bool
}

func (w *wanted) want(p xdm.Projection) {
	if w.said {
		p = w.projection.Union(p)
	}
	w.projection, w.said = p, true
}

// profileBatch is the profiles wanted under one merge policy.
type profileBatch struct {
	policy platform.MergePolicyID
	idSet
	wanted
	places
	loader *loader[*platform.Profile]
}

// profileBatch returns the batch for policy, made if need be.
func (w *wave) profileBatch(policy platform.MergePolicyID) *profileBatch {
	for _, b := range w.profiles {
		if b.policy == policy {
			return b
		}
	}
	b := &profileBatch{policy: policy}
	w.profiles = append(w.profiles, b)
	return b
}

// eventsKey tells lists of events apart: equal ones are one engine call.
type eventsKey struct {
	policy        platform.MergePolicyID
	list          graph.ListKey // filter and order
	order         platform.EventOrder
	after, before platform.EventPosition
	limit         int
}

// eventBatch is one list of events wanted of several people.
type eventBatch struct {
	key eventsKey
	idSet
	wanted
	places
	list   eventList
	rows   bool // whether events are wanted, and not only their number
	count  bool
	loader *loader[*platform.EventPage]
}

// eventBatch returns the batch for list under policy, made if need be.
func (w *wave) eventBatch(policy platform.MergePolicyID, list eventList) *eventBatch {
	key := eventsKey{policy: policy, list: list.key, order: list.order, after: list.after, before: list.until, limit: list.limit}
	for _, b := range w.events {
		if b.key == key {
			return b
		}
	}
	b := &eventBatch{key: key, list: list}
	w.events = append(w.events, b)
	return b
}

// start sends the whole wave off. It does the last call itself, when the others
// are on their way: there is nothing to do without its answer, and a goroutine
// less to wake.
func (w *wave) start(ctx context.Context) {
	var last func()
	call := func(next func()) {
		if last != nil {
			go last()
		}
		last = next
	}
	for _, b := range w.profiles {
		call(w.loadProfiles(ctx, b))
	}
	for _, b := range w.events {
		call(w.loadEvents(ctx, b))
	}
	if last != nil {
		last()
	}
}

// loadProfiles makes the loader of b and returns what loads what was announced.
func (w *wave) loadProfiles(ctx context.Context, b *profileBatch) func() {
	b.loader = newLoader(b.idSet, func(ctx context.Context, ids []platform.Identity) (map[platform.Identity]*platform.Profile, error) {
		return w.client.Profiles(ctx, platform.ProfilesRequest{Identities: ids, MergePolicy: b.policy, Projection: b.projection})
	})
	return func() { b.loader.run(ctx) }
}

// loadEvents makes the loader of b and returns what loads what was announced.
func (w *wave) loadEvents(ctx context.Context, b *eventBatch) func() {
	b.loader = newLoader(b.idSet, func(ctx context.Context, ids []platform.Identity) (map[platform.Identity]*platform.EventPage, error) {
		req := platform.EventsRequest{
			Identities:  ids,
			MergePolicy: b.key.policy,
			Projection:  b.projection,
			Filter:      b.list.filter,
			Order:       b.list.order,
			After:       b.list.after,
			Before:      b.list.until,
			Count:       b.count,
		}
		if b.rows {
			req.Limit = b.list.limit
		}
		return w.client.Events(ctx, req)
	})
	return func() { b.loader.run(ctx) }
}

// profile returns the profile of id, which the plan announced; nil if nothing
// is known.
func (w *wave) profile(ctx context.Context, id platform.Identity, policy platform.MergePolicyID) (*graph.Profile, error) {
	w.mu.Lock()
	b := w.profileBatch(policy)
	if b.loader == nil { // the plan knew nothing of this: read all
		w.loadProfiles(ctx, b)
	}
	w.mu.Unlock()
	p, err := b.loader.Load(ctx, id)()
	if p == nil || err != nil {
		return nil, err
	}
	return &graph.Profile{Profile: p}, nil
}

// eventPage returns the page of list for id, which the plan announced; an empty
// one if nothing is known.
func (w *wave) eventPage(ctx context.Context, id platform.Identity, policy platform.MergePolicyID, list eventList) (*platform.EventPage, error) {
	w.mu.Lock()
	b := w.eventBatch(policy, list)
	if b.loader == nil {
		b.rows, b.count = true, true // the plan knew nothing of this: read all
		w.loadEvents(ctx, b)
	}
	w.mu.Unlock()
	page, err := b.loader.Load(ctx, id)()
	if err != nil {
		return nil, err
	}
	if page == nil {
		page = &platform.EventPage{}
	}
	return page, nil
}
