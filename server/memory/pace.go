package memory

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strings"
	"sync/atomic"
)

// A collection costs the same however little there is to keep, so a small heap
// is collected too often: at a fixed percentage a server that keeps 10 MiB
// stops to collect every 30 MiB, and the slowest requests are those that met a
// collection. So the heap may grow to heapFloor at least, and beyond it by
// leastPercent, which keeps 1,000 requests that wait for the engine below
// 256 MiB. See docs/measurements.md.
const (
	heapFloor    = 128 << 20
	leastPercent = 250
	leastHeap    = 4 << 20 // what Go takes a heap to be that is smaller
)

// Tune sets the pace of the collector, and a soft memory limit of three
// quarters of what there is, unless env says that the operator set GOGC or
// GOMEMLIMIT. It returns what undoes the first.
func Tune(env []string) (stop func()) {
	given := func(name string) bool {
		return slices.ContainsFunc(env, func(entry string) bool {
			value, ok := strings.CutPrefix(entry, name+"=")
			return ok && value != ""
		})
	}
	if total, ok := available(); ok && !given("GOMEMLIMIT") {
		debug.SetMemoryLimit(total / 4 * 3)
	}
	if given("GOGC") {
		return func() {}
	}
	p := &pace{}
	before := debug.SetGCPercent(p.adjust())
	p.watch()
	return func() {
		p.stopped.Store(true)
		debug.SetGCPercent(before)
	}
}

// pace adjusts the collector after each collection.
type pace struct {
	stopped atomic.Bool
	percent int
}

// adjust returns the percentage for the heap as it is.
func (p *pace) adjust() int {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	live := max(sample[0].Value.Uint64(), leastHeap)
	p.percent = max(leastPercent, int(heapFloor*100/live)-100)
	return p.percent
}

// watch lets an unreachable object tell of the next collection. Setting the
// percentage stops the world for a moment, so small changes are left alone.
func (p *pace) watch() {
	type sentinel struct{ *pace }
	runtime.SetFinalizer(&sentinel{p}, func(s *sentinel) {
		if s.stopped.Load() {
			return
		}
		before := s.percent
		if next := s.adjust(); next > before+before/8 || next < before-before/8 {
			debug.SetGCPercent(next)
		} else {
			s.percent = before
		}
		s.watch()
	})
}
