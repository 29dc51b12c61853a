package benchmark_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"activityhub/platform"
	"activityhub/resolvers"
	"activityhub/server"
)

func customer(n int) string { return fmt.Sprintf("C%06d", n%customers+1) }

// A side is one of the two that are compared.
type side struct {
	handler http.Handler
	calls   *upstream
}

// newHub returns the whole program over the gateway.
func newHub(tb testing.TB, url string) side {
	tb.Helper()
	up := newUpstream(url)
	client, err := platform.NewClient(platform.Config{Engine: newEngine(tb, up)})
	if err != nil {
		tb.Fatal(err)
	}
	if err := client.Warm(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	root, err := resolvers.New(resolvers.Config{Client: client})
	if err != nil {
		tb.Fatal(err)
	}
	s, err := server.New(server.Config{Schema: root.Schema(), Extensions: []graphql.HandlerExtension{root.Extension()}, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		tb.Fatal(err)
	}
	return side{s, up}
}

// segmentNames are what the floor has in place of the kept definitions.
func segmentNames(tb testing.TB) map[string]string {
	tb.Helper()
	definitions, err := openDemo(tb.Context(), tb.TempDir(), 1)
	if err != nil {
		tb.Fatal(err)
	}
	defer definitions.Close()
	all, err := definitions.Segments(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	names := map[string]string{}
	for _, s := range all {
		names[string(s.ID)] = s.Name
	}
	return names
}

// ask sends one request to s and returns the answer.
func (s side) ask(tb testing.TB, body []byte) []byte {
	req := httptest.NewRequest(http.MethodPost, "http://127.0.0.1/graphql", bytes.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, req)
	if w.Code != http.StatusOK {
		tb.Fatalf("status %d: %.300s", w.Code, w.Body)
	}
	return w.Body.Bytes()
}

func (w work) body(tb testing.TB, first int) []byte {
	tb.Helper()
	body, err := json.Marshal(map[string]any{"query": w.query, "variables": w.variables(first)})
	if err != nil {
		tb.Fatal(err)
	}
	return body
}

// TestSidesAgree makes sure that the two sides of the benchmarks do the same
// work: their answers are equal.
func TestSidesAgree(t *testing.T) {
	url, names := startGateway(t), segmentNames(t)
	hub := newHub(t, url)
	for _, w := range works {
		floor := w.floor(newUpstream(url), names)
		for first := range 20 {
			body := w.body(t, first)
			before := hub.calls.calls.Load()
			got := hub.ask(t, body)
			want := side{floor, floor.upstream}.ask(t, body)
			if calls := hub.calls.calls.Load() - before; calls != int64(w.calls) {
				t.Errorf("%s takes %d engine calls, want %d", w.name, calls, w.calls)
			}
			if !equalAnswers(t, got, want) {
				t.Errorf("%s of %s: the hub answers\n%.2000s\nand the floor\n%.2000s", w.name, customer(first), got, want)
			}
		}
	}
}

// equalAnswers compares the data of two answers, whatever the order of members.
func equalAnswers(t *testing.T, a, b []byte) bool {
	t.Helper()
	var x, y struct{ Data any }
	if err := json.Unmarshal(a, &x); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &y); err != nil {
		t.Fatal(err)
	}
	return reflect.DeepEqual(normal(x.Data), normal(y.Data))
}

// normal takes members without a value out of v: the floor leaves out what the
// hub gives as null, and writes empty text for what is absent.
func normal(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, member := range v {
			if n := normal(member); n != nil {
				out[name] = n
			}
		}
		if len(out) == 0 {
			return nil
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, element := range v {
			out[i] = normal(element)
		}
		if len(out) == 0 {
			return nil
		}
		return out
	case string:
		if v == "" {
			return nil
		}
	}
	return v
}

// BenchmarkRequests compares the processor time of a request with the floor, in
// turns, so that a busy machine weighs on both.
func BenchmarkRequests(b *testing.B) {
	url, names := startGateway(b), segmentNames(b)
	hub := newHub(b, url)
	for _, w := range works {
		b.Run(w.name, func(b *testing.B) {
			up := newUpstream(url)
			floor := side{w.floor(up, names), up}
			bodies := make([][]byte, 16)
			for i := range bodies {
				bodies[i] = w.body(b, i*7)
				hub.ask(b, bodies[i])
				floor.ask(b, bodies[i])
			}
			const turn = 20
			var ours, theirs time.Duration
			before := hub.calls.calls.Load()
			n := 0
			for b.Loop() {
				ours += cpu(func() { repeat(turn, func(i int) { hub.ask(b, bodies[i%len(bodies)]) }) })
				theirs += cpu(func() { repeat(turn, func(i int) { floor.ask(b, bodies[i%len(bodies)]) }) })
				n += turn
			}
			b.ReportMetric(float64(ours.Microseconds())/float64(n), "hub-µs/req")
			b.ReportMetric(float64(theirs.Microseconds())/float64(n), "floor-µs/req")
			b.ReportMetric(float64(ours)/float64(theirs), "ratio")
			b.ReportMetric(float64(hub.calls.calls.Load()-before)/float64(n), "calls/req")
		})
	}
}

// BenchmarkSides runs one side at a time, for its allocations and its profile:
// -bench 'Sides/Q1/hub' -cpuprofile FILE.
func BenchmarkSides(b *testing.B) {
	url, names := startGateway(b), segmentNames(b)
	hub := newHub(b, url)
	for _, w := range works {
		up := newUpstream(url)
		for name, s := range map[string]side{"hub": hub, "floor": {w.floor(up, names), up}} {
			b.Run(w.name+"/"+name, func(b *testing.B) {
				body := w.body(b, 0)
				s.ask(b, body)
				b.ReportAllocs()
				for b.Loop() {
					s.ask(b, body)
				}
			})
		}
	}
}

func repeat(n int, do func(int)) {
	for i := range n {
		do(i)
	}
}

// cpu returns the processor time that do took in this process.
func cpu(do func()) time.Duration {
	before := processorTime()
	do()
	return processorTime() - before
}

func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err) // the arguments are constants
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// BenchmarkLatency measures Q1 where every engine call takes 20 ms, in turns with
// the floor: what a machine takes to wake a sleeper is in both.
func BenchmarkLatency(b *testing.B) {
	url, names := startGateway(b), segmentNames(b)
	hub, up := newHub(b, url), newUpstream(url)
	floor := side{works[0].floor(up, names), up}
	body := works[0].body(b, 0)
	sides := []side{hub, floor}
	took := make([][]time.Duration, len(sides))
	for _, s := range sides {
		s.ask(b, body)
		s.calls.delay = 20 * time.Millisecond
	}
	for b.Loop() {
		for i, s := range sides {
			start := time.Now()
			s.ask(b, body)
			took[i] = append(took[i], time.Since(start))
		}
	}
	for i, name := range []string{"median-ms", "floor-median-ms"} {
		slices.Sort(took[i])
		b.ReportMetric(float64(took[i][len(took[i])/2].Microseconds())/1000, name)
	}
}

// BenchmarkMemory measures the peak of 1,000 requests in flight, each waiting
// 500 ms on the engine.
func BenchmarkMemory(b *testing.B) {
	url := startGateway(b)
	hub := newHub(b, url)
	body := works[0].body(b, 0)
	hub.ask(b, body)
	hub.calls.delay = 500 * time.Millisecond
	for b.Loop() {
		var wait sync.WaitGroup
		for range 1000 {
			wait.Go(func() { hub.ask(b, body) })
		}
		wait.Wait()
	}
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(usage.Maxrss)/1024, "peak-MiB")
}
