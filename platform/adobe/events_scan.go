package adobe

import (
	"context"
	"math"
	"strings"
	"sync"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

// A scan is one way through the events of people: for a page of them, or for
// their number.
type scan struct {
	*eventLookup
	span     span
	after    platform.EventPosition // only events after this place in the order
	before   platform.EventPosition // only events before it
	want     int                    // how many events; none of them with counting
	counting bool
	fields   []string // nil for whole events
	typed    string   // the property filter of a GET; "" for none
	here     bool     // the Platform cannot filter, so that more has to be read than is wanted
	types    bool     // types are looked at here
	channels bool     // channels are looked at here
	limit    int      // events of the first page
}

// A span is where in time events may lie, in milliseconds since 1970: from start,
// before end.
type span struct{ start, end int64 }

// The ends of a span that has none.
const (
	noStart = math.MinInt64
	noEnd   = math.MaxInt64
)

func spanOf(f platform.EventFilter) span {
	s := span{noStart, noEnd}
	if !f.From.IsZero() {
		s.start = f.From.UnixMilli()
	}
	if !f.To.IsZero() {
		s.end = f.To.UnixMilli()
	}
	return s
}

// onward returns what is left of s from the instant at on, in an order.
func (s span) onward(at int64, order platform.EventOrder) span {
	if order == platform.OldestFirst {
		s.start = max(s.start, at)
	} else {
		s.end = min(s.end, at+1)
	}
	return s
}

// asked returns s as it is asked for. Where nothing lies in it an instant is, as
// the answer still tells whether the person is known.
func (s span) asked() span {
	if s.start >= s.end {
		s.end = s.start + 1
	}
	return s
}

// Sizes of the first page where it is filtered here: so many events for each that
// is wanted, and so many at least.
const (
	readForOne = 4
	readAtOnce = 50
)

// rowScan is the scan for a page of events. It asks for one event more, which
// tells whether there are any.
func (l *eventLookup) rowScan() *scan {
	s := &scan{eventLookup: l, span: spanOf(l.req.Filter), after: l.req.After, before: l.req.Before, want: l.req.Limit}
	if !s.after.IsZero() {
		s.span = s.span.onward(s.after.Time.UnixMilli(), l.req.Order)
	}
	if !s.before.IsZero() {
		s.span = s.span.onward(s.before.Time.UnixMilli(), l.req.Order.Reverse())
	}
	s.filter(l.req.Projection)
	s.limit = s.want + 1
	if !s.after.IsZero() {
		s.limit++ // the event at that place comes again
	}
	if s.here {
		s.limit = max(readForOne*s.limit, readAtOnce)
	}
	s.limit = min(s.limit, l.cfg.pageSize())
	return s
}

// countScan is the scan for the number of events that pass the filter.
func (l *eventLookup) countScan() *scan {
	s := &scan{eventLookup: l, span: spanOf(l.req.Filter), counting: true, limit: l.cfg.pageSize()}
	s.filter(xdm.Project("_id"))
	return s
}

// filter divides the filter into what the Platform applies and what is applied
// here, which needs fields besides. A single type is a property of a GET.
//
// Source: Entities guide: at most three properties, compared and joined by AND.
func (s *scan) filter(p xdm.Projection) {
	f := s.req.Filter
	if len(f.Types) == 1 && !strings.ContainsFunc(f.Types[0], func(r rune) bool { return r == '"' || r == '\\' || r < ' ' }) {
		s.typed = string(platform.TypePath) + `="` + f.Types[0] + `"`
	}
	if len(f.Channels) > 0 {
		s.channels, s.here = true, true
		p = p.With(platform.ChannelPaths...)
	}
	if len(f.Types) > 0 && (s.typed == "" || !s.alone || !s.fits(fieldsOf(p))) {
		s.here = true
		p = p.With(platform.TypePath)
	}
	s.types = len(f.Types) > 0 && p.Covers(xdm.Project(platform.TypePath))
	s.fields = fieldsOf(p)
}

// all reads the events of ids, those of several people side by side: the first
// pages in one call, and what comes after alone. Of those who are unknown there
// is neither a tally nor an error.
func (s *scan) all(ctx context.Context, ids []platform.Identity) (map[platform.Identity]*tally, map[platform.Identity]error, error) {
	found, failed := make(map[platform.Identity]*tally, len(ids)), map[platform.Identity]error{}
	if len(ids) == 1 {
		r := s.reading(ids[0], "")
		err := r.finish(ctx)
		if nothingFound(err) {
			return found, failed, nil
		}
		found[ids[0]] = &r.tally
		return found, failed, err
	}
	readings, failed, err := s.together(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	var mu sync.Mutex
	var unfinished []*reading
	for _, r := range readings {
		if r.done() {
			found[r.id] = &r.tally
		} else {
			unfinished = append(unfinished, r)
		}
	}
	atOnce(len(unfinished), func(i int) {
		r := unfinished[i]
		_, err := contained(func() (struct{}, error) { return struct{}{}, r.finish(ctx) })
		mu.Lock()
		defer mu.Unlock()
		switch {
		case nothingFound(err):
		case err != nil && r.again:
			failed[r.id] = stillPart(eventsMethod, err)
		case err != nil:
			failed[r.id] = tooManyLinked(err)
		default:
			found[r.id] = &r.tally
		}
	})
	return found, failed, nil
}
