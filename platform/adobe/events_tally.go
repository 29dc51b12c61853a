package adobe

import (
	"fmt"
	"slices"

	"activityhub/platform"
	"activityhub/platform/adobe/wire"
	"activityhub/platform/xdm"
)

// A tally is what was read of one person's events.
type tally struct {
	*scan
	passed []wire.Event        // those that are wanted; in no order where pages were read on, and none with counting
	ids    map[string]struct{} // of those that passed, once a second page is read or with counting
	read   int                 // events
	pages  int
	last   int64 // the instant furthest in the order that was read
	ended  bool  // nothing follows
}

// take notes a page. Pages come in the order asked for, but for the events of
// one instant, of which nothing is promised.
func (t *tally) take(page *wire.Page) error {
	t.pages++
	if t.pages == 2 && !t.counting {
		t.ids = make(map[string]struct{}, len(t.passed))
		for _, e := range t.passed {
			t.ids[e.ID] = struct{}{}
		}
	}
	var scratch xdm.Scratch
	for i := range page.Events {
		e := &page.Events[i]
		at := e.Time.UnixMilli()
		if t.read == 0 || t.beyond(at) {
			t.last = at
		}
		t.read++
		if ok, err := t.passes(e, at, &scratch); err != nil {
			return err
		} else if ok {
			t.pass(e)
		}
	}
	if n := len(page.Events); n > 1 && t.nearer(page.Events[n-1].Time.UnixMilli(), page.Events[0].Time.UnixMilli()) {
		return malformed(eventsMethod, "the Platform's events come in another order than was asked for")
	}
	t.ended = page.Next.IsZero() || t.read > 0 && t.outside(t.last)
	return nil
}

// pass keeps an event, unless it came before: pages may overlap.
func (t *tally) pass(e *wire.Event) {
	if t.counting && t.ids == nil {
		t.ids = map[string]struct{}{}
	}
	if t.ids != nil {
		if _, again := t.ids[e.ID]; again {
			return
		}
		t.ids[e.ID] = struct{}{}
	}
	if !t.counting {
		t.passed = append(t.passed, *e)
	}
}

// beyond reports whether an instant is further in the order than all that was
// read.
func (t *tally) beyond(at int64) bool { return t.nearer(t.last, at) }

// nearer reports whether a comes before b in the order.
func (t *tally) nearer(a, b int64) bool {
	if t.req.Order == platform.OldestFirst {
		return a < b
	}
	return a > b
}

// outside reports whether an instant is past the end of the span: continuations
// may have lost it.
func (t *tally) outside(at int64) bool {
	if t.req.Order == platform.OldestFirst {
		return at >= t.span.end
	}
	return at < t.span.start
}

// passes reports whether an event is one that is wanted. What the Platform
// filtered is looked at again as far as the event shows it.
func (t *tally) passes(e *wire.Event, at int64, scratch *xdm.Scratch) (bool, error) {
	if at < t.span.start || at >= t.span.end {
		return false, nil
	}
	place := platform.EventPosition{Time: e.Time, ID: e.ID}
	if !t.after.IsZero() && t.compare(place, t.after) <= 0 || !t.before.IsZero() && t.compare(place, t.before) >= 0 {
		return false, nil
	}
	if !t.types && !t.channels {
		return true, nil
	}
	o, err := scratch.Object(e.Entity)
	if err != nil {
		return false, malformed(eventsMethod, "the Platform's answer holds an event of another shape than its documentation says")
	}
	defer scratch.Release(0)
	return (!t.types || slices.Contains(t.req.Filter.Types, o.Get(string(platform.TypePath)).Text())) &&
		(!t.channels || slices.Contains(t.req.Filter.Channels, platform.ChannelOf(o))), nil
}

// compare orders places as was asked.
func (t *tally) compare(a, b platform.EventPosition) int {
	if t.req.Order == platform.OldestFirst {
		return a.Compare(b)
	}
	return b.Compare(a)
}

// done reports whether enough was read: everything, or as many events as are
// wanted and one more, with the last of them at an instant that was read to its
// end.
func (t *tally) done() bool {
	if t.pages == 0 {
		return false
	}
	if t.ended {
		return true
	}
	return !t.counting && len(t.passed) > t.want && t.settled() >= t.want
}

// settled returns how many of the first events cannot be preceded by others that
// were not read yet: those before the last instant that was read.
func (t *tally) settled() int {
	t.sort()
	n, _ := slices.BinarySearchFunc(t.passed, t.last, func(e wire.Event, last int64) int {
		if t.nearer(e.Time.UnixMilli(), last) {
			return -1
		}
		return 0
	})
	return n
}

func (t *tally) sort() {
	slices.SortFunc(t.passed, func(a, b wire.Event) int {
		return t.compare(platform.EventPosition{Time: a.Time, ID: a.ID}, platform.EventPosition{Time: b.Time, ID: b.ID})
	})
}

// rows returns the events of the page in order, and whether there are more. If
// reading ended before enough was found it is those that are settled, and
// [platform.ErrTooLarge] if there are none.
func (t *tally) rows() (rows []wire.Event, more bool, err error) {
	t.sort()
	known := len(t.passed)
	if !t.ended && !t.done() {
		if known = min(t.settled(), t.want); known == 0 {
			return nil, false, &platform.Error{Op: eventsMethod, Kind: platform.ErrTooLarge, Message: fmt.Sprintf(
				"%d events of this person were read without finding enough that pass the filter; narrow it with from and to, or ask for one type alone", t.read)}
		}
	}
	return t.passed[:min(known, t.want)], !t.ended || len(t.passed) > t.want, nil
}

// total returns the number of events that pass; -1 and a [platform.ErrTooLarge]
// if reading ended before all were read.
func (t *tally) total() (int, error) {
	if !t.ended {
		return -1, &platform.Error{Op: eventsMethod, Kind: platform.ErrTooLarge, Message: fmt.Sprintf(
			"this person has more than %d events, which is as many as are counted; narrow the filter with from and to", t.read)}
	}
	return len(t.ids), nil
}
