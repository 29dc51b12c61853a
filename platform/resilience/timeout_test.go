package resilience_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"activityhub/platform"
	"activityhub/platform/resilience"
)

// A try gets the lesser of its own limit and what the caller has, less the
// margin; only one that got at least half of the limit counts when it is over.
func TestTimeout(t *testing.T) {
	for _, test := range []struct {
		name     string
		caller   time.Duration // zero means no deadline
		attempts int
		took     time.Duration // of which the retry's delay is left out
		tries    uint64
		failures uint64
	}{
		{"no deadline", 0, 1, 5 * time.Second, 1, 1},
		{"own limit", 20 * time.Second, 1, 5 * time.Second, 1, 1},
		{"own limit, twice", 20 * time.Second, 2, 10 * time.Second, 2, 2},
		{"the caller's deadline", 3 * time.Second, 2, 2950 * time.Millisecond, 1, 1},
		{"half of the limit", 2550 * time.Millisecond, 2, 2500 * time.Millisecond, 1, 1},
		{"an impatient caller", 2549 * time.Millisecond, 2, 2499 * time.Millisecond, 1, 0},
		{"a second try with what is left", 7 * time.Second, 2, 6950 * time.Millisecond, 2, 1},
	} {
		fake(t, test.name, func(t *testing.T) {
			g := guarded(t, resilience.Config{Attempts: test.attempts})
			ctx := t.Context()
			if test.caller != 0 {
				ctx = within(t, test.caller)
			}
			start := time.Now()
			err := calling(ctx, g, step{takes: time.Hour})
			check(t, err, platform.ErrTimeout, 0)
			took := test.took
			if test.name == "own limit, twice" {
				took += time.Duration(seeded().Float64() * float64(100*time.Millisecond))
			}
			since(t, start, took)
			s := g.State()
			equal(t, "attempts", s.Attempts, test.tries)
			equal(t, "failures", s.Failures, test.failures)
			equal(t, "in flight", s.InFlight, 0)
		})
	}
}

// Whatever the call makes of its time being over, it is a time-out; the request's
// id stays.
func TestTimeoutKeepsTheRequest(t *testing.T) {
	fake(t, "", func(t *testing.T) {
		g := guarded(t, resilience.Config{Attempts: 1})
		_, err := resilience.Do(t.Context(), g, false, func(ctx context.Context) (int, error) {
			<-ctx.Done()
			return 0, &platform.Error{Op: "Profiles", Kind: platform.ErrInvalidResponse, RequestID: "r-1"}
		})
		var typed *platform.Error
		if !errors.As(err, &typed) || typed.Kind != platform.ErrTimeout || typed.RequestID != "r-1" || typed.Op != "Profiles" {
			t.Errorf("the error is %#v, want a time-out of Profiles and r-1", err)
		}
		if errors.Is(err, platform.ErrInvalidResponse) {
			t.Error("it is an invalid response, too")
		}
	})
}

func TestTooLittleTime(t *testing.T) {
	fake(t, "margin", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		check(t, calling(within(t, 50*time.Millisecond), g, step{}), platform.ErrTimeout, 0)
		equal(t, "attempts", g.State().Attempts, 0)
		equal(t, "refused", g.State().RefusedNoTime, 1)
		equal(t, "error", calling(within(t, 51*time.Millisecond), g, step{}), nil)
	})
	fake(t, "below the median", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		warm(t, g, 19, 400*time.Millisecond)
		equal(t, "error after 19", calling(within(t, 399*time.Millisecond), g, step{takes: time.Millisecond}), nil)
		equal(t, "median", g.State().Median, 400*time.Millisecond)
		check(t, calling(within(t, 399*time.Millisecond), g, step{}), platform.ErrTimeout, 0)
		equal(t, "error at the median", calling(within(t, 400*time.Millisecond), g, step{}), nil)
	})
	fake(t, "a slow spell does not lock out callers in a hurry", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		warm(t, g, 20, 400*time.Millisecond)
		time.Sleep(9999 * time.Millisecond)
		check(t, calling(within(t, 300*time.Millisecond), g, step{}), platform.ErrTimeout, 0)
		time.Sleep(time.Millisecond)
		equal(t, "error", calling(within(t, 300*time.Millisecond), g, step{}), nil)
		equal(t, "median", g.State().Median, 0)
	})
}

// A caller that goes away says nothing of the engine, and nothing to others.
func TestCancellation(t *testing.T) {
	fake(t, "", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		neighbour := make(chan error, 1)
		go func() { neighbour <- calling(t.Context(), g, step{takes: 2 * time.Second}) }()
		for range 30 {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Millisecond, cancel)
			start := time.Now()
			err := calling(ctx, g, step{takes: time.Second})
			equal(t, "error", err, context.Canceled)
			since(t, start, time.Millisecond)
		}
		equal(t, "the neighbour's error", <-neighbour, nil)
		s := g.State()
		equal(t, "circuit", s.Circuit, resilience.Closed)
		equal(t, "attempts", s.Attempts, 31)
		equal(t, "failures", s.Failures, 0)
		equal(t, "in flight", s.InFlight, 0)
	})
	fake(t, "while it waits to try again", func(t *testing.T) {
		g := guarded(t, resilience.Config{BackoffBase: time.Second, BackoffMax: time.Hour})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Millisecond, cancel)
		equal(t, "error", calling(ctx, g, step{err: broken}), context.Canceled)
		equal(t, "attempts", g.State().Attempts, 1)
	})
}
