package cached

import (
	"context"
	"errors"
	"time"

	"activityhub/platform"
)

// detached is the context of a call. It ends when nobody waits any more, and its
// deadline is the latest of those who do, as of when it is asked: the engine
// behind can tell whether waiting for another try makes sense. That deadline does
// not end it by itself: those who wait leave when theirs comes.
type detached struct {
	context.Context // with the values of the caller that began
	engine          *Engine
	call            *call
}

// Deadline implements [context.Context].
func (d *detached) Deadline() (time.Time, bool) {
	d.engine.mu.Lock()
	defer d.engine.mu.Unlock()
	c := d.call
	latest := c.until
	for _, deadline := range c.waiting {
		if deadline.IsZero() {
			c.told = time.Time{}
			return time.Time{}, false
		}
		if deadline.After(latest) {
			latest = deadline
		}
	}
	c.told = latest
	return latest, !latest.IsZero()
}

// promptly is how soon an engine says that a caller has too little time for it.
const promptly = 5 * time.Millisecond

// hurried says whether c failed with err only because the engine behind was told
// of an earlier deadline than that of this caller, who came later. Such a caller
// begins again.
func (v *visit) hurried(c *call, err error) bool {
	v.e.mu.Lock()
	told := c.told
	v.e.mu.Unlock()
	if err == nil || told.IsZero() || !v.deadline.IsZero() && !v.deadline.After(told) {
		return false
	}
	now, margin := time.Now(), v.e.cfg.Margin // deadlines are times of contexts, not of the cache's clock
	switch {
	case errors.Is(err, platform.ErrTimeout), errors.Is(err, context.DeadlineExceeded):
		return !now.Before(told.Add(-2*margin)) || v.e.now().Sub(c.began) < promptly
	case errors.Is(err, platform.ErrRateLimited):
		var limited *platform.Error
		if !errors.As(err, &limited) || limited.RetryAfter <= 0 {
			return false
		}
		granted := now.Add(limited.RetryAfter + margin)
		return granted.After(told) && (v.deadline.IsZero() || granted.Before(v.deadline))
	}
	return false
}
