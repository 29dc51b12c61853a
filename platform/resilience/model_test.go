package resilience_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"activityhub/platform"
	"activityhub/platform/resilience"
)

// A model is what the specification says of a circuit, written as plainly as can
// be: it remembers everything and computes each answer anew.
type model struct {
	rand   *rand.Rand
	state  resilience.Circuit
	era    int // counts the changes of state
	seen   []seen
	until  time.Time
	inRow  int // openings in a row
	probes int
	good   int
}

type seen struct {
	at     time.Time
	failed bool
}

// begin says whether a call may begin, and what it is told otherwise.
func (m *model) begin(now time.Time) (ok bool, wait time.Duration, era int) {
	if m.state == resilience.Open && !now.Before(m.until) {
		m.change(resilience.HalfOpen)
	}
	switch {
	case m.state == resilience.Open:
		return false, m.until.Sub(now), 0
	case m.state == resilience.HalfOpen && m.probes == 3:
		return false, 0, 0
	case m.state == resilience.HalfOpen:
		m.probes++
	}
	return true, 0, m.era
}

func (m *model) change(to resilience.Circuit) {
	m.state, m.seen, m.probes, m.good = to, nil, 0, 0
	m.era++
}

// end takes in what became of a call.
func (m *model) end(now time.Time, era int, outcome error) {
	if era != m.era {
		return
	}
	failed, says := outcome == error(counting), outcome == error(counting) || outcome == nil || outcome == error(refused)
	if m.state == resilience.HalfOpen {
		m.probes--
		if failed {
			m.open(now)
		} else if says {
			if m.good++; m.good == 3 {
				m.change(resilience.Closed)
				m.inRow = 0
			}
		}
		return
	}
	if !says {
		return
	}
	m.seen = append(m.seen, seen{now, failed})
	last := m.seen[max(0, len(m.seen)-5):]
	fiveInRow := len(last) == 5 && !slices.ContainsFunc(last, func(s seen) bool { return !s.failed })
	var all, bad int
	for _, s := range m.seen {
		if now.Unix()-s.at.Unix() < 10 {
			all++
			if s.failed {
				bad++
			}
		}
	}
	if fiveInRow || failed && all >= 20 && 2*bad >= all {
		m.open(now)
	}
}

func (m *model) open(now time.Time) {
	length := 5 * time.Second
	for range m.inRow {
		length = min(2*length, time.Minute)
	}
	m.inRow++
	m.change(resilience.Open)
	m.until = now.Add(length + time.Duration(0.2*(2*m.rand.Float64()-1)*float64(length)))
}

var counting = fault{resilience.Verdict{Counts: true}}

// A planned is a call of a random plan, and what came of it.
type planned struct {
	at, takes time.Duration
	outcome   error // errGone: its caller goes away
	got       error
	began     bool
}

var errGone = errors.New("the caller goes away")

// plan draws calls whose beginnings and ends are all at different times, in
// spells of good and bad weather.
func plan(r *rand.Rand) []*planned {
	var calls []*planned
	taken := map[time.Duration]bool{}
	unique := func(d time.Duration) time.Duration {
		for taken[d] {
			d++
		}
		taken[d] = true
		return d
	}
	bad, at := 0.5, time.Duration(0)
	for range 150 + r.IntN(150) {
		if r.IntN(25) == 0 {
			bad = []float64{0, 0.3, 0.5, 0.6, 1}[r.IntN(5)]
		}
		at += time.Duration(r.ExpFloat64() * float64(400*time.Millisecond))
		c := &planned{at: unique(at)}
		c.takes = unique(c.at+time.Duration(r.ExpFloat64()*float64(time.Second))) - c.at
		switch kind := r.IntN(12); {
		case kind == 0:
			c.outcome = errGone
		case kind == 1:
			c.outcome = unasked
		case kind == 2:
			c.outcome = refused
		case r.Float64() < bad:
			c.outcome = counting
		}
		calls = append(calls, c)
	}
	return calls
}

// run makes the call, at its time, and returns when it is over.
func (c *planned) run(ctx context.Context, g *resilience.Guard) {
	time.Sleep(c.at)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	_, c.got = resilience.Do(ctx, g, false, func(ctx context.Context) (int, error) {
		c.began = true
		if c.outcome == errGone {
			time.AfterFunc(c.takes, cancel)
			return 0, step{takes: time.Hour}.run(ctx)
		}
		return 0, step{takes: c.takes, err: c.outcome}.run(ctx)
	})
}

// expect says by the model what comes of each call.
func expect(calls []*planned, start time.Time) (want []planned) {
	type event struct {
		at    time.Duration
		call  int
		isEnd bool
	}
	var events []event
	for n, c := range calls {
		events = append(events, event{c.at, n, false}, event{c.at + c.takes, n, true})
	}
	slices.SortFunc(events, func(a, b event) int { return int(a.at - b.at) })
	m := &model{rand: seeded(), state: resilience.Closed}
	want = make([]planned, len(calls))
	eras := make([]int, len(calls))
	for _, e := range events {
		now, w := start.Add(e.at), &want[e.call]
		if e.isEnd {
			if w.began {
				m.end(now, eras[e.call], calls[e.call].outcome)
			}
			continue
		}
		var wait time.Duration
		if w.began, wait, eras[e.call] = m.begin(now); w.began {
			w.got = calls[e.call].outcome
		} else {
			w.got = &platform.Error{Kind: platform.ErrCircuitOpen, RetryAfter: wait}
		}
	}
	return want
}

// same says whether two outcomes are, but for their text.
func same(got, want error) bool {
	if want == errGone {
		return got == context.Canceled
	}
	var g, w *platform.Error
	if errors.As(want, &w) {
		return errors.As(got, &g) && g.Kind == w.Kind && g.RetryAfter == w.RetryAfter
	}
	return got == want
}

// TestCircuitModel compares the guard with the model, over random plans.
func TestCircuitModel(t *testing.T) {
	var refusals, opened uint64
	for seed := range uint64(200) {
		synctest.Test(t, func(t *testing.T) {
			calls := plan(rand.New(rand.NewPCG(seed, 0)))
			g := guarded(t, resilience.Config{Attempts: 1, Timeout: time.Hour})
			start := time.Now()
			var callers sync.WaitGroup
			for _, c := range calls {
				callers.Go(func() { c.run(t.Context(), g) })
			}
			callers.Wait()
			for n, want := range expect(calls, start) {
				if got := calls[n]; got.began != want.began || !same(got.got, want.got) {
					t.Fatalf("seed %d: call %d at %v (%v) began: %v with %#v, want %v with %#v",
						seed, n, got.at, got.outcome, got.began, got.got, want.began, want.got)
				}
			}
			refusals += g.State().RefusedOpen
			opened += g.State().Opened
			equal(t, "in flight", g.State().InFlight, 0)
		})
	}
	if refusals < 1000 || opened < 100 {
		t.Errorf("the plans are too tame: %d refusals, %d openings", refusals, opened)
	}
	t.Logf("%d refusals, %d openings", refusals, opened)
}
