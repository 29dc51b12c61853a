package contract_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"activityhub/platform/adobe"
	"activityhub/platform/gateway"
	"activityhub/platform/platformtest/contract"
)

// An answer is what a scripted Platform says at one path.
type answer struct {
	status int
	body   string
	header map[string]string
}

// of is the answer that an example is.
func of(e contract.Example) answer { return answer{status: e.Status, body: string(e.Body)} }

// everyday is what a scripted Platform answers unless it is told otherwise.
var everyday = map[string]answer{
	"/ims/token/v3": {200, `{"access_token":"t","token_type":"bearer","expires_in":86399}`, nil},
	codes: {200, `[{"id":4,"code":"ECID","idType":"COOKIE"},{"id":6,"code":"Email","idType":"EMAIL"},{"id":7,"code":"Phone","idType":"PHONE"},` +
		`{"id":10000001,"code":"CRMID","idType":"CROSS_DEVICE","custom":true},{"id":10000002,"code":"loyaltyId","idType":"CROSS_DEVICE","custom":true}]`, nil},
	policies: {200, `{"_page":{"totalCount":1,"pageSize":1},"children":[{"id":"m","name":"m","default":true,"schema":{"name":"_xdm.context.profile"},` +
		`"identityGraph":{"type":"pdg"},"attributeMerge":{"type":"timestampOrdered"}}],"_links":{"next":{"href":""}}}`, nil},
	audience: {200, `{"children":[],"_page":{"totalCount":0,"pageSize":0},"_links":{}}`, nil},
	segments: {200, `{"segments":[],"page":{"totalCount":0,"totalPages":0},"link":{}}`, nil},
}

// script returns an engine before a server that answers as everyday does, but
// for the paths in said; "?start" after a path stands for its further pages.
func script(t *testing.T, said map[string]answer) *adobe.Engine {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := r.URL.Path
		if r.URL.Query().Has("start") {
			path += "?start" // a page after the first
		}
		a, ok := said[path]
		if !ok {
			a, ok = everyday[path]
		}
		if !ok {
			a = answer{status: http.StatusNotFound, body: `{"statusCode":"404"}`}
		}
		w.Header().Set("Content-Type", "application/json")
		for name, value := range a.header {
			w.Header().Set(name, value)
		}
		w.WriteHeader(a.status)
		_, _ = io.WriteString(w, a.body)
	}))
	t.Cleanup(server.Close)
	engine, err := adobe.New(adobe.Config{
		BaseURL: server.URL, SignInURL: server.URL, Organization: gateway.DefaultOrganization, ClientID: "client", ClientSecret: "secret",
		Transport: server.Client().Transport, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = engine.Close() })
	return engine
}

// soon bounds a call that may be tried again.
func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second)
	t.Cleanup(cancel)
	return ctx
}
