package resilience_test

import (
	"bytes"
	"context"
	"log/slog"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"activityhub/platform"
	"activityhub/platform/resilience"
)

func TestRetry(t *testing.T) {
	const ms = time.Millisecond
	first := time.Duration(seeded().Float64() * float64(100*ms)) // delay before the second try
	for _, test := range []struct {
		name     string
		steps    []step
		err      error
		tries    uint64
		failures uint64
		took     time.Duration
	}{
		{"good", []step{{}}, nil, 1, 0, 0},
		{"refused", []step{{10 * ms, refused}}, refused, 1, 0, 10 * ms},
		{"broken once", []step{{10 * ms, broken}, {20 * ms, nil}}, nil, 2, 1, 30*ms + first},
		{"broken", []step{{10 * ms, broken}}, broken, 2, 2, 20*ms + first},
		{"broken, then refused", []step{{10 * ms, broken}, {10 * ms, refused}}, refused, 2, 1, 20*ms + first},
		{"no token", []step{{10 * ms, unasked}}, unasked, 1, 0, 10 * ms},
		{"again without counting", []step{{0, fault{resilience.Verdict{Retry: true}}}, {}}, nil, 2, 0, first},
		{"counting without again", []step{{0, fault{resilience.Verdict{Counts: true}}}}, fault{resilience.Verdict{Counts: true}}, 1, 1, 0},
		{"broken, with a wait of its own", []step{{0, fault{resilience.Verdict{Retry: true, Counts: true, Wait: time.Second}}}, {}},
			nil, 2, 1, time.Second + lengthened(100*ms)},
	} {
		fake(t, test.name, func(t *testing.T) {
			g := guarded(t, resilience.Config{})
			start := time.Now()
			s := play(test.steps...)
			n, err := resilience.Do(t.Context(), g, false, s.call)
			equal(t, "error", err, test.err)
			equal(t, "value", n, len(s.at)-1)
			since(t, start, test.took)
			equal(t, "attempts", g.State().Attempts, test.tries)
			equal(t, "retries", g.State().Retries, test.tries-1)
			equal(t, "failures", g.State().Failures, test.failures)
			equal(t, "calls", g.State().Calls, 1)
		})
	}
}

// lengthened is what a first retry adds to a named wait, of which most is a tenth
// and a quarter of a second: its second random number.
func lengthened(most time.Duration) time.Duration {
	r := seeded()
	r.Float64()
	return time.Duration(r.Float64() * float64(most))
}

func TestRetryDelaysDouble(t *testing.T) {
	fake(t, "", func(t *testing.T) {
		g := guarded(t, resilience.Config{Attempts: 8, RetryAllowance: 100, FailuresInRow: 100})
		s := play(step{err: broken})
		resilience.Do(t.Context(), g, false, s.call)
		r := seeded()
		var at time.Duration
		for n, bound := range []time.Duration{100, 200, 400, 800, 1000, 1000, 1000} {
			at += time.Duration(r.Float64() * float64(bound*time.Millisecond))
			equal(t, "begin of a retry", s.at[n+1], at)
		}
		equal(t, "attempts", len(s.at), 8)
	})
}

func TestRetryMustFit(t *testing.T) {
	for _, test := range []struct {
		name   string
		caller time.Duration
		tries  uint64
		took   time.Duration
	}{
		{"fits", 1150 * time.Millisecond, 2, time.Second},
		{"to the millisecond", 1051 * time.Millisecond, 2, time.Second},
		{"not with the margin", 1050 * time.Millisecond, 1, 0},
	} {
		fake(t, test.name, func(t *testing.T) {
			g := guarded(t, resilience.Config{Rand: nil})
			wait := fault{resilience.Verdict{Retry: true, Counts: true, Wait: time.Second}}
			start := time.Now()
			equal(t, "error", calling(within(t, test.caller), g, step{err: wait}), error(wait))
			if took := time.Since(start); took < test.took || took > test.took+test.took/10 {
				t.Errorf("it took %v, want %v and at most a tenth more", took, test.took)
			}
			equal(t, "attempts", g.State().Attempts, test.tries)
			equal(t, "unfitted", g.State().RetriesUnfitted, 2-test.tries)
		})
	}
}

// Of the calls of ten seconds a tenth is retried, and three more.
func TestRetryBudget(t *testing.T) {
	fake(t, "", func(t *testing.T) {
		g := guarded(t, resilience.Config{FailuresInRow: 1e6, FailureSample: 1e6, BackoffBase: time.Nanosecond})
		for range 100 {
			calling(t.Context(), g, step{err: broken})
		}
		s := g.State()
		equal(t, "retries", s.Retries, 13)
		equal(t, "forgone", s.RetriesForgone, 87)
		time.Sleep(10 * time.Second)
		for range 5 {
			calling(t.Context(), g, step{err: broken})
		}
		equal(t, "retries after a while", g.State().Retries-13, 4)
	})
}

// A retry is not taken when others opened the circuit meanwhile; the error is
// that of the try.
func TestRetryMeetsOpenCircuit(t *testing.T) {
	fake(t, "", func(t *testing.T) {
		g := guarded(t, resilience.Config{BackoffBase: time.Second, BackoffMax: time.Minute})
		first := make(chan error)
		go func() { first <- calling(t.Context(), g, step{err: broken}) }()
		synctest.Wait()
		for range 4 {
			calling(t.Context(), g, step{err: fault{resilience.Verdict{Counts: true}}})
		}
		equal(t, "circuit", g.State().Circuit, resilience.Open)
		equal(t, "error", <-first, error(broken))
		equal(t, "attempts", g.State().Attempts, 5)
		check(t, calling(t.Context(), g, step{}), platform.ErrCircuitOpen, g.State().OpenFor)
	})
}

func TestPanic(t *testing.T) {
	fake(t, "is an error of its call alone", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		for range 10 {
			_, err := resilience.Do(t.Context(), g, true, func(context.Context) (int, error) { panic("ada@example.com") })
			if err == nil || err.Error() != "resilience: a call to the engine panicked" {
				t.Fatalf("the error is %v", err)
			}
		}
		s := g.State()
		equal(t, "panicked", s.Panicked, 10)
		equal(t, "attempts", s.Attempts, 10)
		equal(t, "in flight", s.InFlight, 0)
		equal(t, "circuit", s.Circuit, resilience.Closed)
	})
	fake(t, "what it panicked with is not logged, since it may name people", func(t *testing.T) {
		var log bytes.Buffer
		g := guarded(t, resilience.Config{Name: "engine prod", Logger: slog.New(slog.NewTextHandler(&log, nil))})
		resilience.Do(t.Context(), g, false, func(context.Context) (int, error) { panic("ada@example.com") })
		resilience.Do(t.Context(), g, false, func(context.Context) (int, error) { return 1 / len(t.Context().Err().Error()), nil })
		for _, want := range []string{`engine="engine prod"`, "a value of type string", "nil pointer dereference", "retry_test.go"} {
			if !strings.Contains(log.String(), want) {
				t.Errorf("the log lacks %q:\n%s", want, &log)
			}
		}
		if strings.Contains(log.String(), "ada@") {
			t.Errorf("the log names people:\n%s", &log)
		}
	})
	fake(t, "a goroutine that ends itself gives its place back", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			resilience.Do(t.Context(), g, false, func(context.Context) (int, error) { runtime.Goexit(); return 0, nil })
		}()
		<-ended
		equal(t, "in flight", g.State().InFlight, 0)
	})
}
