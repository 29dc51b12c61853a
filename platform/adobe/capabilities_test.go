package adobe

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"activityhub/platform"
)

const nobodyIsThere = `{"statusCode":"404"}`

// bySchema answers look-ups of entities: of profiles, and of events.
func (s *script) bySchema(profiles, events func() *http.Response) {
	s.answers[entitiesPath] = func(_ int, r *http.Request) *http.Response {
		if r.URL.Query().Get("schema.name") == eventSchema {
			return events()
		}
		return profiles()
	}
}

func replies(status int, body string) func() *http.Response {
	return func() *http.Response { return reply(status, body) }
}

// complete makes s a Platform that has everything.
func (s *script) complete() {
	s.bySchema(replies(404, nobodyIsThere), replies(404, nobodyIsThere))
	s.say("/data/foundation/sandbox-management/", 200, `{"sandboxes":[{"name":"prod","state":"active"},{"name":"dev","state":"active"}]}`)
	s.say(policiesPath, 200, `{"children":[`+policy("1", "A", "true")+`]}`)
	s.say(namespacesPath, 200, `[{"code":"Email"}]`)
	s.say(audiencesPath, 200, `{"children":[`+audience("a", "")+`]}`)
	s.say(definitionsPath, 200, `{"segments":[`+audience("a", "")+`]}`)
	s.say(attributesPath, 200, `{"children":[{"id":"c"}]}`)
	for _, class := range []string{"profile", "experienceevent"} {
		s.say(unionsPath+url.PathEscape(contextBase+class+"__union"), 200, `{"properties":{"a":{"type":"string"}}}`)
	}
}

func TestDiscover(t *testing.T) {
	const closed = `{"message":"no","statusCode":"403"}`
	everything := platform.Capabilities{Engine: "adobe", Profiles: true, Events: true, EventCounts: true, Segments: true, MergePolicies: true, Namespaces: true, ComputedAttributes: true}
	for _, tt := range []struct {
		name    string
		change  func(*script)
		want    func(*platform.Capabilities)
		wantErr error
	}{
		{"everything", func(*script) {}, func(*platform.Capabilities) {}, nil},
		{"no events, 403", func(s *script) { s.bySchema(replies(404, nobodyIsThere), replies(403, closed)) }, noEventsAt, nil},
		{"no events, gateway", func(s *script) {
			s.bySchema(replies(404, nobodyIsThere), replies(404, `{"error_code":"404001","message":"x"}`))
		}, noEventsAt, nil},
		{"no events, 400", func(s *script) {
			s.bySchema(replies(404, nobodyIsThere), replies(400, `{"message":"schema not supported"}`))
		}, noEventsAt, nil},
		{"no events for nobody", func(s *script) {
			s.bySchema(replies(404, nobodyIsThere), replies(200, `{"_page":{"count":0},"children":[]}`))
		}, func(*platform.Capabilities) {}, nil},
		{"no profiles", func(s *script) { s.bySchema(replies(403, closed), replies(404, nobodyIsThere)) }, func(c *platform.Capabilities) { c.Profiles = false }, nil},
		{"no definitions, but audiences", func(s *script) { s.say(definitionsPath, 403, closed) }, func(*platform.Capabilities) {}, nil},
		{"no segments", func(s *script) { s.say(definitionsPath, 403, closed); s.say(audiencesPath, 403, closed) }, func(c *platform.Capabilities) { c.Segments = false }, nil},
		{"no policies", func(s *script) { s.say(policiesPath, 403, closed) }, func(c *platform.Capabilities) { c.MergePolicies = false }, nil},
		{"no namespaces", func(s *script) { s.say(namespacesPath, 403, closed) }, func(c *platform.Capabilities) { c.Namespaces = false }, nil},
		{"no computed attributes", func(s *script) { s.say(attributesPath, 200, `{"_page":{"count":0},"computedAttributes":[]}`) }, func(c *platform.Capabilities) { c.ComputedAttributes = false }, nil},
		{"closed computed attributes", func(s *script) { s.say(attributesPath, 403, closed) }, func(c *platform.Capabilities) { c.ComputedAttributes = false }, nil},
		{"wrong credential", func(s *script) { s.say("/ims", 401, `{"error":"invalid_client"}`) }, func(c *platform.Capabilities) { c.ComputedAttributes = false }, platform.ErrRejected},
		{"failure", func(s *script) { s.say(attributesPath, 500, "") }, func(c *platform.Capabilities) { c.ComputedAttributes = false }, platform.ErrUnavailable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newScript()
			s.complete()
			tt.change(s)
			e := s.engine(t)
			if err := e.Discover(t.Context()); !errors.Is(err, tt.wantErr) {
				t.Errorf("error %v, want %v", err, tt.wantErr)
			}
			want := everything
			tt.want(&want)
			if got := e.Capabilities(); got != want {
				t.Errorf("capabilities\n%+v\nwant\n%+v", got, want)
			}
		})
	}
}

func noEventsAt(c *platform.Capabilities) { c.Events, c.EventCounts = false, false }

// TestEventsAgain loses the event look-up and finds it again: ten minutes later,
// by one call.
func TestEventsAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScript()
		s.say(entitiesPath, 403, `{"message":"no","statusCode":"403"}`)
		e := s.engine(t)
		look := call{op: "Events", method: http.MethodGet, path: entitiesPath}
		for range 5 {
			_, err := e.sendEvents(t.Context(), look)
			if !errors.Is(err, platform.ErrUnsupported) || !strings.Contains(err.Error(), "ask Adobe support") {
				t.Errorf("error %v", err)
			}
			time.Sleep(time.Minute)
		}
		if got := s.requests(entitiesPath); got != 1 || e.Capabilities().Events {
			t.Errorf("%d requests, want 1; capabilities %+v", got, e.Capabilities())
		}
		time.Sleep(5 * time.Minute)
		s.say(entitiesPath, 200, `{"children":[]}`)
		if _, err := e.sendEvents(t.Context(), look); err != nil || !e.Capabilities().Events {
			t.Errorf("error %v after ten minutes, capabilities %+v", err, e.Capabilities())
		}
	})
}

// TestEventsMisunderstood tells a look-up that is not there from one that was
// asked for in the wrong way.
func TestEventsMisunderstood(t *testing.T) {
	for _, tt := range []struct {
		name     string
		simplest int // status of the simplest look-up
		kind     error
		can      bool
	}{{"not there", 400, platform.ErrUnsupported, false}, {"there", 404, platform.ErrRejected, true}} {
		t.Run(tt.name, func(t *testing.T) {
			s := newScript()
			s.answers[entitiesPath] = func(_ int, r *http.Request) *http.Response {
				if r.Method == http.MethodGet {
					return reply(tt.simplest, `{"statusCode":"400"}`)
				}
				return reply(400, `{"message":"x","statusCode":"400"}`)
			}
			e := s.engine(t)
			_, err := e.sendEvents(t.Context(), call{op: "Events", method: http.MethodPost, path: entitiesPath, body: []byte(`{}`)})
			if !errors.Is(err, tt.kind) || e.Capabilities().Events != tt.can {
				t.Errorf("error %v, capabilities %+v", err, e.Capabilities())
			}
		})
	}
}
