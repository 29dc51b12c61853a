package adobe

import (
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"activityhub/platform/resilience"
)

// A script is an Adobe that answers in process what a test has written down, and
// keeps what it was asked. It signs everybody in.
type script struct {
	mu      sync.Mutex
	answers map[string]func(n int, r *http.Request) *http.Response // by path; n counts the requests of it from 1
	asked   map[string][]*http.Request
	signIns int
}

func newScript() *script {
	return &script{answers: map[string]func(int, *http.Request) *http.Response{}, asked: map[string][]*http.Request{}}
}

// say makes path answer the same every time.
func (s *script) say(path string, status int, body string) {
	s.answers[path] = func(int, *http.Request) *http.Response { return reply(status, body) }
}

func reply(status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: -1}
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	path := r.URL.EscapedPath()
	if strings.HasPrefix(path, "/ims/") {
		s.signIns++
		if answer := s.answers["/ims"]; answer != nil {
			return answer(s.signIns, r), nil
		}
		return reply(200, `{"access_token":"token","token_type":"bearer","expires_in":86399}`), nil
	}
	s.asked[path] = append(s.asked[path], r)
	if answer := s.answers[path]; answer != nil {
		return answer(len(s.asked[path]), r), nil
	}
	return reply(404, `{"error_code":"404001","message":"Resource not found"}`), nil
}

// requests returns how often path was asked for.
func (s *script) requests(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.asked[path])
}

const testOrganization = "0123456789ABCDEF01234567@AdobeOrg"

// engine returns an engine that asks s. Retries wait for a nanosecond at most.
func (s *script) engine(t *testing.T, change ...func(*Config)) *Engine {
	t.Helper()
	cfg := Config{
		BaseURL: "https://platform.test", SignInURL: "https://signin.test", Organization: testOrganization,
		ClientID: "hub", ClientSecret: "p8e-secret", Transport: s, Logger: slog.New(slog.DiscardHandler),
		Protection: resilience.Config{BackoffMax: time.Nanosecond},
	}
	for _, f := range change {
		f(&cfg)
	}
	e, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e
}
