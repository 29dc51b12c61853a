package resilience_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"activityhub/platform"
	"activityhub/platform/resilience"
)

// A twins plays one step per try of a call, and says which one answered.
type twins struct {
	steps   []step
	next    atomic.Int32
	stopped atomic.Int32 // tries that ended with their context
	begun   []time.Duration
	start   time.Time
	mu      sync.Mutex
}

func (s *twins) call(ctx context.Context) (int, error) {
	n := int(s.next.Add(1)) - 1
	s.mu.Lock()
	s.begun = append(s.begun, time.Since(s.start))
	s.mu.Unlock()
	err := s.steps[n].run(ctx)
	if ctx.Err() != nil {
		s.stopped.Add(1)
	}
	return n, err
}

func TestHedge(t *testing.T) {
	const ms = time.Millisecond
	slow := step{takes: time.Second}
	for _, test := range []struct {
		name    string
		usual   time.Duration // time of an answer
		steps   []step
		value   int
		err     error
		took    time.Duration
		begun   []time.Duration
		stopped int32
		won     uint64
	}{
		{"a quick one gets no twin", 20 * ms, []step{{takes: 20*ms - 1}}, 0, nil, 20*ms - 1, []time.Duration{0}, 0, 0},
		{"the twin is quicker", 20 * ms, []step{slow, {takes: 5 * ms}}, 1, nil, 25 * ms, []time.Duration{0, 20 * ms}, 1, 1},
		{"the first is quicker", 20 * ms, []step{{takes: 30 * ms}, slow}, 0, nil, 30 * ms, []time.Duration{0, 20 * ms}, 1, 0},
		{"no twin before 10 ms", ms, []step{slow, {takes: ms}}, 1, nil, 11 * ms, []time.Duration{0, 10 * ms}, 1, 1},
		{"the twin is refused: an answer, too", 20 * ms, []step{slow, {takes: ms, err: refused}}, 1, refused, 21 * ms, []time.Duration{0, 20 * ms}, 1, 1},
		{"the twin fails", 20 * ms, []step{{takes: 50 * ms}, {takes: ms, err: broken}}, 0, nil, 50 * ms, []time.Duration{0, 20 * ms}, 0, 0},
		{"the first fails", 20 * ms, []step{{takes: 50 * ms, err: broken}, {takes: 100 * ms}}, 1, nil, 120 * ms, []time.Duration{0, 20 * ms}, 0, 0},
		{"the first is refused", 20 * ms, []step{{takes: 50 * ms, err: refused}, {takes: 100 * ms}}, 0, refused, 50 * ms, []time.Duration{0, 20 * ms}, 1, 0},
		{"both fail, and that was two attempts", 20 * ms, []step{{takes: 50 * ms, err: broken}, {takes: 100 * ms, err: unasked}}, 0, broken, 120 * ms, []time.Duration{0, 20 * ms}, 0, 0},
	} {
		fake(t, test.name, func(t *testing.T) {
			g := guarded(t, resilience.Config{})
			steady(t, g, 50, test.usual)
			before := g.State()
			s := &twins{steps: test.steps, start: time.Now()}
			n, err := resilience.Do(t.Context(), g, true, s.call)
			since(t, s.start, test.took)
			equal(t, "error", err, test.err)
			equal(t, "answered by", n, test.value)
			synctest.Wait() // for the slower one
			equal(t, "tries", len(s.begun), len(test.begun))
			equal(t, "last began", s.begun[len(s.begun)-1], test.begun[len(test.begun)-1])
			equal(t, "stopped", s.stopped.Load(), test.stopped)
			after := g.State()
			equal(t, "attempts", after.Attempts-before.Attempts, uint64(len(test.begun)))
			equal(t, "hedges", after.Hedges, uint64(len(test.begun)-1))
			equal(t, "hedges won", after.HedgesWon, test.won)
			equal(t, "retries", after.Retries, 0)
			equal(t, "in flight", after.InFlight, 0)
		})
	}
}

// steady makes n point calls, of which the slowest three take so long and the
// others a little less: under fake time a twin would be sent at the very instant
// of the answer otherwise.
func steady(t *testing.T, g *resilience.Guard, n int, takes time.Duration) {
	t.Helper()
	warm(t, g, 3, takes)
	warm(t, g, n-3, takes-1)
}

// slowly makes a point call that a twin would help, and says whether one was sent.
func slowly(t *testing.T, g *resilience.Guard) bool {
	t.Helper()
	before := g.State().Hedges
	warm(t, g, 1, 100*time.Millisecond)
	return g.State().Hedges > before
}

func TestHedgeOnlyIf(t *testing.T) {
	const ms = time.Millisecond
	fake(t, "there are twenty answers", func(t *testing.T) {
		g := guarded(t, resilience.Config{HedgeShare: 1})
		steady(t, g, 19, 20*ms)
		equal(t, "at the 20th", slowly(t, g), false)
		equal(t, "95th percentile", g.State().P95, 100*ms)
		g = guarded(t, resilience.Config{HedgeShare: 1})
		steady(t, g, 20, 20*ms)
		equal(t, "at the 21st", slowly(t, g), true)
	})
	fake(t, "it is slow for a point look-up, whatever others take", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		steady(t, g, 50, 20*ms)
		for range 100 {
			calling(t.Context(), g, step{takes: time.Second})
		}
		equal(t, "median", g.State().Median, time.Second)
		equal(t, "95th percentile", g.State().P95, 20*ms)
		equal(t, "hedged", slowly(t, g), true)
	})
	fake(t, "the call is a point look-up", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		steady(t, g, 50, 20*ms)
		calling(t.Context(), g, step{takes: time.Second})
		equal(t, "hedges", g.State().Hedges, 0)
	})
	fake(t, "it is not switched off", func(t *testing.T) {
		g := guarded(t, resilience.Config{NoHedge: true})
		steady(t, g, 50, 20*ms)
		equal(t, "hedged", slowly(t, g), false)
	})
	fake(t, "it may be tried twice", func(t *testing.T) {
		g := guarded(t, resilience.Config{Attempts: 1})
		steady(t, g, 50, 20*ms)
		equal(t, "hedged", slowly(t, g), false)
	})
	fake(t, "not more than one in fifty was", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		steady(t, g, 48, 20*ms)
		equal(t, "at the 49th", slowly(t, g), false)
		equal(t, "at the 50th", slowly(t, g), true)
		for n := range 49 {
			if slowly(t, g) {
				t.Errorf("at the %dth after it", n+1)
			}
		}
	})
	fake(t, "the engine was calm for half a minute", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		steady(t, g, 60, 20*ms)
		calling(t.Context(), g, step{err: asking(ms)})
		time.Sleep(29 * time.Second)
		equal(t, "after 29 s", slowly(t, g), false)
		time.Sleep(900 * ms)
		equal(t, "after 30 s", slowly(t, g), true)
	})
	fake(t, "the circuit is closed", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		steady(t, g, 60, 20*ms)
		fail(t, g, 5)
		time.Sleep(6 * time.Second)
		equal(t, "first probe", slowly(t, g), false)
		equal(t, "second probe", slowly(t, g), false)
		equal(t, "third probe", slowly(t, g), false)
		equal(t, "fourth call", slowly(t, g), true)
	})
	fake(t, "it did not open meanwhile", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		steady(t, g, 60, 20*ms)
		time.AfterFunc(10*ms, func() { fail(t, g, 5) })
		equal(t, "hedged", slowly(t, g), false)
	})
	fake(t, "a place is free", func(t *testing.T) {
		g := guarded(t, resilience.Config{LeastLimit: 1, MostLimit: 1})
		steady(t, g, 60, 20*ms)
		equal(t, "hedged", slowly(t, g), false)
	})
}

func TestHedgeEnds(t *testing.T) {
	const ms = time.Millisecond
	fake(t, "with its caller", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		steady(t, g, 50, 20*ms)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(50*ms, cancel)
		s := &twins{steps: []step{{takes: time.Minute}, {takes: time.Minute}}, start: time.Now()}
		_, err := resilience.Do(ctx, g, true, s.call)
		equal(t, "error", err, context.Canceled)
		since(t, s.start, 50*ms)
		synctest.Wait()
		equal(t, "stopped", s.stopped.Load(), 2)
		equal(t, "failures", g.State().Failures, 0)
		equal(t, "in flight", g.State().InFlight, 0)
	})
	fake(t, "in time", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		steady(t, g, 50, 20*ms)
		s := &twins{steps: []step{{takes: time.Minute}, {takes: time.Minute}}, start: time.Now()}
		_, err := resilience.Do(within(t, 3*time.Second), g, true, s.call)
		check(t, err, platform.ErrTimeout, 0)
		since(t, s.start, 2950*ms)
		equal(t, "failures", g.State().Failures, 2)
	})
	fake(t, "a twin that panics leaves the first alone", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		steady(t, g, 50, 20*ms)
		var tries atomic.Int32
		_, err := resilience.Do(t.Context(), g, true, func(ctx context.Context) (int, error) {
			if tries.Add(1) == 2 {
				panic(errors.New("twin"))
			}
			return 0, step{takes: time.Second}.run(ctx)
		})
		equal(t, "error", err, nil)
		equal(t, "panicked", g.State().Panicked, 1)
		equal(t, "in flight", g.State().InFlight, 0)
	})
	fake(t, "before Close returns", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		steady(t, g, 50, 20*ms)
		var running atomic.Int32
		resilience.Do(t.Context(), g, true, func(ctx context.Context) (int, error) {
			if running.Add(1) == 1 {
				return 0, step{takes: 30 * ms}.run(ctx)
			}
			time.Sleep(time.Second) // does not heed its context
			running.Store(0)
			return 0, nil
		})
		g.Close()
		equal(t, "running", running.Load(), 0)
	})
}
