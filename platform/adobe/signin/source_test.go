package signin_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"activityhub/platform"
	"activityhub/platform/adobe/signin"
)

// A service is a sign-in service that answers in process, so that its time is
// that of the test.
type service struct {
	took   time.Duration
	answer func(n int, r *http.Request) *http.Response
	asked  atomic.Int64
}

func (s *service) RoundTrip(r *http.Request) (*http.Response, error) {
	n := int(s.asked.Add(1))
	select {
	case <-time.After(s.took):
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	return s.answer(n, r), nil
}

func say(status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: -1}
}

// numbered answers with the tokens token-1, token-2 and so on.
func numbered(life string) func(int, *http.Request) *http.Response {
	return func(n int, _ *http.Request) *http.Response {
		return say(200, fmt.Sprintf(`{"access_token":"token-%d","token_type":"bearer","expires_in":%s}`, n, life))
	}
}

func newSource(t *testing.T, s *service) (*signin.Source, *strings.Builder) {
	t.Helper()
	var logged strings.Builder
	var mu sync.Mutex
	source := signin.New(signin.Config{
		URL: "https://signin.test", ClientID: "hub", ClientSecret: "p8e-secret", Scopes: []string{"openid", "AdobeID"},
		Transport: s, Random: func() float64 { return 0 }, Logger: slog.New(slog.NewTextHandler(locked{&mu, &logged}, nil)),
	})
	t.Cleanup(source.Close)
	return source, &logged
}

type locked struct {
	mu *sync.Mutex
	w  io.Writer
}

func (l locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

// bearer returns the token that a caller would send.
func bearer(t *testing.T, source *signin.Source) string {
	t.Helper()
	token, err := source.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return header(token)
}

func header(token signin.Token) string {
	h := http.Header{}
	token.Authorize(h)
	return h.Get("Authorization")
}

// TestOneFetchForAll has a hundred callers wait for one token, the first of whom
// goes away.
func TestOneFetchForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{took: time.Second, answer: numbered("86399")}
		source, _ := newSource(t, s)
		leader, leave := context.WithCancel(t.Context())
		var all sync.WaitGroup
		all.Go(func() {
			if _, err := source.Token(leader); !errors.Is(err, context.Canceled) {
				t.Errorf("the caller who left got %v", err)
			}
		})
		synctest.Wait()
		for range 100 {
			all.Go(func() {
				if got := bearer(t, source); got != "Bearer token-1" {
					t.Errorf("got %s", got)
				}
			})
		}
		synctest.Wait()
		leave()
		all.Wait()
		if got := source.Fetches(); got != 1 {
			t.Errorf("%d fetches, want 1", got)
		}
	})
}

// TestRenewalAhead checks when the next token is fetched, and that nobody waits
// for it.
func TestRenewalAhead(t *testing.T) {
	for _, tt := range []struct {
		name, life string
		quiet      time.Duration // until then nothing is fetched
	}{
		{"a day", "86400", 24*time.Hour - 5*time.Minute - time.Second},
		{"ten seconds", "10", 7900 * time.Millisecond},
		{"milliseconds", "86400000", 24*time.Hour - 5*time.Minute - time.Second},
		{"text", `"86400"`, 24*time.Hour - 5*time.Minute - time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &service{answer: numbered(tt.life)}
				source, _ := newSource(t, s)
				bearer(t, source)
				time.Sleep(tt.quiet)
				if got := bearer(t, source); got != "Bearer token-1" || source.Fetches() != 1 {
					t.Errorf("after %s: %s and %d fetches, want the first and 1", tt.quiet, got, source.Fetches())
				}
				s.took = 500 * time.Millisecond
				time.Sleep(1100 * time.Millisecond)
				began := time.Now()
				if got := bearer(t, source); got != "Bearer token-1" || time.Since(began) != 0 {
					t.Errorf("%s after %s: want the first one at once while the next is fetched", got, time.Since(began))
				}
				time.Sleep(time.Second)
				if got := bearer(t, source); got != "Bearer token-2" || source.Fetches() != 2 {
					t.Errorf("%s and %d fetches, want the second and 2", got, source.Fetches())
				}
			})
		})
	}
}

// TestOldTokenSurvives lets every renewal fail: the old token stays in use until
// its end, and the service is not asked at every call.
func TestOldTokenSurvives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{}
		s.answer = func(n int, r *http.Request) *http.Response {
			if n == 1 {
				return numbered("3600")(n, r)
			}
			return say(503, "<html>down for ada@example.com, token-1</html>")
		}
		source, logged := newSource(t, s)
		bearer(t, source)
		for range 59*60 + 50 {
			time.Sleep(time.Second)
			if got := bearer(t, source); got != "Bearer token-1" {
				t.Fatalf("got %s", got)
			}
		}
		if got := source.Fetches(); got < 5 || got > 20 {
			t.Errorf("%d fetches in five minutes of failure, want a few", got)
		}
		time.Sleep(time.Minute)
		_, err := source.Token(t.Context())
		if !errors.Is(err, platform.ErrUnavailable) {
			t.Errorf("after its end: %v, want unavailable", err)
		}
		for _, text := range []string{err.Error(), logged.String()} {
			if strings.Contains(text, "ada@") || strings.Contains(text, "token-1") || strings.Contains(text, "p8e") {
				t.Errorf("a secret or a text of the service in %q", text)
			}
		}
		if !strings.Contains(logged.String(), "no access token") {
			t.Errorf("nothing in the log: %q", logged.String())
		}
	})
}

// TestRefusedTokens has a hundred callers report the same token as refused.
func TestRefusedTokens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{took: 100 * time.Millisecond, answer: numbered("86399")}
		source, _ := newSource(t, s)
		old, err := source.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() {
				token, err := source.Renew(t.Context(), old)
				if err != nil || header(token) != "Bearer token-2" {
					t.Errorf("got %s, %v", header(token), err)
				}
			})
		}
		all.Wait()
		if got := source.Fetches(); got != 2 {
			t.Errorf("%d fetches, want 2", got)
		}
	})
}

// TestTokensAlwaysRefused checks that a Platform which refuses every token does
// not make the hub fetch without end.
func TestTokensAlwaysRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source, _ := newSource(t, &service{answer: numbered("86399")})
		for range 50 {
			token, err := source.Token(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := source.Renew(t.Context(), token); err != nil && !errors.Is(err, platform.ErrRejected) {
				t.Fatal(err)
			}
		}
		if got := source.Fetches(); got != 4 {
			t.Errorf("%d fetches, want 4", got)
		}
		time.Sleep(11 * time.Second)
		token, _ := source.Token(t.Context())
		if _, err := source.Renew(t.Context(), token); err != nil {
			t.Errorf("later: %v, want another one", err)
		}
	})
}

// TestPanic lets the transport panic: a failure of this fetch, and of no other.
func TestPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{}
		s.answer = func(n int, r *http.Request) *http.Response {
			if n == 1 {
				panic("ada@example.com")
			}
			return numbered("86399")(n, r)
		}
		source, logged := newSource(t, s)
		_, err := source.Token(t.Context())
		if !errors.Is(err, platform.ErrUnavailable) || strings.Contains(err.Error()+logged.String(), "ada@") {
			t.Errorf("error %v, log %s", err, logged)
		}
		time.Sleep(2 * time.Second)
		bearer(t, source)
	})
}

func TestClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{took: time.Hour, answer: numbered("86399")}
		source, _ := newSource(t, s)
		var waiting sync.WaitGroup
		waiting.Go(func() {
			if _, err := source.Token(t.Context()); err == nil {
				t.Error("a token from a source that was closed")
			}
		})
		synctest.Wait()
		source.Close()
		waiting.Wait()
		if _, err := source.Token(t.Context()); err == nil {
			t.Error("a token after Close")
		}
	})
}
