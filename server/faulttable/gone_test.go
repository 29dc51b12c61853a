package faulttable_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"activityhub/platform/gateway/faults"
	"activityhub/platform/resilience"
)

// nothing is no preparation of a hub.
func nothing(*hub) {}

// TestCallersGone lets the caller of every golden query go before it is
// answered: the work ends, nothing is kept of it, nothing counts, and the next
// caller is answered as if nobody had been there.
func TestCallersGone(t *testing.T) {
	m := remembered(t)
	for _, q := range queries {
		if len(q.profiles.people) == 0 {
			continue // there is nothing to wait for
		}
		for name, kept := range map[string]bool{"": false, ", kept": true} {
			t.Run(q.name+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					h := open(t, m, false, nothing)
					time.Sleep(calm)
					c := testCase{query: q}
					if kept {
						c.check(t, h.post(t.Context(), q.text), &expectation{})
						time.Sleep(keptFor)
					}
					before, asked := h.engine.State(), h.asked("", 0)
					ctx, leave := context.WithCancel(t.Context())
					time.AfterFunc(latency/2, leave)
					if a := h.post(ctx, q.text); len(a.body) > 0 || a.took != latency/2 {
						t.Errorf("a caller who was gone after %v was answered after %v: %.100s", latency/2, a.took, a.body)
					}
					synctest.Wait()
					if n := h.underWay(); n > 0 {
						t.Errorf("%d requests are still under way", n)
					}
					if log := h.log.String(); strings.Count(log, `"status":499`) != 1 {
						t.Errorf("the log counts no caller who is gone:\n%s", log)
					}
					started := h.asked("", asked)
					c.check(t, h.post(t.Context(), q.text), &expectation{})
					if n := h.asked("", asked) - started; n != q.profiles.all+q.events.all {
						t.Errorf("the next caller took %d requests, want %d: something was kept", n, q.profiles.all+q.events.all)
					}
					after := h.engine.State()
					if after.Failures != before.Failures || after.Retries != before.Retries || after.Circuit != resilience.Closed || after.InFlight != 0 {
						t.Errorf("the guard counts %+v, want as before: %+v", after, before)
					}
					h.discreet()
				})
			})
		}
	}
}

// TestThousandGone lets a thousand callers of different people come and go.
func TestThousandGone(t *testing.T) {
	m := remembered(t)
	synctest.Test(t, func(t *testing.T) {
		h := open(t, m, false, nothing)
		h.strike("", faults.Fault{Effect: of("hang")})
		time.Sleep(calm)
		before, kept := h.engine.State(), h.cache.State().Bytes
		ctx, leave := context.WithCancel(t.Context())
		var callers sync.WaitGroup
		var answered atomic.Int32
		for i := range 1000 {
			callers.Go(func() {
				if a := h.post(ctx, firstName(i+1)); len(a.body) > 0 {
					answered.Add(1)
				}
			})
		}
		time.Sleep(time.Second)
		if n := h.underWay(); n < 1000 {
			t.Errorf("%d requests are under way, want one for each caller", n)
		}
		leave()
		callers.Wait()
		synctest.Wait()
		if n := answered.Load(); n > 0 {
			t.Errorf("%d callers who were gone were answered", n)
		}
		if n := h.underWay(); n > 0 {
			t.Errorf("%d requests are still under way", n)
		}
		if n := h.cache.State().Bytes; n != kept {
			t.Errorf("the cache grew from %d to %d bytes", kept, n)
		}
		after := h.engine.State()
		if after.Failures != before.Failures || after.Circuit != resilience.Closed || after.InFlight != 0 || after.Queued != 0 {
			t.Errorf("the guard counts %+v, want nothing against the engine", after)
		}
		h.heal()
		testCase{query: q("q1")}.check(t, h.post(t.Context(), q("q1").text), &expectation{})
	})
}

// TestLeaderGone lets the first of two callers, whose request the second one
// shares, go: the second one is answered.
func TestLeaderGone(t *testing.T) {
	m := remembered(t)
	for _, c := range []struct {
		name     string
		headers  []string      // of the first one
		leaves   time.Duration // when the first one goes; zero if it does not
		requests int           // for both
	}{
		{"cancelled", nil, latency / 2, 2},
		{"out of time", []string{"X-Request-Timeout-Ms", "60"}, 0, 4}, // the second one has time for another try
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := open(t, m, false, nothing)
				h.strike("", faults.Fault{Effect: faults.Effect{Kind: "latency", Fixed: 200 * time.Millisecond}})
				time.Sleep(calm)
				before, asked := h.engine.State(), h.asked("", 0)
				ctx, leave := context.WithCancel(t.Context())
				defer leave()
				if c.leaves > 0 {
					time.AfterFunc(c.leaves, leave)
				}
				var first answer
				gone := make(chan struct{})
				go func() {
					defer close(gone)
					first = h.post(ctx, q("q1").text, c.headers...)
				}()
				time.Sleep(time.Millisecond)
				second := h.post(t.Context(), q("q1").text)
				<-gone
				testCase{query: q("q1")}.check(t, second, &expectation{})
				if first.took > 60*time.Millisecond {
					t.Errorf("the first caller waited for %v", first.took)
				}
				if n := h.asked("", asked); n != c.requests {
					t.Errorf("%d requests for both callers, want %d", n, c.requests)
				}
				if after := h.engine.State(); after.Failures != before.Failures || after.Circuit != resilience.Closed {
					t.Errorf("the guard counts %+v, want nothing against the engine", after)
				}
			})
		})
	}
}
