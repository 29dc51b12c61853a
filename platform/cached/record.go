package cached

import (
	"slices"
	"time"
)

// mostVariants is how many variants a record has at most: a program asks the same
// few questions again and again.
const mostVariants = 4

// A variant is one answer that the engine gave.
type variant struct {
	answer answer    // nil: nothing is known of the identity
	shape  *shape    // shared by the answers of one call
	began  time.Time // when its call did: what it says may be as old as that
	came   time.Time // when the engine gave it
	bytes  int
}

// covers says whether v can answer for shape s. That nothing is known of
// somebody answers for every shape.
func (v *variant) covers(s shape) bool { return v.answer == nil || v.shape.covers(s) }

// A record is what is kept under one key: variants of one answer, the newest
// first. It is never changed; the store puts another in its place.
type record struct {
	variants []variant
	bytes    int
	life     time.Duration // how long the store keeps it, from when it was put there
}

// with returns the record that has v besides, kept for so long. What v covers is
// dropped, and so is what is older than that; that nothing is known of somebody
// takes the place of all. It returns false if what is there began later and
// covers v: calls may end in another order than they began.
func (r *record) with(v variant, keep time.Duration) (*record, bool) {
	changed := &record{variants: []variant{v}, life: keep}
	if r != nil && v.answer != nil {
		for _, w := range r.variants {
			if w.answer != nil && v.came.Sub(w.came) < keep && (w.began.After(v.began) || !v.covers(*w.shape)) {
				changed.variants = append(changed.variants, w)
			}
		}
	}
	if r != nil && slices.ContainsFunc(r.variants, func(w variant) bool {
		return w.began.After(v.began) && (v.answer == nil || w.covers(*v.shape))
	}) {
		return r, false
	}
	slices.SortStableFunc(changed.variants, func(a, b variant) int { return b.began.Compare(a.began) })
	changed.variants = slices.Clip(changed.variants[:min(len(changed.variants), mostVariants)])
	for i := range changed.variants {
		changed.bytes += changed.variants[i].bytes
	}
	return changed, true
}
