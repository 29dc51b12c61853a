package benchmark_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"activityhub/platform"
	"activityhub/platform/local"
	"activityhub/platform/local/demo"
	"activityhub/platform/xdm"

	unions "activityhub/graph/xdm"
	"activityhub/server/memory"
)

// gatewayRole is set in the environment of the process that is the gateway.
const gatewayRole = "BENCH_GATEWAY"

// customers is how many demonstration customers the gateway has.
const customers = 200

func TestMain(m *testing.M) {
	if os.Getenv(gatewayRole) != "" {
		if err := serveGateway(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	memory.Tune(os.Environ()) // as serve does, for both sides
	os.Exit(m.Run())
}

// The wire of the benchmark's gateway: the profile API with the parts that do
// not matter here left out.
type (
	wireRequest struct {
		Identities []platform.Identity `json:"identities"`
		Fields     []xdm.Path          `json:"fields"`
		Events     bool                `json:"events,omitempty"`
		Limit      int                 `json:"limit,omitempty"`
	}
	wireEvent struct {
		EntityID  string          `json:"entityId"`
		Timestamp int64           `json:"timestamp"`
		Type      string          `json:"type"`
		Entity    json.RawMessage `json:"entity"`
	}
)

// startGateway starts the gateway and returns its address.
func startGateway(tb testing.TB) string {
	tb.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), gatewayRole+"=1")
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		tb.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		_ = stdin.Close()
		_ = cmd.Wait()
	})
	address, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		tb.Fatalf("the gateway did not start: %v", err)
	}
	return "http://" + address[:len(address)-1]
}

// serveGateway loads the demonstration data and serves it until standard input
// ends. Answers are kept, so that it costs little.
func serveGateway() error {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "benchmark")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	engine, err := openDemo(ctx, dir, customers)
	if err != nil {
		return err
	}
	defer engine.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	server := &http.Server{Handler: &gateway{engine: engine}, ReadHeaderTimeout: time.Second}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = server.Close()
	}()
	if err := server.Serve(listener); err != http.ErrServerClosed {
		return err
	}
	return nil
}

// openDemo returns a local Platform in dir with that many customers.
func openDemo(ctx context.Context, dir string, profiles int) (*local.Platform, error) {
	engine, err := local.Open(ctx, local.Config{Dir: dir, Synchronous: "NORMAL", Logger: slog.New(slog.DiscardHandler), Schemas: map[string][]byte{
		"profile": unions.Profile, "experienceevent": unions.ExperienceEvent,
	}})
	if err != nil {
		return nil, err
	}
	for _, name := range demo.Datasets() {
		reader, err := demo.NewReader(demo.Config{Profiles: profiles}, name)
		if err != nil {
			return nil, err
		}
		if counts, err := engine.Ingest(ctx, name, reader, local.IngestOptions{Source: name}); err != nil || counts.Rejected > 0 {
			return nil, fmt.Errorf("%s: %d rejected: %w", name, counts.Rejected, err)
		}
	}
	return engine, nil
}

type gateway struct {
	engine *local.Platform
	kept   sync.Map // body of request → body of answer
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	answer, ok := g.kept.Load(string(body))
	if !ok {
		var req wireRequest
		if err := json.Unmarshal(body, &req); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		made, err := g.answer(r.Context(), req)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		g.kept.Store(string(body), made)
		answer = made
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(answer.([]byte))
}

func (g *gateway) answer(ctx context.Context, req wireRequest) ([]byte, error) {
	projection := xdm.Project(req.Fields...)
	answers := map[string]any{}
	if !req.Events {
		found, err := g.engine.Profiles(ctx, platform.ProfilesRequest{Identities: req.Identities, Projection: projection})
		if err != nil {
			return nil, err
		}
		for id, p := range found {
			answers[id.String()] = map[string]any{"entity": raw(p.Attributes), "lastModifiedAt": p.LastModified}
		}
		return json.Marshal(answers)
	}
	found, err := g.engine.Events(ctx, platform.EventsRequest{Identities: req.Identities, Projection: projection, Order: platform.NewestFirst, Limit: req.Limit})
	if err != nil {
		return nil, err
	}
	for id, page := range found {
		children := make([]wireEvent, len(page.Events))
		for i, e := range page.Events {
			children[i] = wireEvent{EntityID: e.ID, Timestamp: e.Timestamp.UnixMilli(), Type: e.Type, Entity: raw(e.Attributes)}
		}
		answers[id.String()] = map[string]any{"children": children, "more": page.More}
	}
	return json.Marshal(answers)
}

// raw writes o as JSON again.
func raw(o xdm.Object) json.RawMessage {
	b := []byte{'{'}
	for name, v := range o.All() {
		if len(b) > 1 {
			b = append(b, ',')
		}
		key, _ := json.Marshal(name)
		b = append(append(append(b, key...), ':'), v.Raw()...)
	}
	return append(b, '}')
}
