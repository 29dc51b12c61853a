package resilience_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"activityhub/platform"
	"activityhub/platform/resilience"
)

// fail makes n calls that fail for good.
func fail(t *testing.T, g *resilience.Guard, n int) {
	t.Helper()
	for range n {
		calling(t.Context(), g, step{err: fault{resilience.Verdict{Counts: true}}})
	}
}

// opened is how long a circuit opens for the n-th time in a row, from 0.
func opened(n int) time.Duration {
	r := seeded()
	for range n {
		r.Float64()
	}
	length := min(5*time.Second<<n, time.Minute)
	return length + time.Duration(0.2*(2*r.Float64()-1)*float64(length))
}

func TestCircuitOpens(t *testing.T) {
	for _, test := range []struct {
		name string
		play func(t *testing.T, g *resilience.Guard)
		want resilience.Circuit
	}{
		{"five in a row", func(t *testing.T, g *resilience.Guard) { fail(t, g, 5) }, resilience.Open},
		{"four in a row", func(t *testing.T, g *resilience.Guard) { fail(t, g, 4) }, resilience.Closed},
		{"a success between", func(t *testing.T, g *resilience.Guard) { fail(t, g, 4); calling(t.Context(), g, step{}); fail(t, g, 4) }, resilience.Closed},
		{"a refusal between: the engine answered", func(t *testing.T, g *resilience.Guard) {
			fail(t, g, 4)
			calling(t.Context(), g, step{err: refused})
			fail(t, g, 4)
		}, resilience.Closed},
		{"nothing between but what says nothing", func(t *testing.T, g *resilience.Guard) {
			fail(t, g, 4)
			calling(t.Context(), g, step{err: unasked})
			calling(t.Context(), g, step{err: asking(time.Millisecond)})
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			calling(ctx, g, step{takes: time.Minute})
			calling(within(t, time.Second), g, step{takes: time.Minute})
			equal(t, "circuit", g.State().Circuit, resilience.Closed)
			fail(t, g, 1)
		}, resilience.Open},
		{"half of twenty", func(t *testing.T, g *resilience.Guard) {
			for range 10 {
				calling(t.Context(), g, step{})
				fail(t, g, 1)
			}
		}, resilience.Open},
		{"half of nineteen", func(t *testing.T, g *resilience.Guard) {
			for range 9 {
				fail(t, g, 1)
				calling(t.Context(), g, step{})
			}
			fail(t, g, 1)
		}, resilience.Closed},
		{"less than half of many", func(t *testing.T, g *resilience.Guard) {
			for range 100 {
				calling(t.Context(), g, step{})
				calling(t.Context(), g, step{})
				fail(t, g, 1)
			}
		}, resilience.Closed},
		{"half of twenty in ten seconds and a bit", func(t *testing.T, g *resilience.Guard) {
			fail(t, g, 1)
			time.Sleep(10 * time.Second)
			for range 9 {
				calling(t.Context(), g, step{})
				fail(t, g, 1)
			}
		}, resilience.Closed},
		{"refusals, however many", func(t *testing.T, g *resilience.Guard) {
			for range 100 {
				calling(t.Context(), g, step{err: refused})
			}
		}, resilience.Closed},
		{"one impatient caller", func(t *testing.T, g *resilience.Guard) {
			for range 100 {
				calling(within(t, 100*time.Millisecond), g, step{takes: time.Minute})
			}
		}, resilience.Closed},
		{"an engine that hangs, for callers of three seconds", func(t *testing.T, g *resilience.Guard) {
			for range 5 {
				calling(within(t, 3*time.Second), g, step{takes: time.Minute})
			}
		}, resilience.Open},
	} {
		fake(t, test.name, func(t *testing.T) {
			g := guarded(t, resilience.Config{})
			test.play(t, g)
			equal(t, "circuit", g.State().Circuit, test.want)
		})
	}
}

func TestCircuitRefuses(t *testing.T) {
	fake(t, "at once, and says until when", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		fail(t, g, 5)
		time.Sleep(time.Second)
		start := time.Now()
		check(t, calling(t.Context(), g, step{}), platform.ErrCircuitOpen, opened(0)-time.Second)
		since(t, start, 0)
		equal(t, "open for", g.State().OpenFor, opened(0)-time.Second)
		equal(t, "attempts", g.State().Attempts, 5)
		equal(t, "refused", g.State().RefusedOpen, 1)
	})
	fake(t, "for twice as long each time, up to a minute, and 20 % more or less", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		fail(t, g, 5)
		for n := range 7 {
			length := g.State().OpenFor
			equal(t, "open for", length, opened(n))
			if base := min(5*time.Second<<n, time.Minute); length < base*8/10 || length > base*12/10 {
				t.Errorf("open for %v, want %v and 20 %% more or less", length, base)
			}
			time.Sleep(length - 1)
			check(t, calling(t.Context(), g, step{}), platform.ErrCircuitOpen, 1)
			time.Sleep(time.Nanosecond)
			equal(t, "circuit", g.State().Circuit, resilience.HalfOpen)
			fail(t, g, 1)
		}
		equal(t, "opened", g.State().Opened, 8)
	})
	fake(t, "all but three probes, which close it", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		fail(t, g, 5)
		time.Sleep(opened(0))
		probes := make(chan error)
		for n := range 3 {
			go func() { probes <- calling(t.Context(), g, step{takes: time.Duration(n+1) * time.Second}) }()
		}
		synctest.Wait()
		check(t, calling(t.Context(), g, step{}), platform.ErrCircuitOpen, 0)
		for range 3 {
			equal(t, "circuit", g.State().Circuit, resilience.HalfOpen)
			equal(t, "probe's error", <-probes, nil)
			synctest.Wait()
		}
		equal(t, "circuit", g.State().Circuit, resilience.Closed)
		fail(t, g, 5)
		equal(t, "open for, from the beginning", g.State().OpenFor > 6*time.Second, false)
	})
	fake(t, "a probe whose caller goes away makes room for another", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		fail(t, g, 5)
		time.Sleep(opened(0))
		for range 10 {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Millisecond, cancel)
			equal(t, "error", calling(ctx, g, step{takes: time.Second}), context.Canceled)
		}
		equal(t, "circuit", g.State().Circuit, resilience.HalfOpen)
		for range 3 {
			equal(t, "error", calling(t.Context(), g, step{}), nil)
		}
		equal(t, "circuit", g.State().Circuit, resilience.Closed)
	})
	fake(t, "stragglers neither close it nor open it again", func(t *testing.T) {
		g := guarded(t, resilience.Config{Timeout: time.Minute})
		stragglers := make(chan error)
		for range 5 {
			go func() { stragglers <- calling(t.Context(), g, step{takes: 20 * time.Second}) }()
			go func() {
				stragglers <- calling(t.Context(), g, step{takes: 30 * time.Second, err: fault{resilience.Verdict{Counts: true}}})
			}()
		}
		synctest.Wait()
		fail(t, g, 5)
		time.Sleep(opened(0))
		calling(t.Context(), g, step{}) // a probe
		for range 5 {
			<-stragglers
		}
		equal(t, "circuit", g.State().Circuit, resilience.HalfOpen)
		for range 5 {
			<-stragglers
		}
		equal(t, "circuit", g.State().Circuit, resilience.HalfOpen)
		equal(t, "opened", g.State().Opened, 1)
	})
}
