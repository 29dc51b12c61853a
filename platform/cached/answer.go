package cached

import (
	"iter"
	"math"
	"strings"
	"time"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

// An answer is a profile or a page of events, as it is kept. It is never changed.
type answer interface {
	// as returns what the engine would have said to whoever asked for that
	// identity and shape. The answer covers that; project says whether its
	// projection is another one. With a reason, it is stale.
	as(asked platform.Identity, s shape, project bool, reason string) answer

	// own returns the answer in memory of its own, as of when it came, and how
	// many bytes that is.
	own(came time.Time) (answer, int)

	// whole says whether a shape of more events would hold no more, given how
	// many were asked for.
	whole(limit int) bool

	// lacks returns why a part of it is missing that may be there another time;
	// nil if none is.
	lacks() error

	// names are the identities that it says are of the person, folded.
	names() iter.Seq[platform.Identity]
}

// About what the parts of an answer take beside their text, in bytes.
const (
	profileOverhead  = 256
	identityOverhead = 48
	pageOverhead     = 112
	eventOverhead    = 224
)

type profile struct{ *platform.Profile }

func (p profile) as(asked platform.Identity, s shape, project bool, reason string) answer {
	if p.Asked == asked && !project && reason == "" {
		return p
	}
	other := *p.Profile
	other.Asked = asked
	if project {
		other.Attributes = other.Attributes.Cut(s.projection)
	}
	other.Freshness.Stale, other.Freshness.Reason = reason != "", reason
	return profile{&other}
}

func (p profile) own(came time.Time) (answer, int) {
	other := *p.Profile
	other.Asked = ownIdentity(p.Asked)
	other.Attributes = p.Attributes.Clone()
	other.Identities = make([]platform.LinkedIdentity, len(p.Identities))
	bytes := profileOverhead + p.Attributes.Size() + len(p.Asked.ID)
	for i, linked := range p.Identities {
		other.Identities[i] = platform.LinkedIdentity{Identity: ownIdentity(linked.Identity), Primary: linked.Primary}
		bytes += identityOverhead + len(linked.ID) + len(linked.Namespace)
	}
	other.Freshness = platform.Freshness{FetchedAt: came}
	return profile{&other}, bytes
}

func (p profile) whole(int) bool { return true }

func (p profile) lacks() error { return nil }

func (p profile) names() iter.Seq[platform.Identity] {
	return func(yield func(platform.Identity) bool) {
		for _, linked := range p.Identities {
			if !yield(linked.Fold()) {
				return
			}
		}
	}
}

type page struct{ *platform.EventPage }

func (p page) as(_ platform.Identity, s shape, project bool, reason string) answer {
	short := len(p.Events) > s.limit
	if !short && !project && reason == "" && (s.count || p.Total < 0) {
		return p
	}
	other := *p.EventPage
	if short {
		other.Events, other.More = p.Events[:s.limit:s.limit], true
	}
	if project {
		other.Events = cutEvents(other.Events, s.projection)
	}
	if !s.count {
		other.Total, other.CountErr = -1, nil
	}
	other.Freshness.Stale, other.Freshness.Reason = reason != "", reason
	return page{&other}
}

func cutEvents(events []*platform.Event, p xdm.Projection) []*platform.Event {
	cut, room := make([]*platform.Event, len(events)), make([]platform.Event, len(events))
	for i, e := range events {
		room[i] = *e
		room[i].Attributes = e.Attributes.Cut(p)
		cut[i] = &room[i]
	}
	return cut
}

func (p page) own(came time.Time) (answer, int) {
	other := *p.EventPage
	other.Events = make([]*platform.Event, len(p.Events))
	room := make([]platform.Event, len(p.Events))
	bytes := pageOverhead
	for i, e := range p.Events {
		room[i] = *e
		room[i].ID, room[i].Type, room[i].Channel = strings.Clone(e.ID), strings.Clone(e.Type), strings.Clone(e.Channel)
		room[i].Identity, room[i].Attributes = ownIdentity(e.Identity), e.Attributes.Clone()
		other.Events[i] = &room[i]
		bytes += eventOverhead + e.Attributes.Size() + len(e.ID) + len(e.Type) + len(e.Channel) + len(e.Identity.Namespace) + len(e.Identity.ID)
	}
	other.Freshness = platform.Freshness{FetchedAt: came}
	return page{&other}, bytes
}

// whole says whether the page ends where the order does, so that it answers for
// any number of events. A page of none does not show that: nothing was read.
func (p page) whole(limit int) bool { return limit > 0 && !p.More }

func (p page) lacks() error {
	if platform.StaleReason(p.CountErr) == "" {
		return nil
	}
	return p.CountErr
}

func (p page) names() iter.Seq[platform.Identity] {
	return func(yield func(platform.Identity) bool) {
		for _, e := range p.Events {
			if e.Identity.ID != "" && !yield(e.Identity.Fold()) || !mapped(e.Attributes, yield) {
				return
			}
		}
	}
}

// mapped gives the identities in the identityMap of an event, as far as it holds
// any, until yield returns false.
func mapped(event xdm.Object, yield func(platform.Identity) bool) bool {
	namespaces, _ := event.Get("identityMap").Object()
	for namespace, list := range namespaces.All() {
		entries, _ := list.Array()
		for _, entry := range entries {
			o, _ := entry.Object()
			id := platform.Identity{Namespace: platform.Namespace(namespace), ID: o.Get("id").Text()}
			if id.ID != "" && !yield(id.Fold()) {
				return false
			}
		}
	}
	return true
}

func ownIdentity(id platform.Identity) platform.Identity {
	return platform.Identity{Namespace: platform.Namespace(strings.Clone(string(id.Namespace))), ID: strings.Clone(id.ID)}
}

// every is the limit of a page that is whole.
const every = math.MaxInt
