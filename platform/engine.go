package platform

import "context"

// An Engine answers from one Platform. It is the small interface behind
// [Client]: validation, normalising and batching are the client's, so an engine
// may trust that namespaces are known and written as Namespaces gives them,
// that identities do not repeat, and that limits are kept.
//
// An engine honours its context and is safe for concurrent use. Answers are
// keyed by the identity as it was asked for. A nil error or a *[PartialError]
// goes with a map that is never nil.
type Engine interface {
	// Profiles returns the profile of each identity in one round. An identity
	// that nothing is known of is absent from the map. A cluster beyond
	// MaxIdentitiesPerCluster is ErrTooManyLinked for its identity alone.
	Profiles(ctx context.Context, req ProfilesRequest) (map[Identity]*Profile, error)

	// Events returns a page of events for each identity in one round. An
	// identity that nothing is known of is absent from the map.
	Events(ctx context.Context, req EventsRequest) (map[Identity]*EventPage, error)

	// Segments returns every segment definition, ordered by key. There are a
	// few thousand at most.
	Segments(ctx context.Context) ([]*Segment, error)

	// MergePolicies returns every merge policy of the profile class, by name.
	MergePolicies(ctx context.Context) ([]*MergePolicy, error)

	// Namespaces returns every identity namespace, by code.
	Namespaces(ctx context.Context) ([]IdentityNamespace, error)

	// Capabilities says what this engine can do.
	Capabilities() Capabilities

	// Close lets go of what the engine holds. Calls after it fail.
	Close() error
}

// Capabilities says which parts of the contract an engine can answer. What it
// cannot is ErrUnsupported, never an empty answer.
type Capabilities struct {
	Engine             string // "local" or "adobe"
	Profiles           bool
	Events             bool
	EventCounts        bool // EventPage.Total
	EventChannels      bool // EventFilter.Channels pushed down
	Segments           bool
	MergePolicies      bool // without it, callers name a policy or leave it to the engine
	Namespaces         bool // without it, every well-formed code may be one
	ComputedAttributes bool // the engine computes attributes, which are read like any other
}
