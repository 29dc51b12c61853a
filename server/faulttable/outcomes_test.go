package faulttable_test

import "time"

// An outcome is what has to become of the fields that a cause feeds, of the
// requests that it took, and of the guard.
type outcome struct {
	fate  fate          // without anything kept
	code  string        // of those that are not answered
	stale bool          // an answer kept earlier stands in
	wait  time.Duration // that errors tell the caller

	requests  [3]int // for a look-up of one, two and three people; zero means as many as when all is well
	extra     int    // requests beyond those when all is well
	counts    int    // how many of the requests of a look-up of one person count as failures
	throttles bool   // the engine asks everybody to slow down
	tokens    int    // that are fetched

	try  time.Duration // how long a request takes until it fails; zero means no time to speak of
	took span          // the answer; zero means a few requests
}

// A span is how long an answer takes: at least, and at most.
type span struct{ least, most time.Duration }

var (
	// inTime is just before a deadline of ten seconds: what is kept of it is the
	// margin to answer in.
	inTime = span{9950 * time.Millisecond, 9950 * time.Millisecond}
	// twice is two tries of three seconds, with the pause in between.
	twice = span{6050 * time.Millisecond, 6050 * time.Millisecond}
	// atOnce is for answers that nothing is waited for.
	atOnce = span{0, 5 * time.Millisecond}
)

var (
	unavailable  = outcome{fate: failed, code: "ENGINE_UNAVAILABLE", stale: true, requests: each(2), counts: 2}
	timedOut     = outcome{fate: failed, code: "ENGINE_TIMEOUT", stale: true, requests: each(2), counts: 2, try: 5 * time.Second, took: inTime}
	malformed    = outcome{fate: failed, code: "ENGINE_INVALID_RESPONSE", stale: true, requests: each(2), counts: 2}
	elsewhere    = outcome{fate: failed, code: "ENGINE_INVALID_RESPONSE", requests: each(1), counts: 1}
	tooLarge     = outcome{fate: failed, code: "ENGINE_TOO_LARGE", requests: each(1)}
	rejected     = outcome{fate: failed, code: "ENGINE_REJECTED", requests: each(1)}
	unsupported  = outcome{fate: failed, code: "ENGINE_UNSUPPORTED", requests: each(1)}
	rateLimited  = outcome{fate: failed, code: "ENGINE_RATE_LIMITED", stale: true, requests: each(1), throttles: true, wait: 30 * time.Second}
	partial      = outcome{fate: lost, code: "ENGINE_PARTIAL", requests: each(1)}
	nothingKnown = outcome{fate: nobody, requests: each(1)}
	retried      = outcome{extra: 1}
)

func each(n int) [3]int { return [3]int{n, n, n} }

// asking takes so many requests for look-ups of one, two and three people.
func (o outcome) asking(one, two, three int) outcome {
	o.requests = [3]int{one, two, three}
	return o
}

// counting counts so many failures for each look-up.
func (o outcome) counting(n int) outcome {
	o.counts = n
	return o
}

// renewing fetches one token, however many look-ups need it.
func (o outcome) renewing() outcome {
	o.tokens = 1
	return o
}

// within takes so long in all, and each try that fails so long.
func (o outcome) within(try time.Duration, took span) outcome {
	o.try, o.took = try, took
	return o
}

// throttling waits for as long as the Platform wished, and a little.
func (o outcome) throttling(wait time.Duration) outcome {
	o.throttles, o.took = true, span{wait, wait + 1300*time.Millisecond} // dates are whole seconds
	return o
}

// hinting tells callers to wait for so long.
func (o outcome) hinting(wait time.Duration) outcome {
	o.throttles, o.wait = true, wait
	return o
}
