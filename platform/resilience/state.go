package resilience

import "time"

// A Circuit is where the breaker stands.
type Circuit string

const (
	Closed   Circuit = "closed"    // calls pass
	Open     Circuit = "open"      // none does
	HalfOpen Circuit = "half-open" // a few probes do
)

// A State is where a guard stands and what it has counted since it was made.
type State struct {
	Name    string
	Circuit Circuit
	OpenFor time.Duration // until probes pass; zero unless the circuit is open
	SlowFor time.Duration // until calls pass again, because the engine asked to slow down; zero if it did not

	InFlight int           // tries under way
	Queued   int           // calls that wait for a place
	Limit    int           // tries allowed at once
	Median   time.Duration // of the last answers; zero until there are 20
	P95      time.Duration // likewise, of answers to point calls

	Calls     uint64 // made by callers
	Attempts  uint64 // tries started: first ones, retries and hedges
	Retries   uint64 // of these, second and later ones
	Hedges    uint64 // of these, twins of a slow first one
	HedgesWon uint64 // twins that answered first
	Failures  uint64 // tries that counted against the engine
	Throttled uint64 // tries that the engine answered with a wish to slow down
	TimedOut  uint64 // tries that used up their time
	Panicked  uint64 // tries that panicked
	Opened    uint64 // times the circuit opened

	RefusedOpen     uint64 // refused because the circuit was open
	RefusedSlow     uint64 // because the engine asked to slow down for longer than the caller has
	RefusedFull     uint64 // because no place came free
	RefusedNoTime   uint64 // because the caller's time is too short for this engine
	RetriesForgone  uint64 // retries not taken because there were too many of them
	RetriesUnfitted uint64 // not taken because the wait does not fit the caller's time
}

// Refused is how many tries were not started, for whatever reason.
func (s State) Refused() uint64 {
	return s.RefusedOpen + s.RefusedSlow + s.RefusedFull + s.RefusedNoTime
}
