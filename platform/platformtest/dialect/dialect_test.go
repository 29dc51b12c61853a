package dialect_test

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"activityhub/platform/platformtest/dialect"
)

// behind answers each path with a text of its own, and XIDs for identities.
func behind(answers map[string]string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if id := r.URL.Query().Get("id"); id != "" {
			_, _ = io.WriteString(w, `{"xid":"X`+id+`"}`)
			return
		}
		answer, ok := answers[r.URL.RequestURI()]
		if !ok {
			answer, ok = answers[r.URL.Path]
		}
		if !ok {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = io.WriteString(w, answer)
	})
}

const (
	entities  = "/data/core/ups/access/entities"
	policies  = "/data/core/ups/config/mergePolicies"
	audiences = "/data/core/ups/audiences"
	segments  = "/data/core/ups/segment/definitions"

	ada = `{"X1":{"entityId":"X1","mergePolicy":{"id":"m"},"sources":["s"],"tags":["t"],"identityGraph":["X1"],` +
		`"entity":{"identityMap":{"ECID":[{"id":"1","primary":true}],"Email":[{"id":"a@b.c"}]},"points":10.50,` +
		`"segmentMembership":{"ups":{"g":{"status":"realized","lastQualificationTime":"2025-01-02T01:00:00+01:00"}}}},"lastModifiedAt":"2025-01-01T00:00:00Z"}`
	nobody = `"X2":{"entityId":"X2","sources":[""],"entity":{},"lastModifiedAt":"1970-01-01T00:00:00Z"}`
	page   = `{"_page":{"orderby":"timestamp","start":"e1","count":1,"next":"e2"},"children":[{"relatedEntityId":"X1","entityId":"e1","timestamp":1,"entity":{},` +
		`"lastModifiedAt":"2025-01-01T00:00:00Z"}],"_links":{"next":{"href":"/entities?start=e2&limit=1"}}}`
)

func TestRewriting(t *testing.T) {
	for _, c := range []struct {
		name   string
		d      dialect.Dialect
		method string
		target string
		body   string
		next   string // what the handler behind answers
		status int
		want   string
	}{
		{"nothing", dialect.Dialect{}, "GET", entities, "", ada + `,` + nobody + `}`, 200, ada + `,` + nobody + `}`},
		{"bare and reversed", dialect.Dialect{Bare: true, Reversed: true}, "GET", entities, "", ada + `,` + nobody + `}`, 200,
			`{` + nobody + `,"X1":{"entity":{"identityMap":{"Email":[{"id":"a@b.c"}],"ECID":[{"id":"1"}]},"points":10.50,` +
				`"segmentMembership":{"ups":{"g":{"status":"realized","lastQualificationTime":"2025-01-02T01:00:00+01:00"}}}},"sources":["s"],"entityId":"X1"}}`},
		{"older identities beside", dialect.Dialect{Identities: "beside", Codes: "upper"}, "GET", entities, "", `{"X1":{"entityId":"X1","entity":{"identityMap":{"Email":[{"id":"a","primary":true}]}}}}`, 200,
			`{"X1":{"entityId":"X1","entity":{"identityMap":{"EMAIL":[{"id":"a","primary":true}]},"identities":[{"id":"a","namespace":{"code":"EMAIL"},"primary":"true"}]}}}`},
		{"older identities instead", dialect.Dialect{Identities: "instead", Codes: "lower"}, "GET", entities, "", `{"X1":{"entityId":"X1","entity":{"identityMap":{"Email":[{"id":"a"}]},"x":1}}}`, 200,
			`{"X1":{"entityId":"X1","entity":{"identities":[{"id":"a","namespace":{"code":"email"}}],"x":1}}}`},
		{"memberships", dialect.Dialect{Memberships: true}, "GET", entities, "", `{"X1":{"entityId":"X1","entity":{"segmentMembership":{"ups":{"g":{"status":"realized"},"h":{"status":"exited"}}}}}}`, 200,
			`{"X1":{"entityId":"X1","entity":{"segmentMembership":{"UPS":{"g":{"status":"existing"},"h":{"status":"exited"}}}}}}`},
		{"whom an entry is of", dialect.Dialect{Requested: true}, "POST", entities, `{"identities":[{"entityId":"1","entityIdNS":{"code":"ECID"}},{"entityId":"a","entityIdNS":{"code":"Email"}}]}`,
			`{"X1":{"entityId":"X1","entity":{"x":1}},"Xa":{"entityId":"Xa","entity":{"x":1}}}`, 200,
			`{"X1":{"entityId":"X1","entity":{"x":1},"requestedIdentity":{"entityId":1,"entityIdNS":{"code":"ECID"}}},` +
				`"Xa":{"entityId":"Xa","entity":{"x":1},"requestedIdentity":{"entityId":"a","entityIdNS":{"code":"Email"}}}}`},
		{"the unknown are missing", dialect.Dialect{Unknown: "missing"}, "POST", entities, `{}`, `{` + nobody + `}`, 200, `{}`},
		{"the unknown are 404", dialect.Dialect{Unknown: "404"}, "POST", entities, `{}`, `{` + nobody + `}`, 404, `{"statusCode":"404"}`},
		{"one of two is 404", dialect.Dialect{Unknown: "404"}, "POST", entities, `{}`, `{"X1":{"entity":{"x":1}},` + nobody + `}`, 200, `{"X1":{"entity":{"x":1}}}`},
		{"no events", dialect.Dialect{NoEvents: true}, "GET", entities, "", `{"_page":{},"children":[],"_links":{}}`, 404, `{"statusCode":"404"}`},
		{"no events of one of two", dialect.Dialect{NoEvents: true}, "POST", entities, `{}`, `{"X1":` + page + `,"X2":{"children":[]}}`, 200, `{"X1":` + page + `}`},
		{"absolute links", dialect.Dialect{Links: "absolute"}, "GET", entities, "", page, 200, strings.Replace(page, `"/entities`, `"http://example.com`+entities, 1)},
		{"whole paths", dialect.Dialect{Links: "path"}, "GET", entities, "", page, 200, strings.Replace(page, `"/entities`, `"`+entities, 1)},
		{"offsets", dialect.Dialect{Links: "offsets"}, "GET", entities, "", page, 200, strings.Replace(page, `?start=`, `?offsets=`, 1)},
		{"a link after offsets", dialect.Dialect{Links: "offsets"}, "GET", entities + "?offsets=e2&limit=1", "", "", 404, ``},
		{"a part", dialect.Dialect{Partial: true}, "POST", entities, `{}`, `{"X1":{"entity":{"x":1}},"X2":{"entity":{"x":2}}}`, 207,
			`[{"xid":"X1","error":{"message":"Unable to connect to server","cause":"Status Code - 500 : Connection Timeout","statusCode":"500"}},{"X2":{"entity":{"x":2}}}]`},
		{"policies of the specification", dialect.Dialect{Specs: true}, "GET", policies, "", `{"_page":{"totalCount":2,"pageSize":1},"children":[{"id":"m","default":true,"isActiveOnEdge":false}],"_links":{"next":{"href":"@/mergePolicies?start=1&limit=1"}}}`, 200,
			`{"_page":{"count":1,"next":"1"},"children":[{"id":"m","default":"true","isActiveOnEdge":"false"}]}`},
		{"audiences of the specification", dialect.Dialect{Specs: true, Links: "absolute"}, "GET", audiences, "", `{"children":[{"id":"a","lifecycleState":"published"},{"id":"b","lifecycleState":"draft"}],"_page":{"next":"1"},"_links":{"next":{"href":"@/audiences?start=1"}}}`, 200,
			`{"children":[{"id":"a","lifecycle":"published"},{"id":"b","lifecycleStatus":"draft"}],"_pages":{"next":1},"_links":{"next":{"href":"http://example.com` + audiences + `?start=1"}}}`},
		{"definitions without links", dialect.Dialect{Specs: true}, "GET", segments, "", `{"segments":[],"page":{"totalPages":2},"link":{"next":{"href":"x"}}}`, 200, `{"segments":[],"page":{"totalPages":2},"link":{}}`},
		{"the life of a token", dialect.Dialect{OldToken: true}, "POST", "/ims/token/v3", "", `{"access_token":"t","expires_in":86399}`, 200, `{"access_token":"t","expires_in":86399000}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			answers := map[string]string{}
			if c.next != "" {
				answers[strings.Split(c.target, "?")[0]] = c.next
			}
			recorder := httptest.NewRecorder()
			dialect.New(behind(answers), c.d).ServeHTTP(recorder, httptest.NewRequest(c.method, c.target, strings.NewReader(c.body)))
			if recorder.Code != c.status || recorder.Body.String() != c.want {
				t.Errorf("\n got %d %s\nwant %d %s", recorder.Code, recorder.Body, c.status, c.want)
			}
		})
	}
}

func TestOffsetsLeadOn(t *testing.T) {
	h := dialect.New(behind(map[string]string{entities + "?limit=1&start=e2": `{"children":[],"_page":{}}`}), dialect.Dialect{Links: "offsets"})
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, httptest.NewRequest("GET", entities+"?offsets=e2&limit=1", nil))
	if recorder.Code != http.StatusOK {
		t.Errorf("a link with offsets is answered %d", recorder.Code)
	}
}

func TestPartsPass(t *testing.T) {
	h := dialect.New(behind(map[string]string{entities: `{"X1":{"entity":{"x":1}},"X2":{"entity":{"x":2}},"X3":{"entity":{"x":3}}}`}), dialect.Dialect{Partial: true})
	var statuses []int
	for range 3 {
		recorder := httptest.NewRecorder()
		h.ServeHTTP(recorder, httptest.NewRequest("POST", entities, strings.NewReader(`{}`)))
		statuses = append(statuses, recorder.Code)
		if !json.Valid(recorder.Body.Bytes()) {
			t.Errorf("no JSON: %s", recorder.Body)
		}
	}
	if statuses[0] != 207 || statuses[2] != 207 {
		t.Errorf("statuses are %v: every first time fails for some", statuses)
	}
}

var digit = regexp.MustCompile(`[0-9]`)

func TestTimesOfEveryForm(t *testing.T) {
	seen := map[string]bool{}
	for second := range 60 {
		at := `{"X1":{"entityId":"X1","entity":{"x":1},"lastModifiedAt":"2025-01-01T00:00:` + fmt.Sprintf("%02d", second) + `Z"}}`
		recorder := httptest.NewRecorder()
		dialect.New(behind(map[string]string{entities: at}), dialect.Dialect{Times: true}).ServeHTTP(recorder, httptest.NewRequest("GET", entities, nil))
		_, form, _ := strings.Cut(recorder.Body.String(), `"lastModifiedAt":`)
		seen[digit.ReplaceAllString(form, "0")] = true
	}
	if len(seen) < 9 {
		t.Errorf("only %d forms of time occur: %v", len(seen), seen)
	}
}

func TestCompression(t *testing.T) {
	r := httptest.NewRequest("GET", entities, nil)
	r.Header.Set("Accept-Encoding", "gzip")
	recorder := httptest.NewRecorder()
	dialect.New(behind(map[string]string{entities: ada + `}`}), dialect.Dialect{Compressed: true}).ServeHTTP(recorder, r)
	reader, err := gzip.NewReader(recorder.Body)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(reader)
	if err != nil || string(plain) != ada+`}` {
		t.Errorf("compressed: %s, %v", plain, err)
	}
}
