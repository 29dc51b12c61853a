package faulttable_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"activityhub/platform/gateway/faults"
)

// TestFaults strikes every golden query with every row: in profiles, in events
// and in both, without anything kept and with an answer that is no longer fresh.
func TestFaults(t *testing.T) {
	m := remembered(t)
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			for _, q := range queries {
				for _, struck := range []string{profiles, events, ""} {
					for _, kept := range []bool{false, true} {
						c := testCase{row: r, query: q, struck: struck, kept: kept}
						if c.possible() {
							t.Run(c.String(), func(t *testing.T) {
								synctest.Test(t, func(t *testing.T) { c.run(t, m) })
							})
						}
					}
				}
			}
		})
	}
}

// A testCase is one query in one fault.
type testCase struct {
	row
	query  *query
	struck string // schema whose look-ups are struck; "" for all
	kept   bool   // an answer was kept a while ago
}

func (c testCase) String() string {
	name := c.query.name
	switch c.struck {
	case profiles:
		name += ", profiles"
	case events:
		name += ", events"
	}
	if c.kept {
		name += ", kept"
	}
	return name
}

// possible reports whether the fault can strike the query at all, and in another
// way than another case does. Connections are not those of a schema, nor is what
// went wrong before.
func (c testCase) possible() bool {
	hasEvents := len(c.query.events.people) > 0
	struck, _ := c.hit()
	switch {
	case len(struck.people) == 0,
		c.struck == "" && !hasEvents,
		c.only != "" && c.struck != c.only,
		c.pages && struck.counted == 0,
		c.lacking && c.kept:
		return false
	}
	return c.struck == "" || !hasEvents || c.cut == nil && !c.fresh && c.asksAnything()
}

// hit returns the look-ups that are struck, and those that are not.
func (c testCase) hit() (struck, spared cost) {
	for schema, all := range map[string]cost{profiles: c.query.profiles, events: c.query.events} {
		several := slices.ContainsFunc(all.people, func(n int) bool { return n > 1 })
		if (c.struck == "" || c.struck == schema) && (several || !c.many) {
			struck = struck.plus(all)
		} else {
			spared = spared.plus(all)
		}
	}
	return struck, spared
}

// Pauses before a case begins.
const (
	// keptFor is how long ago the answer that is kept came: it is no longer fresh,
	// nor served while it is read again.
	keptFor = 65 * time.Second
	// calm is until the guard's last ten seconds are empty.
	calm = 11 * time.Second
)

func (c testCase) run(t *testing.T, m *memory) {
	h := open(t, m, c.secure, func(h *hub) {
		if c.lacking {
			h.strike(c.struck, faults.Fault{Effect: c.fault})
		}
	})
	time.Sleep(calm)
	if c.kept {
		c.check(t, h.post(t.Context(), c.query.text), &expectation{})
		time.Sleep(keptFor)
	}
	c.breakIt(h, m)
	before, asked, dials, tokens := h.engine.State(), h.asked("", 0), h.network.dials.Load(), h.signIn.count()

	a := h.post(t.Context(), c.query.text)
	synctest.Wait()

	c.checkAnswer(t, h, a)
	c.checkTime(t, a.took)
	wire := h.asked("", asked)
	if c.cut != nil {
		wire = int(h.network.dials.Load() - dials)
	}
	c.checkWire(t, wire, before, h.engine.State())
	if n := h.signIn.count() - tokens; n != c.tokens {
		t.Errorf("%d tokens, want %d", n, c.tokens)
	}
	if c.throttles && c.fate == failed {
		c.checkRest(t, h)
	}
}

// breakIt brings the cause about.
func (c testCase) breakIt(h *hub, m *memory) {
	if c.fresh {
		h.http.CloseIdleConnections()
		synctest.Wait()
	}
	if c.before != nil {
		c.before(h)
	}
	switch {
	case c.cut != nil:
		h.cut(c.cut)
	case c.beside != nil:
		h.strikeWith(c.struck, c.beside(h.upstream, m))
	case c.fault.Kind != "" && !c.lacking:
		if c.later {
			struck, _ := c.hit()
			c.when.After = len(struck.people)
		}
		h.strike(c.struck, faults.Fault{When: c.when, Effect: c.fault})
	}
}
