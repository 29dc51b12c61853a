package faults_test

import (
	"errors"
	"log/slog"
	"net/http/httptest"
	"testing"
	"time"

	"activityhub/platform"
	"activityhub/platform/adobe"
	"activityhub/platform/gateway"
	"activityhub/platform/gateway/faults"
	"activityhub/platform/local"
	"activityhub/platform/platformtest"
)

// TestEngineMeetsFaults puts faults between the gateway and the engine that is
// made for it: each is what the engine takes it for.
func TestEngineMeetsFaults(t *testing.T) {
	people := []platform.Identity{{Namespace: "Email", ID: "nobody-1@example.com"}, {Namespace: "Email", ID: "nobody-2@example.com"}}
	look := func(e platform.Engine) error {
		_, err := e.Profiles(t.Context(), platform.ProfilesRequest{Identities: people})
		return err
	}
	events := func(e platform.Engine) error {
		_, err := e.Events(t.Context(), platform.EventsRequest{Identities: people[:1], Limit: 5})
		return err
	}
	for _, test := range []struct {
		name   string
		on     faults.On
		effect faults.Effect
		call   func(platform.Engine) error
		want   error // nil for none
	}{
		{"nothing", faults.On{}, faults.Effect{Kind: "latency", Fixed: time.Millisecond}, look, nil},
		{"shells", faults.On{}, faults.Effect{Kind: "not-found", Form: "shell"}, look, nil},
		{"404", faults.On{Path: lookUps}, faults.Effect{Kind: "not-found"}, look, nil},
		{"unasked", faults.On{}, faults.Effect{Kind: "records", Form: "unasked"}, look, nil},
		{"doubled", faults.On{}, faults.Effect{Kind: "records", Form: "doubled"}, look, nil},
		{"refused as too large", faults.On{IdentitiesOver: 1}, faults.Effect{Kind: "too-large"}, look, nil},
		{"503", faults.On{Path: lookUps}, faults.Effect{Kind: "failing", Form: "html"}, look, platform.ErrUnavailable},
		{"403", faults.On{Path: lookUps}, faults.Effect{Kind: "forbidden"}, look, platform.ErrRejected},
		{"401", faults.On{Path: lookUps}, faults.Effect{Kind: "unauthorized"}, look, platform.ErrRejected},
		{"429", faults.On{Path: lookUps}, faults.Effect{Kind: "throttled", Wait: time.Hour}, look, platform.ErrRateLimited},
		{"HTML", faults.On{Path: lookUps}, faults.Effect{Kind: "html"}, look, platform.ErrInvalidResponse},
		{"cut short", faults.On{Path: lookUps}, faults.Effect{Kind: "truncated"}, look, platform.ErrInvalidResponse},
		{"not UTF-8", faults.On{Path: lookUps}, faults.Effect{Kind: "invalid-utf8"}, look, platform.ErrInvalidResponse},
		{"reset", faults.On{Path: lookUps}, faults.Effect{Kind: "reset"}, look, platform.ErrInvalidResponse},
		{"closed", faults.On{Path: lookUps}, faults.Effect{Kind: "close"}, look, platform.ErrUnavailable},
		{"huge", faults.On{Path: lookUps}, faults.Effect{Kind: "huge"}, look, platform.ErrTooLarge},
		{"bomb", faults.On{Path: lookUps}, faults.Effect{Kind: "bomb"}, look, platform.ErrTooLarge},
		{"redirect", faults.On{Path: lookUps}, faults.Effect{Kind: "redirect"}, look, platform.ErrInvalidResponse},
		{"hanging", faults.On{Path: lookUps}, faults.Effect{Kind: "hang"}, look, platform.ErrTimeout},
		{"no events", faults.On{}, faults.Effect{Kind: "missing", Code: "events"}, events, platform.ErrUnsupported},
		{"no such address for events", faults.On{}, faults.Effect{Kind: "missing", Code: "events", Form: "not-found"}, events, platform.ErrUnsupported},
		{"bad request for events", faults.On{}, faults.Effect{Kind: "missing", Code: "events", Form: "bad-request"}, events, platform.ErrUnsupported},
		{"sign-in refused", faults.On{}, faults.Effect{Kind: "sign-in"}, look, platform.ErrRejected},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			engine, h := behind(t, faults.Scenario{Faults: []faults.Fault{{On: test.on, Effect: test.effect}}})
			err := test.call(engine)
			if test.want == nil && err != nil || test.want != nil && !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
			if h.State()[0].Hits == 0 {
				t.Error("the fault struck nothing")
			}
		})
	}
}

const lookUps = "/data/core/ups/access/**"

// behind puts an empty Platform, a scenario and an engine one behind the other.
func behind(t *testing.T, s faults.Scenario) (*adobe.Engine, *faults.Handler) {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	p, err := local.Open(t.Context(), local.Config{Dir: t.TempDir(), Definitions: platformtest.Definitions(), Synchronous: "NORMAL", Logger: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	gw, err := gateway.New(gateway.Config{Platform: p, Logger: log})
	if err != nil {
		t.Fatal(err)
	}
	h := faults.New(gw, s)
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	engine, err := adobe.New(adobe.Config{
		BaseURL: server.URL, SignInURL: server.URL, Timeout: 2 * time.Second, Logger: log,
		Organization: gateway.DefaultOrganization, Sandbox: gateway.DefaultSandbox,
		ClientID: gateway.DefaultClientID, ClientSecret: gateway.DefaultClientSecret, Scopes: []string{"openid"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = engine.Close() })
	return engine, h
}
