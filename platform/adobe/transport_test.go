package adobe

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"activityhub/platform"
)

// served returns an engine over real HTTP on loopback, and counts the requests
// that handler sees.
func served(t *testing.T, handler http.HandlerFunc, change ...func(*Config)) (*Engine, *atomic.Int64) {
	t.Helper()
	var asked atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		handler(w, r)
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Start()
	t.Cleanup(server.Close)
	// It has a host of its own, because on a connection that was used before
	// net/http asks a second time by itself.
	tokens := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"access_token":"token","expires_in":60}`)
	}))
	t.Cleanup(tokens.Close)
	e := newScript().engine(t, append(change, func(c *Config) { c.BaseURL, c.SignInURL, c.Transport = server.URL, tokens.URL, nil })...)
	return e, &asked
}

func TestWire(t *testing.T) {
	for _, tt := range []struct {
		name     string
		handler  http.HandlerFunc
		kind     error
		attempts int64
	}{
		{"compressed", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			_, _ = io.WriteString(z, `{}`)
			_ = z.Close()
		}, nil, 1},
		{"compression bomb", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			for range 1 << 10 {
				_, _ = io.WriteString(z, strings.Repeat(" ", 1<<20))
			}
			_ = z.Close()
		}, platform.ErrTooLarge, 1},
		{"announced too large", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "99999999999")
			_, _ = io.WriteString(w, "{")
		}, platform.ErrTooLarge, 1},
		{"reset in the middle", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, `{"a":`)
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}, platform.ErrInvalidResponse, 2},
		{"closed without a word", func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }, platform.ErrUnavailable, 2},
		{"slow header", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, platform.ErrTimeout, 2},
		{"slow body", func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, `{"a":`)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}, platform.ErrTimeout, 2},
		{"slow refusal", func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(404)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}, platform.ErrTimeout, 2},
		{"refusal that breaks off before it says whose fault it is", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "100")
			w.WriteHeader(422)
			_, _ = io.WriteString(w, `{"message":"Too ma`)
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}, platform.ErrInvalidResponse, 2},
		{"redirect", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) }, platform.ErrInvalidResponse, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e, asked := served(t, tt.handler, func(c *Config) { c.Timeout, c.MaxAnswer = 100*time.Millisecond, 1<<20 })
			if strings.HasPrefix(tt.name, "comp") {
				e, asked = served(t, tt.handler, func(c *Config) { c.MaxAnswer = 1 << 20 })
			}
			_, err := e.send(t.Context(), lookUp)
			if !errors.Is(err, tt.kind) {
				t.Errorf("error %v, want %v", err, tt.kind)
			}
			if got := asked.Load(); got != tt.attempts {
				t.Errorf("%d attempts, want %d", got, tt.attempts)
			}
		})
	}
}

func TestNobodyListens(t *testing.T) {
	server := httptest.NewServer(nil)
	server.Close()
	e := newScript().engine(t, func(c *Config) { c.BaseURL = server.URL })
	e.client = newTransport()
	_, err := e.send(t.Context(), lookUp)
	if !errors.Is(err, platform.ErrUnavailable) || e.State().Failures != 2 {
		t.Errorf("error %v after %d failures", err, e.State().Failures)
	}
	if a := explain(err, "the base URL"); !strings.Contains(a.found, "nothing listens") {
		t.Errorf("explained as %q", a)
	}
	if strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("the address is in %v", err)
	}
}

func TestUnknownAuthority(t *testing.T) {
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	e := newScript().engine(t, func(c *Config) { c.BaseURL = server.URL })
	e.client = newTransport()
	_, err := e.send(t.Context(), lookUp)
	if a := explain(err, "the base URL"); !errors.Is(err, platform.ErrUnavailable) || !strings.Contains(a.found, "authority") {
		t.Errorf("error %v, explained as %q", err, a)
	}
}

// TestCallerGoes tells a caller who leaves from one whose time is over.
func TestCallerGoes(t *testing.T) {
	e, asked := served(t, func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	if _, err := e.tokens.Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := e.send(ctx, lookUp); err != context.Canceled {
		t.Errorf("cancelled: %v", err)
	}
	ctx, cancel = context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err := e.send(ctx, lookUp)
	if took := time.Since(began); !errors.Is(err, platform.ErrTimeout) || took > 200*time.Millisecond {
		t.Errorf("after %s: %v; want a time-out before the caller's", took, err)
	}
	if got := e.State().Failures; got != 0 {
		t.Errorf("%d failures, want none: callers who leave count against nobody", got)
	}
	if asked.Load() != 2 {
		t.Errorf("%d requests", asked.Load())
	}
}
