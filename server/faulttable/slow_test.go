package faulttable_test

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tidwall/gjson"

	"activityhub/platform/gateway/faults"
)

// TestOneSlowDownForAll lets the Platform ask one caller to slow down: all wait,
// whoever they are and whatever they ask for, and none longer than was asked for
// and a little.
func TestOneSlowDownForAll(t *testing.T) {
	m := remembered(t)
	synctest.Test(t, func(t *testing.T) {
		h := open(t, m, false, nothing)
		time.Sleep(calm)
		h.strike("", faults.Fault{When: faults.When{First: 1}, Effect: faults.Effect{Kind: "throttled", Wait: 2 * time.Second}})
		asked := h.asked("", 0)
		var callers sync.WaitGroup
		callers.Go(func() { testCase{query: q("q3")}.check(t, h.post(t.Context(), q("q3").text), &expectation{}) })
		time.Sleep(2 * profilesLatency)
		until := time.Now().Add(2*time.Second - profilesLatency)
		for _, name := range []string{"q1", "scores", "segments", "consents", "merge-policies", "purchases"} { // few, because they go at once
			callers.Go(func() {
				a := h.post(t.Context(), q(name).text)
				testCase{query: q(name)}.check(t, a, &expectation{})
				if time.Now().Before(until) {
					t.Errorf("%s was answered after %v, before the Platform was ready", name, a.took)
				}
			})
		}
		// Who has no time to wait is told so at once, or in time where others wait for
		// the same.
		callers.Go(func() {
			time.Sleep(time.Millisecond)
			a := h.post(t.Context(), q("q1").text, "X-Request-Timeout-Ms", "1000")
			if a.code() != "ENGINE_TIMEOUT" || a.took != 975*time.Millisecond {
				t.Errorf("%s after %v, want ENGINE_TIMEOUT in time", a.code(), a.took)
			}
		})
		a := h.post(t.Context(), firstName(2), "X-Request-Timeout-Ms", "1000")
		if wait := gjson.GetBytes(a.body, "errors.0.extensions.retryAfterMs").Int(); a.code() != "ENGINE_RATE_LIMITED" || a.took > 5*time.Millisecond || wait != time.Until(until).Milliseconds() {
			t.Errorf("%s after %v, to be tried again after %d ms; want ENGINE_RATE_LIMITED at once, and %v", a.code(), a.took, wait, time.Until(until))
		}
		callers.Wait()
		for _, r := range h.requests[asked+1:] {
			if r.began.Before(until) {
				t.Errorf("a request %v before the Platform was ready", until.Sub(r.began))
			}
		}
		if late := time.Since(until); late > time.Second {
			t.Errorf("the last caller was answered %v after the Platform was ready", late)
		}
		if n := h.engine.State().Throttled; n != 1 {
			t.Errorf("the Platform asked %d times, want once", n)
		}
	})
}

// TestStorm lets the Platform refuse everything for two seconds: one query with
// many calls retries no more of them than the budget allows, and says which
// fields that leaves out.
func TestStorm(t *testing.T) {
	m := remembered(t)
	synctest.Test(t, func(t *testing.T) {
		h := open(t, m, false, nothing)
		time.Sleep(calm)
		h.strike(events, faults.Fault{When: faults.When{Until: time.Second}, Effect: faults.Effect{Kind: "throttled", Wait: 2 * time.Second}})
		asked := h.asked(events, 0)
		a := h.post(t.Context(), q("events-filters").text)
		errors := gjson.GetBytes(a.body, "errors").Array()
		if len(errors) != 1 || a.code() != "ENGINE_RATE_LIMITED" || a.took < 2*time.Second || a.took > 3*time.Second {
			t.Errorf("after %v: %.500s; want one kind of error after the wait", a.took, a.body)
		}
		// Five look-ups are refused; of six calls in ten seconds three and a half are
		// retried, rounded up, and up to four of those read a second page.
		if n, retries := h.asked(events, asked), int(h.engine.State().Retries); n < 5+4 || n > 5+4+4 || retries != 4 {
			t.Errorf("%d requests and %d retries, want four retries", n, retries)
		}
	})
}

// TestHedge lets one look-up of a person be slow: it is sent again, once most
// would have been answered, and the slow one is given up.
func TestHedge(t *testing.T) {
	m := remembered(t)
	for _, c := range []struct {
		name      string
		throttled bool // of late
		took      time.Duration
		requests  int
	}{
		{"slow", false, 3 * profilesLatency, 2},
		{"slow, soon after a wish to slow down", true, time.Second + profilesLatency, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := open(t, m, false, nothing)
				time.Sleep(calm)
				// Most are answered at once, and one in twenty takes twice as long.
				h.strike("", faults.Fault{When: faults.When{First: 4}, Effect: faults.Effect{Kind: "latency", Fixed: profilesLatency}})
				for range 60 {
					h.post(t.Context(), q("q3").text, fresh...)
				}
				if c.throttled {
					h.strike("", faults.Fault{When: faults.When{First: 1}, Effect: faults.Effect{Kind: "throttled", Wait: 100 * time.Millisecond}})
					h.post(t.Context(), q("q3").text, fresh...)
					time.Sleep(calm)
				}
				h.strike("", faults.Fault{When: faults.When{First: 1}, Effect: faults.Effect{Kind: "latency", Fixed: time.Second}})
				asked, hedges := h.asked("", 0), h.engine.State().Hedges
				a := h.post(t.Context(), q("q3").text, fresh...)
				testCase{query: q("q3")}.check(t, a, &expectation{})
				synctest.Wait()
				if n := h.asked("", asked); n != c.requests || a.took != c.took || h.underWay() > 0 {
					t.Errorf("%d requests, %d of them under way, answered after %v; want %d and %v", n, h.underWay(), a.took, c.requests, c.took)
				}
				if n := int(h.engine.State().Hedges - hedges); n != c.requests-1 {
					t.Errorf("%d hedges, want %d", n, c.requests-1)
				}
				if n := h.engine.State().Failures; n != 0 {
					t.Errorf("%d failures, want none", n)
				}
				if strings.Contains(h.log.String(), `"WARN"`) && !c.throttled {
					t.Errorf("the log warns:\n%s", h.log.String())
				}
			})
		})
	}
}
