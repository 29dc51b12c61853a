package faults_test

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/tidwall/gjson"

	"activityhub/platform/gateway/faults"
)

const (
	entities = "/data/core/ups/access/entities"
	records  = `{"A1":{"entityId":"A1","sources":["d"],"entity":{"person":{"name":{"firstName":"Ada"}}},"lastModifiedAt":"2024-01-01T00:00:00Z"},` +
		`"A2":{"entityId":"A2","sources":["d"],"entity":{"person":{"name":{"firstName":"Bo"}}},"lastModifiedAt":"2024-01-01T00:00:00Z"},` +
		`"A3":{"entityId":"A3","sources":["d"],"entity":{"person":{"name":{"firstName":"Cy"}}},"lastModifiedAt":"2024-01-01T00:00:00Z"}}`
	page = `{"_page":{"orderby":"timestamp","start":"e1","count":1,"next":"e2"},"children":[{"entityId":"e1","timestamp":1,"entity":{}}],` +
		`"_links":{"next":{"href":"/entities?start=e2&limit=1"}}}`
	pages = `{"A1":{"_page":{"start":"e1","count":1,"next":"e2"},"children":[{"entityId":"e1","timestamp":1,"entity":{}}],` +
		`"_links":{"next":{"href":"/entities","payload":{"limit":1,"identities":[{"relatedEntityId":"A1","start":"e2"}]}}}}}`
	askMany   = `{"schema":{"name":"_xdm.context.profile"},"identities":[{"entityId":"a","entityIdNS":{"code":"Email"}},{"entityId":"b","entityIdNS":{"code":"Email"}}]}`
	askEvents = `{"schema":{"name":"_xdm.context.experienceevent"},"identities":[{"relatedEntityId":"a","relatedEntityIdNS":{"code":"Email"}}]}`
	askNext   = `{"schema":{"name":"_xdm.context.experienceevent"},"identities":[{"relatedEntityId":"A1","start":"e2"}]}`
)

// upstream is a Platform as small as can be.
func upstream(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get(faults.Header) != "" {
		panic("the gateway sees the header of faults")
	}
	body, _ := io.ReadAll(r.Body)
	events := strings.Contains(string(body), "experienceevent") || strings.Contains(r.URL.RawQuery, "experienceevent")
	w.Header().Set("Content-Type", "application/json")
	switch {
	case strings.HasPrefix(r.URL.Path, "/ims/"):
		_, _ = io.WriteString(w, fmt.Sprintf(`{"access_token":"token-%d","token_type":"bearer","expires_in":86399}`, time.Now().UnixNano()))
	case r.URL.Path == entities && r.Method == http.MethodPost && events:
		_, _ = io.WriteString(w, pages)
	case r.URL.Path == entities && events:
		_, _ = io.WriteString(w, page)
	case r.URL.Path == entities:
		_, _ = io.WriteString(w, records)
	default:
		_, _ = io.WriteString(w, `{"segments":[{"id":"s1"}],"page":{"totalPages":1},"link":{}}`)
	}
}

// serve returns the URL of a scenario in front of upstream, and its handler.
func serve(t *testing.T, s faults.Scenario) (string, *faults.Handler) {
	t.Helper()
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	h := faults.New(http.HandlerFunc(upstream), s)
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL, h
}

// ask sends a request with faults in its header: GET without a body, else POST.
func ask(t *testing.T, base, path, body, header string) (*http.Response, []byte, error) {
	t.Helper()
	return askWithin(t, 20*time.Second, base, path, body, header)
}

// askWithin is ask by a client with no more patience than that.
func askWithin(t *testing.T, patience time.Duration, base, path, body, header string) (*http.Response, []byte, error) {
	t.Helper()
	method := http.MethodGet
	if body != "" {
		method = http.MethodPost
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, method, base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if header != "" {
		req.Header.Set(faults.Header, header)
	}
	client := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = res.Body.Close() }()
	got, err := io.ReadAll(res.Body)
	return res, got, err
}

func TestRefusals(t *testing.T) {
	base, _ := serve(t, faults.Scenario{})
	tests := []struct {
		header, body string // body of the request
		status       int
		retryAfter   string
		answer       map[string]string // gjson path → value
	}{
		{"throttled", "", 429, "", map[string]string{"0.retryAfterMs": "500", "0.statusCode": "429"}},
		{"throttled; wait=2s; headerWait=3s", "", 429, "3", map[string]string{"0.retryAfterMs": "2000"}},
		{"throttled; form=object; wait=1500ms", "", 429, "", map[string]string{"retryAfterMs": "1500"}},
		{"throttled; form=gateway; headerWait=7s", "", 429, "7", map[string]string{"error_code": "429050"}},
		{"throttled; form=problem; header=none", "", 429, "", map[string]string{"status": "429"}},
		{"throttled; form=empty", "", 429, "1", nil},
		{"failing", "", 503, "", map[string]string{"statusCode": "503"}},
		{"failing; status=500; form=gateway", "", 500, "", map[string]string{"error_code": "500000"}},
		{"failing; status=502; form=html; headerWait=1500ms", "", 502, "2", nil},
		{"failing; status=504; form=empty", "", 504, "", nil},
		{"failing; form=problem", "", 503, "", map[string]string{"type": "/placeholder/type/uri"}},
		{"unauthorized", "", 401, "", map[string]string{"error_code": "401013"}},
		{"forbidden", "", 403, "", map[string]string{"error_code": "403025"}},
		{"forbidden; code=403010", "", 403, "", map[string]string{"message": "Oauth token is missing."}},
		{"forbidden; code=UPS-ACC-1000004", "", 403, "", map[string]string{"statusCode": "403"}},
		{"forbidden; code=UPAPI-113752-403", "", 403, "", map[string]string{"errors.403.0.code": "403"}},
		{"bad-request", "", 400, "", map[string]string{"statusCode": "400"}},
		{"bad-request; form=gateway", "", 400, "", map[string]string{"error_code": "400003"}},
		{"bad-request; form=problem", "", 400, "", map[string]string{"title": "BadRequestError"}},
		{"too-large", askMany, 413, "", map[string]string{"status": "413"}},
		{"too-large; form=html", askMany, 413, "", nil},
		{"unprocessable", "", 422, "", map[string]string{"message": "Too many related identities", "statusCode": "422"}},
		{"unprocessable; form=merge-policy", "", 422, "", map[string]string{"message": "Merge policy does not exist"}},
		{"not-found", "", 404, "", map[string]string{"statusCode": "404"}},
		{"not-found; form=gateway", "", 404, "", map[string]string{"error_code": "404000"}},
		{"not-found; form=problem", "", 404, "", map[string]string{"status": "404"}},
		{"not-found; form=audience", "", 404, "", map[string]string{"errors.404.0.code": "404"}},
		{"not-found; form=html", "", 404, "", nil},
		{"not-found; form=shell", askMany, 200, "", map[string]string{"A2.lastModifiedAt": "1970-01-01T00:00:00Z", "A2.sources.0": "", "A2.entity": "{}"}},
		{"not-found; form=absent", askMany, 200, "", map[string]string{"@this": "{}"}},
		{"not-found; form=shell", askEvents, 200, "", map[string]string{"A1.children": "[]", "A1._links.next.href": ""}},
		{"redirect; status=307; to=https://elsewhere.example/x", "", 307, "", nil},
		{"html", "", 200, "", nil},
		{"empty", "", 200, "", nil},
		{"scalar", "", 200, "", map[string]string{"#": "3"}},
		{"scalar; form=string", "", 200, "", map[string]string{"@this": "not an object"}},
		{"missing; code=events; form=not-found", askEvents, 404, "", map[string]string{"error_code": "404000"}},
		{"missing; code=events; form=gateway", askEvents, 403, "", map[string]string{"error_code": "403025"}},
		{"missing; code=events", askEvents, 403, "", map[string]string{"statusCode": "403"}},
		{"missing; code=events", askMany, 200, "", map[string]string{"A1.entityId": "A1"}},
		{"missing; code=profiles-bulk; form=bad-request", askMany, 400, "", map[string]string{"statusCode": "400"}},
	}
	for _, test := range tests {
		t.Run(test.header+" to "+cmp.Or(gjson.Get(test.body, "schema.name").String(), "GET"), func(t *testing.T) {
			res, body, err := ask(t, base, entities, test.body, test.header)
			if err != nil {
				t.Fatal(err)
			}
			if res.StatusCode != test.status {
				t.Errorf("status %d, want %d", res.StatusCode, test.status)
			}
			if got := res.Header.Get("Retry-After"); got != test.retryAfter {
				t.Errorf("Retry-After %q, want %q", got, test.retryAfter)
			}
			for path, want := range test.answer {
				if got := gjson.GetBytes(body, path).String(); got != want {
					t.Errorf("%s is %q, want %q", path, got, want)
				}
			}
			if strings.Contains(test.header, "html") && !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
				t.Errorf("type %q, want HTML", res.Header.Get("Content-Type"))
			}
		})
	}
}

func TestRetryAfterAsDate(t *testing.T) {
	base, _ := serve(t, faults.Scenario{})
	res, _, err := ask(t, base, entities, "", "throttled; form=gateway; header=date; headerWait=1h")
	if err != nil {
		t.Fatal(err)
	}
	at, err := http.ParseTime(res.Header.Get("Retry-After"))
	if wait := time.Until(at); err != nil || wait < 59*time.Minute || wait > 61*time.Minute {
		t.Errorf("Retry-After %q, want an hour from now", res.Header.Get("Retry-After"))
	}
}

func TestSpoiltAnswers(t *testing.T) {
	base, _ := serve(t, faults.Scenario{})
	tests := []struct {
		name, header, path, body string
		status                   int
		check                    func(body []byte) bool
	}{
		{"truncated", "truncated", entities, "", 200, func(b []byte) bool { return !json.Valid(b) && len(b) == len(records)/2 }},
		{"truncated at a byte", "truncated; bytes=10", entities, "", 200, func(b []byte) bool { return string(b) == records[:10] }},
		{"containers of another type", "wrong-types", entities, "", 200, func(b []byte) bool { return gjson.GetBytes(b, "A1.entity").String() == "faults" }},
		{"texts of another type", "wrong-types; form=values", entities, "", 200, func(b []byte) bool {
			return gjson.GetBytes(b, "A1.entity.person.name.firstName").Type == gjson.True
		}},
		{"not UTF-8", "invalid-utf8", entities, "", 200, func(b []byte) bool { return !utf8.Valid(b) }},
		{"huge", "huge; bytes=200000", entities, "", 200, func(b []byte) bool { return len(b) == 200000 && json.Valid(b) }},
		{"bomb", "bomb; bytes=3000000", entities, "", 200, func(b []byte) bool { return len(b) == 3000000 && json.Valid(b) }},
		{"doubled", "records; form=doubled", entities, askMany, 200, func(b []byte) bool { return strings.Count(string(b), `"A2":`) == 2 }},
		{"unasked", "records; form=unasked", entities, askMany, 200, func(b []byte) bool { return len(gjson.ParseBytes(b).Map()) == 4 }},
		{"left out", "records; form=left-out", entities, askMany, 200, func(b []byte) bool { return len(gjson.ParseBytes(b).Map()) == 1 }},
		{"reordered", "records", entities, askMany, 200, func(b []byte) bool { return len(b) == len(records) && json.Valid(b) }},
		{"partial map", "partial; share=0.34", entities, askMany, 207, func(b []byte) bool {
			return len(gjson.ParseBytes(b).Map()) == 3 && strings.Count(string(b), `"error"`) == 1
		}},
		{"partial array", "partial; form=array; status=429", entities, askMany, 207, func(b []byte) bool {
			return len(gjson.ParseBytes(b).Array()) == 2 && gjson.GetBytes(b, "0.error.statusCode").String() == "429"
		}},
		{"partial mixed", "partial; form=mixed", entities, askMany, 207, func(b []byte) bool { return len(gjson.ParseBytes(b).Array()) == 3 }},
		{"link away", "next-link", entities + "?schema.name=_xdm.context.experienceevent", "", 200, func(b []byte) bool {
			return strings.HasPrefix(gjson.GetBytes(b, "_links.next.href").String(), "https://elsewhere.example/")
		}},
		{"link to itself", "next-link; form=itself", entities + "?schema.name=_xdm.context.experienceevent&start=e2", "", 200, func(b []byte) bool {
			return gjson.GetBytes(b, "_links.next.href").String() == "/entities?schema.name=_xdm.context.experienceevent&start=e2"
		}},
		{"link to somebody else", "next-link; form=foreign", entities + "?schema.name=_xdm.context.experienceevent&relatedEntityId=a", "", 200, func(b []byte) bool {
			href, err := url.Parse(gjson.GetBytes(b, "_links.next.href").String())
			return err == nil && href.Path == "/entities" && href.Query().Get("relatedEntityId") != "a"
		}},
		{"link of definitions", "next-link", "/data/core/ups/segment/definitions", "", 200, func(b []byte) bool {
			return strings.HasPrefix(gjson.GetBytes(b, "link.next.href").String(), "https://elsewhere.example/")
		}},
		{"no links to bend", "next-link", entities, "", 200, func(b []byte) bool { return string(b) == records }},
		{"payload away", "next-link", entities, askEvents, 200, func(b []byte) bool {
			return strings.HasPrefix(gjson.GetBytes(b, "A1._links.next.href").String(), "https://elsewhere.example/")
		}},
		{"payload to itself, first page", "next-link; form=itself", entities, askEvents, 200, func(b []byte) bool { return string(b) == pages }},
		{"payload to itself", "next-link; form=itself", entities, askNext, 200, func(b []byte) bool {
			return gjson.GetBytes(b, "A1._links.next.payload").Raw == askNext
		}},
		{"payload for somebody else", "next-link; form=foreign", entities, askEvents, 200, func(b []byte) bool {
			asked := gjson.GetBytes(b, "A1._links.next.payload.identities.0")
			return asked.Get("relatedEntityId").String() != "A1" && asked.Get("start").String() == "e2"
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			res, body, err := ask(t, base, test.path, test.body, test.header)
			if err != nil {
				t.Fatal(err)
			}
			if res.StatusCode != test.status || !test.check(body) {
				t.Errorf("%d %.400s", res.StatusCode, body)
			}
		})
	}
}

func TestBombIsSmallOnTheWire(t *testing.T) {
	for _, size := range []int64{13, 14, 65535 + 13, 65536 + 13, 65537 + 13, 200_000, 10_000_000} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, entities, nil)
		r.Header.Set(faults.Header, fmt.Sprintf("bomb; bytes=%d", size))
		faults.New(http.HandlerFunc(upstream), faults.Scenario{}).ServeHTTP(w, r)
		if sent := int64(w.Body.Len()); sent > 200+size/50 {
			t.Errorf("%d bytes sent, want a small part of %d", sent, size)
		}
		z, err := gzip.NewReader(bytes.NewReader(w.Body.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		grown, err := io.ReadAll(z)
		if err != nil || int64(len(grown)) != size || !json.Valid(grown) {
			t.Errorf("grows to %d bytes (%v), want %d of JSON", len(grown), err, size)
		}
	}
}

func TestBrokenConnections(t *testing.T) {
	base, _ := serve(t, faults.Scenario{})
	for _, test := range []struct {
		header  string
		answers bool // a header comes before it breaks
		timeout bool
	}{
		{"close", false, false},
		{"reset", true, false},
		{"reset; bytes=1", true, false},
		{"stall", true, true},
		{"hang", false, true},
		{"latency; fixed=10s", false, true},
		{"late-answer; fixed=10s", false, true},
		{"drip; rate=10", true, true},
	} {
		t.Run(test.header, func(t *testing.T) {
			patience := 20 * time.Second
			if test.timeout {
				patience = 500 * time.Millisecond
			}
			res, body, err := askWithin(t, patience, base, entities, askMany, test.header)
			if err == nil {
				t.Fatalf("answered %d %s, want a failure", res.StatusCode, body)
			}
			if got := res != nil; got != test.answers {
				t.Errorf("a header came: %v, want %v (%v)", got, test.answers, err)
			}
			if got := errors.Is(err, context.DeadlineExceeded); got != test.timeout {
				t.Errorf("failed with %v, want a timeout: %v", err, test.timeout)
			}
			if test.answers && len(body) >= len(records) {
				t.Errorf("%d bytes came, want a part of %d", len(body), len(records))
			}
		})
	}
}

func TestStallThatEnds(t *testing.T) {
	base, _ := serve(t, faults.Scenario{})
	_, body, err := ask(t, base, entities, "", "stall; fixed=20ms; bytes=5")
	if err != nil || string(body) != records {
		t.Errorf("%q, %v; want the whole answer", body, err)
	}
}
