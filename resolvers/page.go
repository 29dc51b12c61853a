package resolvers

import (
	"slices"
	"strings"
	"time"

	"activityhub/graph"
	"activityhub/platform"
)

// How many elements a page has.
const (
	defaultPage = 20
	maxPage     = 100
)

// pageArgs are the arguments that every connection has.
type pageArgs struct {
	first  *int32
	after  *string
	last   *int32
	before *string
}

// size returns how many elements are asked for, and whether from the end.
func (a pageArgs) size() (n int, backward bool, err error) {
	switch {
	case a.first != nil && a.last != nil:
		return 0, false, platform.Invalidf("a page is counted from the beginning (first) or from the end (last), not both")
	case a.last != nil:
		n, err := pageSize("last", *a.last)
		return n, true, err
	case a.first != nil:
		n, err := pageSize("first", *a.first)
		return n, false, err
	}
	return defaultPage, false, nil
}

func pageSize(name string, n int32) (int, error) {
	if n < 1 || n > maxPage {
		return 0, platform.Invalidf("%s is 1 to %d, not %d; page through the rest with cursors", name, maxPage, n)
	}
	return int(n), nil
}

// cut returns the page of all that a asks for. all is in the order of the list;
// at compares an element with the place that a cursor names, and cursor names
// the place of an element.
//
// Whether there is more is what Relay says: in the direction of the page, between
// the cursors given; behind it, in the whole list.
func cut[N any](all []N, a pageArgs, at func(cursor string) (func(N) int, error), cursor func(N) string) (*graph.Page[N], error) {
	n, backward, err := a.size()
	if err != nil {
		return nil, err
	}
	total := int32(len(all))
	from, to := 0, len(all)
	if a.after != nil {
		compare, err := at(*a.after)
		if err != nil {
			return nil, err
		}
		from, _ = slices.BinarySearchFunc(all, 0, func(e N, _ int) int { return notZero(compare(e), -1) })
	}
	if a.before != nil {
		compare, err := at(*a.before)
		if err != nil {
			return nil, err
		}
		to, _ = slices.BinarySearchFunc(all, 0, func(e N, _ int) int { return notZero(compare(e), 1) })
	}
	previous, next := from > 0, to < len(all)
	to = max(from, to)
	if backward {
		previous, from = to-from > n, max(from, to-n)
	} else {
		next, to = to-from > n, min(to, from+n)
	}
	return &graph.Page[N]{
		Nodes:       all[from:to],
		HasPrevious: previous,
		HasNext:     next,
		Total:       func() (*int32, error) { return &total, nil },
		Cursor:      cursor,
	}, nil
}

// notZero returns c, and otherwise if c is 0: where an element that is at the
// very place of a cursor goes.
func notZero(c, otherwise int) int {
	if c == 0 {
		return otherwise
	}
	return c
}

// An eventList says which events of a person are wanted: the part of an
// [platform.EventsRequest] that a field decides. Backward pages are read in the
// reverse order and turned round.
type eventList struct {
	key          graph.ListKey
	filter       platform.EventFilter
	order        platform.EventOrder // in which to read
	after, until platform.EventPosition
	limit        int
	backward     bool
	bounded      bool // whether the page begins (backward: ends) at a cursor
}

// newEventList reads the arguments of a connection of events. name says which
// connection it is.
func newEventList(name string, filter platform.EventFilter, order platform.EventOrder, a pageArgs) (eventList, error) {
	n, backward, err := a.size()
	if err != nil {
		return eventList{}, err
	}
	list := eventList{
		key: graph.NewListKey(name, string(order), strings.Join(filter.Types, "\x00"), strings.Join(filter.Channels, "\x00"),
			filter.From.Format(time.RFC3339Nano), filter.To.Format(time.RFC3339Nano)),
		filter: filter, order: order, limit: n, backward: backward,
	}
	if list.after, err = list.position(a.after); err != nil {
		return eventList{}, err
	}
	if list.until, err = list.position(a.before); err != nil {
		return eventList{}, err
	}
	list.bounded = a.after != nil
	if backward {
		list.order = order.Reverse()
		list.after, list.until = list.until, list.after
		list.bounded = a.before != nil
	}
	return list, nil
}

func (l eventList) position(cursor *string) (platform.EventPosition, error) {
	if cursor == nil {
		return platform.EventPosition{}, nil
	}
	at, parts, err := l.key.ParseCursor(*cursor, 1)
	if err != nil {
		return platform.EventPosition{}, err
	}
	return platform.EventPosition{Time: at, ID: parts[0]}, nil
}

// connection turns what the engine answered into a page of nodes made by node.
func connection[N any](l eventList, page *platform.EventPage, whose *graph.Profile, node func(*graph.ExperienceEvent) N, event func(N) *graph.ExperienceEvent) *graph.Page[N] {
	backing := make([]graph.ExperienceEvent, len(page.Events))
	nodes := make([]N, len(page.Events))
	for i, e := range page.Events {
		backing[i] = graph.ExperienceEvent{Event: e, Asked: whose.Asked, MergePolicy: whose.Profile.MergePolicy}
		nodes[i] = node(&backing[i])
	}
	p := &graph.Page[N]{
		Nodes: nodes, HasNext: page.More, HasPrevious: l.bounded,
		Total: func() (*int32, error) {
			if page.Total < 0 && page.CountErr != nil {
				return nil, page.CountErr
			}
			if page.Total < 0 {
				return nil, &platform.Error{Kind: platform.ErrUnsupported, Message: "this engine cannot count events; everything else of the list is there"}
			}
			total := int32(page.Total)
			return &total, nil
		},
		Cursor: func(n N) string {
			e := event(n)
			return l.key.Cursor(e.Timestamp, e.Event.ID)
		},
	}
	if l.backward {
		slices.Reverse(p.Nodes)
		p.HasNext, p.HasPrevious = p.HasPrevious, p.HasNext
	}
	return p
}

// eventFilter reads the filter argument.
func eventFilter(f *graph.ExperienceEventFilter) (platform.EventFilter, error) {
	if f == nil {
		return platform.EventFilter{}, nil
	}
	filter := platform.EventFilter{Types: sortedSet(f.Types), Channels: sortedSet(f.Channels)}
	if f.Types != nil && len(f.Types) == 0 || f.Channels != nil && len(f.Channels) == 0 {
		return filter, platform.Invalidf("an empty list of types or channels lets no event through; leave it out to get all")
	}
	if f.From != nil {
		filter.From = ceilMillis(*f.From)
	}
	if f.To != nil {
		filter.To = ceilMillis(*f.To)
	}
	return filter, filter.Check()
}

// ceilMillis rounds t up to whole milliseconds, so that a bound between two
// milliseconds lets the same events through as the exact one would.
func ceilMillis(t time.Time) time.Time {
	if whole := t.Truncate(time.Millisecond); whole.Equal(t) {
		return whole
	} else {
		return whole.Add(time.Millisecond)
	}
}

func sortedSet(values []string) []string {
	if values == nil {
		return nil
	}
	return slices.Compact(slices.Sorted(slices.Values(values)))
}
