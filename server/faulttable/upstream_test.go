package faulttable_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tidwall/gjson"

	"activityhub/platform"
	"activityhub/platform/adobe"
	"activityhub/platform/gateway"
	"activityhub/platform/gateway/faults"
	"activityhub/platform/platformtest/remote"
	"activityhub/server/servertest"
)

// A memory holds what the gateway answered. SQLite knows nothing of fake time,
// so every request of the golden queries is asked for once in real time.
type memory struct {
	next http.Handler

	mu   sync.Mutex
	kept map[string]*httptest.ResponseRecorder // by request

	lostXID string // of lostPerson
}

func (m *memory) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client has gone
	}
	key := r.Method + " " + r.URL.RequestURI() + "\n" + string(body)
	m.mu.Lock()
	answer := m.kept[key]
	m.mu.Unlock()
	switch {
	case answer == nil && m.next == nil:
		http.Error(w, "the gateway was never asked this: "+key, http.StatusNotImplemented)
		return
	case answer == nil:
		r.Body = io.NopCloser(bytes.NewReader(body))
		answer = httptest.NewRecorder()
		m.next.ServeHTTP(answer, r)
		if strings.HasPrefix(r.URL.Path, "/data/") { // a token is its gateway's alone
			m.mu.Lock()
			m.kept[key] = answer
			m.mu.Unlock()
		}
	}
	w.Header().Set("Content-Type", answer.Header().Get("Content-Type"))
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes()) // the client has gone if this fails
}

// remembered returns the memory that all tests share.
func remembered(t *testing.T) *memory {
	t.Helper()
	once.Do(func() { shared = remember(t) })
	if shared == nil {
		t.Fatal("the golden queries could not be asked in real time")
	}
	return shared
}

var (
	once   sync.Once
	shared *memory
)

// remember asks the golden queries over the gateway in front of the
// demonstration data: as they are, one identity at a time, and where pages lead
// nowhere.
func remember(t *testing.T) *memory {
	t.Helper()
	m := &memory{kept: map[string]*httptest.ResponseRecorder{}}
	store := servertest.Open(t, t.TempDir(), nil)
	servertest.Load(t, store, people)
	for _, way := range []struct {
		chunk  int
		faults []faults.Fault
	}{{}, {chunk: 1}, {faults: []faults.Fault{{Effect: of("next-link"), On: faults.On{Schema: events}}}}} {
		far := remote.Start(t, store, remote.Config{
			Handler: func(next http.Handler) http.Handler {
				m.next = next
				return faults.New(m, faults.Scenario{Faults: way.faults})
			},
			Adobe: func(c *adobe.Config) { c.ChunkSize, c.Scopes = way.chunk, scopes },
		})
		if err := far.Engine.Discover(t.Context()); err != nil {
			t.Fatal(err)
		}
		client, err := platform.NewClient(platform.Config{Engine: far.Engine, Now: func() time.Time { return servertest.Now }})
		if err != nil {
			t.Fatal(err)
		}
		h := &hub{server: servertest.Assemble(t, client, servertest.Config{})}
		for _, q := range queries {
			h.post(t.Context(), q.text)
		}
		for n := range people {
			h.post(t.Context(), firstName(n+1))
		}
	}
	m.next = nil
	for key, answer := range m.kept {
		if strings.HasPrefix(key, "GET "+lookUps+"entities?entityId="+lostPerson+"&") {
			gjson.ParseBytes(answer.Body.Bytes()).ForEach(func(xid, _ gjson.Result) bool {
				m.lostXID = xid.String()
				return false
			})
		}
	}
	if m.lostXID == "" {
		t.Fatalf("nobody asked for %s alone", lostPerson)
	}
	return m
}

var scopes = []string{"openid", "AdobeID"}

// signIn stands for the sign-in service. Its tokens are all different.
type signIn struct {
	network *network
	mu      sync.Mutex
	given   int
}

func (s *signIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if pass(r.Context(), latency) != nil {
		return
	}
	s.mu.Lock()
	s.given++
	n := s.given
	s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"access_token":"%s-%d","token_type":"bearer","expires_in":86399}`, tokenText, n)
}

func (s *signIn) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.given
}

// indiscreet lets the errors of next name somebody, as Adobe's do.
func indiscreet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(&indiscreetWriter{ResponseWriter: w}, r)
	})
}

type indiscreetWriter struct {
	http.ResponseWriter
	refusal bool
}

func (w *indiscreetWriter) WriteHeader(status int) {
	if w.refusal = status >= 300; w.refusal {
		w.Header().Del("Content-Length")
		w.Header().Set("X-Message", canary)
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *indiscreetWriter) Write(b []byte) (int, error) {
	if !w.refusal {
		return w.ResponseWriter.Write(b)
	}
	for _, at := range []string{`"message":"`, `"cause":"`, `"detail":"`, `"title":"`, "<h1>"} {
		b = []byte(strings.ReplaceAll(string(b), at, at+canary+" "))
	}
	_, err := w.ResponseWriter.Write(b)
	return len(b), err
}

func (w *indiscreetWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// What must be in no error and in no log.
const (
	canary    = "mrs-canary-of-upstream"
	tokenText = "token-canary"
)

var secrets = []string{
	canary, tokenText, gateway.DefaultClientSecret, gateway.DefaultOrganization,
	"C000001", "C000002", "C000003", "C999999", "nobody@example", "Johanna", "Agnieszka", "elsewhere.example", "Unasked", "unasked",
}
