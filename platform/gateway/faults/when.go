package faults

import (
	"math/rand/v2"
	"slices"
	"time"
)

// A counter counts the calls that a fault is for and decides which it strikes.
// Its owner guards it.
type counter struct {
	seen, hits int
	passed     []time.Time // calls let pass within the window of When.Over, oldest first
	stormEnd   time.Time
}

// strikes reports whether the call that comes now is struck, and returns the
// lot of that call, from which chance and latencies are drawn.
func (c *counter) strikes(w When, started, now time.Time, seed uint64) (*rand.Rand, bool) {
	if since := now.Sub(started); since < w.From || w.Until > 0 && since >= w.Until {
		return nil, false
	}
	c.seen++
	lot := rand.New(rand.NewPCG(seed, uint64(c.seen)))
	// The draw comes first, so that the lot goes on alike whether chance is given or not.
	drawn := lot.Float64()
	switch {
	case w.First > 0 && c.seen > w.First,
		w.After > 0 && c.seen <= w.After,
		w.Every > 0 && c.seen%w.Every != 0,
		len(w.Calls) > 0 && !slices.Contains(w.Calls, c.seen),
		w.Chance > 0 && drawn >= w.Chance,
		w.Over > 0 && !c.over(w, now):
		return nil, false
	}
	c.hits++
	return lot, true
}

// over reports whether the call is beyond what is let pass, and counts it if
// not.
func (c *counter) over(w When, now time.Time) bool {
	if now.Before(c.stormEnd) {
		return true
	}
	fresh := slices.IndexFunc(c.passed, func(t time.Time) bool { return now.Sub(t) < w.Within })
	if fresh < 0 {
		fresh = len(c.passed)
	}
	c.passed = slices.Delete(c.passed, 0, fresh)
	if len(c.passed) < w.Over {
		c.passed = append(c.passed, now)
		return false
	}
	c.stormEnd = now.Add(w.Lasts)
	return true
}
