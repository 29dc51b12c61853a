package store

import (
	"cmp"
	"context"
	"slices"

	"activityhub/platform"
)

// Events implements [Store].
func (s *SQLite) Events(ctx context.Context, q EventQuery) (map[platform.Identity]*EventPage, error) {
	text, args := eventStatement(q)
	rows, err := s.query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()

	found := make(map[platform.Identity]*EventPage, len(q.Identities))
	pages := make(map[int64]*EventPage, len(q.Identities)) // :: cluster, or identity → page
	page := func(number int64) *EventPage {
		p := pages[number]
		if p == nil {
			p = &EventPage{Total: -1}
			if q.Count {
				p.Total = 0
			}
			pages[number] = p
		}
		return p
	}
	for rows.Next() {
		var kind int
		var number, a, b int64
		var e Event
		var primary string
		if err := rows.Scan(&kind, &number, &a, &b, &e.ID, &e.Type, &e.Channel, &primary, &e.Doc); err != nil {
			return nil, explainSQLite(err)
		}
		p := page(number)
		switch kind {
		case 0:
			p.Size = int(b)
			found[q.Identities[a]] = p
		case 1:
			p.Total += int(a)
		case 2:
			e.Time, e.Stored, e.Primary = a, b, joined(primary)
			p.Events = append(p.Events, e)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, explainSQLite(err)
	}
	for _, p := range pages {
		p.finish(q)
	}
	return found, nil
}

// finish puts the ranges of a person into one order and cuts them to the page.
func (p *EventPage) finish(q EventQuery) {
	slices.SortFunc(p.Events, func(a, b Event) int {
		order := cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.ID, b.ID))
		if q.Newest {
			return -order
		}
		return order
	})
	if len(p.Events) > q.Limit {
		p.Events, p.More = p.Events[:q.Limit:q.Limit], true
	}
}
