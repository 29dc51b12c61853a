package resilience_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"activityhub/platform"
	"activityhub/platform/resilience"
)

func TestQueue(t *testing.T) {
	const ms = time.Millisecond
	fake(t, "places come free in order, or the caller is refused after 50 ms", func(t *testing.T) {
		g := guarded(t, resilience.Config{LeastLimit: 1, MostLimit: 1})
		var order []int // guarded by the only place
		var callers sync.WaitGroup
		start := time.Now()
		for n := range 6 {
			callers.Go(func() {
				_, err := resilience.Do(t.Context(), g, false, func(ctx context.Context) (int, error) {
					order = append(order, n)
					return 0, step{takes: 12 * ms}.run(ctx)
				})
				if n < 5 && err != nil { // they begin at 0, 12, 24, 36 and 48 ms
					t.Errorf("caller %d: %v", n, err)
				} else if n == 5 {
					check(t, err, platform.ErrRateLimited, time.Second)
					since(t, start, 50*ms)
				}
			})
			synctest.Wait()
		}
		equal(t, "in flight", g.State().InFlight, 1)
		equal(t, "queued", g.State().Queued, 5)
		callers.Wait()
		equal(t, "in order", slices.Equal(order, []int{0, 1, 2, 3, 4}), true)
		equal(t, "refused", g.State().RefusedFull, 1)
		equal(t, "in flight", g.State().InFlight, 0)
		equal(t, "queued", g.State().Queued, 0)
	})
	fake(t, "one that goes away leaves the line", func(t *testing.T) {
		g := guarded(t, resilience.Config{LeastLimit: 1, MostLimit: 1})
		holder := make(chan error)
		go func() { holder <- calling(t.Context(), g, step{takes: 30 * ms}) }()
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(10*ms, cancel)
		equal(t, "error", calling(ctx, g, step{}), context.Canceled)
		equal(t, "next caller's error", calling(t.Context(), g, step{}), nil)
		<-holder
		equal(t, "refused", g.State().Refused(), 0)
		equal(t, "in flight", g.State().InFlight, 0)
	})
	fake(t, "a slow-down meanwhile is waited for", func(t *testing.T) {
		g := guarded(t, resilience.Config{LeastLimit: 1, MostLimit: 1})
		go calling(t.Context(), g, step{takes: 10 * ms, err: asking(time.Second)})
		synctest.Wait()
		go func() { // in line, too, but without the time
			check(t, calling(within(t, 500*ms), g, step{}), platform.ErrRateLimited, time.Second)
		}()
		synctest.Wait()
		s := play(step{})
		if _, err := resilience.Do(t.Context(), g, false, s.call); err != nil {
			t.Fatal(err)
		}
		if s.at[0] < 1010*ms || s.at[0] > 1110*ms {
			t.Errorf("began after %v, want 1.01s to 1.11s", s.at[0])
		}
		equal(t, "refused", g.State().RefusedSlow, 1)
		equal(t, "in flight", g.State().InFlight, 0)
	})
	fake(t, "a circuit that opens meanwhile refuses", func(t *testing.T) {
		g := guarded(t, resilience.Config{LeastLimit: 1, MostLimit: 1})
		fail(t, g, 4)
		go calling(t.Context(), g, step{takes: 10 * ms, err: counting})
		synctest.Wait()
		check(t, calling(t.Context(), g, step{}), platform.ErrCircuitOpen, opened(0))
		equal(t, "in flight", g.State().InFlight, 0)
	})
	fake(t, "it waits no longer than it has time", func(t *testing.T) {
		g := guarded(t, resilience.Config{LeastLimit: 1, MostLimit: 1})
		go calling(t.Context(), g, step{takes: time.Second})
		synctest.Wait()
		start := time.Now()
		check(t, calling(within(t, 60*ms), g, step{}), platform.ErrRateLimited, time.Second)
		since(t, start, 10*ms)
		time.Sleep(time.Second)
	})
}

func TestLimit(t *testing.T) {
	at := func(t *testing.T, g *resilience.Guard, n int, s step) {
		t.Helper()
		var callers sync.WaitGroup
		for range n {
			callers.Go(func() { calling(t.Context(), g, s) })
		}
		callers.Wait()
	}
	one := step{err: asking(time.Millisecond)}
	fake(t, "a wish to slow down halves what is under way, down to the least", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		equal(t, "at first", g.State().Limit, 1000)
		at(t, g, 100, step{takes: time.Millisecond, err: asking(time.Millisecond)})
		equal(t, "halved", g.State().Limit, 50)
		calling(t.Context(), g, one)
		equal(t, "least", g.State().Limit, 4)
	})
	fake(t, "or what was when the try began, if that was more", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		var callers sync.WaitGroup
		for range 39 {
			callers.Go(func() { calling(t.Context(), g, step{takes: time.Millisecond}) })
		}
		synctest.Wait()
		calling(t.Context(), g, step{takes: time.Second, err: asking(time.Millisecond)})
		callers.Wait()
		equal(t, "limit", g.State().Limit, 20)
	})
	fake(t, "good answers let it grow by one a round at most, if it was used", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		calling(t.Context(), g, one)
		for range 100 {
			calling(t.Context(), g, step{})
		}
		equal(t, "after single calls", g.State().Limit, 4)
		rounds := 0
		for before := 4; before < 12; rounds++ {
			at(t, g, before, step{takes: time.Millisecond})
			now := g.State().Limit
			if now > before+1 || rounds > 24 {
				t.Fatalf("after round %d the limit is %d, before it was %d", rounds, now, before)
			}
			before = now
		}
	})
	fake(t, "time-outs take a tenth off, if it was used", func(t *testing.T) {
		g := guarded(t, resilience.Config{FailuresInRow: 1000, FailureSample: 1000, Attempts: 1, MostLimit: 20})
		at(t, g, 9, step{takes: time.Hour})
		equal(t, "below half", g.State().Limit, 20)
		at(t, g, 20, step{takes: time.Hour})
		equal(t, "used up", g.State().Limit, 18)
	})
	fake(t, "never more than the most", func(t *testing.T) {
		g := guarded(t, resilience.Config{MostLimit: 5})
		for range 20 {
			at(t, g, 5, step{takes: time.Millisecond})
		}
		equal(t, "limit", g.State().Limit, 5)
	})
}
