package adobe

import (
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"activityhub/platform"
)

// TestThrottled has a call wait as long as it is asked to, in every dialect, and
// everybody else with it.
func TestThrottled(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status int
		header func(now time.Time) string // Retry-After
		body   string
		want   time.Duration
	}{
		{"text in an array", 429, nil, `[{"message":"m","retryAfterMs":"1500","statusCode":"429"}]`, 1500 * time.Millisecond},
		{"object", 429, nil, `{"retryAfterMs":1500}`, 1500 * time.Millisecond},
		{"seconds", 429, func(time.Time) string { return "3" }, `{"error_code":"429050","message":"m"}`, 3 * time.Second},
		{"date", 429, func(now time.Time) string { return now.Add(4 * time.Second).UTC().Format(http.TimeFormat) }, "", 4 * time.Second},
		{"the longer of two, header", 429, func(time.Time) string { return "3" }, `[{"retryAfterMs":"500"}]`, 3 * time.Second},
		{"the longer of two, body", 429, func(time.Time) string { return "1" }, `[{"retryAfterMs":"2500"}]`, 2500 * time.Millisecond},
		{"unavailable", 503, func(time.Time) string { return "2" }, "<html>", 2 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScript()
				s.answers["/data/x"] = func(n int, _ *http.Request) *http.Response {
					if n > 1 {
						return reply(200, `{}`)
					}
					res := reply(tt.status, tt.body)
					if tt.header != nil {
						res.Header.Set("Retry-After", tt.header(time.Now()))
					}
					return res
				}
				e := s.engine(t)
				began := time.Now()
				var both sync.WaitGroup
				for i := range 2 {
					both.Go(func() {
						time.Sleep(time.Duration(i) * time.Millisecond) // the second one comes after the refusal
						if _, err := e.send(t.Context(), lookUp); err != nil {
							t.Error(err)
						}
						if took := time.Since(began); took < tt.want || took > tt.want*11/10 {
							t.Errorf("answered after %s, want %s to a tenth more", took, tt.want)
						}
					})
				}
				both.Wait()
				if got := s.requests("/data/x"); got != 3 {
					t.Errorf("%d requests, want 3", got)
				}
			})
		})
	}
}

// TestRefusedTokenStorm ends a token under a hundred calls at once: one new one
// serves all.
func TestRefusedTokenStorm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScript()
		tokens := []string{"", "old", "new"}
		s.answers["/ims"] = func(n int, _ *http.Request) *http.Response {
			return reply(200, `{"access_token":"`+tokens[n]+`","expires_in":86399}`)
		}
		s.answers["/data/x"] = func(_ int, r *http.Request) *http.Response {
			if r.Header.Get("Authorization") != "Bearer new" {
				return reply(401, `{"error_code":"401013","message":"m"}`)
			}
			return reply(200, `{}`)
		}
		e := s.engine(t)
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() {
				if _, err := e.send(t.Context(), lookUp); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if s.signIns != 2 || s.requests("/data/x") > 200 {
			t.Errorf("%d tokens for %d requests, want 2", s.signIns, s.requests("/data/x"))
		}
	})
}

// TestOpenCircuit checks that a Platform which failed five times in a row is
// left alone, and that callers are told at once.
func TestOpenCircuit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScript()
		s.say("/data/x", 500, "")
		e := s.engine(t)
		for range 3 {
			_, _ = e.send(t.Context(), lookUp)
		}
		before, began := s.requests("/data/x"), time.Now()
		_, err := e.send(t.Context(), lookUp)
		var open *platform.Error
		if !errors.As(err, &open) || open.Kind != platform.ErrCircuitOpen || open.Op != "Profiles" || open.RetryAfter <= 0 || time.Since(began) != 0 {
			t.Errorf("error %#v after %s", open, time.Since(began))
		}
		if before != 5 || s.requests("/data/x") != before {
			t.Errorf("%d requests, then %d; want 5 and none", before, s.requests("/data/x"))
		}
	})
}
