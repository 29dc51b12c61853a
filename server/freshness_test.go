package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"activityhub/platform"
	"activityhub/server/servertest"
)

// aged is an engine far away: profiles are a minute old, events stand in for a
// failure, and it remembers how old callers let answers be.
type aged struct {
	platform.Engine
	mu      sync.Mutex
	allowed []string
}

func (e *aged) Capabilities() platform.Capabilities {
	c := e.Engine.Capabilities()
	c.Engine = "adobe"
	return c
}

func (e *aged) Profiles(ctx context.Context, req platform.ProfilesRequest) (map[platform.Identity]*platform.Profile, error) {
	e.note(ctx)
	found, err := e.Engine.Profiles(ctx, req)
	for i, id := range req.Identities {
		if p := found[id]; p != nil {
			p.Freshness.FetchedAt = servertest.Now.Add(-time.Duration(i+1) * time.Minute)
		}
	}
	return found, err
}

func (e *aged) Events(ctx context.Context, req platform.EventsRequest) (map[platform.Identity]*platform.EventPage, error) {
	found, err := e.Engine.Events(ctx, req)
	for _, page := range found {
		page.Freshness = platform.Freshness{FetchedAt: servertest.Now.Add(-5 * time.Minute), Stale: true, Reason: "ENGINE_UNAVAILABLE"}
	}
	return found, err
}

func (e *aged) note(ctx context.Context) {
	e.mu.Lock()
	defer e.mu.Unlock()
	limit := "any"
	if age, ok := platform.MaxAge(ctx); ok {
		limit = age.String()
	}
	e.allowed = append(e.allowed, limit)
}

func TestFreshness(t *testing.T) {
	api := servertest.Start(t, servertest.Config{Customers: 3, Wrap: func(e platform.Engine) platform.Engine { return &aged{Engine: e} }})
	answer := api.Post(t, `{
	  both: profiles(identities: [{namespace: "CRMID", id: "C000001"}, {namespace: "CRMID", id: "C000002"}]) {
	    calls: events(first: 1) { nodes { eventId } }
	    in: segments { nodes { segment { name } } }
	  }
	  none: profile(identity: {namespace: "CRMID", id: "nobody"}, mergePolicy: "crm-first") { id }
	  namespaces { code }
	  all: segments(first: 1) { nodes { name } }
	}`, nil)
	var got struct {
		Extensions struct {
			Freshness []struct {
				Path      []string
				Engine    string
				FetchedAt time.Time
				AgeMs     int64
				Stale     bool
				Reason    string
			}
		}
	}
	if err := json.Unmarshal(answer, &got); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, f := range got.Extensions.Freshness {
		if off := servertest.Now.Sub(f.FetchedAt) - time.Duration(f.AgeMs)*time.Millisecond; off != 0 {
			t.Errorf("fetched at %s is not %d ms ago", f.FetchedAt, f.AgeMs)
		}
		lines = append(lines, fmt.Sprint(strings.Join(f.Path, "."), " ", f.Engine, " ", f.AgeMs/60_000, "m ", f.Stale, " ", f.Reason))
	}
	slices.Sort(lines)
	want := []string{"all adobe 0m false ", "both adobe 2m false ", "both.calls adobe 5m true ENGINE_UNAVAILABLE", "both.in adobe 0m false "}
	if !slices.Equal(lines, want) {
		t.Errorf("freshness\n got %q\nwant %q: the oldest of each part, and nothing of what was not found", lines, want)
	}
}

// TestLocalHasNoAge: the embedded Platform is read for every answer.
func TestLocalHasNoAge(t *testing.T) {
	api := servertest.Start(t, servertest.Config{Customers: 1})
	if answer := api.Post(t, `{ profile(identity: {namespace: "CRMID", id: "C000001"}) { id } }`, nil); bytes.Contains(answer, []byte("extensions")) {
		t.Errorf("extensions in %s", answer)
	}
}

// TestRequestsForFreshData asks with every form of Cache-Control.
func TestRequestsForFreshData(t *testing.T) {
	engine := &aged{}
	api := servertest.Start(t, servertest.Config{Customers: 1, Wrap: func(e platform.Engine) platform.Engine {
		engine.Engine = e
		return engine
	}})
	for _, tt := range []struct {
		name, header, want string
	}{
		{"none", "", "any"},
		{"no-cache", "no-cache", "0s"},
		{"no-store", "no-store", "0s"},
		{"an age", "max-age=5", "5s"},
		{"an age in quotes", `max-age="5"`, "5s"},
		{"the least of two", "max-age=60, max-age=7", "7s"},
		{"the strictest of two kinds", "max-age=60, no-cache", "0s"},
		{"in capitals", "No-Cache", "0s"},
		{"an age that is none", "max-age=soon", "any"},
		{"a negative age", "max-age=-1", "any"},
		{"another directive", "only-if-cached", "any"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body := strings.NewReader(`{"query": "{ profile(identity: {namespace: \"CRMID\", id: \"C000001\"}) { id } }"}`)
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, api.URL+"/graphql", body)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/json")
			if tt.header != "" {
				req.Header.Set("Cache-Control", tt.header)
			}
			engine.allowed = nil
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			if got := strings.Join(engine.allowed, " "); res.StatusCode != http.StatusOK || got != tt.want {
				t.Errorf("status %d, answers of the age %q are taken; want %q", res.StatusCode, got, tt.want)
			}
		})
	}
}
