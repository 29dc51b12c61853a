// Package resilience protects the calls to one engine and sandbox, and the
// engine from its callers. It knows neither Adobe nor HTTP: it is given a call,
// and a judge that says what a failure means.
//
//	guard, err := resilience.New(resilience.Config{Name: "adobe prod", Judge: judge})
//	profile, err := resilience.Do(ctx, guard, true, func(ctx context.Context) (*Profile, error) {
//		return fetch(ctx, id)
//	})
//
// A call is what a caller wants; a try is one attempt at it, of which there are
// two at most: a retry after a failure, or a twin beside a slow point look-up,
// also called a hedge. What stands between a call and its try, in this order:
//
//   - the circuit: open after too many failures, then no try begins but a few
//     probes (breaker.go);
//   - the caller's time: too short for the engine as it is now, then no try
//     begins (latency.go);
//   - the slow-down: the engine asked everyone to wait, so everyone does, who has
//     the time (slowdown.go);
//   - a place among the tries under way, whose number adapts (limit.go).
//
// And after it: a retry, if the judge says so, the wait fits the caller's time,
// the circuit did not open and not too many calls were retried of late (do.go,
// budget.go).
//
// A caller that goes away says nothing of the engine and ends nobody's call but
// its own. A time-out says something only if the try had at least half of
// Config.Timeout, so that one caller in a hurry cannot open the circuit for all,
// and an engine that hangs still does. A 4xx is an answer: it ends a row of
// failures, and closes a circuit like any other probe that went well.
//
// # Own code and failsafe-go
//
// All of this is our own code, because no policy of failsafe-go v0.9.8 does what
// is asked here, and mixing in one of them would leave two halves of one state
// under two locks:
//
//   - its breaker has a rate or a row, not both; a permit can be given back only
//     as a success or a failure, so that a probe whose caller goes away would
//     stay taken; results from before it opened count as probes;
//   - its retry shortens a named wait when it jitters, and cuts one that is too
//     long instead of giving up; its budget counts what is under way, not calls;
//   - its hedges each run in a goroutine of their own, the first included, where
//     a panic ends the process; the delay's quantile has no say about throttling;
//   - its adaptive limit cannot be told of a 429, and follows the number of calls
//     under way down, so that the first burst after a quiet minute is refused;
//   - its randomness cannot be seeded.
//
// Measured: a chain of its retry, breaker, bulkhead, hedge and timeout adds about
// 5 µs and 46 allocations to a good call (2.4 µs and 30 without the hedge); Do
// adds 1.2 to 1.8 µs and 6 (0.9 to 1.3 µs and 4 unless it is a point look-up), of
// which the deadline alone is half a microsecond and 4.
package resilience
