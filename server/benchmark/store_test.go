package benchmark_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	unions "activityhub/graph/xdm"
	"activityhub/platform"
	"activityhub/platform/local"
	"activityhub/resolvers"
	"activityhub/server"
)

// BenchmarkEmbeddedStore measures Q1 from the embedded store: the most requests
// a second that two processors answer, and the latency at half of that. The
// store has 200,000 profiles with 20 events each, or BENCH_PROFILES;
// making it takes minutes, so it is kept in BENCH_DIR if that is set.
func BenchmarkEmbeddedStore(b *testing.B) {
	profiles := 200_000
	if n, err := strconv.Atoi(os.Getenv("BENCH_PROFILES")); err == nil {
		profiles = n
	}
	dir := os.Getenv("BENCH_DIR")
	if dir == "" {
		dir = b.TempDir()
	}
	engine := openLarge(b, filepath.Join(dir, strconv.Itoa(profiles)), profiles)
	warmPages(b, filepath.Join(dir, strconv.Itoa(profiles), local.FileName))
	hub := newLocalHub(b, engine)
	ask := func() { hub.ask(b, q1Of(b, rand.IntN(profiles))) }
	repeat(2000, func(int) { ask() })

	most := throughput(2, 5*time.Second, ask)
	for b.Loop() {
		took := latencies(most/2, 10*time.Second, ask)
		b.ReportMetric(most, "max-req/s")
		b.ReportMetric(percentile(took, 0.50), "p50-ms")
		b.ReportMetric(percentile(took, 0.99), "p99-ms")
		b.ReportMetric(percentile(latencies(most/2, 10*time.Second, busy(most)), 0.99), "floor-p99-ms")
	}
}

// busy is the floor: it keeps a processor busy for as long as a request does of
// which two processors answer most a second, and needs nothing else.
func busy(most float64) func() {
	each := time.Duration(2 / most * float64(time.Second))
	return func() {
		for start := time.Now(); time.Since(start) < each; {
		}
	}
}

// warmPages reads file once: what is measured is the store, not the disk after
// a start of the machine.
func warmPages(tb testing.TB, file string) {
	tb.Helper()
	f, err := os.Open(file)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	if _, err := io.Copy(io.Discard, f); err != nil {
		tb.Fatal(err)
	}
}

func newLocalHub(tb testing.TB, engine platform.Engine) side {
	tb.Helper()
	client, err := platform.NewClient(platform.Config{Engine: engine})
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
	return side{handler: s}
}

func q1Of(tb testing.TB, n int) []byte {
	body, err := json.Marshal(map[string]any{"query": q1, "variables": map[string]any{"identity": map[string]string{"namespace": "CRMID", "id": largeID(n)}}})
	if err != nil {
		tb.Fatal(err)
	}
	return body
}

func largeID(n int) string { return fmt.Sprintf("C%06d", n) }

// throughput returns how many times a second workers do something.
func throughput(workers int, during time.Duration, do func()) float64 {
	var done atomic.Int64
	var wait sync.WaitGroup
	start := time.Now()
	for range workers {
		wait.Go(func() {
			for time.Since(start) < during {
				do()
				done.Add(1)
			}
		})
	}
	wait.Wait()
	return float64(done.Load()) / time.Since(start).Seconds()
}

// latencies does something at a steady rate, whether or not the one before has
// ended, and returns how long each took from when it was sent. The clock wakes
// this process about every millisecond, so requests come in small bursts.
func latencies(rate float64, during time.Duration, do func()) []time.Duration {
	n := int(rate * during.Seconds())
	took := make([]time.Duration, n)
	var wait sync.WaitGroup
	start := time.Now()
	for i := range n {
		due := start.Add(time.Duration(float64(i) / rate * float64(time.Second)))
		time.Sleep(time.Until(due))
		sent := time.Now()
		wait.Go(func() {
			do()
			took[i] = time.Since(sent)
		})
	}
	wait.Wait()
	return took
}

func percentile(took []time.Duration, p float64) float64 {
	slices.Sort(took)
	return float64(took[int(float64(len(took)-1)*p)].Microseconds()) / 1000
}

// openLarge returns a store with that many profiles in dir, filled if it is not
// yet there.
func openLarge(tb testing.TB, dir string, profiles int) *local.Platform {
	tb.Helper()
	engine, err := local.Open(context.Background(), local.Config{Dir: dir, Synchronous: "NORMAL", Logger: slog.New(slog.DiscardHandler), Schemas: map[string][]byte{
		"profile": unions.Profile, "experienceevent": unions.ExperienceEvent,
	}})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = engine.Close() })
	full := filepath.Join(dir, "full")
	if _, err := os.Stat(full); err == nil {
		return engine
	}
	fill(tb, engine, "crm", func(w io.Writer) { writeRecords(w, profiles) })
	fill(tb, engine, "web", func(w io.Writer) { writeEvents(w, profiles, 20) })
	if err := os.WriteFile(full, nil, 0o644); err != nil {
		tb.Fatal(err)
	}
	return engine
}

func fill(tb testing.TB, engine *local.Platform, dataset string, write func(io.Writer)) {
	tb.Helper()
	reader, writer := io.Pipe()
	go func() {
		write(writer)
		_ = writer.Close()
	}()
	start := time.Now()
	var rejects bytes.Buffer
	counts, err := engine.Ingest(context.Background(), dataset, reader, local.IngestOptions{Source: dataset, Rejects: &rejects})
	if err != nil || counts.Rejected > 0 {
		tb.Fatalf("%s: %v, %d rejected: %.500s", dataset, err, counts.Rejected, rejects.String())
	}
	tb.Logf("%s: %d records in %s", dataset, counts.Read, time.Since(start).Round(time.Second))
}

func writeRecords(w io.Writer, profiles int) {
	for i := range profiles {
		fmt.Fprintf(w, `{"_activityhub":{"customerNumber":"%[2]s","lifetimeValue":{"historic":%[1]d.5,"currencyCode":"EUR"},"models":{"churn90d":{"score":%[3]d,"scoreDate":"2026-05-01T00:00:00Z"}}},"person":{"name":{"firstName":"First%[1]d","lastName":"Last%[1]d"}},"personalEmail":{"address":"p%[1]d@example.com"},"loyalty":{"tier":"Gold"},"segmentMembership":{"ups":{"5b7c3e91-2a4d-4f86-9e0a-c8d5f1b2a605":{"status":"realized","lastQualificationTime":"2026-05-01T00:00:00Z"},"1f0a7c52-6b1e-4a8d-9c3f-2d5e8b7a4c01":{"status":"realized","lastQualificationTime":"2026-04-01T00:00:00Z"}}}}`+"\n", i, largeID(i), i%100)
	}
}

func writeEvents(w io.Writer, profiles, each int) {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range profiles {
		for n := range each {
			at := start.Add(time.Duration(n)*time.Hour + time.Duration(i)*time.Millisecond).Format("2006-01-02T15:04:05.000Z")
			fmt.Fprintf(w, `{"_id":"e%[1]d-%[2]d","timestamp":"%[3]s","eventType":"commerce.purchases","identityMap":{"CRMID":[{"id":"%[4]s","primary":true}]},"commerce":{"order":{"purchaseID":"O%[1]d-%[2]d","priceTotal":%[2]d.5,"currencyCode":"EUR"}},"web":{"webPageDetails":{"name":"Thank you","URL":"https://shop.example.com/thanks?order=O%[1]d-%[2]d"}}}`+"\n", i, n, at, largeID(i))
		}
	}
}
