// Package store keeps the data of a local Platform: identities and how they
// link, one fragment per data set and primary identity, and events.
//
// An identity belongs to one cluster; a cluster is a person. Fragments and
// events are kept under their primary identity, never under a cluster, so that
// linking two people rewrites cluster numbers of the smaller one and no data.
//
//	s, err := store.OpenSQLite(ctx, store.Config{Dir: "data"})
//	outcomes, err := s.Write(ctx, entries) // durable when it returns
//
// [Store] is what a home of the data must do. The SQL that homes share is in
// statements.go and migrations.go; what only SQLite says is in sqlite*.go.
package store

import (
	"context"

	"activityhub/platform"
)

// A Store keeps entries and finds them again. It is safe for concurrent use,
// and several processes may hold the same one. Namespaces are folded in all
// that goes in and comes out.
type Store interface {
	// Write keeps entries in one durable step, in order, together with those
	// of other callers, and says of each what became of it. It waits for what
	// it began even if ctx ends. After a write that failed for want of space
	// or by a fault of the disk, every later one returns ErrReadOnly.
	Write(ctx context.Context, entries []Entry) ([]Outcome, error)

	// Delete takes the person of id out of the store in one durable step, after
	// the writes that were sent before: the identities of the cluster, and the
	// records and events kept under them. It reports whether there was one.
	// alone says that the identity is one of Entry.Alone. What is kept under
	// such an identity stays when a person it names is deleted. Errors are
	// those of Write.
	Delete(ctx context.Context, id platform.Identity, alone bool) (bool, error)

	// People returns what is kept of each of ids. An identity never seen is
	// absent. With graph, a person is the whole cluster; without, the identity
	// alone and the fragments that carry it.
	People(ctx context.Context, ids []platform.Identity, graph bool) (map[platform.Identity]*Person, error)

	// Clusters returns the identity graph around each of ids, with the links in
	// it if they are wanted. An identity never seen is absent.
	Clusters(ctx context.Context, ids []platform.Identity, links bool) (map[platform.Identity]*Cluster, error)

	// Events returns a page of events for each of ids, as People finds people.
	Events(ctx context.Context, q EventQuery) (map[platform.Identity]*EventPage, error)

	// Definitions returns what was written with Define, by kind and ID, and how
	// often that was.
	Definitions(ctx context.Context) (written []Definition, revision int64, err error)

	// Define keeps definitions in one durable step, after the writes that were
	// sent before, or says why none of them is kept. Errors are those of Write.
	Define(ctx context.Context, r Redefinition) (Redefined, error)

	// Close waits for writes under way and lets go of the store.
	Close() error
}

// An Entry is a record or an event, checked and ready to be kept.
type Entry struct {
	DataSet string
	Doc     string // JSON without blanks
	Primary platform.Identity
	Others  []platform.Identity // carried besides; linked to Primary and to each other
	Alone   bool                // Primary stands for no person: it is kept, and links to nothing

	Stamp int64 // of a record: when its source changed it, in µs of the Unix epoch; 0 if it does not say

	Event   bool
	ID      string // of an event
	Time    int64  // of an event, in ms of the Unix epoch
	Type    string // of an event; "" if it has none
	Channel string // of an event; "" if it has none
}

// An Outcome is what became of an entry.
type Outcome int

// What can become of an entry.
const (
	Stored    Outcome = iota
	Duplicate         // the same is kept already
	Stale             // a record whose source changed it before what is kept; its identities still count
	Conflict          // an event whose ID is kept with other content
)

// A Person is what is kept of one person.
type Person struct {
	Identities []Member // by namespace and ID; none if there are too many to count as one person
	Size       int      // how many identities the person has
	Fragments  []Fragment
}

// A Member is an identity of a person.
type Member struct {
	platform.Identity
	Owner bool // records or events are kept under it
}

// A Fragment is the latest record of one data set under one primary identity.
type Fragment struct {
	DataSet string
	Primary platform.Identity
	Stamp   int64 // as in Entry
	Stored  int64 // when it was kept, in µs of the Unix epoch; no two are the same
	Doc     string
}

// An EventQuery asks for one page of events for each of several people. Times
// are ms of the Unix epoch.
type EventQuery struct {
	Identities []platform.Identity
	Graph      bool
	Types      []string // any of them; nil means any
	Channels   []string // any of them; nil means any
	From, To   int64    // inclusive, exclusive
	Newest     bool     // newest first
	Above      Position // only events later in time than this place; zero means all
	Below      Position // only events earlier in time than this place; zero means all
	Limit      int
	Count      bool
}

// A Position is the place of an event in time; events of one instant are
// ordered by ID.
type Position struct {
	Time int64
	ID   string
}

// An EventPage is the events of one person.
type EventPage struct {
	Events []Event // in the order asked for
	More   bool
	Total  int // -1 unless asked for
	Size   int // how many identities the person has; beyond the limit there are no events
}

// An Event is an event as it is kept.
type Event struct {
	Position
	Type, Channel string
	Primary       platform.Identity
	Stored        int64 // µs of the Unix epoch
	Doc           string
}
