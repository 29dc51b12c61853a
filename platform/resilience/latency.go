package resilience

import (
	"slices"
	"time"
)

const (
	latencies = 128              // answers looked back on
	resort    = 16               // answers between two looks, beyond the first sample
	tooOld    = 10 * time.Second // an estimate that would refuse a call must be newer
)

// A latency estimates how long an engine takes to answer: a percentile of its
// last answers.
//
// Its guard's lock guards it.
type latency struct {
	percent int

	ring   [latencies]time.Duration
	count  int       // of those in ring
	next   int       // where the next one goes
	unseen int       // since the estimate was made
	last   time.Time // when the newest came

	estimate time.Duration // zero until there are enough
}

// add counts an answer that took so long.
func (l *latency) add(now time.Time, took time.Duration) {
	l.ring[l.next] = took
	l.next = (l.next + 1) % latencies
	l.count = min(l.count+1, latencies)
	l.last = now
	l.unseen++
	if l.count < sample || l.estimate != 0 && l.unseen < resort {
		return
	}
	l.unseen = 0
	var sorted [latencies]time.Duration
	some := sorted[:copy(sorted[:], l.ring[:l.count])]
	slices.Sort(some)
	l.estimate = some[len(some)*l.percent/100]
}

// tooShort says whether remaining is less than that. An estimate that no answer has confirmed for ten seconds is forgotten instead, so
// that a slow spell cannot lock out callers in a hurry for good.
func (l *latency) tooShort(now time.Time, remaining time.Duration) bool {
	if remaining >= l.estimate {
		return false
	}
	if now.Sub(l.last) >= tooOld {
		*l = latency{percent: l.percent}
		return false
	}
	return true
}
