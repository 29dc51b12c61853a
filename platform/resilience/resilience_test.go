package resilience_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"activityhub/platform"
	"activityhub/platform/resilience"
)

// A fault is a failure that brings its own verdict.
type fault struct{ resilience.Verdict }

func (fault) Error() string { return "fault" }

var (
	broken  = fault{resilience.Verdict{Retry: true, Counts: true}} // such as 503
	refused = fault{}                                              // such as 403
	unasked = fault{resilience.Verdict{Unasked: true}}             // such as no token
)

func throttledFor(wait time.Duration) fault {
	return fault{resilience.Verdict{Retry: true, Throttled: true, Wait: wait}}
}

func judge(err error) resilience.Verdict {
	var f fault
	if errors.As(err, &f) {
		return f.Verdict
	}
	if errors.Is(err, platform.ErrTimeout) {
		return resilience.Verdict{Retry: true, Counts: true}
	}
	return resilience.Verdict{}
}

// seeded returns the randomness that guarded gives to its guards.
func seeded() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

func guarded(t testing.TB, cfg resilience.Config) *resilience.Guard {
	t.Helper()
	cfg.Judge = judge
	if cfg.Rand == nil {
		cfg.Rand = seeded()
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	g, err := resilience.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.Close)
	return g
}

// A script answers the n-th try with the n-th of its steps, the last one again
// and again. It is for callers that follow each other.
type script struct {
	steps []step
	at    []time.Duration // when each try began, since start
	start time.Time
}

// A step takes so long, unless its context ends before, and comes to err.
type step struct {
	takes time.Duration
	err   error
}

func play(steps ...step) *script { return &script{steps: steps, start: time.Now()} }

func (s *script) call(ctx context.Context) (int, error) {
	n := len(s.at)
	s.at = append(s.at, time.Since(s.start))
	return n, s.steps[min(n, len(s.steps)-1)].run(ctx)
}

func (s step) run(ctx context.Context) error {
	timer := time.NewTimer(s.takes)
	defer timer.Stop()
	select {
	case <-timer.C:
		return s.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// calling makes one call of s.
func calling(ctx context.Context, g *resilience.Guard, s step) error {
	_, err := resilience.Do(ctx, g, false, func(ctx context.Context) (int, error) { return 0, s.run(ctx) })
	return err
}

// warm makes n point calls that take so long.
func warm(t *testing.T, g *resilience.Guard, n int, takes time.Duration) {
	t.Helper()
	for range n {
		s := step{takes: takes}
		if _, err := resilience.Do(t.Context(), g, true, func(ctx context.Context) (int, error) { return 0, s.run(ctx) }); err != nil {
			t.Fatalf("warming up: %v", err)
		}
	}
}

// within returns a context that ends after so long.
func within(t *testing.T, length time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), length)
	t.Cleanup(cancel)
	return ctx
}

// check compares what a failure is with its kind, and the hint that goes with it.
func check(t *testing.T, err, kind error, retryAfter time.Duration) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("the error is %v, want %v", err, kind)
	}
	var typed *platform.Error
	if errors.As(err, &typed) && typed.RetryAfter != retryAfter {
		t.Errorf("retry after %v, want %v", typed.RetryAfter, retryAfter)
	} else if typed == nil && retryAfter != 0 {
		t.Errorf("%v is no *platform.Error, want one with retry after %v", err, retryAfter)
	}
}

func since(t *testing.T, start time.Time, want time.Duration) {
	t.Helper()
	if got := time.Since(start); got != want {
		t.Errorf("it took %v, want %v", got, want)
	}
}

func equal[V comparable](t *testing.T, what string, got, want V) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// fake runs a test under fake time.
func fake(t *testing.T, name string, test func(*testing.T)) {
	t.Run(name, func(t *testing.T) { synctest.Test(t, test) })
}

func TestConfig(t *testing.T) {
	for name, cfg := range map[string]resilience.Config{
		"no judge":            {},
		"limits upside down":  {Judge: judge, LeastLimit: 5, MostLimit: 4},
		"a share in per cent": {Judge: judge, FailureShare: 50},
	} {
		if _, err := resilience.New(cfg); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestClose(t *testing.T) {
	fake(t, "calls end and begin no more", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		calling(t.Context(), g, step{err: fault{resilience.Verdict{Throttled: true, Wait: 20 * time.Second}}})
		waiting := make(chan error)
		go func() { waiting <- calling(t.Context(), g, step{}) }()
		synctest.Wait()
		g.Close()
		check(t, <-waiting, platform.ErrUnavailable, 0)
		check(t, calling(t.Context(), g, step{}), platform.ErrUnavailable, 0)
		equal(t, "in flight", g.State().InFlight, 0)
	})
}
