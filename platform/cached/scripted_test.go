package cached_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"activityhub/platform"
	"activityhub/platform/cached"
	"activityhub/platform/xdm"
)

// scripted is an engine that says which of its answers an answer is: the version
// of everything is the number of the call. It takes its time, keeps count, and
// fails where it is told to. Identities that begin with "no" are of nobody.
type scripted struct {
	platform.Engine
	takes time.Duration
	fail  func(call int, id platform.Identity) error      // of one identity; nil means none
	each  func(ctx context.Context, call int) error       // of the whole call, instead of waiting; nil means it waits
	link  map[platform.Identity][]platform.LinkedIdentity // those it lacks have their own alone

	mu      sync.Mutex
	erased  platform.Identity // nothing is known of it any more
	calls   []asked
	running map[string]int // by identity and projection
	twice   bool           // one of them was asked for twice at the same time
	closed  bool
}

// asked is one call.
type asked struct {
	op         string
	ids        []platform.Identity
	projection string
	limit      int
	at         time.Time
	deadline   time.Time
	ended      error // of its context, when it came back
}

func id(s string) platform.Identity { return platform.Identity{Namespace: "Email", ID: s} }

func ids(names string) (all []platform.Identity) {
	for _, name := range strings.Fields(names) {
		all = append(all, id(name))
	}
	return all
}

// enter counts a call, waits, and says why it failed.
func (s *scripted) enter(ctx context.Context, a asked) (int, error) {
	a.at = time.Now()
	a.deadline, _ = ctx.Deadline()
	s.mu.Lock()
	s.calls = append(s.calls, a)
	n := len(s.calls)
	if s.running == nil {
		s.running = map[string]int{}
	}
	for _, id := range a.ids {
		key := fmt.Sprint(a.op, id.Fold(), a.projection, a.limit)
		s.running[key]++
		s.twice = s.twice || s.running[key] > 1
		defer func() { s.mu.Lock(); s.running[key]--; s.mu.Unlock() }()
	}
	s.mu.Unlock()
	err := error(nil)
	if s.each != nil {
		err = s.each(ctx, n)
	} else {
		err = pause(ctx, s.takes)
	}
	s.mu.Lock()
	s.calls[n-1].ended = ctx.Err()
	s.mu.Unlock()
	return n, err
}

// pause waits, but no longer than ctx lasts.
func pause(ctx context.Context, d time.Duration) error {
	if d == 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// erase makes everybody known, but for id and those who never are.
func (s *scripted) erase(id platform.Identity) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.erased = id
}

func (s *scripted) nobody(id platform.Identity) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return id == s.erased || strings.HasPrefix(id.ID, "no")
}

func (s *scripted) linked(id platform.Identity) []platform.LinkedIdentity {
	if all, ok := s.link[id]; ok {
		return all
	}
	return []platform.LinkedIdentity{{Identity: id, Primary: true}}
}

func (s *scripted) document(n int, id platform.Identity) string {
	var others strings.Builder
	for _, other := range s.link[id] {
		fmt.Fprintf(&others, `,{"id":%q}`, other.ID)
	}
	return fmt.Sprintf(`{"identityMap":{%q:[{"id":%q}%s]},"version":%d,"person":{"name":{"firstName":"A%d","lastName":"B"},"age":7},"lines":[{"a":1,"b":2},{"b":3}]}`,
		id.Namespace, id.ID, others.String(), n, n)
}

func (s *scripted) Profiles(ctx context.Context, req platform.ProfilesRequest) (map[platform.Identity]*platform.Profile, error) {
	n, err := s.enter(ctx, asked{op: "Profiles", ids: slices.Clone(req.Identities), projection: req.Projection.String()})
	if err != nil {
		return nil, err
	}
	found, failed := map[platform.Identity]*platform.Profile{}, map[platform.Identity]error{}
	for _, id := range req.Identities {
		if err := s.failure(n, id); err != nil {
			failed[id] = err
			continue
		}
		if s.nobody(id) {
			continue
		}
		attributes, err := xdm.TrustedObject(req.Projection.Apply(s.document(n, id)))
		if err != nil {
			return nil, err
		}
		found[id] = &platform.Profile{Asked: id, MergePolicy: "newest", Attributes: attributes, Identities: s.linked(id)}
	}
	return found, partial(failed)
}

func (s *scripted) Events(ctx context.Context, req platform.EventsRequest) (map[platform.Identity]*platform.EventPage, error) {
	n, err := s.enter(ctx, asked{op: "Events", ids: slices.Clone(req.Identities), projection: req.Projection.String(), limit: req.Limit})
	if err != nil {
		return nil, err
	}
	found, failed := map[platform.Identity]*platform.EventPage{}, map[platform.Identity]error{}
	for _, id := range req.Identities {
		if err := s.failure(n, id); err != nil {
			failed[id] = err
			continue
		}
		if s.nobody(id) {
			continue
		}
		page := &platform.EventPage{Total: -1, More: req.Limit < 5 && (req.Limit > 0 || !req.Count)}
		if req.Count {
			page.Total = 5
		}
		for i := range min(req.Limit, 5) {
			attributes, err := xdm.TrustedObject(req.Projection.Apply(s.document(n, id)))
			if err != nil {
				return nil, err
			}
			page.Events = append(page.Events, &platform.Event{ID: fmt.Sprintf("e%d", i), Timestamp: time.UnixMilli(int64(9 - i)).UTC(), Identity: s.linked(id)[0].Identity, Attributes: attributes})
		}
		found[id] = page
	}
	return found, partial(failed)
}

func (s *scripted) failure(n int, id platform.Identity) error {
	if s.fail == nil {
		return nil
	}
	return s.fail(n, id)
}

func (s *scripted) Capabilities() platform.Capabilities {
	return platform.Capabilities{Engine: "scripted"}
}

func (s *scripted) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}

// log returns the identities of the calls so far, one call a word.
func (s *scripted) log() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	words := make([]string, len(s.calls))
	for i, c := range s.calls {
		names := make([]string, len(c.ids))
		for i, id := range c.ids {
			names[i] = id.ID
		}
		words[i] = strings.Join(names, "+")
	}
	return strings.Join(words, " ")
}

func partial(failed map[platform.Identity]error) error {
	if len(failed) == 0 {
		return nil
	}
	return &platform.PartialError{Failed: failed}
}

// open returns a cache in front of engine, closed with the test.
func open(t testing.TB, engine platform.Engine, options ...func(*cached.Config)) *cached.Engine {
	t.Helper()
	cfg := cached.Config{Engine: engine, Scope: "scope"}
	for _, option := range options {
		option(&cfg)
	}
	e, err := cached.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return e
}

var name = xdm.Project("person.name.firstName", "version")

// ask looks up names and returns, in order, what each got: its version with
// "!reason" if it is stale, "-" if nothing is known, or its error.
func ask(ctx context.Context, e *cached.Engine, names string) string {
	found, err := e.Profiles(ctx, platform.ProfilesRequest{Identities: ids(names), Projection: name})
	words := []string{}
	for _, id := range ids(names) {
		p := found[id]
		switch failure := platform.ErrorFor(err, id); {
		case p != nil:
			word := p.Attributes.Get("version").Raw()
			if p.Freshness.Stale {
				word += "!" + p.Freshness.Reason
			}
			words = append(words, word)
		case failure != nil:
			words = append(words, failure.Error())
		default:
			words = append(words, "-")
		}
	}
	return strings.Join(words, " ")
}

func equal[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s\n got %v\nwant %v", what, got, want)
	}
}
