package resilience

import (
	"context"
	"time"
)

// Do makes a call under g's protection: at most Config.Attempts times, within
// the caller's deadline less Config.Margin, and never while the engine is to be
// left alone. A call must only read, or be repeatable; point says that it looks
// one thing up, so that it may be sent twice if it is slow. Its context ends
// with it, so it must have read its answer by then; it must return soon after
// that context is done.
//
// The value and the error are those of the last try. A try that used up its time
// is an ErrTimeout instead, and what the guard refuses is
//
//   - ErrCircuitOpen while the engine is not asked at all; RetryAfter says until when,
//   - ErrRateLimited if the engine asked to slow down for longer than the caller
//     has, or no place came free within Config.QueueFor; with RetryAfter,
//   - ErrTimeout if the caller's time is too short for this engine,
//   - ErrUnavailable after Close,
//   - context.Canceled if the caller went away.
//
// A refused retry leaves the error of the try before it.
func Do[T any](ctx context.Context, g *Guard, point bool, call func(context.Context) (T, error)) (value T, err error) {
	b := g.enter(ctx, point)
	for tries := 0; ; {
		t, refused := g.admit(ctx, b, tries > 0)
		if refused != nil {
			if tries > 0 && ctx.Err() == nil {
				return value, err
			}
			return value, refused
		}
		var done result
		if t.hedgeAfter > 0 {
			var sent int
			value, done, sent = tryTwice(ctx, g, t, call)
			tries += sent
		} else {
			value, done = try(ctx, g, t, call)
			tries++
		}
		if err = done.err; err == nil {
			return value, nil
		}
		delay, again := g.again(b, tries, done.verdict)
		if !again {
			return value, err
		}
		if stopped := g.pause(ctx, delay); stopped != nil {
			if ctx.Err() == nil {
				return value, err
			}
			return value, stopped
		}
	}
}

// Bounds are the times that a call has to keep to.
type bounds struct {
	point bool
	ends  time.Time // when its last try must have ended; zero if the caller has no deadline
	waits time.Time // until when it may wait for a turn
}

// fits says whether a try may begin after a wait, and end in time if the engine
// answers as usual. The guard's lock is held.
func (g *Guard) fits(now time.Time, b bounds, wait time.Duration) bool {
	begins := now.Add(wait)
	if b.ends.IsZero() {
		return !begins.After(b.waits)
	}
	return begins.Before(b.ends) && !begins.Add(g.median.estimate).After(b.ends)
}

// enter counts a call and reads its bounds.
func (g *Guard) enter(ctx context.Context, point bool) bounds {
	now := time.Now()
	b := bounds{point: point, waits: now.Add(g.cfg.Patience)}
	if deadline, ok := ctx.Deadline(); ok {
		b.ends = deadline.Add(-g.cfg.Margin)
		b.waits = b.ends
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.counted.Calls++
	g.retries.call(now)
	if b.point {
		g.hedges.call()
	}
	return b
}

// again says whether a call is tried once more, and after which delay: at random
// up to a bound that doubles, and no less than the engine asked for.
func (g *Guard) again(b bounds, tries int, v Verdict) (delay time.Duration, again bool) {
	if !v.Retry || tries >= g.cfg.Attempts {
		return 0, false
	}
	now := time.Now()
	slow, _ := g.cfg.SlowDown.left(now)
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed || g.breaker.circuit == Open {
		return 0, false
	}
	bound := g.cfg.BackoffMax
	if tries < 30 { // beyond, the doubling would overflow
		bound = min(bound, g.cfg.BackoffBase<<tries)
	}
	delay = time.Duration(g.cfg.Rand.Float64() * float64(bound))
	if named := max(slow, v.Wait); named > 0 {
		delay = max(delay, g.lengthen(now, b, named))
	}
	if !g.fits(now, b, delay) {
		g.counted.RetriesUnfitted++
		return 0, false
	}
	if !g.retries.retry(now) {
		g.counted.RetriesForgone++
		return 0, false
	}
	return delay, true
}

// lengthen makes a wait that was asked for up to a tenth longer, a quarter of a
// second at most, so that those who wait do not all come back at once. It is
// never made shorter, nor too long for the caller. The guard's lock is held.
func (g *Guard) lengthen(now time.Time, b bounds, wait time.Duration) time.Duration {
	longer := wait + time.Duration(g.cfg.Rand.Float64()*float64(min(wait/10, 250*time.Millisecond)))
	if g.fits(now, b, longer) {
		return longer
	}
	return wait
}
