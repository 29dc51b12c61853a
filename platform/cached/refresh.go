package cached

import (
	"context"
	"slices"
	"time"

	"activityhub/platform"
)

// refresh begins to read again what was served stale, in one call that nobody
// waits for, unless it is being read already or so many such calls are under way
// that the next caller may try.
func (l look) refresh(ctx context.Context, ask ask) {
	e := l.e
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed.Load() || e.refreshing >= e.cfg.Refreshes {
		return
	}
	ids := slices.DeleteFunc(l.old, func(id platform.Identity) bool { return e.underWay(l.of(id), l.shape) != nil })
	if len(ids) == 0 {
		return
	}
	c := e.begin(ctx, &l, ask, ids)
	e.refreshing++
	e.count.refreshes.Add(1)
	c.until = time.Now().Add(e.cfg.RefreshTimeout)
	c.timer = time.AfterFunc(e.cfg.RefreshTimeout, func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		c.until = time.Time{}
		e.giveUpIfAlone(c, context.DeadlineExceeded)
	})
}
