// Package servertest starts the whole program for a test, in its own process
// but through its front door: demonstration data in a real store, the real
// schema and resolvers, HTTP on a free loopback port.
//
//	api := servertest.Start(t, servertest.Config{Customers: 20})
//	answer := api.Post(t, `{ platform { engine } }`, nil)
package servertest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	unions "activityhub/graph/xdm"
	"activityhub/platform"
	"activityhub/platform/local"
	"activityhub/platform/local/demo"
	"activityhub/platform/platformtest"
	"activityhub/platform/platformtest/remote"
	"activityhub/resolvers"
	"activityhub/server"
)

// Now is the time by the clock of every server here: a little after the
// demonstration data end.
var Now = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

// A Config says what to start. Zero fields mean what is said.
type Config struct {
	Customers int                                   // demonstration customers; zero means none
	Wrap      func(platform.Engine) platform.Engine // put around the engine; nil means nothing
	Remote    *remote.Config                        // the store is read over Adobe's REST paths; nil means directly
	Server    func(*server.Config)                  // changes the server's settings; nil means none
	Schemas   map[string][]byte                     // instead of our own unions
	Load      func(testing.TB, *local.Platform)     // puts further data in
	Generated bool                                  // the generated executor answers everything: see resolvers.Config
}

// An API is a server that is running.
type API struct {
	URL    string                 // of the server, without a path
	Local  *local.Platform        // the store behind it
	Engine *platformtest.Counting // every call that reached it
	Remote *remote.Remote         // the way to the store; nil without Config.Remote
}

// Start starts a server and stops it with the test.
func Start(tb testing.TB, cfg Config) *API {
	tb.Helper()
	ctx := context.Background()
	store := Open(tb, tb.TempDir(), cfg.Schemas)
	if cfg.Customers > 0 {
		Load(tb, store, cfg.Customers)
	}
	if cfg.Load != nil {
		cfg.Load(tb, store)
	}
	var engine platform.Engine = store
	var far *remote.Remote
	if cfg.Remote != nil {
		far = remote.Start(tb, store, *cfg.Remote)
		engine = far.Engine
	}
	if cfg.Wrap != nil {
		engine = cfg.Wrap(engine)
	}
	counting := platformtest.Count(engine)
	client, err := platform.NewClient(platform.Config{Engine: counting, Now: func() time.Time { return Now }})
	if err != nil {
		tb.Fatal(err)
	}
	if err := client.Warm(ctx); err != nil {
		tb.Fatal(err)
	}
	return &API{URL: serve(tb, Assemble(tb, client, cfg)), Local: store, Engine: counting, Remote: far}
}

// Assemble returns the server that answers from client, with cfg.Generated and
// cfg.Server. It starts nothing.
func Assemble(tb testing.TB, client *platform.Client, cfg Config) *server.Server {
	tb.Helper()
	root, err := resolvers.New(resolvers.Config{Client: client, Generated: cfg.Generated})
	if err != nil {
		tb.Fatal(err)
	}
	settings := server.Config{
		Schema:     root.Schema(),
		Extensions: []graphql.HandlerExtension{root.Extension()},
		Logger:     slog.New(slog.DiscardHandler),
		DrainDelay: -1,
	}
	if cfg.Server != nil {
		cfg.Server(&settings)
	}
	s, err := server.New(settings)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// Open opens a local Platform in dir and closes it with the test. schemas nil
// means our own unions.
func Open(tb testing.TB, dir string, schemas map[string][]byte) *local.Platform {
	tb.Helper()
	if schemas == nil {
		schemas = map[string][]byte{"profile": unions.Profile, "experienceevent": unions.ExperienceEvent}
	}
	store, err := local.Open(context.Background(), local.Config{
		Dir: dir, Synchronous: "NORMAL", Schemas: schemas,
		Now: func() time.Time { return Now }, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := store.Close(); err != nil {
			tb.Errorf("closing the store: %v", err)
		}
	})
	return store
}

// Load puts the demonstration data of that many customers into store.
func Load(tb testing.TB, store *local.Platform, customers int) {
	tb.Helper()
	for _, name := range demo.Datasets() {
		data, err := demo.NewReader(demo.Config{Profiles: customers}, name)
		if err != nil {
			tb.Fatal(err)
		}
		Ingest(tb, store, name, data)
	}
}

// Ingest puts data into a data set and fails the test if anything is rejected.
func Ingest(tb testing.TB, store *local.Platform, dataset string, data io.Reader) {
	tb.Helper()
	var rejects bytes.Buffer
	counts, err := store.Ingest(context.Background(), dataset, data, local.IngestOptions{Source: dataset, Rejects: &rejects})
	if err != nil || counts.Rejected > 0 {
		tb.Fatalf("ingesting %s: %v, %d rejected: %.500s", dataset, err, counts.Rejected, rejects.String())
	}
}

func serve(tb testing.TB, s *server.Server) string {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, listener) }()
	tb.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			tb.Errorf("the server stopped with %v", err)
		}
	})
	return "http://" + listener.Addr().String()
}

// Post sends a query and returns the answer, indented. It fails the test if the
// answer is no JSON.
func (a *API) Post(tb testing.TB, query string, variables any) []byte {
	tb.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		tb.Fatal(err)
	}
	_, raw := a.Send(tb, body)
	var indented bytes.Buffer
	if err := json.Indent(&indented, raw, "", "  "); err != nil {
		tb.Fatalf("the answer is no JSON: %v: %.300s", err, raw)
	}
	return indented.Bytes()
}

// Send posts body as it is and returns status and body of the answer.
func (a *API) Send(tb testing.TB, body []byte) (int, []byte) {
	tb.Helper()
	req, err := http.NewRequest(http.MethodPost, a.URL+"/graphql", bytes.NewReader(body))
	if err != nil {
		tb.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/graphql-response+json")
	req.Header.Set("X-Request-Id", "request-of-test")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		tb.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		tb.Fatal(err)
	}
	return res.StatusCode, raw
}
