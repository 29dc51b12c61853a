package cached

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"activityhub/platform"
)

// An Engine answers from what it keeps, and asks the engine behind it for the
// rest. It is a [platform.Engine], and safe for concurrent use.
type Engine struct {
	cfg      Config
	behind   platform.Engine
	now      func() time.Time
	store    *Store
	ownStore bool
	profiles life
	events   life
	count    counters
	closed   atomic.Bool
	running  sync.WaitGroup // calls of the engine behind

	mu         sync.Mutex
	turns      uint64          // counts calls, and visits that want fresh answers
	calls      map[*call]bool  // under way
	byKey      map[key][]*call // under way and not given up, the newest last
	refreshing int             // calls that nobody waits for
	owned      projections     // of what is kept
}

var _ platform.Engine = (*Engine)(nil)

// New returns an engine in front of cfg.Engine. It asks nothing; a store of its
// own starts a goroutine, which Close ends.
func New(cfg Config) (*Engine, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	e := &Engine{
		cfg: cfg, behind: cfg.Engine, now: cfg.Now, store: cfg.Store,
		profiles: life{fresh: cfg.ProfileLife, revalidate: cfg.ProfileLife + cfg.ProfileRevalidate, onError: cfg.StaleIfError, notFound: cfg.NotFoundLife},
		events:   life{fresh: cfg.EventLife, revalidate: cfg.EventLife + cfg.EventRevalidate, onError: cfg.StaleIfError, notFound: cfg.NotFoundLife},
		calls:    map[*call]bool{}, byKey: map[key][]*call{},
	}
	if e.store == nil {
		e.ownStore = true
		if e.store, err = NewStore(cfg.MaxBytes); err != nil {
			return nil, err
		}
	}
	if err := e.store.open(cfg.Scope); err != nil {
		return nil, err
	}
	return e, nil
}

// Profiles implements [platform.Engine].
func (e *Engine) Profiles(ctx context.Context, req platform.ProfilesRequest) (map[platform.Identity]*platform.Profile, error) {
	req.Projection = req.Projection.With("identityMap")
	l, err := e.look(ctx, "Profiles", key{policy: req.MergePolicy}, shape{projection: req.Projection}, &e.profiles)
	if err != nil {
		return nil, err
	}
	found := make(map[platform.Identity]*platform.Profile, len(req.Identities))
	for _, id := range req.Identities {
		if a := l.kept(id); a != nil {
			found[id] = a.(profile).Profile
		}
	}
	if l.done() {
		return found, nil
	}
	kept := req // what a closure holds is not on the stack, and most visits end above
	err = l.rest(ctx, func(ctx context.Context, ids []platform.Identity) (finder, error) {
		req := kept
		req.Identities = ids
		all, err := e.behind.Profiles(ctx, req)
		return func(id platform.Identity) answer {
			if p := all[id]; p != nil {
				return profile{p}
			}
			return nil
		}, err
	}, func(id platform.Identity, a answer) { found[id] = a.(profile).Profile })
	if failedWhole(err) {
		return nil, err
	}
	return found, err
}

// Events implements [platform.Engine].
func (e *Engine) Events(ctx context.Context, req platform.EventsRequest) (map[platform.Identity]*platform.EventPage, error) {
	asked := shape{projection: req.Projection, limit: req.Limit, count: req.Count}
	l, err := e.look(ctx, "Events", key{policy: req.MergePolicy, question: questionOf(&req)}, asked, &e.events)
	if err != nil {
		return nil, err
	}
	found := make(map[platform.Identity]*platform.EventPage, len(req.Identities))
	for _, id := range req.Identities {
		if a := l.kept(id); a != nil {
			found[id] = a.(page).EventPage
		}
	}
	if l.done() {
		return found, nil
	}
	kept := req
	err = l.rest(ctx, func(ctx context.Context, ids []platform.Identity) (finder, error) {
		req := kept
		req.Identities = ids
		all, err := e.behind.Events(ctx, req)
		return func(id platform.Identity) answer {
			if p := all[id]; p != nil {
				return page{p}
			}
			return nil
		}, err
	}, func(id platform.Identity, a answer) { found[id] = a.(page).EventPage })
	if failedWhole(err) {
		return nil, err
	}
	return found, err
}

// Segments implements [platform.Engine].
func (e *Engine) Segments(ctx context.Context) ([]*platform.Segment, error) {
	return e.behind.Segments(ctx)
}

// MergePolicies implements [platform.Engine].
func (e *Engine) MergePolicies(ctx context.Context) ([]*platform.MergePolicy, error) {
	return e.behind.MergePolicies(ctx)
}

// Namespaces implements [platform.Engine].
func (e *Engine) Namespaces(ctx context.Context) ([]platform.IdentityNamespace, error) {
	return e.behind.Namespaces(ctx)
}

// Capabilities implements [platform.Engine].
func (e *Engine) Capabilities() platform.Capabilities { return e.behind.Capabilities() }

// Close ends the calls under way, waits for them, lets go of what is kept and
// closes the engine behind. It may be called again.
func (e *Engine) Close() error {
	e.mu.Lock()
	if e.closed.Swap(true) {
		e.mu.Unlock()
		return nil
	}
	for c := range e.calls {
		e.giveUp(c, context.Canceled)
	}
	e.mu.Unlock()
	e.running.Wait()
	e.store.leave(e.cfg.Scope)
	if e.ownStore {
		e.store.Close()
	}
	return e.behind.Close()
}
