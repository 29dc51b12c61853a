// Package faults stands in front of the gateway and makes it fail on request:
// for tests, and for people who want to know what their own client does when
// Adobe Experience Platform is slow, throttles, breaks off or lies.
//
//	scenario, err := faults.Named("throttled")
//	handler := faults.New(gateway, scenario)
//
// A fault is an effect (what goes wrong) with the requests that it is for (On)
// and the ones among them that it strikes (When). A scenario is a list of
// faults with a seed; [Read] takes one from YAML:
//
//	seed: 7
//	faults:
//	  - name: storm
//	    on: {path: /data/core/ups/access/**, schema: _xdm.context.profile}
//	    when: {over: 20, within: 1s, lasts: 10s}
//	    effect: {kind: throttled, form: array, wait: 500ms}
//	  - name: slow
//	    effect: {kind: latency, p50: 300ms, p95: 900ms, p99: 2s}
//
// A client asks for faults of its own by a header, see [Header]:
//
//	X-Activityhub-Fault: latency; fixed=2s, throttled; form=gateway
//
// All faults that strike a request are applied in their order, the first
// outermost: delays add up, changes of the real answer follow one another, and
// an answer in place of the real one ends the list. Chance and latencies are
// drawn from the seed and the number of the call among those that a fault is
// for, so one scenario strikes the same calls every time.
//
// [Effects] tells every effect there is, [Builtin] the scenarios that come with
// the program.
package faults
