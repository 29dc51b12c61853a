package resilience

import "time"

// A retryBudget keeps retries from multiplying the load of an engine that fails:
// of the calls of the last ten seconds, a share may be retried, and a few more so
// that a quiet engine has retries at all.
//
// Its guard's lock guards it.
type retryBudget struct {
	share     float64
	allowance int
	calls     window // and retries among them
}

// call counts a call.
func (b *retryBudget) call(now time.Time) { b.calls.add(now, 1, 0) }

// retry takes one retry, or returns false.
func (b *retryBudget) retry(now time.Time) bool {
	calls, retries := b.calls.sum(now)
	if float64(retries) >= b.share*float64(calls)+float64(b.allowance) {
		return false
	}
	b.calls.add(now, 0, 1)
	return true
}

// hedgeSavings is how many hedges may be saved up for a bad moment.
const hedgeSavings = 10

// A hedgeBudget lets a share of point calls be sent twice. It begins with
// nothing, so the share is never exceeded.
//
// Its guard's lock guards it.
type hedgeBudget struct {
	share float64
	saved float64
}

// call counts a point call.
func (b *hedgeBudget) call() { b.saved = min(hedgeSavings, b.saved+b.share) }

// hedge takes one hedge, or returns false. The tolerance is for the sums of
// shares, which are not exact in binary: 50 times 0.02 is one.
func (b *hedgeBudget) hedge() bool {
	if b.saved < 1-1e-9 {
		return false
	}
	b.saved--
	return true
}
