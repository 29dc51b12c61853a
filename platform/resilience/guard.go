package resilience

import (
	"context"
	"sync"
	"time"
)

// A Guard protects the calls to one engine and sandbox. It is safe for
// concurrent use, and runs nothing of its own but the twins of hedged calls.
type Guard struct {
	cfg     Config
	closing chan struct{}  // closed by Close
	twins   sync.WaitGroup // hedges under way

	mu      sync.Mutex // guards what follows, and Rand
	closed  bool
	breaker breaker
	limiter limiter
	median  latency // of all answers
	p95     latency // of those to point calls
	retries retryBudget
	hedges  hedgeBudget
	counted State // only what is counted, not where the guard stands
}

// New returns a guard for cfg. It starts nothing.
func New(cfg Config) (*Guard, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	return &Guard{
		cfg:     cfg,
		closing: make(chan struct{}),
		breaker: newBreaker(&cfg),
		limiter: newLimiter(&cfg),
		median:  latency{percent: 50},
		p95:     latency{percent: 95},
		retries: retryBudget{share: cfg.RetryShare, allowance: cfg.RetryAllowance},
		hedges:  hedgeBudget{share: cfg.HedgeShare},
	}, nil
}

// Close refuses calls from now on, ends those that wait for their turn, and
// waits for twins under way, whose callers have their answer. Tries under way
// end with their callers.
func (g *Guard) Close() {
	g.mu.Lock()
	if !g.closed {
		g.closed = true
		close(g.closing)
	}
	g.mu.Unlock()
	g.twins.Wait()
}

// State returns where the guard stands now.
func (g *Guard) State() State {
	now := time.Now()
	slow, _ := g.cfg.SlowDown.left(now)
	g.mu.Lock()
	defer g.mu.Unlock()
	s := g.counted
	s.Name = g.cfg.Name
	s.Circuit = g.breaker.circuit
	if s.Circuit == Open {
		if s.OpenFor = g.breaker.until.Sub(now); s.OpenFor <= 0 { // the next call would be a probe
			s.Circuit, s.OpenFor = HalfOpen, 0
		}
	}
	s.SlowFor = max(0, slow)
	s.InFlight, s.Queued, s.Limit = g.limiter.inFlight, len(g.limiter.line), int(g.limiter.limit)
	s.Median, s.P95 = g.median.estimate, g.p95.estimate
	return s
}

// pause waits for so long, unless the caller goes away or the guard closes.
func (g *Guard) pause(ctx context.Context, length time.Duration) error {
	timer := time.NewTimer(length)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return gone(ctx)
	case <-g.closing:
		return closed()
	}
}
