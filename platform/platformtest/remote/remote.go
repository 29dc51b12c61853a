// Package remote puts a local Platform out of reach for a test: behind Adobe's
// REST paths on a free loopback port, with an engine over Adobe in front.
//
//	far := remote.Start(t, store, remote.Config{})
//	found, err := far.Engine.Profiles(ctx, req)
//	for _, call := range far.Calls(remote.Entities) { … }
package remote

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"activityhub/platform/adobe"
	"activityhub/platform/gateway"
	"activityhub/platform/local"
)

// Entities is the path of profile and event look-ups.
const Entities = "/data/core/ups/access/entities"

// Config says how the way there differs from the plain one. Nil fields change
// nothing.
type Config struct {
	Gateway func(*gateway.Config)
	Handler func(http.Handler) http.Handler // around the gateway: faults, another dialect
	Adobe   func(*adobe.Config)
}

// A Remote is an engine over Adobe's REST paths, and what was said on the way.
type Remote struct {
	Engine *adobe.Engine
	URL    string // of the REST paths

	mu    sync.Mutex
	calls []*Call
}

// A Call is one request that reached the REST paths.
type Call struct {
	Method, Path   string
	Query          url.Values
	Body           string
	Status         int       // zero until it ended
	Started, Ended time.Time // Ended is zero until it did, which may be after its answer was read
}

// Start puts store behind REST paths, and stops all with the test.
func Start(tb testing.TB, store *local.Platform, cfg Config) *Remote {
	tb.Helper()
	discard := slog.New(slog.DiscardHandler)
	served := gateway.Config{Platform: store, Logger: discard}
	if cfg.Gateway != nil {
		cfg.Gateway(&served)
	}
	rest, err := gateway.New(served)
	if err != nil {
		tb.Fatal(err)
	}
	var handler http.Handler = rest
	if cfg.Handler != nil {
		handler = cfg.Handler(handler)
	}
	r := &Remote{}
	listening := httptest.NewServer(r.note(handler))
	tb.Cleanup(func() {
		listening.Close()
		if err := rest.Close(); err != nil {
			tb.Errorf("closing the REST paths: %v", err)
		}
	})
	r.URL = listening.URL
	asked := adobe.Config{
		BaseURL: r.URL, SignInURL: r.URL, Logger: discard, Scopes: []string{"openid", "AdobeID"},
		Organization: gateway.DefaultOrganization, ClientID: gateway.DefaultClientID, ClientSecret: gateway.DefaultClientSecret,
	}
	if cfg.Adobe != nil {
		cfg.Adobe(&asked)
	}
	if r.Engine, err = adobe.New(asked); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := r.Engine.Close(); err != nil {
			tb.Errorf("closing the engine: %v", err)
		}
	})
	return r
}

// Discover finds out what the Platform can do, as a server does when it starts,
// and forgets the calls that took.
func (r *Remote) Discover(tb testing.TB) {
	tb.Helper()
	if err := r.Engine.Discover(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	r.Reset()
}

// note remembers what passes.
func (r *Remote) note(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		call := &Call{Method: req.Method, Path: req.URL.Path, Query: req.URL.Query(), Started: time.Now()}
		body, err := io.ReadAll(req.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		call.Body = string(body)
		req.Body = io.NopCloser(bytes.NewReader(body))
		r.mu.Lock()
		r.calls = append(r.calls, call)
		r.mu.Unlock()
		status := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			r.mu.Lock()
			defer r.mu.Unlock()
			call.Status, call.Ended = status.status, time.Now()
		}()
		next.ServeHTTP(status, req)
	})
}

// Calls returns the calls that arrived, below path, in the order they began.
func (r *Remote) Calls(path string) []Call {
	r.mu.Lock()
	defer r.mu.Unlock()
	var calls []Call
	for _, call := range r.calls {
		if strings.HasPrefix(call.Path, path) {
			calls = append(calls, *call)
		}
	}
	slices.SortStableFunc(calls, func(a, b Call) int { return a.Started.Compare(b.Started) })
	return calls
}

// Reset forgets all calls.
func (r *Remote) Reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls = nil
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
