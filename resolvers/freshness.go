package resolvers

import (
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"activityhub/platform"
	"activityhub/resolvers/direct"
)

// extensionFreshness is where an answer says how old its parts are.
const extensionFreshness = "freshness"

// A freshness is what callers read of the age of one part of an answer: that of
// its oldest document.
type freshness struct {
	path      []string // from the root of the answer
	engine    string
	fetchedAt time.Time
	age       time.Duration
	stale     bool
	reason    string // why a stale one is served; "" if it is not stale
}

// freshnesses are those of one answer. They write themselves: an answer that
// comes from far away has them always.
type freshnesses []freshness

// AppendJSON appends the array of all to b.
func (all freshnesses) AppendJSON(b []byte) []byte {
	b = append(b, '[')
	for i, f := range all {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"path":[`...)
		for n, name := range f.path {
			if n > 0 {
				b = append(b, ',')
			}
			b = direct.AppendText(b, name)
		}
		b = direct.AppendText(append(b, `],"engine":`...), f.engine)
		b = f.fetchedAt.AppendFormat(append(b, `,"fetchedAt":"`...), time.RFC3339Nano)
		b = strconv.AppendInt(append(b, `","ageMs":`...), f.age.Milliseconds(), 10)
		b = strconv.AppendBool(append(b, `,"stale":`...), f.stale)
		if f.reason != "" {
			b = direct.AppendText(append(b, `,"reason":`...), f.reason)
		}
		b = append(b, '}')
	}
	return append(b, ']')
}

// MarshalJSON is [freshnesses.AppendJSON] for whoever knows nothing of it.
func (all freshnesses) MarshalJSON() ([]byte, error) { return all.AppendJSON(nil), nil }

// places are where in the answer a batch is shown.
type places [][]string

// feeds notes that a batch is shown at the root field, or in its member. The
// embedded Platform has no age to tell: it is read for every answer.
func (w *wave) feeds(p *places, root, member string) {
	if w.engine == localEngine {
		return
	}
	place := []string{root, member}
	if member == "" {
		place = place[:1]
	}
	*p = append(*p, place)
}

// maxFreshness is how many parts of one answer tell their age.
const maxFreshness = 50

// tellFreshness puts the age of each part in the extensions of response.
func (w *wave) tellFreshness(response *graphql.Response) {
	if response == nil || w.engine == localEngine {
		return
	}
	now := w.client.Now()
	var all freshnesses
	tell := func(at places, oldest platform.Freshness, known bool) {
		for _, place := range at {
			if !known || len(all) == maxFreshness {
				return
			}
			fetched := oldest.FetchedAt
			if fetched.IsZero() {
				fetched = now
			}
			all = append(all, freshness{
				path: place, engine: w.engine, fetchedAt: fetched.UTC().Truncate(time.Millisecond), age: max(0, now.Sub(fetched)),
				stale: oldest.Stale, reason: oldest.Reason,
			})
		}
	}
	for _, b := range w.profiles {
		oldest, known := oldestOf(b.loader, func(p *platform.Profile) platform.Freshness { return p.Freshness })
		tell(b.places, oldest, known)
	}
	for _, b := range w.events {
		oldest, known := oldestOf(b.loader, func(p *platform.EventPage) platform.Freshness { return p.Freshness })
		tell(b.places, oldest, known)
	}
	if len(w.segments) > 0 {
		kept, known := w.client.SegmentsFreshness()
		tell(w.segments, kept, known)
	}
	if len(all) == 0 {
		return
	}
	if response.Extensions == nil {
		response.Extensions = map[string]any{}
	}
	response.Extensions[extensionFreshness] = all
}

// localEngine is the name of the embedded Platform.
const localEngine = "local"

// oldestOf returns the least fresh of what l was answered; known is false if
// there is nothing, or not yet. What is stale is less fresh than what is not.
func oldestOf[V any](l *loader[*V], of func(*V) platform.Freshness) (oldest platform.Freshness, known bool) {
	if l == nil {
		return oldest, false
	}
	select {
	case <-l.done:
	default:
		return oldest, false
	}
	for _, answer := range l.answers {
		for _, v := range answer.values {
			f := of(v)
			if !known || lessFresh(f, oldest) {
				oldest, known = f, true
			}
		}
	}
	return oldest, known
}

func lessFresh(a, b platform.Freshness) bool {
	if a.Stale != b.Stale {
		return a.Stale
	}
	if a.FetchedAt.IsZero() || b.FetchedAt.IsZero() {
		return b.FetchedAt.IsZero() && !a.FetchedAt.IsZero()
	}
	return a.FetchedAt.Before(b.FetchedAt)
}
