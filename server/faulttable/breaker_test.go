package faulttable_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tidwall/gjson"

	"activityhub/platform/gateway/faults"
	"activityhub/platform/resilience"
)

// fresh asks for an answer that is not from the cache.
var fresh = []string{"Cache-Control", "no-cache"}

// code returns the code of the first error of an answer, "" if there is none.
func (a answer) code() string {
	return gjson.GetBytes(a.body, "errors.0.extensions.code").String()
}

// TestBreaker goes through the life of a circuit, as callers see it.
func TestBreaker(t *testing.T) {
	m := remembered(t)
	lengths := map[time.Duration]bool{}
	for seed := range uint64(8) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := open(t, m, false, func(h *hub) { h.chance = rand.NewPCG(seed, seed) })
				time.Sleep(calm)
				h.strike("", faults.Fault{Effect: of("failing")})
				for i, want := range []string{"ENGINE_UNAVAILABLE", "ENGINE_UNAVAILABLE", "ENGINE_UNAVAILABLE", "ENGINE_CIRCUIT_OPEN"} {
					if got := h.post(t.Context(), q("q3").text).code(); got != want {
						t.Fatalf("call %d: %s, want %s", i+1, got, want)
					}
				}
				if n := h.engine.State().Failures; n != 5 {
					t.Errorf("it opened after %d failures, want 5", n)
				}
				// Every probe fails: it stays open for twice as long each time, up to a minute.
				for _, want := range []time.Duration{5 * time.Second, 10 * time.Second, 20 * time.Second, 40 * time.Second, time.Minute, time.Minute} {
					length := h.stillOpen(t)
					lengths[length] = true
					if length < want*8/10 || length > want*12/10 {
						t.Errorf("it is open for %v, want %v, 20 %% more or less", length, want)
					}
					time.Sleep(length)
					asked := h.asked("", 0)
					if a := h.post(t.Context(), q("q3").text); a.code() != "ENGINE_UNAVAILABLE" || h.asked("", asked) != 1 {
						t.Errorf("a probe that fails: %s after %d requests, want ENGINE_UNAVAILABLE after one", a.code(), h.asked("", asked))
					}
				}
				// Three probes go well, and not one more is sent before.
				time.Sleep(h.stillOpen(t))
				h.heal()
				asked := h.asked("", 0)
				h.crowd(t, 10, "3 answered, 7 ENGINE_CIRCUIT_OPEN")
				if n := h.asked("", asked); n != 3 {
					t.Errorf("%d probes, want 3", n)
				}
				if circuit := h.engine.State().Circuit; circuit != resilience.Closed {
					t.Errorf("the circuit is %s after three probes that went well, want closed", circuit)
				}
				h.crowd(t, 10, "10 answered")
				// And it begins anew.
				time.Sleep(calm)
				h.strike("", faults.Fault{Effect: of("failing")})
				for range 3 {
					h.post(t.Context(), q("q3").text, fresh...)
				}
				if length := h.stillOpen(t); length < 4*time.Second || length > 6*time.Second {
					t.Errorf("it is open for %v after it was closed, want 5 s again", length)
				}
				h.discreet()
			})
		})
	}
	if len(lengths) < 20 {
		t.Errorf("the circuit was open for only %d different lengths: several hubs would probe in step", len(lengths))
	}
}

// stillOpen checks that callers are told at once that the circuit is open, and
// returns for how long.
func (h *hub) stillOpen(t *testing.T) time.Duration {
	t.Helper()
	asked := h.asked("", 0)
	a := h.post(t.Context(), q("q3").text, fresh...)
	state := h.engine.State()
	wait := gjson.GetBytes(a.body, "errors.0.extensions.retryAfterMs").Int()
	if a.code() != "ENGINE_CIRCUIT_OPEN" || a.took > 5*time.Millisecond || h.asked("", asked) != 0 || wait != state.OpenFor.Milliseconds() {
		t.Errorf("%s after %v and %d requests, to be tried again after %d ms; want ENGINE_CIRCUIT_OPEN at once, and %v", a.code(), a.took, h.asked("", asked), wait, state.OpenFor)
	}
	return state.OpenFor
}

// crowd lets callers ask for different people at once, and compares how they were
// answered.
func (h *hub) crowd(t *testing.T, callers int, want string) {
	t.Helper()
	answers := make([]answer, callers)
	var all sync.WaitGroup
	for i := range callers {
		all.Go(func() {
			answers[i] = h.post(t.Context(), firstName(i+1), fresh...)
		})
	}
	all.Wait()
	counts := map[string]int{}
	for _, a := range answers {
		code := a.code()
		if code == "" && strings.Contains(string(a.body), "firstName") {
			code = "answered"
		}
		counts[code]++
	}
	var got []string
	for _, code := range []string{"answered", "ENGINE_CIRCUIT_OPEN", "ENGINE_RATE_LIMITED"} {
		if n := counts[code]; n > 0 {
			got = append(got, fmt.Sprint(n, " ", code))
			callers -= n
		}
	}
	if text := strings.Join(got, ", "); text != want || callers != 0 {
		t.Errorf("the crowd got %s; want %s: %v", text, want, counts)
	}
}
