package adobe

import (
	"cmp"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"activityhub/platform/adobe/signin"
	"activityhub/platform/resilience"
)

// An Engine reads from one sandbox of one organisation. It is safe for
// concurrent use.
type Engine struct {
	cfg          Config
	log          *slog.Logger
	bases        [2]base           // by service
	client       http.RoundTripper // which follows no redirect
	introduction http.Header       // what most calls have in common; never changed
	tokens       *signin.Source
	guard        *resilience.Guard

	capabilities capabilities
	known        known     // definitions that look-ups need
	people       directory // XIDs
	closed       atomic.Bool
}

// New returns an engine for cfg. It opens no connection and starts nothing. Its
// error names the field that is wrong, and what would be right.
func New(cfg Config) (*Engine, error) {
	bases, err := cfg.check()
	if err != nil {
		return nil, err
	}
	e := &Engine{cfg: cfg, bases: bases, log: cmp.Or(cfg.Logger, slog.Default())}
	transport := cfg.Transport
	if transport == nil {
		transport = newTransport()
	}
	e.client, e.introduction = transport, introduction(cfg)
	e.tokens = signin.New(signin.Config{
		URL: cfg.SignInURL, ClientID: cfg.ClientID, ClientSecret: cfg.ClientSecret, Scopes: cfg.Scopes,
		Timeout: cfg.timeout(), Transport: transport, Logger: e.log,
	})
	protection := cfg.Protection
	protection.Name, protection.Judge, protection.Timeout, protection.Logger = e.name(), judge, cfg.timeout(), e.log
	if e.guard, err = resilience.New(protection); err != nil {
		return nil, fmt.Errorf("adobe: Protection: %w", err)
	}
	e.cfg.ClientSecret = "" // nothing else needs it
	return e, nil
}

// State returns where the protection of the calls to the Platform stands, and
// what it has counted.
func (e *Engine) State() resilience.State { return e.guard.State() }

// Close ends what the engine does in the background and waits for it. Calls
// after it fail.
func (e *Engine) Close() error {
	if e.closed.Swap(true) {
		return nil
	}
	e.guard.Close()
	e.tokens.Close()
	if own, ok := e.client.(*http.Transport); ok && e.cfg.Transport == nil {
		own.CloseIdleConnections()
	}
	return nil
}

// newTransport returns a transport that keeps enough connections for a fan-out
// of look-ups to one host; net/http keeps two. How many calls are under way at
// once is package resilience's to decide: a call that waits for a connection
// here would look like a slow Platform.
func newTransport() *http.Transport {
	dialer := &net.Dialer{Timeout: 3 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           dialer.DialContext,
		ForceAttemptHTTP2:     true,
		MaxIdleConns:          512,
		MaxIdleConnsPerHost:   256,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   5 * time.Second,
		ResponseHeaderTimeout: 10 * time.Second,
		HTTP2:                 &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 5 * time.Second},
	}
}
