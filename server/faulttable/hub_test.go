package faulttable_test

import (
	"context"
	"crypto/tls"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"activityhub/platform"
	"activityhub/platform/adobe"
	"activityhub/platform/cached"
	"activityhub/platform/gateway"
	"activityhub/platform/resilience"
	"activityhub/server"
	"activityhub/server/servertest"
)

// How long the Platform takes, to answer or to say that it does not. What becomes
// of events is known before what becomes of profiles, without which nothing waits
// for events.
const (
	latency         = 20 * time.Millisecond
	profilesLatency = 25 * time.Millisecond
)

// mostOfAnswer is how many bytes an answer may have here. It is less than in
// production, because thousands of answers are larger.
const mostOfAnswer = 1 << 18

// Where the Platform and its sign-in service are. Plain HTTP is for this machine
// alone.
const (
	plainHost  = "platform.localhost"
	secureHost = "platform.example"
	signInHost = "sign-in.localhost"
)

// The schemas of look-ups.
const (
	profiles = "_xdm.context.profile"
	events   = "_xdm.context.experienceevent"
)

// A hub is the whole program, with a Platform behind it, in one bubble of fake
// time.
type hub struct {
	t        *testing.T
	server   *server.Server
	engine   *adobe.Engine
	cache    *cached.Engine
	network  *network // to the Platform
	signIn   *signIn
	upstream http.Handler // the Platform when all is well
	struck   atomic.Pointer[http.Handler]
	http     *http.Transport
	log      safeBuffer
	chance   rand.Source
	most     int64 // bytes of an answer

	mu       sync.Mutex
	requests []*request
}

// open lets prepare change a hub, puts it together, and reads its definitions.
// secure is whether the Platform is reached over TLS.
func open(t *testing.T, m *memory, secure bool, prepare func(*hub)) *hub {
	time.Sleep(time.Until(servertest.Now))
	h := &hub{t: t, network: newNetwork(), signIn: &signIn{network: newNetwork()}, upstream: m, chance: middling{}, most: mostOfAnswer}
	prepare(h)
	platformURL := "http://" + plainHost
	var listener net.Listener = h.network
	if secure {
		platformURL = "https://" + secureHost
		listener = tls.NewListener(h.network, &tls.Config{Certificates: []tls.Certificate{certificates().known}})
	}
	h.serve(listener, http.HandlerFunc(h.servePlatform))
	h.serve(h.signIn.network, h.signIn)
	h.http = h.transport()
	t.Cleanup(h.http.CloseIdleConnections)
	log := slog.New(slog.NewJSONHandler(&h.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var err error
	h.engine, err = adobe.New(adobe.Config{
		BaseURL: platformURL, SignInURL: "http://" + signInHost, Transport: h.http, Logger: log, Scopes: scopes, MaxAnswer: h.most,
		Organization: gateway.DefaultOrganization, ClientID: gateway.DefaultClientID, ClientSecret: gateway.DefaultClientSecret,
		Protection: resilience.Config{Rand: rand.New(h.chance)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if h.cache, err = cached.New(cached.Config{Engine: h.engine, Scope: "table", MaxBytes: 4 << 20}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.cache.Close(); err != nil {
			t.Errorf("closing the engine: %v", err)
		}
	})
	client, err := platform.NewClient(platform.Config{Engine: h.cache, DefinitionsLife: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.engine.Discover(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := client.Warm(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.server = servertest.Assemble(t, client, servertest.Config{Server: func(c *server.Config) { c.Logger, c.Engine = log, "adobe" }})
	return h
}

// serve serves a handler until the test ends.
func (h *hub) serve(listener net.Listener, handler http.Handler) {
	served := &http.Server{Handler: handler, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = served.Serve(listener)
	}()
	h.t.Cleanup(func() {
		_ = served.Close()
		<-done
	})
}

// transport is one as the engine makes it, over the two networks.
func (h *hub) transport() *http.Transport {
	return &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			if strings.HasPrefix(address, signInHost) {
				return h.signIn.network.dial(ctx, network, address)
			}
			return h.network.dial(ctx, network, address)
		},
		TLSClientConfig: &tls.Config{RootCAs: certificates().roots}, TLSHandshakeTimeout: 5 * time.Second,
		MaxIdleConnsPerHost: 128, IdleConnTimeout: 90 * time.Second, ResponseHeaderTimeout: 10 * time.Second,
	}
}

// middling is a chance that always falls in the middle, so that times are exact.
type middling struct{}

func (middling) Uint64() uint64 { return 1 << 52 } // of the 53 bits that make a number from 0 to 1
