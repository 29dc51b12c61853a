package cached

import (
	"context"
	"slices"
	"time"

	"activityhub/platform"
)

// An ask is a call of the engine behind.
type ask func(context.Context, []platform.Identity) (finder, error)

// A finder gives what an engine answered of an identity; nil if nothing is known.
type finder func(platform.Identity) answer

// A visit is a caller that waits for calls of the engine behind: its own, for
// what nobody is reading yet, and those of others.
type visit struct {
	look
	ask      ask
	serve    func(platform.Identity, answer)
	turn     uint64    // calls with a later one began after it came
	deadline time.Time // zero if it has none
	last     <-chan time.Time
	berths   []berth
	failed   map[platform.Identity]error
	by       *call // the call that failed for all in failed; nil if several did
}

// A berth is one identity that a visit waits for.
type berth struct {
	id     platform.Identity
	call   *call
	behind bool // the call began too early for the caller: another one follows it
}

// rest answers what was not at hand: it has what is old read again, and waits
// for what is missing. Its errors are those of [platform.Engine].
func (l look) rest(ctx context.Context, ask ask, serve func(platform.Identity, answer)) error {
	if len(l.old) > 0 {
		l.refresh(ctx, ask)
	}
	if len(l.missing) == 0 {
		return nil
	}
	v := &visit{look: l, ask: ask, serve: serve}
	if deadline, ok := ctx.Deadline(); ok {
		v.deadline = deadline
		timer := time.NewTimer(time.Until(deadline) - l.e.cfg.Margin)
		defer timer.Stop()
		v.last = timer.C
	}
	for len(v.missing) > 0 {
		if err := v.board(ctx); err != nil {
			return err
		}
		for len(v.berths) > 0 {
			if err := v.wait(ctx); err != nil {
				v.leave(err)
				return err
			}
		}
	}
	switch {
	case len(v.failed) == 0:
		return nil
	case v.by != nil && v.by.err != nil && len(v.failed) == v.ids:
		return v.by.err
	}
	return &platform.PartialError{Failed: v.failed}
}

// board finds a call for everything that is missing: one that is under way, or
// one new call for all the rest. What has come meanwhile is served.
func (v *visit) board(ctx context.Context) error {
	e := v.e
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if e.closed.Load() {
		return closedError(v.op)
	}
	if v.turn == 0 {
		e.turns++
		v.turn = e.turns
	}
	var lead []platform.Identity
	for _, id := range v.missing {
		if a, ok := v.fresh(id); ok {
			if a != nil {
				v.serve(id, a)
			}
			continue
		}
		c := e.underWay(v.of(id), v.shape)
		switch {
		case c == nil:
			lead = append(lead, id)
			continue
		case c.turn > v.turn || v.recent(c.began, v.now):
			c.waiting[v] = v.deadline
			e.count.coalesced.Add(1)
			v.berths = append(v.berths, berth{id: id, call: c})
		default:
			v.berths = append(v.berths, berth{id: id, call: c, behind: true})
		}
	}
	v.missing = nil
	if len(lead) > 0 {
		c := e.begin(ctx, &v.look, v.ask, lead)
		c.waiting[v] = v.deadline
		e.count.misses.Add(uint64(len(lead)))
		for _, id := range lead {
			v.berths = append(v.berths, berth{id: id, call: c})
		}
	}
	return nil
}

// wait waits for the call of the first berth and serves what it says of it. It
// returns an error when the caller can wait no longer.
func (v *visit) wait(ctx context.Context) error {
	b := v.berths[0]
	select {
	case <-b.call.done:
	default:
		select {
		case <-b.call.done:
		case <-ctx.Done():
			return ctx.Err()
		case <-v.last:
			v.last = nil
			v.lastMoment()
			return nil
		}
	}
	v.berths = v.berths[1:]
	if b.behind {
		v.missing = append(v.missing, b.id)
		return nil
	}
	said := b.call.outcomes[b.id.Fold()]
	switch {
	case said.again || v.hurried(b.call, said.err):
		v.missing = append(v.missing, b.id)
	case said.err != nil:
		if a := v.instead(b.id, platform.StaleReason(said.err)); a != nil {
			v.serve(b.id, a)
			return nil
		}
		if len(v.failed) == 0 {
			v.by = b.call
		} else if v.by != b.call {
			v.by = nil
		}
		v.fail(b.id, said.err)
	case said.answer != nil:
		if why := said.answer.lacks(); why != nil && v.shape.count {
			if a := v.instead(b.id, platform.StaleReason(why)); a != nil {
				v.serve(b.id, a)
				return nil
			}
		}
		v.project = !v.shape.projection.Covers(b.call.shape.projection)
		v.serve(b.id, said.answer.as(b.id, v.shape, v.project, ""))
	}
	return nil
}

func (v *visit) fail(id platform.Identity, err error) {
	if v.failed == nil {
		v.failed = map[platform.Identity]error{}
	}
	v.failed[id] = err
}

// lastMoment is when the caller's time is nearly over. It is served now what there
// is, be it stale, and the rest has timed out.
func (v *visit) lastMoment() {
	late := v.missing
	for _, b := range v.berths {
		late = append(late, b.id)
	}
	late = slices.DeleteFunc(late, func(id platform.Identity) bool {
		a := v.instead(id, platform.StaleReason(platform.ErrTimeout))
		if a != nil {
			v.serve(id, a)
		}
		return a != nil
	})
	v.leave(context.DeadlineExceeded)
	v.berths, v.missing, v.by = nil, nil, nil
	for _, id := range late {
		v.fail(id, timeoutError(v.op))
	}
}

// leave stops waiting. A call that nobody waits for any more is given up.
func (v *visit) leave(cause error) {
	e := v.e
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, b := range v.berths {
		if _, waits := b.call.waiting[v]; waits {
			delete(b.call.waiting, v)
			e.giveUpIfAlone(b.call, cause)
		}
	}
}
