package signin_test

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"activityhub/platform"
	"activityhub/platform/adobe/signin"
)

func TestRequest(t *testing.T) {
	s := &service{}
	s.answer = func(_ int, r *http.Request) *http.Response {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		if got, want := r.Method+" "+r.URL.String(), "POST https://signin.test/ims/token/v3"; got != want {
			t.Errorf("asked %s, want %s", got, want)
		}
		if got, want := r.PostForm.Encode(), "client_id=hub&client_secret=p8e-secret&grant_type=client_credentials&scope=openid%2CAdobeID"; got != want {
			t.Errorf("form %s, want %s", got, want)
		}
		if got, want := r.Header.Get("Content-Type"), "application/x-www-form-urlencoded"; got != want {
			t.Errorf("content type %s, want %s", got, want)
		}
		return say(200, `{"access_token":"abc","token_type":"Bearer","expires_in":86399}`)
	}
	source, _ := newSource(t, s)
	if got, want := bearer(t, source), "Bearer abc"; got != want {
		t.Errorf("header %q, want %q", got, want)
	}
}

func TestRefusals(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		status     int
		kind       error
		asked      int64
		message    string
	}{
		{"wrong secret", `{"error":"invalid_client","error_description":"invalid client_secret parameter ada@example.com"}`, 401, platform.ErrRejected, 1, "client id or secret is not accepted"},
		{"wrong secret, other status", `{"error":"invalid_client"}`, 400, platform.ErrRejected, 1, "client id or secret is not accepted"},
		{"wrong scope", `{"error":"invalid_scope"}`, 400, platform.ErrRejected, 1, "scopes"},
		{"wrong kind of credential", `{"error":"unsupported_grant_type"}`, 400, platform.ErrRejected, 1, "OAuth server-to-server"},
		{"unknown error", `{"error":"ada@example.com"}`, 400, platform.ErrRejected, 1, "refuses the request"},
		{"no JSON", `<html>ada@example.com</html>`, 403, platform.ErrRejected, 1, "refuses the request"},
		{"nothing there", ``, 404, platform.ErrRejected, 1, "no sign-in service"},
		{"redirect", ``, 302, platform.ErrInvalidResponse, 1, "redirect"},
		{"failure", `{"error":"internal_error"}`, 500, platform.ErrUnavailable, 3, "failed"},
		{"throttled", `{"error_code":"429050","message":"Too many requests"}`, 429, platform.ErrRateLimited, 1, "slow down"},
		{"page instead of a token", `<html></html>`, 200, platform.ErrInvalidResponse, 3, "something else"},
		{"empty", ``, 200, platform.ErrInvalidResponse, 3, "something else"},
		{"no token", `{"expires_in":5}`, 200, platform.ErrInvalidResponse, 3, "something else"},
		{"token that no header holds", `{"access_token":"a\r\nb","expires_in":5}`, 200, platform.ErrInvalidResponse, 3, "something else"},
		{"token over already", `{"access_token":"a","expires_in":0}`, 200, platform.ErrInvalidResponse, 3, "something else"},
		{"token of another type", `{"access_token":"a","token_type":"mac","expires_in":5}`, 200, platform.ErrInvalidResponse, 3, "something else"},
		{"token beyond the cap", `{"access_token":"` + strings.Repeat("a", 65<<10) + `","expires_in":5}`, 200, platform.ErrInvalidResponse, 3, "something else"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &service{answer: func(int, *http.Request) *http.Response { return say(tt.status, tt.body) }}
				source, logged := newSource(t, s)
				_, err := source.Token(t.Context())
				if !errors.Is(err, tt.kind) || !strings.Contains(err.Error(), tt.message) {
					t.Errorf("error %v, want %v about %q", err, tt.kind, tt.message)
				}
				if got := s.asked.Load(); got != tt.asked {
					t.Errorf("%d requests, want %d", got, tt.asked)
				}
				if strings.Contains(err.Error()+logged.String(), "ada@") || strings.Contains(err.Error()+logged.String(), "p8e") {
					t.Errorf("a text of the service in %v or %s", err, logged)
				}
				if _, again := source.Token(t.Context()); again != err || s.asked.Load() != tt.asked {
					t.Errorf("at once again: %v after %d requests, want the same error without one", again, s.asked.Load())
				}
			})
		})
	}
}

func TestThrottledAsLongAsAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{}
		s.answer = func(n int, r *http.Request) *http.Response {
			if n == 1 {
				res := say(429, "")
				res.Header.Set("Retry-After", "38")
				return res
			}
			return numbered("86399")(n, r)
		}
		source, _ := newSource(t, s)
		_, err := source.Token(t.Context())
		var limited *platform.Error
		if !errors.As(err, &limited) || limited.RetryAfter != 38*time.Second {
			t.Errorf("error %v, want one with 38s", err)
		}
		time.Sleep(37 * time.Second)
		if _, err := source.Token(t.Context()); !errors.Is(err, platform.ErrRateLimited) || s.asked.Load() != 1 {
			t.Errorf("after 37s: %v and %d requests", err, s.asked.Load())
		}
		time.Sleep(time.Second)
		bearer(t, source)
	})
}

func TestSlowService(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{took: time.Minute, answer: numbered("86399")}
		source, _ := newSource(t, s)
		began := time.Now()
		_, err := source.Token(t.Context())
		if took := time.Since(began); !errors.Is(err, platform.ErrTimeout) || took < 15*time.Second || took > 16*time.Second {
			t.Errorf("after %s: %v; want a time-out after three tries of 5s", took, err)
		}
	})
}

func TestTokenIsHidden(t *testing.T) {
	s := &service{answer: numbered("86399")}
	source, _ := newSource(t, s)
	token, err := source.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var logged strings.Builder
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("x", "token", token, "in", struct{ T signin.Token }{token})
	for _, text := range []string{fmt.Sprint(token), fmt.Sprintf("%+v %#v %s %q %d %x", token, token, token, token, token, token), fmt.Sprintf("%+v", struct{ token signin.Token }{token}), logged.String()} {
		if strings.Contains(text, "token-1") || strings.Contains(text, fmt.Sprintf("%x", "token-1")) {
			t.Errorf("the token shows in %q", text)
		}
	}
}
