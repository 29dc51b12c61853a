package cached

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"activityhub/platform"
)

// A call is one call of the engine behind, under way or ended. It belongs to
// nobody, and is given up when nobody waits for it any more.
type call struct {
	op     string // method of platform.Engine
	ask    ask
	life   *life
	shape  *shape
	every  *shape // the same of answers that are whole; made when there is one
	share  int    // bytes of shape that each answer is charged with
	ids    []platform.Identity
	keys   []key // of ids
	began  time.Time
	turn   uint64
	cancel context.CancelCauseFunc
	done   chan struct{} // closed when outcomes and err stand

	// The engine's lock guards these until done is closed.
	waiting   map[*visit]time.Time       // who waits, and until when; zero if without end
	timer     *time.Timer                // of a call that reads again what is stale: its own end
	until     time.Time                  // when that is; zero when it has passed
	told      time.Time                  // the deadline that the engine behind was told last; zero if none
	gone      bool                       // given up
	forgotten map[platform.Identity]bool // whose outcomes are to be read again
	flushed   bool                       // all are

	outcomes map[platform.Identity]outcome // by folded identity
	err      error                         // for all identities
}

// An outcome is what a call says of one identity. Without an answer and an error
// nothing is known of it; again means that it was forgotten meanwhile, and is to
// be read again.
type outcome struct {
	answer answer
	err    error
	again  bool
}

// underWay returns the newest call under way that reads k in a shape that covers
// s; nil if none does. The lock is held.
func (e *Engine) underWay(k key, s shape) *call {
	for _, c := range slices.Backward(e.byKey[k]) {
		if c.shape.covers(s) {
			return c
		}
	}
	return nil
}

// begin begins a call of ids. It runs under the values of ctx, and neither its end
// nor its deadline. Who waits for it enters before the lock, which is held, is
// let go.
func (e *Engine) begin(ctx context.Context, l *look, ask ask, ids []platform.Identity) *call {
	e.turns++
	c := &call{
		op: l.op, ask: ask, life: l.life, ids: ids, keys: make([]key, len(ids)), began: e.now(), turn: e.turns,
		done: make(chan struct{}), waiting: map[*visit]time.Time{},
	}
	c.shape, c.share = e.own(l.shape, len(ids))
	e.calls[c] = true
	for i, id := range ids {
		c.keys[i] = l.of(id)
		e.byKey[c.keys[i]] = append(e.byKey[c.keys[i]], c)
	}
	inner, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	c.cancel = cancel
	e.running.Go(func() { e.run(&detached{Context: inner, engine: e, call: c}, c) })
	return c
}

// giveUpIfAlone gives c up if nobody waits for it. The lock is held.
func (e *Engine) giveUpIfAlone(c *call, cause error) {
	if len(c.waiting) == 0 && c.until.IsZero() {
		e.giveUp(c, cause)
	}
}

// giveUp ends c early: nobody waits for it from now on, and nothing of it is
// kept. The lock is held.
func (e *Engine) giveUp(c *call, cause error) {
	if !c.gone {
		c.gone = true
		e.unlist(c)
		c.cancel(cause)
	}
}

// unlist takes c out of what is under way. The lock is held.
func (e *Engine) unlist(c *call) {
	for _, k := range c.keys {
		if others := slices.DeleteFunc(e.byKey[k], func(other *call) bool { return other == c }); len(others) > 0 {
			e.byKey[k] = others
		} else {
			delete(e.byKey, k)
		}
	}
}

// run makes the call. A panic in the engine behind is an error of all who wait:
// nothing above this goroutine could contain it.
func (e *Engine) run(ctx context.Context, c *call) {
	find, err := finder(nil), errors.New("an engine call ended its goroutine")
	defer func() {
		if panicked := recover(); panicked != nil {
			err = fmt.Errorf("an engine call panicked with %T: %s", panicked, debug.Stack())
		}
		e.land(c, find, err)
		c.cancel(nil)
	}()
	find, err = c.ask(ctx, c.ids)
}

// land ends a call: what it says is kept, and those who wait are told.
func (e *Engine) land(c *call, find finder, err error) {
	came := e.now()
	if e.closed.Load() && errors.Is(err, context.Canceled) {
		err = closedError(c.op)
	}
	if !errors.As(err, new(*platform.PartialError)) {
		c.err = err
	}
	c.outcomes = make(map[platform.Identity]outcome, len(c.ids))
	bytes := make([]int, len(c.ids))
	for i, id := range c.ids {
		o := outcome{err: c.err}
		if c.err == nil {
			o.answer = find(id)
		}
		if o.answer != nil {
			o.answer, bytes[i] = o.answer.own(came)
		} else {
			o.err = platform.ErrorFor(err, id)
		}
		c.outcomes[c.keys[i].identity] = o
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for i, k := range c.keys {
		switch o := c.outcomes[k.identity]; {
		case c.forgets(k.identity, o.answer):
			c.outcomes[k.identity] = outcome{again: true}
		case o.err == nil && !c.gone:
			e.keep(k, variant{answer: o.answer, shape: c.keptAs(o.answer), began: c.began, came: came, bytes: bytes[i] + c.share}, c.life)
		}
	}
	e.store.settle()
	delete(e.calls, c)
	if !c.gone {
		e.unlist(c)
	}
	if c.timer != nil {
		c.timer.Stop()
		e.refreshing--
	}
	close(c.done)
}

// keep puts v into the store for as long as it may be of use.
func (e *Engine) keep(k key, v variant, keep *life) {
	k.policy, k.identity = platform.MergePolicyID(strings.Clone(string(k.policy))), ownIdentity(k.identity)
	if v.answer == nil {
		e.store.put(k, v, keep.notFound)
	} else {
		e.store.put(k, v, keep.all())
	}
}

// keptAs returns the shape that a is kept as.
func (c *call) keptAs(a answer) *shape {
	if a != nil && a.lacks() != nil {
		return &shape{projection: c.shape.projection, limit: c.shape.limit} // it does not answer who wants a count
	}
	if a == nil || !a.whole(c.shape.limit) {
		return c.shape
	}
	if c.every == nil {
		c.every = &shape{projection: c.shape.projection, limit: every, count: c.shape.count}
	}
	return c.every
}
