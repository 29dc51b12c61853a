package resilience

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"time"
)

// A result is what a try came to.
type result struct {
	err     error
	verdict Verdict
	final   bool // the engine's answer, good or bad, that another try would not change
}

// try makes one try.
func try[T any](ctx context.Context, g *Guard, t ticket, call func(context.Context) (T, error)) (value T, done result) {
	ctx, cancel := context.WithTimeout(ctx, t.length)
	defer cancel()
	value, err := invoke(ctx, g, t, call)
	return value, g.settle(ctx, t, err)
}

// invoke makes the call. A panic becomes errPanicked; a goroutine that ends
// itself in there gives its place back.
func invoke[T any](ctx context.Context, g *Guard, t ticket, call func(context.Context) (T, error)) (value T, err error) {
	returned := false
	defer func() {
		if returned {
			return
		}
		if cause := recover(); cause != nil {
			g.logPanic(cause)
			err = errPanicked
			return
		}
		g.settle(ctx, t, errPanicked)
	}()
	value, err = call(ctx)
	returned = true
	return value, err
}

// logPanic logs where a call panicked and over what, as far as that cannot hold
// anything personal: the runtime's own complaint, or the type of a value.
func (g *Guard) logPanic(cause any) {
	what := fmt.Sprintf("a value of type %T", cause)
	if err, ok := cause.(runtime.Error); ok {
		what = err.Error()
	}
	g.cfg.Logger.Error("a call to the engine panicked", "over", what, "stack", string(debug.Stack()))
}

// settle gives back the place of a try, and tells the circuit, the limit, the
// slow-down and the latencies what it came to. ctx is that of the try.
func (g *Guard) settle(ctx context.Context, t ticket, err error) result {
	done := result{err: err}
	said, over := unknown, ctx.Err()
	switch {
	case err == nil:
		said, done.final = well, true
	case err == errPanicked: // says nothing
	case over == context.DeadlineExceeded:
		done.err = timedOut(err, t.length)
		done.verdict = g.cfg.Judge(done.err)
		if done.verdict.Counts && t.patient {
			said = failed
		}
	case over != nil: // the caller went away, or a twin was quicker
		done.err = over
	default:
		done.verdict = g.cfg.Judge(err)
		said, done.final = read(done.verdict)
	}

	g.mu.Lock()
	now := time.Now()
	calm := g.cfg.SlowDown.calm(now, throttledCalm)
	newWish := g.note(now, t, done, said, over == context.DeadlineExceeded)
	changed := g.breaker.end(now, t.generation, said)
	circuit, length := g.breaker.circuit, g.breaker.until.Sub(now)
	if changed && circuit == Open {
		g.counted.Opened++
	}
	g.limiter.give()
	g.mu.Unlock()

	if changed && circuit == Open {
		g.cfg.Logger.Warn("circuit opened", "for", length.Round(time.Millisecond))
	} else if changed {
		g.cfg.Logger.Info("circuit closed")
	}
	if newWish {
		slow, _ := g.cfg.SlowDown.left(now)
		level := slog.LevelDebug
		if calm {
			level = slog.LevelWarn
		}
		g.cfg.Logger.Log(context.Background(), level, "the engine asks to slow down", "for", slow.Round(time.Millisecond))
	}
	return done
}

// throttledCalm is how long the engine has not asked to slow down before the log
// warns of it again: it may ask twice a second for hours.
const throttledCalm = time.Minute

// read says what a verdict means for the engine's health, and whether it is an
// answer that another try would not change.
func read(v Verdict) (said health, final bool) {
	switch {
	case v.Counts:
		return failed, false
	case v.Throttled, v.Unasked:
		return unknown, false
	case v.Retry:
		return well, false
	default:
		return well, true
	}
}

// note counts what a try came to, and returns whether the engine newly asks to
// slow down. The guard's lock is held, and the try's place still taken.
func (g *Guard) note(now time.Time, t ticket, done result, said health, timedOut bool) (newWish bool) {
	switch {
	case done.err == errPanicked:
		g.counted.Panicked++
	case done.err != nil && timedOut:
		g.counted.TimedOut++
		if t.patient {
			g.limiter.ease(t.cuts)
		}
	case said == well:
		g.timed(now, t)
		g.cfg.SlowDown.granted(t.epoch)
		g.limiter.grow()
	}
	if said == failed {
		g.counted.Failures++
	}
	if done.verdict.Throttled {
		g.counted.Throttled++
		newWish = g.cfg.SlowDown.asked(now, t.epoch, done.verdict.Wait)
		g.limiter.halve(t.cuts, t.crowd)
	}
	return newWish
}

// timed counts how long a try took to be answered. The guard's lock is held.
func (g *Guard) timed(now time.Time, t ticket) {
	took := now.Sub(t.began)
	g.median.add(now, took)
	if t.point {
		g.p95.add(now, took)
	}
}
