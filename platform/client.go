package platform

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// A Config says what a [Client] is made of. Zero fields mean what is said.
type Config struct {
	Engine          Engine           // who answers; required
	DefinitionsLife time.Duration    // how old segments, policies and namespaces may get before they are read again, in the background; zero means 1 minute
	Now             func() time.Time // the clock; nil means time.Now
}

func (c Config) definitionsLife() time.Duration {
	if c.DefinitionsLife > 0 {
		return c.DefinitionsLife
	}
	return time.Minute
}

// How long definitions are served while they cannot be read again: segments
// tell about people, the others are how a Platform is set up.
const (
	staleSegments = 10 * time.Minute
	staleSetup    = 24 * time.Hour
)

// A Client is how the rest of the program reads a Platform: it checks what is
// asked, writes namespaces as the engine does, leaves out repeats, and keeps
// definitions, which change rarely. It is safe for concurrent use.
type Client struct {
	engine     Engine
	now        func() time.Time
	segments   *kept[segmentIndex]
	policies   *kept[[]*MergePolicy]
	namespaces *kept[namespaceIndex]
}

// NewClient returns a client for cfg. It asks nothing and starts nothing: see
// [Client.Warm].
func NewClient(cfg Config) (*Client, error) {
	if cfg.Engine == nil {
		return nil, errors.New("platform: a client needs an engine")
	}
	now := cfg.Now
	if now == nil {
		now = time.Now
	}
	life := cfg.definitionsLife()
	return &Client{
		engine: cfg.Engine,
		now:    now,
		segments: keep(life, life+staleSegments, now, func(ctx context.Context) (segmentIndex, error) {
			all, err := cfg.Engine.Segments(ctx)
			return indexSegments(all), err
		}),
		policies: keep(life, staleSetup, now, cfg.Engine.MergePolicies),
		namespaces: keep(life, staleSetup, now, func(ctx context.Context) (namespaceIndex, error) {
			all, err := cfg.Engine.Namespaces(ctx)
			return indexNamespaces(all), err
		}),
	}, nil
}

// Warm reads the definitions, so that no look-up waits for them.
func (c *Client) Warm(ctx context.Context) error {
	_, policies := c.policies.get(ctx)
	_, namespaces := c.namespaces.get(ctx)
	_, segments := c.segments.get(ctx)
	return errors.Join(supported(policies), supported(namespaces), supported(segments))
}

// supported returns err unless it says that the engine lacks a capability, which
// leaves the others as they are.
func supported(err error) error {
	if errors.Is(err, ErrUnsupported) {
		return nil
	}
	return err
}

// Now returns the time by the client's clock.
func (c *Client) Now() time.Time { return c.now() }

// Capabilities says what the engine can do.
func (c *Client) Capabilities() Capabilities { return c.engine.Capabilities() }

// Check returns an [ErrInvalid] if id can be no identity here: malformed, or of
// a namespace that the engine does not know.
func (c *Client) Check(ctx context.Context, id Identity) error {
	_, err := c.canonical(ctx, id)
	return err
}

// canonical checks id and writes its namespace as the engine does.
func (c *Client) canonical(ctx context.Context, id Identity) (Identity, error) {
	if err := id.Check(); err != nil {
		return Identity{}, err
	}
	known, err := c.namespaces.get(ctx)
	if errors.Is(err, ErrUnsupported) {
		return id, nil // any well-formed code may be one
	}
	if err != nil {
		return Identity{}, err
	}
	code, ok := known.codes[id.Namespace] // as the engine writes it: the most frequent case
	if !ok {
		code, ok = known.codes[id.Namespace.Fold()]
	}
	if !ok {
		return Identity{}, unknownNamespace(id.Namespace, known.all)
	}
	return Identity{Namespace: code, ID: id.ID}, nil
}

// Profiles returns the profile of each identity asked for. The map is keyed by
// the identity as it was asked; one that nothing is known of is absent. After a
// *[PartialError] the rest of the map stands. It returns [ErrInvalid] for an
// identity that Check refuses, none of them or more than [MaxProfilesPerCall], or
// a merge policy that is not there.
func (c *Client) Profiles(ctx context.Context, req ProfilesRequest) (map[Identity]*Profile, error) {
	asked, policy, err := c.prepare(ctx, req.Identities, req.MergePolicy)
	if err != nil {
		return nil, err
	}
	req.Identities, req.MergePolicy = asked.canonical, policy
	req.Projection = req.Projection.With("identityMap")
	found, err := c.engine.Profiles(ctx, req)
	return answer(asked, found, err, func(p *Profile, as Identity) *Profile {
		if p.Asked == as {
			return p
		}
		renamed := *p
		renamed.Asked = as
		return &renamed
	})
}

// Events returns a page of events for each identity asked for, as
// [Client.Profiles] does profiles. It returns [ErrInvalid] for a limit beyond
// [MaxEventsPerProfile], an order that is none, and a filter that Check refuses.
func (c *Client) Events(ctx context.Context, req EventsRequest) (map[Identity]*EventPage, error) {
	if err := req.Filter.Check(); err != nil {
		return nil, err
	}
	if req.Limit < 0 || req.Limit > MaxEventsPerProfile {
		return nil, Invalidf("a page has 0 to %d events for a profile, not %d", MaxEventsPerProfile, req.Limit)
	}
	if req.Order != NewestFirst && req.Order != OldestFirst {
		return nil, Invalidf("events are read %s or %s", NewestFirst, OldestFirst)
	}
	asked, policy, err := c.prepare(ctx, req.Identities, req.MergePolicy)
	if err != nil {
		return nil, err
	}
	req.Identities, req.MergePolicy = asked.canonical, policy
	found, err := c.engine.Events(ctx, req)
	return answer(asked, found, err, func(p *EventPage, _ Identity) *EventPage { return p })
}

// question is the identities of one call: as they were asked, and as the engine
// writes them.
type question struct {
	asked     []Identity
	as        []Identity // the canonical form of asked, index by index
	canonical []Identity // as, without repeats
}

func (c *Client) prepare(ctx context.Context, ids []Identity, policy MergePolicyID) (question, MergePolicyID, error) {
	if len(ids) < 1 || len(ids) > MaxProfilesPerCall {
		return question{}, "", Invalidf("one call names 1 to %d identities, not %d", MaxProfilesPerCall, len(ids))
	}
	q := question{asked: ids, as: make([]Identity, len(ids)), canonical: make([]Identity, 0, len(ids))}
	seen := make(map[Identity]bool, len(ids))
	for i, id := range ids {
		canonical, err := c.canonical(ctx, id)
		if err != nil {
			return question{}, "", err
		}
		q.as[i] = canonical
		if !seen[canonical] {
			seen[canonical] = true
			q.canonical = append(q.canonical, canonical)
		}
	}
	resolved, err := c.MergePolicy(ctx, policy)
	if err != nil {
		return question{}, "", err
	}
	return q, resolved.ID, nil
}

// answer keys what was found by the identities as they were asked for.
func answer[V any](q question, found map[Identity]V, err error, as func(V, Identity) V) (map[Identity]V, error) {
	var partial *PartialError
	if err != nil && !errors.As(err, &partial) {
		return nil, err
	}
	answers := make(map[Identity]V, len(q.asked))
	var failed map[Identity]error
	for i, id := range q.asked {
		if v, ok := found[q.as[i]]; ok {
			answers[id] = as(v, id)
		} else if why := ErrorFor(err, q.as[i]); why != nil {
			if failed == nil {
				failed = map[Identity]error{}
			}
			failed[id] = why
		}
	}
	if len(failed) > 0 {
		return answers, &PartialError{Failed: failed}
	}
	return answers, nil
}

// MergePolicies returns every merge policy, by name. The slice is shared: it
// must not be changed.
func (c *Client) MergePolicies(ctx context.Context) ([]*MergePolicy, error) {
	return c.policies.get(ctx)
}

// MergePolicy returns the policy of that id; "" is the default one. It returns
// [ErrInvalid] if there is none. Of an engine that cannot list its policies
// every id is one, of which nothing else is known.
func (c *Client) MergePolicy(ctx context.Context, id MergePolicyID) (*MergePolicy, error) {
	all, err := c.policies.get(ctx)
	if errors.Is(err, ErrUnsupported) {
		return &MergePolicy{ID: id}, nil
	}
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if p.ID == id || id == "" && p.Default {
			return p, nil
		}
	}
	ids := make([]string, len(all))
	for i, p := range all {
		ids[i] = string(p.ID)
	}
	if id == "" {
		return nil, Invalidf("no merge policy is the default; name one of %s", strings.Join(ids, ", "))
	}
	return nil, Invalidf("there is no such merge policy; the merge policies here are %s", strings.Join(ids, ", "))
}

// Namespaces returns every identity namespace, by code. The slice is shared: it
// must not be changed.
func (c *Client) Namespaces(ctx context.Context) ([]IdentityNamespace, error) {
	known, err := c.namespaces.get(ctx)
	return known.all, err
}

type namespaceIndex struct {
	all   []IdentityNamespace
	codes map[Namespace]Namespace // code, as it is and folded → code as the engine writes it
}

func indexNamespaces(all []IdentityNamespace) namespaceIndex {
	index := namespaceIndex{all: all, codes: make(map[Namespace]Namespace, len(all))}
	for _, n := range all {
		index.codes[n.Code.Fold()] = n.Code
	}
	for _, n := range all {
		index.codes[n.Code] = n.Code
	}
	return index
}

// Segments returns every segment definition, by name. The slice is shared: it
// must not be changed.
func (c *Client) Segments(ctx context.Context) ([]*Segment, error) {
	index, err := c.segments.get(ctx)
	return index.byName, err
}

// SegmentsByKey returns every segment definition by its folded key. The map is shared:
// it must not be changed.
func (c *Client) SegmentsByKey(ctx context.Context) (map[SegmentKey]*Segment, error) {
	index, err := c.segments.get(ctx)
	return index.byKey, err
}

// SegmentsFreshness returns how old the segment definitions are that Segments
// and SegmentsByKey give; known is false if they were never read.
func (c *Client) SegmentsFreshness() (f Freshness, known bool) { return c.segments.freshness() }

type segmentIndex struct {
	byName []*Segment
	byKey  map[SegmentKey]*Segment
}

func indexSegments(all []*Segment) segmentIndex {
	index := segmentIndex{byName: slices.Clone(all), byKey: make(map[SegmentKey]*Segment, len(all))}
	for _, s := range all {
		index.byKey[s.SegmentKey.Fold()] = s
	}
	slices.SortFunc(index.byName, (*Segment).Compare)
	return index
}

// Check returns an [ErrInvalid] if f can let nothing through, or names too much.
func (f EventFilter) Check() error {
	if !f.From.IsZero() && !f.To.IsZero() && !f.From.Before(f.To) {
		return Invalidf("the window of events ends before it begins: from is inclusive, to is exclusive, so from must be earlier than to")
	}
	for _, list := range []struct {
		name   string
		length int
	}{{"types", len(f.Types)}, {"channels", len(f.Channels)}} {
		if list.length > MaxFilterValues {
			return Invalidf("a filter names at most %d %s, not %d", MaxFilterValues, list.name, list.length)
		}
	}
	return nil
}

// MaxFilterValues is the most types, or channels, that an EventFilter names.
const MaxFilterValues = 50
