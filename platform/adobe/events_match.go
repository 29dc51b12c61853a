package adobe

import (
	"context"
	"maps"
	"slices"

	"activityhub/platform"
	"activityhub/platform/adobe/wire"
	"activityhub/platform/xdm"
)

// together asks for the first pages of several people in one call. It returns a
// reading for each who is known; one who failed for a while, or of whom it
// cannot be told, begins anew.
func (s *scan) together(ctx context.Context, ids []platform.Identity) (readings []*reading, failed map[platform.Identity]error, err error) {
	a, err := s.sendEvents(ctx, post(eventsMethod, s.body(ids, s.span, s.limit), readPages))
	if nothingFound(err) {
		return nil, map[platform.Identity]error{}, nil
	}
	if err != nil {
		return nil, nil, err
	}
	answer := a.value.(wire.Pages)
	m := newPageMatching(ids, s.people.xids(ids), answer.Pages)
	failed = s.identify(ctx, m)
	blame := blameFor(eventsMethod, m.without(), m.xids, m.place, answer.Failures, len(answer.Pages))
	maps.Copy(failed, blame.failed)
	readings = make([]*reading, 0, len(ids))
	for i, id := range ids {
		page := m.pages[i]
		if page == nil {
			if failed[id] == nil && (blame.again[id] != nil || slices.Contains(blame.unclear, id)) {
				r := s.reading(id, "")
				r.again = true
				readings = append(readings, r)
			}
			continue
		}
		r := s.reading(id, page.XID)
		if err := r.take(page); err != nil {
			failed[id] = err
			continue
		}
		readings = append(readings, r)
	}
	return readings, failed, nil
}

// A pageMatching says which page of an answer is that of which identity. Pages
// are keyed by XIDs and name nobody.
type pageMatching struct {
	ids   []platform.Identity
	xids  []string                  // of ids, as far as they are known
	place map[platform.Identity]int // :: key of an identity → its place in ids
	pages []*wire.Page              // of each of ids; nil if it has none, or none yet
	rest  map[string]*wire.Page     // :: XID → page that is nobody's yet
	gone  []bool                    // of each of ids: whether it has none, because it is unknown to the Platform or failed
}

func newPageMatching(ids []platform.Identity, xids []string, pages []wire.Page) *pageMatching {
	m := &pageMatching{
		ids: ids, xids: xids, place: make(map[platform.Identity]int, len(ids)),
		pages: make([]*wire.Page, len(ids)), rest: make(map[string]*wire.Page, len(pages)), gone: make([]bool, len(ids)),
	}
	for i, id := range ids {
		m.place[keyOf(id)] = i
	}
	for i := range pages {
		m.rest[pages[i].XID] = &pages[i]
	}
	for i, xid := range xids {
		if xid != "" {
			m.assign(i, xid)
		}
	}
	return m
}

func (m *pageMatching) assign(i int, xid string) {
	if page := m.rest[xid]; page != nil && m.pages[i] == nil {
		m.pages[i] = page
		delete(m.rest, xid)
	}
}

// without returns the identities that have no page, and may have one.
func (m *pageMatching) without() []platform.Identity {
	var all []platform.Identity
	for i, page := range m.pages {
		if page == nil && !m.gone[i] {
			all = append(all, m.ids[i])
		}
	}
	return all
}

// unsettled returns the identities that a page which is nobody's yet may be that
// of: those whose XID is not known.
func (m *pageMatching) unsettled() []platform.Identity {
	if len(m.rest) == 0 {
		return nil
	}
	return slices.DeleteFunc(m.without(), func(id platform.Identity) bool { return m.xids[m.place[keyOf(id)]] != "" })
}

// hear assigns pages by what a look-up of records that is over has found.
func (m *pageMatching) hear(q *inquiry) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, s := range q.stands {
		if i, ok := m.place[s.key]; ok {
			m.assign(i, s.xid)
		}
	}
	for _, key := range q.absent {
		if i, ok := m.place[key]; ok && m.pages[i] == nil {
			m.gone[i] = true
		}
	}
}

// identify finds out whose the pages are that no XID is known for: from look-ups
// of the same people that are under way, which an operation starts together with
// this one; else, but for one page and one person left, by a look-up of its own.
// It returns the identities that it could not find out about.
func (s *scan) identify(ctx context.Context, m *pageMatching) map[platform.Identity]error {
	failed := map[platform.Identity]error{}
	for _, q := range s.people.underWay(s.policy, m.unsettled()) {
		select {
		case <-q.done:
			m.hear(q)
			for _, id := range m.unsettled() {
				if err := q.why(id); err != nil {
					failed[id] = err
					m.gone[m.place[keyOf(id)]] = true
				}
			}
		case <-ctx.Done():
			for _, id := range m.unsettled() {
				failed[id] = ofCall(ctx, eventsMethod, ctx.Err())
			}
			return failed
		}
	}
	left := m.unsettled()
	switch {
	case len(left) == 0:
		return failed
	case len(left) == 1 && len(m.rest) == 1:
		for xid := range m.rest {
			m.assign(m.place[keyOf(left[0])], xid)
		}
		return failed
	}
	l, err := s.newLookup(ctx, eventsMethod, platform.ProfilesRequest{MergePolicy: s.policy, Projection: xdm.Project("identityMap")})
	if err == nil {
		l.inquiry = s.people.ask(s.policy, left)
		_, err = l.chunk(ctx, left)
		s.people.end(l.inquiry)
		m.hear(l.inquiry)
	}
	for _, id := range m.unsettled() {
		if why := platform.ErrorFor(err, id); why != nil {
			failed[id] = why
		}
	}
	return failed
}
