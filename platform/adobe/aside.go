package adobe

import (
	"math"
	"time"

	"activityhub/platform/resilience"
)

// aside returns an engine that signs in as e does and asks the same Platform,
// and knows nothing of e's capabilities and circuit: for calls that may take
// longer than a look-up, and for those that want to see every failure. The
// caller calls done when it is through.
func (e *Engine) aside(timeout time.Duration) (beside *Engine, done func()) {
	guard, err := resilience.New(resilience.Config{
		Name: e.name(), Judge: judge, Timeout: timeout, Logger: e.log,
		FailuresInRow: math.MaxInt, FailureSample: math.MaxInt, NoHedge: true,
	})
	if err != nil {
		panic(err) // the configuration is the one above
	}
	return &Engine{cfg: e.cfg, log: e.log, bases: e.bases, client: e.client, introduction: e.introduction, tokens: e.tokens, guard: guard}, guard.Close
}

// name is that of the engine and its sandbox in logs.
func (e *Engine) name() string { return "adobe " + e.cfg.sandbox() }
