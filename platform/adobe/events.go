package adobe

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"activityhub/platform"
)

const eventsMethod = "Events"

// manyRowsChunk is how many people one call asks for at most where it asks for
// many events of each: an answer holds the product.
const manyRowsChunk = 10

// Events implements [platform.Engine]: one look-up for one identity, chunks side
// by side for several. What cannot be filtered or ordered there is read on and
// filtered here, within Config.PageBudget pages for each person: when that is
// spent, a page with something in it ends early and says that there is more, and
// one without is [platform.ErrTooLarge]. Where an organisation has no event
// look-up it is [platform.ErrUnsupported].
//
// Source: Entities guide, edition of 2023, the last with event look-ups in full.
func (e *Engine) Events(ctx context.Context, req platform.EventsRequest) (map[platform.Identity]*platform.EventPage, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l := &eventLookup{Engine: e, req: req}
	var err error
	if l.policy, err = e.policyID(ctx, req.MergePolicy); err != nil {
		return nil, err
	}
	if l.spelling, err = e.spelling(ctx); err != nil {
		return nil, err
	}
	l.alone = len(req.Identities) == 1
	l.rows = l.rowScan()
	if req.Count {
		l.numbers = l.countScan()
	}
	size := e.cfg.chunkSize()
	if l.onlyNumbers() || l.rows.limit > 2*platform.MaxEventsPerProfile {
		size = min(size, manyRowsChunk)
	}
	return newGathering(&e.people, size, l.chunk).all(ctx, req.Identities)
}

// An eventLookup is one look-up of events: a page for each of several people,
// their number, or both.
type eventLookup struct {
	*Engine
	req           platform.EventsRequest
	alone         bool // it is about one identity
	policy        platform.MergePolicyID
	spelling      spelling
	rows, numbers *scan
}

// onlyNumbers reports whether no event is wanted.
func (l *eventLookup) onlyNumbers() bool { return l.req.Limit == 0 && l.req.Count }

// chunk reads a page of the events of each of ids, and counts them where that is
// wanted and the page does not show it.
func (l *eventLookup) chunk(ctx context.Context, ids []platform.Identity) (map[platform.Identity]*platform.EventPage, error) {
	found := make(map[platform.Identity]*platform.EventPage, len(ids))
	failed := map[platform.Identity]error{}
	if !l.onlyNumbers() {
		tallies, failures, err := l.rows.all(ctx, ids)
		if err != nil {
			return nil, err
		}
		failed = failures
		for id, t := range tallies {
			if found[id], err = l.page(t); err != nil {
				delete(found, id)
				failed[id] = err
			}
		}
		if !l.req.Count {
			return partly(found, failed)
		}
		// Nothing between two places may be 404 for one who has events elsewhere.
		between := !l.req.After.IsZero() || !l.req.Before.IsZero()
		ids = slices.DeleteFunc(slices.Clone(ids), func(id platform.Identity) bool {
			return failed[id] != nil || found[id] == nil && !between || found[id] != nil && found[id].Total >= 0
		})
	}
	if err := l.count(ctx, ids, found, failed); l.onlyNumbers() && err != nil {
		return nil, err
	}
	return partly(found, failed)
}

// count counts the events of ids into found. Who could not be counted has the
// reason in place of a total, or an error where nothing else was asked of them.
func (l *eventLookup) count(ctx context.Context, ids []platform.Identity, found map[platform.Identity]*platform.EventPage, failed map[platform.Identity]error) error {
	var mu sync.Mutex
	var first error
	chunks := slices.Collect(slices.Chunk(ids, manyRowsChunk))
	atOnce(len(chunks), func(i int) {
		var failures map[platform.Identity]error
		tallies, err := contained(func() (all map[platform.Identity]*tally, err error) {
			all, failures, err = l.numbers.all(ctx, chunks[i])
			return all, err
		})
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			first = cmp.Or(first, err)
			for _, id := range chunks[i] {
				if found[id] != nil {
					found[id].CountErr = err
				}
			}
			return
		}
		for id, t := range tallies {
			if found[id] == nil {
				found[id] = &platform.EventPage{}
			}
			found[id].Total, found[id].CountErr = t.total()
		}
		for id, why := range failures {
			if found[id] == nil {
				failed[id] = why
			} else {
				found[id].CountErr = why
			}
		}
		for _, id := range chunks[i] {
			// One who has a page, and of whom there is nothing to count: some say 404 for that.
			if tallies[id] == nil && failures[id] == nil && found[id] != nil {
				found[id].Total = 0
			}
		}
	})
	return first
}

// page makes the page of what was read of one person's events.
func (l *eventLookup) page(t *tally) (*platform.EventPage, error) {
	rows, more, err := t.rows()
	if err != nil {
		return nil, err
	}
	page := &platform.EventPage{Events: make([]*platform.Event, len(rows)), More: more, Total: -1}
	if l.req.Count && t.ended && l.req.After.IsZero() && l.req.Before.IsZero() {
		page.Total = len(t.passed)
	}
	// A page of a thousand events may be read for one of them, and an answer is
	// about many people: only where the events are most of it do they hold on to it.
	own := !l.alone || 2*len(rows) < t.read
	events := make([]platform.Event, len(rows))
	for i, row := range rows {
		if events[i], err = newEvent(row, l.req.Projection, l.spelling, own); err != nil {
			return nil, malformed(eventsMethod, "the Platform's answer holds an event of another shape than its documentation says")
		}
		page.Events[i] = &events[i]
	}
	return page, nil
}

// partly returns what was found, with a [platform.PartialError] for what failed.
func partly[T any](found map[platform.Identity]T, failed map[platform.Identity]error) (map[platform.Identity]T, error) {
	if len(failed) == 0 {
		return found, nil
	}
	return found, &platform.PartialError{Failed: failed}
}
