package resilience

import (
	"math/rand/v2"
	"time"
)

// A health is what a finished try says of the engine.
type health int

const (
	unknown health = iota // nothing: the caller went away, or the engine was not reached or only asked to slow down
	well
	failed
)

// A breaker stops calls to an engine that keeps failing, and lets a few probes
// through after a while. It is closed, open, or half-open; each change begins a
// new generation, and what a try says counts only in the generation it began in,
// so that stragglers neither close a circuit nor open it again.
//
// Its guard's lock guards it.
type breaker struct {
	inRow, sample, probes int
	share                 float64
	openFor, openMax      time.Duration
	rand                  *rand.Rand

	circuit    Circuit
	generation int
	row        int       // failures since the last success; closed only
	tries      window    // and failures among them; closed only
	until      time.Time // open only
	opened     int       // times it opened since it was last closed
	probing    int       // half-open only: probes under way
	proven     int       // half-open only: probes that went well
}

func newBreaker(c *Config) breaker {
	return breaker{
		inRow: c.FailuresInRow, sample: c.FailureSample, probes: c.Probes, share: c.FailureShare,
		openFor: c.OpenFor, openMax: c.OpenMax, rand: c.Rand, circuit: Closed,
	}
}

// refuses says whether no try may begin at now, and how long until one may; the
// latter is zero where that depends on probes under way. It half-opens a circuit
// whose time is over.
func (b *breaker) refuses(now time.Time) (wait time.Duration, refused bool) {
	if b.circuit == Open {
		if wait = b.until.Sub(now); wait > 0 {
			return wait, true
		}
		b.turn(HalfOpen)
	}
	return 0, b.circuit == HalfOpen && b.probing >= b.probes
}

// begin counts a try that refuses let pass, and returns its generation.
func (b *breaker) begin() int {
	if b.circuit == HalfOpen {
		b.probing++
	}
	return b.generation
}

// end counts what a try of that generation said, and returns whether the
// circuit changed.
func (b *breaker) end(now time.Time, generation int, said health) (changed bool) {
	if generation != b.generation {
		return false
	}
	if b.circuit == HalfOpen {
		return b.endProbe(now, said)
	}
	switch said {
	case well:
		b.row = 0
		b.tries.add(now, 1, 0)
	case failed:
		b.row++
		b.tries.add(now, 1, 1)
		all, of := b.tries.sum(now)
		if b.row >= b.inRow || all >= b.sample && float64(of) >= b.share*float64(all) {
			b.open(now)
			return true
		}
	}
	return false
}

func (b *breaker) endProbe(now time.Time, said health) (changed bool) {
	b.probing--
	switch said {
	case well:
		if b.proven++; b.proven >= b.probes {
			b.turn(Closed)
			b.opened = 0
			return true
		}
	case failed:
		b.open(now)
		return true
	}
	return false
}

// open opens the circuit: for twice as long each time until it closes again, and
// 20 % more or less, so that several hubs do not probe in step.
func (b *breaker) open(now time.Time) {
	length := b.openMax
	if b.opened < 30 { // beyond, the doubling would overflow
		length = min(length, b.openFor<<b.opened)
	}
	b.opened++
	length += time.Duration(0.2 * (2*b.rand.Float64() - 1) * float64(length))
	b.turn(Open)
	b.until = now.Add(length)
}

// turn begins a new generation, with nothing counted.
func (b *breaker) turn(to Circuit) {
	b.circuit = to
	b.generation++
	b.row, b.probing, b.proven = 0, 0, 0
	b.tries = window{}
}
