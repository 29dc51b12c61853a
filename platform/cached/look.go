package cached

import (
	"context"
	"time"

	"activityhub/platform"
)

// A look is what one caller wants, and what of it was not at hand.
type look struct {
	e       *Engine
	op      string // method of platform.Engine
	key     key    // without the identity
	shape   shape
	life    *life
	now     time.Time     // when the caller came
	limited bool          // whether the caller says how old an answer may be
	maxAge  time.Duration // how old, if limited

	ids     int                 // asked for
	missing []platform.Identity // not at hand
	old     []platform.Identity // served, and to be read again

	code, folded platform.Namespace // folding allocates, and a batch names few codes

	last    *shape // the one that fits was last asked about: batches share shapes
	covers  bool   // what it said
	project bool
}

// look begins to answer a caller.
func (e *Engine) look(ctx context.Context, op string, k key, s shape, keep *life) (look, error) {
	if err := ctx.Err(); err != nil {
		return look{}, err
	}
	if e.closed.Load() {
		return look{}, closedError(op)
	}
	l := look{e: e, op: op, key: k, shape: s, life: keep, now: e.now()}
	l.key.scope = e.cfg.Scope
	l.maxAge, l.limited = platform.MaxAge(ctx)
	return l, nil
}

// of returns the key of id.
func (l *look) of(id platform.Identity) key {
	if id.Namespace != l.code || l.folded == "" {
		l.code, l.folded = id.Namespace, id.Namespace.Fold()
	}
	k := l.key
	k.identity = platform.Identity{Namespace: l.folded, ID: id.ID}
	return k
}

// done says whether nothing is left to do.
func (l *look) done() bool { return len(l.missing) == 0 && len(l.old) == 0 }

// kept returns what is at hand of id: nil if nothing is, or nothing is known.
func (l *look) kept(id platform.Identity) answer {
	l.ids++
	v, age := l.best(l.e.store.get(l.of(id)), l.now)
	switch {
	case v == nil:
	case v.answer == nil && age < l.life.notFound:
		l.e.count.hits.Add(1)
		return nil
	case v.answer != nil && age < l.life.fresh:
		l.e.count.hits.Add(1)
		return v.answer.as(id, l.shape, l.project, "")
	case v.answer != nil && age < l.life.revalidate:
		l.e.count.stale.Add(1)
		l.old = append(l.old, id)
		return v.answer.as(id, l.shape, l.project, platform.Refreshing)
	}
	l.missing = append(l.missing, id)
	return nil
}

// fresh is kept for a caller that has waited: it says whether what is at hand is
// fresh, and counts nothing.
func (l *look) fresh(id platform.Identity) (a answer, ok bool) {
	v, age := l.best(l.e.store.get(l.of(id)), l.now)
	switch {
	case v == nil:
	case v.answer == nil:
		return nil, age < l.life.notFound
	case age < l.life.fresh:
		return v.answer.as(id, l.shape, l.project, ""), true
	}
	return nil, false
}

// instead returns what may stand in for a failure to read id, with the reason;
// nil if nothing may.
func (l *look) instead(id platform.Identity, reason string) answer {
	now := l.e.now()
	v, age := l.best(l.e.store.get(l.of(id)), now)
	if v == nil || v.answer == nil || reason == "" || age >= l.life.onError {
		return nil
	}
	l.e.count.stale.Add(1)
	return v.answer.as(id, l.shape, l.project, reason)
}

// best returns the newest variant of r that answers, and its age at now; nil if
// none does. It leaves in l whether the projection is another one.
func (l *look) best(r *record, now time.Time) (*variant, time.Duration) {
	if r == nil {
		return nil, 0
	}
	for i := range r.variants {
		if v := &r.variants[i]; l.fits(v) && l.recent(v.began, now) {
			return v, now.Sub(v.came)
		}
	}
	return nil, 0
}

// fits says whether v answers for what is asked.
func (l *look) fits(v *variant) bool {
	if v.answer == nil {
		return true
	}
	if l.last != v.shape {
		l.last = v.shape
		l.covers = v.shape.covers(l.shape)
		l.project = l.covers && !l.shape.projection.Covers(v.shape.projection)
	}
	return l.covers
}

// recent says whether the answer of a call that began then is new enough at now.
// What began after the caller came always is.
func (l *look) recent(began, now time.Time) bool {
	return !l.limited || began.After(l.now) || l.maxAge > 0 && now.Sub(began) <= l.maxAge
}
