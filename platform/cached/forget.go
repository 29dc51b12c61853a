package cached

import (
	"context"

	"activityhub/platform"
)

// Forget removes everything that is kept of the people whom ids are of: what was
// asked under one of ids, or names one of them, or was asked under an identity
// that a profile kept here links with one of them. After it has returned, none of
// it is served any more, nor is what a call says of them that began before; who
// waits for such a call waits for another one.
//
// Name all identities that are known of a person: a page of events does not say
// whose it is beyond the identities in its events. It looks at all that is kept:
// milliseconds for ten thousand records.
func (e *Engine) Forget(ids ...platform.Identity) {
	people := make(map[platform.Identity]bool, len(ids))
	for _, id := range ids {
		people[id.Fold()] = true
	}
	for known := -1; known < len(people); {
		known = len(people)
		e.mu.Lock()
		for c := range e.calls {
			c.forget(people)
		}
		e.mu.Unlock()
		e.forgetKept(people)
	}
	e.store.settle()
}

// forgetKept removes what is kept of people, and adds to them the identities that
// its profiles link with theirs.
func (e *Engine) forgetKept(people map[platform.Identity]bool) {
	for k, r := range e.store.records.All() {
		if k.scope != e.cfg.Scope || !people[k.identity] && !r.names(people) {
			continue
		}
		e.store.records.Invalidate(k)
		people[k.identity] = true
		for _, v := range r.variants {
			if p, ok := v.answer.(profile); ok {
				for id := range p.names() {
					people[id] = true
				}
			}
		}
	}
}

// names says whether an answer in r names one of people.
func (r *record) names(people map[platform.Identity]bool) bool {
	for _, v := range r.variants {
		if v.answer != nil && named(v.answer, people) {
			return true
		}
	}
	return false
}

func named(a answer, people map[platform.Identity]bool) bool {
	for id := range a.names() {
		if people[id] {
			return true
		}
	}
	return false
}

// forget has c forget people when it ends. The engine's lock is held.
func (c *call) forget(people map[platform.Identity]bool) {
	if c.forgotten == nil {
		c.forgotten = make(map[platform.Identity]bool, len(people))
	}
	for id := range people {
		c.forgotten[id] = true
	}
}

// forgets says whether what c says of id, folded, is to be forgotten. The
// engine's lock is held.
func (c *call) forgets(id platform.Identity, a answer) bool {
	return c.flushed || len(c.forgotten) > 0 && (c.forgotten[id] || a != nil && named(a, c.forgotten))
}

// Flush removes everything that is kept. As after Forget, nothing of it is served
// any more, nor what calls say that began before.
func (e *Engine) Flush() {
	e.mu.Lock()
	for c := range e.calls {
		c.flushed = true
		if len(c.waiting) == 0 {
			e.giveUp(c, context.Canceled)
		}
	}
	e.mu.Unlock()
	e.store.flush(e.cfg.Scope)
}
