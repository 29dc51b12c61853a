package faults

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"
)

// A Handler makes requests to another handler fail as its scenario says. It is
// safe for concurrent use.
type Handler struct {
	next     http.Handler
	scenario Scenario
	tokens   tokens
	started  time.Time

	mu       sync.Mutex
	counters []counter      // of scenario.Faults
	asked    map[string]int // hits of faults that requests named, by kind
	requests uint64         // that named faults
}

// A Count says how often a fault was met.
type Count struct {
	Fault string // its name
	Kind  string // of its effect
	Asked bool   // requests named it in their header
	Seen  int    // requests that it is for
	Hits  int    // those it struck
}

// New returns a handler that puts the scenario in front of next. It starts
// nothing; the time windows of the scenario count from now. It panics if
// [Scenario.Check] refuses the scenario.
func New(next http.Handler, s Scenario) *Handler {
	if err := s.Check(); err != nil {
		panic("faults: " + err.Error())
	}
	return &Handler{
		next:     next,
		scenario: s,
		started:  time.Now(),
		counters: make([]counter, len(s.Faults)),
		asked:    make(map[string]int),
	}
}

// State returns how often each fault was met: those of the scenario in their
// order, then those that requests named, by kind.
func (h *Handler) State() []Count {
	h.mu.Lock()
	defer h.mu.Unlock()
	var counts []Count
	for i, f := range h.scenario.Faults {
		counts = append(counts, Count{Fault: f.name(), Kind: f.Effect.Kind, Seen: h.counters[i].seen, Hits: h.counters[i].hits})
	}
	var asked []Count
	for kind, hits := range h.asked {
		asked = append(asked, Count{Fault: kind, Kind: kind, Asked: true, Seen: hits, Hits: hits})
	}
	slices.SortFunc(asked, func(a, b Count) int { return cmp.Compare(a.Kind, b.Kind) })
	return append(counts, asked...)
}

// A strike is an effect on one request.
type strike struct {
	Effect
	lot    *rand.Rand // what is drawn for this request
	tokens *tokens
}

// strike returns an effect on one request, with the form that it has.
func (h *Handler) strike(e Effect, lot *rand.Rand) strike {
	if forms := effects[e.Kind].forms; e.Form == "" && len(forms) > 0 {
		e.Form = forms[0]
	}
	return strike{e, lot, &h.tokens}
}

// ServeHTTP serves the request through the faults that strike it. A header that
// names no proper fault is answered with 400 and what is right.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	named, err := parseHeader(r.Header)
	if err != nil {
		reply(w, r, http.StatusBadRequest, gatewayError("400000", fmt.Sprintf("%s: %v", Header, err)))
		return
	}
	q := &question{Request: r.Clone(r.Context())}
	q.Header.Del(Header)
	strikes := h.strikes(q, named)
	serve(w, q, strikes, h.next)
}

// strikes returns what strikes a request, in order.
func (h *Handler) strikes(q *question, named []Effect) []strike {
	var matched []int
	for i, f := range h.scenario.Faults {
		if f.On.matches(q) && effects[f.Effect.Kind].concerns(f.Effect, q) {
			matched = append(matched, i)
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	var struck []strike
	now := time.Now()
	for _, i := range matched {
		f := h.scenario.Faults[i]
		if lot, ok := h.counters[i].strikes(f.When, h.started, now, h.scenario.Seed+uint64(i)<<32); ok {
			struck = append(struck, h.strike(f.Effect, lot))
		}
	}
	for _, e := range named {
		if !effects[e.Kind].concerns(e, q) {
			continue
		}
		h.requests++
		h.asked[e.Kind]++
		struck = append(struck, h.strike(e, rand.New(rand.NewPCG(h.scenario.Seed, ^h.requests))))
	}
	return struck
}

// serve lets the first of strikes act on what the rest makes of the answer.
func serve(w http.ResponseWriter, q *question, strikes []strike, next http.Handler) {
	if len(strikes) == 0 {
		next.ServeHTTP(w, q.Request)
		return
	}
	first := strikes[0]
	effects[first.Kind].act(first, w, q, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		serve(w, q, strikes[1:], next)
	}))
}
