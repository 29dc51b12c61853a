package resolvers

import (
	"context"
	"slices"
	"sync"

	"github.com/graph-gophers/dataloader/v7"

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
	mu       sync.Mutex // guards the maps once resolvers run
	profiles map[platform.MergePolicyID]*profileBatch
	events   map[eventsKey]*eventBatch
}

func newWave(r *Resolver) *wave {
	return &wave{
		Resolver: r,
		profiles: map[platform.MergePolicyID]*profileBatch{},
		events:   map[eventsKey]*eventBatch{},
	}
}

// people are those that one selection is about.
type people struct {
	policy platform.MergePolicyID
	ids    []platform.Identity
}

// idSet collects identities in the order they come, without repeats.
type idSet struct {
	ids  []platform.Identity
	seen map[platform.Identity]bool
}

func (s *idSet) add(ids []platform.Identity) {
	if s.seen == nil {
		s.seen = make(map[platform.Identity]bool, len(ids))
	}
	for _, id := range ids {
		if !s.seen[id] {
			s.seen[id] = true
			s.ids = append(s.ids, id)
		}
	}
}

// profileBatch is the profiles wanted under one merge policy.
type profileBatch struct {
	idSet
	paths  []xdm.Path
	loader *dataloader.Loader[platform.Identity, *platform.Profile]
}

// profileBatch returns the batch for policy, made if need be.
func (w *wave) profileBatch(policy platform.MergePolicyID) *profileBatch {
	b := w.profiles[policy]
	if b == nil {
		b = &profileBatch{paths: []xdm.Path{"identityMap"}}
		w.profiles[policy] = b
	}
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
	idSet
	list   eventList
	paths  []xdm.Path
	rows   bool // whether events are wanted, and not only their number
	count  bool
	loader *dataloader.Loader[platform.Identity, *platform.EventPage]
}

// eventBatch returns the batch for list under policy, made if need be.
func (w *wave) eventBatch(policy platform.MergePolicyID, list eventList) *eventBatch {
	key := eventsKey{policy: policy, list: list.key, order: list.order, after: list.after, before: list.until, limit: list.limit}
	b := w.events[key]
	if b == nil {
		b = &eventBatch{list: list}
		w.events[key] = b
	}
	return b
}

// start sends the whole wave off.
func (w *wave) start(ctx context.Context) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for policy, b := range w.profiles {
		w.startProfiles(policy, b)
		for _, id := range b.ids {
			b.loader.Load(ctx, id)
		}
	}
	for key, b := range w.events {
		w.startEvents(key.policy, b)
		for _, id := range b.ids {
			b.loader.Load(ctx, id)
		}
	}
}

func (w *wave) startProfiles(policy platform.MergePolicyID, b *profileBatch) {
	projection := xdm.Project(b.paths...)
	b.loader = newLoader(len(b.ids), func(ctx context.Context, ids []platform.Identity) (map[platform.Identity]*platform.Profile, error) {
		return w.client.Profiles(ctx, platform.ProfilesRequest{Identities: ids, MergePolicy: policy, Projection: projection})
	})
}

func (w *wave) startEvents(policy platform.MergePolicyID, b *eventBatch) {
	req := platform.EventsRequest{
		MergePolicy: policy,
		Projection:  xdm.Project(append(slices.Clip(b.paths), "_id")...),
		Filter:      b.list.filter,
		Order:       b.list.order,
		After:       b.list.after,
		Before:      b.list.until,
		Count:       b.count,
	}
	if b.rows {
		req.Limit = b.list.limit
	}
	b.loader = newLoader(len(b.ids), func(ctx context.Context, ids []platform.Identity) (map[platform.Identity]*platform.EventPage, error) {
		req := req
		req.Identities = ids
		return w.client.Events(ctx, req)
	})
}

// profile returns the profile of id, which the plan announced; nil if nothing
// is known.
func (w *wave) profile(ctx context.Context, id platform.Identity, policy platform.MergePolicyID) (*graph.Profile, error) {
	w.mu.Lock()
	b := w.profileBatch(policy)
	if b.loader == nil {
		b.paths = nil // the plan knew nothing of this: read all
		w.startProfiles(policy, b)
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
		w.startEvents(policy, b)
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
