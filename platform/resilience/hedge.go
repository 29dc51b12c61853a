package resilience

import (
	"context"
	"sync"
	"time"
)

// A pair is a try that may get a twin: the same call again, sent when the first
// has taken longer than most do. The first runs in the caller's goroutine and the
// twin in one of its own, which a call that is not slow never starts; whichever
// has a final answer first stops the other.
type pair[T any] struct {
	g     *Guard
	ctx   context.Context // the caller's
	first ticket
	call  func(context.Context) (T, error)
	stop  context.CancelFunc // stops the first
	twin  chan struct{}      // made when the twin is sent, closed when it is done

	mu        sync.Mutex
	firstDone bool
	stopTwin  context.CancelFunc // nil until the twin is sent
	won       bool               // the twin had a final answer before the first was done
	value     T                  // of the twin, once it is done
	done      result             // likewise
}

// tryTwice makes one try that may get a twin, and returns how many were sent.
func tryTwice[T any](ctx context.Context, g *Guard, t ticket, call func(context.Context) (T, error)) (value T, done result, sent int) {
	first, stop := context.WithTimeout(ctx, t.length)
	defer stop()
	p := &pair[T]{g: g, ctx: ctx, first: t, call: call, stop: stop}
	timer := time.AfterFunc(t.hedgeAfter, p.sendTwin)
	defer p.leave(timer)

	value, err := invoke(first, g, t, call)
	won, twin := p.endFirst()
	if won && err != nil {
		g.overtaken(t)
		return p.value, p.done, 2
	}
	done = g.settle(first, t, err)
	if twin == nil {
		return value, done, 1
	}
	if !done.final && ctx.Err() == nil {
		if <-twin; p.done.final {
			return p.value, p.done, 2
		}
	}
	return value, done, 2
}

// endFirst notes that the first is done. It returns whether the twin was
// quicker, and the channel that closes with the twin; nil if none was sent, and
// then none will be.
func (p *pair[T]) endFirst() (won bool, twin <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.firstDone = true
	return p.won, p.twin
}

// leave ends what the first leaves behind.
func (p *pair[T]) leave(timer *time.Timer) {
	timer.Stop()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.firstDone = true
	if p.stopTwin != nil {
		p.stopTwin()
	}
}

// sendTwin sends the twin, if the guard allows it.
func (p *pair[T]) sendTwin() {
	ctx, t, ok := p.beginTwin()
	if !ok {
		return
	}
	defer p.g.twins.Done()
	defer close(p.twin)
	defer p.stopTwin()
	value, err := invoke(ctx, p.g, t, p.call)
	done := p.g.settle(ctx, t, err)

	p.mu.Lock()
	defer p.mu.Unlock()
	p.value, p.done = value, done
	if done.final && !p.firstDone {
		p.won = true
		p.g.countWin()
		p.stop()
	}
}

// beginTwin takes a ticket for the twin, unless the first is done.
func (p *pair[T]) beginTwin() (context.Context, ticket, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.firstDone {
		return nil, ticket{}, false
	}
	t, ok := p.g.admitTwin(p.first)
	if !ok {
		return nil, ticket{}, false
	}
	ctx, stop := context.WithTimeout(p.ctx, t.length)
	p.stopTwin = stop
	p.twin = make(chan struct{})
	return ctx, t, true
}

// admitTwin lets a twin begin while the circuit is closed, the engine has not
// asked to slow down of late, a place is free, and not too many were sent.
func (g *Guard) admitTwin(first ticket) (ticket, bool) {
	now := time.Now()
	calm := g.cfg.SlowDown.calm(now, g.cfg.HedgeCalm)
	_, epoch := g.cfg.SlowDown.left(now)
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed || !calm || g.breaker.circuit != Closed || !g.limiter.take() {
		return ticket{}, false
	}
	if !g.hedges.hedge() {
		g.limiter.give()
		return ticket{}, false
	}
	g.twins.Add(1)
	g.counted.Attempts++
	g.counted.Hedges++
	return g.issue(now, true, epoch, first.length-now.Sub(first.began)), true
}

// overtaken gives back the place of a first whose twin was quicker. How long it
// took until then is a lower bound of its latency, and beyond the 95th
// percentile, so counting it keeps that honest.
func (g *Guard) overtaken(t ticket) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	g.timed(now, t)
	g.breaker.end(now, t.generation, unknown)
	g.limiter.give()
}

func (g *Guard) countWin() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.counted.HedgesWon++
}
