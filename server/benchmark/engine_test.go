package benchmark_test

import (
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"activityhub/platform/adobe"
	"activityhub/platform/gateway"
)

// upstream is the way to the gateway that both sides use, with a count of calls.
type upstream struct {
	url   string
	next  http.RoundTripper
	delay time.Duration // added to every call but those for a token
	calls atomic.Int64
}

func newUpstream(url string) *upstream {
	return &upstream{url: url, next: &http.Transport{MaxIdleConns: 4096, MaxIdleConnsPerHost: 4096}}
}

func (u *upstream) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasPrefix(r.URL.Path, "/data/core/ups/access/") {
		u.calls.Add(1)
		if u.delay > 0 {
			time.Sleep(u.delay)
		}
	}
	return u.next.RoundTrip(r)
}

// newEngine returns the engine over Adobe with u as its transport. Nothing is
// kept of its answers: every request is cold.
func newEngine(tb testing.TB, u *upstream) *adobe.Engine {
	tb.Helper()
	engine, err := adobe.New(adobe.Config{
		BaseURL: u.url, SignInURL: u.url, Scopes: []string{"openid"}, Transport: u, Logger: slog.New(slog.DiscardHandler),
		Organization: gateway.DefaultOrganization, ClientID: gateway.DefaultClientID, ClientSecret: gateway.DefaultClientSecret,
	})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = engine.Close() })
	return engine
}
