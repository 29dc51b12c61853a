package platformtest

import (
	"context"
	"slices"
	"sync"
	"time"

	"activityhub/platform"
)

// A Call is one call that a [Counting] engine passed on.
type Call struct {
	Method   string // of platform.Engine, such as "Profiles"
	Started  time.Time
	Ended    time.Time
	Profiles platform.ProfilesRequest // of a call of Profiles
	Events   platform.EventsRequest   // of a call of Events
}

// Counting passes every call on to another engine and remembers it, for tests
// that promise how many calls something costs. It is safe for concurrent use.
type Counting struct {
	platform.Engine
	mu    sync.Mutex
	calls []Call
}

// Count returns engine with its calls counted.
func Count(engine platform.Engine) *Counting { return &Counting{Engine: engine} }

// Calls returns the calls that ended, in the order they began; those of one of
// methods if any is named.
func (c *Counting) Calls(methods ...string) []Call {
	c.mu.Lock()
	defer c.mu.Unlock()
	calls := slices.DeleteFunc(slices.Clone(c.calls), func(call Call) bool {
		return len(methods) > 0 && !slices.Contains(methods, call.Method)
	})
	slices.SortStableFunc(calls, func(a, b Call) int { return a.Started.Compare(b.Started) })
	return calls
}

// Reset forgets all calls.
func (c *Counting) Reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = nil
}

// Waves returns how many of calls had to wait for others: calls that run at the
// same time are one wave.
func Waves(calls []Call) int {
	waves := 0
	var ends time.Time // when the first of the wave under way ends
	for _, call := range calls {
		if waves == 0 || !call.Started.Before(ends) {
			waves++
			ends = call.Ended
		} else if call.Ended.Before(ends) {
			ends = call.Ended
		}
	}
	return waves
}

func (c *Counting) done(call Call) {
	call.Ended = time.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, call)
}

// Profiles implements [platform.Engine].
func (c *Counting) Profiles(ctx context.Context, req platform.ProfilesRequest) (map[platform.Identity]*platform.Profile, error) {
	defer c.done(Call{Method: "Profiles", Started: time.Now(), Profiles: req})
	return c.Engine.Profiles(ctx, req)
}

// Events implements [platform.Engine].
func (c *Counting) Events(ctx context.Context, req platform.EventsRequest) (map[platform.Identity]*platform.EventPage, error) {
	defer c.done(Call{Method: "Events", Started: time.Now(), Events: req})
	return c.Engine.Events(ctx, req)
}

// Segments implements [platform.Engine].
func (c *Counting) Segments(ctx context.Context) ([]*platform.Segment, error) {
	defer c.done(Call{Method: "Segments", Started: time.Now()})
	return c.Engine.Segments(ctx)
}

// MergePolicies implements [platform.Engine].
func (c *Counting) MergePolicies(ctx context.Context) ([]*platform.MergePolicy, error) {
	defer c.done(Call{Method: "MergePolicies", Started: time.Now()})
	return c.Engine.MergePolicies(ctx)
}

// Namespaces implements [platform.Engine].
func (c *Counting) Namespaces(ctx context.Context) ([]platform.IdentityNamespace, error) {
	defer c.done(Call{Method: "Namespaces", Started: time.Now()})
	return c.Engine.Namespaces(ctx)
}

// Delaying passes every call on to another engine after Delay, as an engine far
// away would.
type Delaying struct {
	platform.Engine
	Delay time.Duration
}

func (d Delaying) wait(ctx context.Context) error {
	if d.Delay <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d.Delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Profiles implements [platform.Engine].
func (d Delaying) Profiles(ctx context.Context, req platform.ProfilesRequest) (map[platform.Identity]*platform.Profile, error) {
	if err := d.wait(ctx); err != nil {
		return nil, err
	}
	return d.Engine.Profiles(ctx, req)
}

// Events implements [platform.Engine].
func (d Delaying) Events(ctx context.Context, req platform.EventsRequest) (map[platform.Identity]*platform.EventPage, error) {
	if err := d.wait(ctx); err != nil {
		return nil, err
	}
	return d.Engine.Events(ctx, req)
}

// Segments implements [platform.Engine].
func (d Delaying) Segments(ctx context.Context) ([]*platform.Segment, error) {
	if err := d.wait(ctx); err != nil {
		return nil, err
	}
	return d.Engine.Segments(ctx)
}

// MergePolicies implements [platform.Engine].
func (d Delaying) MergePolicies(ctx context.Context) ([]*platform.MergePolicy, error) {
	if err := d.wait(ctx); err != nil {
		return nil, err
	}
	return d.Engine.MergePolicies(ctx)
}

// Namespaces implements [platform.Engine].
func (d Delaying) Namespaces(ctx context.Context) ([]platform.IdentityNamespace, error) {
	if err := d.wait(ctx); err != nil {
		return nil, err
	}
	return d.Engine.Namespaces(ctx)
}
