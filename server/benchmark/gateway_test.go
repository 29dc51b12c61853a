package benchmark_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"activityhub/platform/gateway"
	"activityhub/platform/local"
	"activityhub/platform/local/demo"

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

// serveGateway loads the demonstration data and serves it over Adobe's paths
// until standard input ends.
func serveGateway() error {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "benchmark")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	store, err := openDemo(ctx, dir, customers)
	if err != nil {
		return err
	}
	defer store.Close()
	served, err := gateway.New(gateway.Config{Platform: store, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	server := &http.Server{Handler: &remembering{next: served}, ReadHeaderTimeout: time.Second}
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

// remembering keeps the answers of the gateway, so that it costs little.
type remembering struct {
	next http.Handler
	kept sync.Map // request → *httptest.ResponseRecorder
}

func (h *remembering) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	key := r.Method + " " + r.RequestURI + "\n" + string(body)
	kept, ok := h.kept.Load(key)
	if !ok {
		r.Body = io.NopCloser(bytes.NewReader(body))
		made := httptest.NewRecorder()
		h.next.ServeHTTP(made, r)
		if made.Code == http.StatusOK && !strings.HasPrefix(r.URL.Path, "/ims/") {
			h.kept.Store(key, made)
		}
		kept = made
	}
	answer := kept.(*httptest.ResponseRecorder)
	w.Header().Set("Content-Type", answer.Header().Get("Content-Type"))
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}
