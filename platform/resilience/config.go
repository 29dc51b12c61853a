package resilience

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"
)

// A Verdict is what a failed try means to the guard. The zero value is an
// answer like any other: the engine is well, and would say the same again.
type Verdict struct {
	Retry     bool          // another try may succeed
	Counts    bool          // towards opening the circuit: connect, TLS, time-out, 5xx, malformed; never a 4xx
	Throttled bool          // the engine asks to slow down: everyone waits
	Wait      time.Duration // how long it asks to wait; zero if it did not say
	Unasked   bool          // the engine was not reached and is not to blame, such as without a token: says nothing of its health
}

// Config says how calls to one engine and sandbox are protected. Zero fields
// mean what is said; so do negative ones. Source: the service's resilience
// specification, section 5.
type Config struct {
	Name  string              // of engine and sandbox, for logs and State
	Judge func(error) Verdict // required; safe for concurrent use, quick; never asked about a caller that has gone

	Timeout  time.Duration // of one try; zero means 5s
	Margin   time.Duration // of the caller's time that is kept to answer in; zero means 50ms
	Patience time.Duration // how long a caller without a deadline waits for its turn; zero means 30s

	Attempts       int           // tries of one call, the first and a hedge included; zero means 2
	BackoffBase    time.Duration // the n-th retry waits at random up to base*2^n; zero means 50ms
	BackoffMax     time.Duration // and never longer than this; zero means 1s
	RetryShare     float64       // of the calls of the last 10 s that may be retried; zero means 0.1
	RetryAllowance int           // and so many more in 10 s; zero means 3

	FailuresInRow int           // that open the circuit; zero means 5
	FailureShare  float64       // of the tries of the last 10 s that opens it; zero means 0.5
	FailureSample int           // tries below which that share means nothing; zero means 20
	OpenFor       time.Duration // how long it stays open first; doubles; 20 % more or less at random; zero means 5s
	OpenMax       time.Duration // at most, before that 20 %; zero means 60s
	Probes        int           // successes that close it again, and tries at once until then; zero means 3

	SlowDown   *SlowDown     // shared by the guards of one organisation; nil means one of its own
	LeastLimit int           // tries at once however slow the engine; zero means 4
	MostLimit  int           // tries at once however quick, and where it starts; zero means 1000
	QueueFor   time.Duration // how long a try waits for a place; zero means 50ms

	HedgeShare float64       // of point calls that may be sent twice; zero means 0.02
	HedgeAfter time.Duration // the least wait before a twin is sent, even if the 95th percentile is below; zero means 10ms
	HedgeCalm  time.Duration // since the engine last asked to slow down; zero means 30s
	NoHedge    bool          // no call is ever sent twice

	Rand   *rand.Rand   // used under a lock, by this guard alone; nil means one seeded at random
	Logger *slog.Logger // nil means slog.Default
}

// sample is how many latencies it takes before they mean anything.
const sample = 20

// withDefaults returns c with its zero fields filled in, or says what is wrong.
func (c Config) withDefaults() (Config, error) {
	if c.Judge == nil {
		return c, errors.New("resilience: a guard needs a judge")
	}
	c.Timeout = or(c.Timeout, 5*time.Second)
	c.Margin = or(c.Margin, 50*time.Millisecond)
	c.Patience = or(c.Patience, 30*time.Second)
	c.Attempts = or(c.Attempts, 2)
	c.BackoffBase = or(c.BackoffBase, 50*time.Millisecond)
	c.BackoffMax = or(c.BackoffMax, time.Second)
	c.RetryShare = or(c.RetryShare, 0.1)
	c.RetryAllowance = or(c.RetryAllowance, 3)
	c.FailuresInRow = or(c.FailuresInRow, 5)
	c.FailureShare = or(c.FailureShare, 0.5)
	c.FailureSample = or(c.FailureSample, 20)
	c.OpenFor = or(c.OpenFor, 5*time.Second)
	c.OpenMax = or(c.OpenMax, 60*time.Second)
	c.Probes = or(c.Probes, 3)
	c.LeastLimit = or(c.LeastLimit, 4)
	c.MostLimit = or(c.MostLimit, 1000)
	c.QueueFor = or(c.QueueFor, 50*time.Millisecond)
	c.HedgeShare = or(c.HedgeShare, 0.02)
	c.HedgeAfter = or(c.HedgeAfter, 10*time.Millisecond)
	c.HedgeCalm = or(c.HedgeCalm, 30*time.Second)
	if c.SlowDown == nil {
		c.SlowDown = NewSlowDown()
	}
	if c.Rand == nil {
		c.Rand = rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	c.Logger = c.Logger.With("engine", c.Name)
	if c.LeastLimit > c.MostLimit {
		return c, fmt.Errorf("resilience: the least limit of %d tries at once is over the most, %d", c.LeastLimit, c.MostLimit)
	}
	if c.FailureShare > 1 || c.RetryShare > 1 || c.HedgeShare > 1 {
		return c, errors.New("resilience: a share is a number from 0 to 1, not a percentage")
	}
	return c, nil
}

// or returns value, or fallback if it is not above zero.
func or[N cmp.Ordered](value, fallback N) N {
	var zero N
	if value > zero {
		return value
	}
	return fallback
}
