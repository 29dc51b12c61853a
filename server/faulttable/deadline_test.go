package faulttable_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/tidwall/gjson"

	"activityhub/platform/gateway/faults"
	"activityhub/platform/resilience"
)

// TestLowerDeadline lets callers of every golden query lower their deadline,
// while the Platform hangs: they are answered on time, with what was kept if
// there is anything, and their hurry says nothing of the Platform.
func TestLowerDeadline(t *testing.T) {
	m := remembered(t)
	for _, q := range queries {
		for _, c := range []struct {
			name     string
			ms       string
			kept     bool
			took     time.Duration
			requests bool
		}{
			{"300 ms", "300", false, 250 * time.Millisecond, true},
			{"300 ms, kept", "300", true, 250 * time.Millisecond, true},
			{"10 ms", "10", false, 0, false},
			{"10 ms, kept", "10", true, 0, false},
		} {
			if len(q.profiles.people) == 0 {
				continue
			}
			t.Run(q.name+", "+c.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					h := open(t, m, false, nothing)
					time.Sleep(calm)
					asCase := testCase{query: q, kept: c.kept, row: row{outcome: outcome{code: "ENGINE_TIMEOUT"}}}
					x := &expectation{profiles: failed, events: failed, code: "ENGINE_TIMEOUT"}
					if c.kept {
						asCase.check(t, h.post(t.Context(), q.text), &expectation{})
						time.Sleep(keptFor)
						x.profiles, x.events = outdated, outdated
					}
					h.strike("", faults.Fault{Effect: of("hang")})
					before, asked := h.engine.State(), h.asked("", 0)
					a := h.post(t.Context(), q.text, "X-Request-Timeout-Ms", c.ms)
					asCase.check(t, a, x)
					asCase.checkFreshness(t, a, map[string]fate{profiles: x.profiles, events: x.events})
					h.discreet(gjson.GetBytes(a.body, "errors").Raw)
					if a.took != c.took {
						t.Errorf("it took %v, want %v", a.took, c.took)
					}
					synctest.Wait()
					if n := h.asked("", asked); n > 0 != c.requests || h.underWay() > 0 {
						t.Errorf("%d requests, %d under way; want requests: %v, and all ended", n, h.underWay(), c.requests)
					}
					if after := h.engine.State(); after.Failures != before.Failures || after.Circuit != resilience.Closed {
						t.Errorf("%d failures count, want none: the caller was in a hurry", after.Failures-before.Failures)
					}
				})
			})
		}
	}
}
