package resilience

import (
	"context"
	"time"
)

// A ticket lets one try begin. It takes a place until it is settled.
type ticket struct {
	began      time.Time
	point      bool
	length     time.Duration // how long it may take
	patient    bool          // length is long enough that a time-out is the engine's fault
	hedgeAfter time.Duration // when a twin may be sent; zero means never
	generation int           // of the circuit
	epoch      int           // of the slow-down
	cuts       int           // of the limit
	crowd      int           // tries under way when it began, itself included
}

// admit waits for the turn of a try, or refuses it: the circuit comes first and
// costs no wait, then the slow-down, then a place.
func (g *Guard) admit(ctx context.Context, b bounds, retry bool) (ticket, error) {
	placed := false
	for {
		if ctx.Err() != nil {
			g.giveBack(placed)
			return ticket{}, gone(ctx)
		}
		g.mu.Lock()
		now := time.Now()
		err := g.refusal(now, b)
		if err == nil {
			slow, epoch := g.cfg.SlowDown.left(now)
			if slow <= 0 {
				if placed || g.limiter.take() {
					t := g.begin(now, b, epoch, retry)
					g.mu.Unlock()
					return t, nil
				}
				line := g.limiter.join()
				g.mu.Unlock()
				if placed, err = g.queue(ctx, b, line); err != nil {
					return ticket{}, err
				}
				continue
			}
			if g.fits(now, b, slow) {
				wait := g.lengthen(now, b, slow)
				if placed {
					g.limiter.give()
					placed = false
				}
				g.mu.Unlock()
				if err := g.pause(ctx, wait); err != nil {
					return ticket{}, err
				}
				continue
			}
			g.counted.RefusedSlow++
			err = slowedDown(slow)
		}
		g.mu.Unlock()
		g.giveBack(placed)
		return ticket{}, err
	}
}

// refusal says why no try may begin at now. The guard's lock is held.
func (g *Guard) refusal(now time.Time, b bounds) error {
	if g.closed {
		return closed()
	}
	if wait, refused := g.breaker.refuses(now); refused {
		g.counted.RefusedOpen++
		return circuitOpen(wait)
	}
	if b.ends.IsZero() {
		return nil
	}
	if left := b.ends.Sub(now); left <= 0 || g.median.tooShort(now, left+g.cfg.Margin) {
		g.counted.RefusedNoTime++
		return noTime()
	}
	return nil
}

// begin gives out the ticket of a try that has a place. The guard's lock is held.
func (g *Guard) begin(now time.Time, b bounds, epoch int, retry bool) ticket {
	g.counted.Attempts++
	if retry {
		g.counted.Retries++
	}
	length := g.cfg.Timeout
	if !b.ends.IsZero() {
		length = min(length, b.ends.Sub(now))
	}
	t := g.issue(now, b.point, epoch, length)
	if b.point && !retry && !g.cfg.NoHedge && g.cfg.Attempts > 1 && g.p95.count >= sample && g.breaker.circuit == Closed {
		if after := max(g.p95.estimate, g.cfg.HedgeAfter); after < t.length {
			t.hedgeAfter = after
		}
	}
	return t
}

// issue gives out a ticket for a try of that length. The guard's lock is held.
func (g *Guard) issue(now time.Time, point bool, epoch int, length time.Duration) ticket {
	return ticket{
		began: now, point: point, length: length, patient: 2*length >= g.cfg.Timeout, epoch: epoch,
		cuts: g.limiter.cuts, crowd: g.limiter.inFlight, generation: g.breaker.begin(),
	}
}

// queue waits in line for a place.
func (g *Guard) queue(ctx context.Context, b bounds, line *waiter) (placed bool, err error) {
	wait := g.cfg.QueueFor
	if !b.ends.IsZero() {
		wait = min(wait, time.Until(b.ends))
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-line.turn:
		return true, nil
	case <-timer.C:
		err = full()
	case <-ctx.Done():
		err = gone(ctx)
	case <-g.closing:
		err = closed()
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.limiter.leave(line) { // it came at the last moment
		if ctx.Err() == nil && !g.closed {
			return true, nil
		}
		g.limiter.give()
		return false, err
	}
	if ctx.Err() == nil && !g.closed {
		g.counted.RefusedFull++
	}
	return false, err
}

// giveBack gives a place back that was not used.
func (g *Guard) giveBack(placed bool) {
	if !placed {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.limiter.give()
}
