package platform

import (
	"cmp"
	"time"

	"activityhub/platform/xdm"
)

// MaxEventsPerProfile is the most events one page holds for one profile.
const MaxEventsPerProfile = 100

// TypePath is the wire path of Event.Type.
const TypePath = xdm.Path("eventType")

// An EventOrder is the direction in which events are read.
type EventOrder string

// The two orders. Events of one instant are ordered by their ID, so an order is
// total and the two are the reverse of each other.
const (
	NewestFirst EventOrder = "NEWEST_FIRST"
	OldestFirst EventOrder = "OLDEST_FIRST"
)

// Reverse returns the other order.
func (o EventOrder) Reverse() EventOrder {
	if o == OldestFirst {
		return NewestFirst
	}
	return OldestFirst
}

// An EventFilter says which events are wanted. The zero value wants all.
type EventFilter struct {
	Types    []string  // event types, any of them; sorted, without repeats; nil means any
	Channels []string  // channels, any of them, as Event.Channel gives them; sorted; nil means any
	From     time.Time // inclusive, whole milliseconds; zero means from the beginning
	To       time.Time // exclusive, whole milliseconds; zero means to the end
}

// An EventPosition is a place in an order of events: that of one event. It
// stays right while other events arrive.
type EventPosition struct {
	Time time.Time // whole milliseconds
	ID   string
}

// IsZero reports whether p is no place at all.
func (p EventPosition) IsZero() bool { return p == EventPosition{} }

// Compare orders positions oldest first.
func (p EventPosition) Compare(q EventPosition) int {
	return cmp.Or(p.Time.Compare(q.Time), cmp.Compare(p.ID, q.ID))
}

// An EventsRequest asks for one page of events for each of several people. Type,
// Channel and Identity of the events are there if the projection covers
// [TypePath], [ChannelPaths] and identityMap; an engine that knows them anyway
// may give them always.
type EventsRequest struct {
	Identities  []Identity
	MergePolicy MergePolicyID  // decides whether linked identities count; "" means the default
	Projection  xdm.Projection // wire paths wanted inside each event
	Filter      EventFilter
	Order       EventOrder
	After       EventPosition // only events after this place in Order; zero means from its beginning
	Before      EventPosition // only events before this place in Order; zero means to its end
	Limit       int           // per profile, 0 to MaxEventsPerProfile; 0 with Count reads no event and says nothing of More
	Count       bool          // whether EventPage.Total is wanted
}

// An EventPage is one page of one person's events, in the order asked for.
type EventPage struct {
	Events []*Event
	More   bool // whether the order goes on after the last of Events, within Filter and Before
	Total  int  // events that pass Filter, whatever After, Before and Limit; -1 unless Count was set and they could be counted

	CountErr error // why they could not be counted this time; nil if they were, or never can be

	Freshness Freshness
}

// An Event is one experience event. It is never changed.
type Event struct {
	ID           string    // _id
	Timestamp    time.Time // whole milliseconds, UTC
	Type         string    // eventType; "" if the event has none, or nobody asked for it
	Channel      string    // see ChannelOf; "" if the event has none, or nobody asked for it
	Identity     Identity  // the primary identity it was recorded under; zero if nobody asked for it
	Attributes   xdm.Object
	LastModified time.Time // when it was stored; zero if unknown
}

// Position returns the place of e in every order of events.
func (e *Event) Position() EventPosition { return EventPosition{Time: e.Timestamp, ID: e.ID} }
