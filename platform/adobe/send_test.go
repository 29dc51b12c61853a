package adobe

import (
	"errors"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"activityhub/platform"
)

var lookUp = call{op: "Profiles", method: http.MethodGet, path: "/data/x"}

func TestHeaders(t *testing.T) {
	s := newScript()
	s.say("/data/x", 200, `{}`)
	e := s.engine(t, func(c *Config) { c.Sandbox = "dev-2" })
	with := lookUp
	with.method, with.body, with.query = http.MethodPost, []byte(`{}`), map[string][]string{"a": {"+ é"}}
	for _, c := range []call{lookUp, with} {
		if _, err := e.send(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	first, second := s.asked["/data/x"][0], s.asked["/data/x"][1]
	for name, want := range map[string]string{
		"Authorization": "Bearer token", "x-api-key": "hub", "x-gw-ims-org-id": testOrganization, "x-sandbox-name": "dev-2",
		"Accept": "application/json", "Content-Type": "",
	} {
		if got := first.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if got := second.Header.Get("Content-Type"); got != "application/json" {
		t.Errorf("content type of a body: %q", got)
	}
	if got := second.URL.RawQuery; got != "a=%2B+%C3%A9" {
		t.Errorf("query %q", got)
	}
	ids := []string{first.Header.Get("x-request-id"), second.Header.Get("x-request-id")}
	if !regexp.MustCompile(`^[0-9a-f]{32}$`).MatchString(ids[0]) || ids[0] == ids[1] {
		t.Errorf("request ids %q, want two that differ", ids)
	}
	if s.signIns != 1 {
		t.Errorf("signed in %d times, want once", s.signIns)
	}
}

// TestAnswers goes through what the Platform and what stands before it may say.
func TestAnswers(t *testing.T) {
	const person = "ada@example.com"
	for _, tt := range []struct {
		name, body string
		status     int
		header     string // Retry-After
		kind       error  // nil for an answer
		attempts   int
		counted    bool // towards opening the circuit
		wait       time.Duration
		check      func(r *refusal) bool
	}{
		{name: "object", status: 200, body: ` {"a":1}`, attempts: 1},
		{name: "partial", status: 207, body: `[]`, attempts: 1},
		{name: "nothing, rightly", status: 204, attempts: 1},
		{name: "empty", status: 200, kind: platform.ErrInvalidResponse, attempts: 2, counted: true},
		{name: "blank", status: 200, body: " \n", kind: platform.ErrInvalidResponse, attempts: 2, counted: true},
		{name: "page", status: 200, body: "<html>" + person, kind: platform.ErrInvalidResponse, attempts: 2, counted: true},
		{name: "truncated", status: 200, body: `{"a":{"b":"` + person, kind: platform.ErrInvalidResponse, attempts: 2, counted: true},
		{name: "not UTF-8", status: 200, body: "{\"a\":\"\xff\"}", kind: platform.ErrInvalidResponse, attempts: 2, counted: true},
		{name: "too deep", status: 200, body: strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000), kind: platform.ErrInvalidResponse, attempts: 2, counted: true},
		{name: "too large", status: 200, body: `"` + strings.Repeat("a", 300<<10) + `"`, kind: platform.ErrTooLarge, attempts: 1},

		{name: "bad request", status: 400, body: `{"message":"` + person + `","cause":"x","statusCode":"422"}`, kind: platform.ErrRejected, attempts: 1, check: func(r *refusal) bool { return r.status == 400 && !r.gateway && !r.tooManyLinked }},
		{name: "organisation missing", status: 400, body: `{"error_code":"400003","message":"Missing header"}`, kind: platform.ErrRejected, attempts: 1, check: func(r *refusal) bool { return r.gateway && r.code == "400003" }},
		{name: "forbidden by the service", status: 403, body: `{"message":"UPS-ACC-1000004: IMS Org ` + person + ` is not provisioned.","statusCode":"403"}`, kind: platform.ErrRejected, attempts: 1, check: func(r *refusal) bool { return !r.gateway && r.code == "UPS-ACC-1000004" }},
		{name: "forbidden by the gateway", status: 403, body: `{"error_code":"403025","message":"Profile is not valid"}`, kind: platform.ErrRejected, attempts: 1, check: func(r *refusal) bool { return r.gateway && r.code == "403025" }},
		{name: "forbidden by a proxy", status: 403, body: "<html>" + person, kind: platform.ErrRejected, attempts: 1, check: func(r *refusal) bool { return !r.gateway && r.code == "" }},
		{name: "nobody", status: 404, body: `{"statusCode":"404"}`, kind: platform.ErrNotFound, attempts: 1},
		{name: "nobody, without a word", status: 404, kind: platform.ErrNotFound, attempts: 1},
		{name: "no such service", status: 404, body: `{"error_code":"404001","message":"x"}`, kind: platform.ErrUnsupported, attempts: 1, check: func(r *refusal) bool { return r.gateway }},
		{name: "no Platform", status: 404, body: "<html>not found", kind: platform.ErrInvalidResponse, attempts: 1, counted: true},
		{name: "other content type", status: 415, body: `{"type":"/placeholder/type/uri","status":415,"title":"HTTP 415"}`, kind: platform.ErrRejected, attempts: 1},
		{name: "too many in one", status: 413, kind: platform.ErrRejected, attempts: 1, check: func(r *refusal) bool { return r.status == 413 }},
		{name: "too many linked", status: 422, body: `{"message":"Too many related identities","cause":"` + person + `","statusCode":"422"}`, kind: platform.ErrTooManyLinked, attempts: 1, check: func(r *refusal) bool { return r.tooManyLinked && !r.mergePolicy }},
		{name: "too many linked, of old", status: 422, body: `{"message":"UPS-ACCSDK-1000005:Too many related identities. Got: 446, max: 50"}`, kind: platform.ErrTooManyLinked, attempts: 1, check: func(r *refusal) bool { return r.tooManyLinked && r.linked == 446 }},
		{name: "merge policy", status: 422, body: `{"message":"The Merge Policy 123 does not exist"}`, kind: platform.ErrRejected, attempts: 1, check: func(r *refusal) bool { return r.mergePolicy }},
		{name: "mergePolicyId", status: 422, body: `{"message":"no mergePolicyId"}`, kind: platform.ErrRejected, attempts: 1, check: func(r *refusal) bool { return r.mergePolicy }},
		{name: "unprocessable", status: 422, body: `{"message":"x"}`, kind: platform.ErrRejected, attempts: 1, check: func(r *refusal) bool { return !r.mergePolicy && !r.tooManyLinked }},

		{name: "throttled, array", status: 429, body: `[{"message":"Too many requests","retryAfterMs":"40","statusCode":"429"}]`, kind: platform.ErrRateLimited, attempts: 2, wait: 40 * time.Millisecond},
		{name: "throttled, object", status: 429, body: `{"retryAfterMs":30}`, kind: platform.ErrRateLimited, attempts: 2, wait: 30 * time.Millisecond},
		{name: "throttled for long", status: 429, header: "38", body: `[{"retryAfterMs":"500"}]`, kind: platform.ErrRateLimited, attempts: 1, wait: 38 * time.Second},
		{name: "unavailable for long", status: 503, header: "38", kind: platform.ErrUnavailable, attempts: 1, counted: true, wait: 38 * time.Second},

		{name: "redirect", status: 302, kind: platform.ErrInvalidResponse, attempts: 1, counted: true},
		{name: "not modified", status: 304, kind: platform.ErrInvalidResponse, attempts: 1, counted: true},
		{name: "gave up", status: 408, kind: platform.ErrTimeout, attempts: 2, counted: true},
		{name: "failed", status: 500, body: `{"message":"Unable to connect to ` + person + `"}`, kind: platform.ErrUnavailable, attempts: 2, counted: true},
		{name: "bad gateway", status: 502, body: "<html>", kind: platform.ErrUnavailable, attempts: 2, counted: true},
		{name: "unavailable", status: 503, kind: platform.ErrUnavailable, attempts: 2, counted: true},
		{name: "gateway gave up", status: 504, kind: platform.ErrUnavailable, attempts: 2, counted: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newScript()
			s.answers["/data/x"] = func(int, *http.Request) *http.Response {
				res := reply(tt.status, tt.body)
				if tt.header != "" {
					res.Header.Set("Retry-After", tt.header)
				}
				return res
			}
			e := s.engine(t, func(c *Config) { c.MaxAnswer = 256 << 10; c.Protection.Patience = 10 * time.Second })
			got, err := e.send(t.Context(), lookUp)
			if tt.kind == nil {
				if err != nil || got.body != tt.body || got.status != tt.status {
					t.Errorf("answer %d %q, %v", got.status, got.body, err)
				}
			} else if !errors.Is(err, tt.kind) {
				t.Errorf("error %v, want %v", err, tt.kind)
			}
			if asked := s.requests("/data/x"); asked != tt.attempts {
				t.Errorf("%d attempts, want %d", asked, tt.attempts)
			}
			if failures := e.State().Failures; (failures > 0) != tt.counted {
				t.Errorf("%d failures counted, want some: %t", failures, tt.counted)
			}
			if err == nil {
				return
			}
			var failed *platform.Error
			if !errors.As(err, &failed) || failed.Op != "Profiles" || failed.Message == "" || failed.RetryAfter != tt.wait {
				t.Errorf("error %#v, want one of Profiles with a message and a wait of %s", failed, tt.wait)
			}
			if last := s.asked["/data/x"][tt.attempts-1]; failed.RequestID != last.Header.Get("x-request-id") {
				t.Errorf("request id %q, want that of the last try", failed.RequestID)
			}
			if strings.Contains(err.Error(), person) || strings.Contains(err.Error(), testOrganization) || strings.Contains(err.Error(), "html") {
				t.Errorf("a text of the Platform in %v", err)
			}
			var r *refusal
			if tt.check != nil && (!errors.As(err, &r) || !tt.check(r)) {
				t.Errorf("refusal %+v", r)
			}
		})
	}
}

// TestDecode checks that an answer of the wrong shape is tried again, as one
// that is no JSON is.
func TestDecode(t *testing.T) {
	s := newScript()
	s.say("/data/x", 200, `{"a":1}`)
	e := s.engine(t)
	c := lookUp
	c.decode = func(body string) (any, error) { return len(body), nil }
	if a, err := e.send(t.Context(), c); err != nil || a.value != 7 {
		t.Errorf("value %v, %v", a.value, err)
	}
	c.decode = func(string) (any, error) { return nil, errors.New("an array where an object belongs") }
	_, err := e.send(t.Context(), c)
	if !errors.Is(err, platform.ErrInvalidResponse) || s.requests("/data/x") != 3 || e.State().Failures != 2 {
		t.Errorf("error %v after %d requests and %d failures", err, s.requests("/data/x"), e.State().Failures)
	}
}

func TestRefusedToken(t *testing.T) {
	for _, tt := range []struct {
		name     string
		refused  int // requests that are
		kind     error
		asked    int
		signedIn int
	}{
		{"once", 1, nil, 2, 2},
		{"always", 9, platform.ErrRejected, 2, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newScript()
			s.answers["/data/x"] = func(n int, _ *http.Request) *http.Response {
				if n <= tt.refused {
					return reply(401, `{"error_code":"401013","message":"Oauth token is not valid"}`)
				}
				return reply(200, `{}`)
			}
			e := s.engine(t)
			_, err := e.send(t.Context(), lookUp)
			if !errors.Is(err, tt.kind) {
				t.Errorf("error %v, want %v", err, tt.kind)
			}
			if got := s.requests("/data/x"); got != tt.asked || s.signIns != tt.signedIn {
				t.Errorf("%d requests and %d tokens, want %d and %d", got, s.signIns, tt.asked, tt.signedIn)
			}
			if e.State().Failures != 0 {
				t.Error("a refused token counts against the Platform")
			}
		})
	}
}

func TestNoSignIn(t *testing.T) {
	s := newScript()
	s.say("/ims", 401, `{"error":"invalid_client"}`)
	e := s.engine(t)
	_, err := e.send(t.Context(), lookUp)
	var failed *platform.Error
	if !errors.As(err, &failed) || failed.Kind != platform.ErrRejected || failed.Op != "Profiles" || !strings.Contains(failed.Message, "client id or secret") {
		t.Errorf("error %v", err)
	}
	if s.requests("/data/x") != 0 || e.State().Calls != 0 {
		t.Error("the Platform was asked without a token")
	}
}

func TestClosed(t *testing.T) {
	s := newScript()
	e := s.engine(t)
	_ = e.Close()
	if _, err := e.send(t.Context(), lookUp); !errors.Is(err, platform.ErrUnavailable) {
		t.Errorf("error %v", err)
	}
	if err := e.Close(); err != nil {
		t.Errorf("closed again: %v", err)
	}
}
