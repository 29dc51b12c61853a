package contract_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"activityhub/platform/platformtest/contract"
)

// A witness is a test that only notes what it is failed for.
type witness struct {
	testing.TB
	said []string
}

func (w *witness) Errorf(format string, args ...any) {
	w.said = append(w.said, fmt.Sprintf(format, args...))
}

// TestTrafficIsReported sends exchanges with one thing wrong through a transport
// and a handler.
func TestTrafficIsReported(t *testing.T) {
	c := contract.Load(t)
	for _, x := range []struct {
		name, query    string
		status         int
		body           string
		compressed     bool
		client, server string // what is said; "" for nothing
	}{
		{"all is well", "", 404, `{"statusCode":"404"}`, false, "", ""},
		{"all is well, compressed", "", 404, `{"statusCode":"404"}`, true, "", ""},
		{"the answer is wrong", "", 404, `{"statusCode":404}`, false, "answer 404 /statusCode", "answer 404 /statusCode"},
		{"the answer is wrong, compressed", "", 404, `{"statusCode":404}`, true, "answer 404 /statusCode", "answer 404 /statusCode"},
		{"the request is wrong and taken", "&limit=x", 200, `{}`, false, "request parameter limit", "request parameter limit"},
		{"the request is wrong and refused", "&limit=x", 400, `{"statusCode":"400"}`, false, "request parameter limit", ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			behind, ahead := &witness{TB: t}, &witness{TB: t}
			server := httptest.NewServer(c.Handler(behind, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				if !x.compressed {
					w.WriteHeader(x.status)
					_, _ = io.WriteString(w, x.body)
					return
				}
				w.Header().Set("Content-Encoding", "gzip")
				w.WriteHeader(x.status)
				z := gzip.NewWriter(w)
				_, _ = io.WriteString(z, x.body)
				_ = z.Close()
			})))
			defer server.Close()
			r, err := http.NewRequestWithContext(t.Context(), "GET", server.URL+entities+"?schema.name=_xdm.context.profile"+x.query, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"Authorization", "X-Api-Key", "X-Gw-Ims-Org-Id", "X-Sandbox-Name"} {
				r.Header.Set(name, "x")
			}
			r.Header.Set("Accept-Encoding", "gzip") // so that what goes over the wire is seen
			answer, err := c.Transport(ahead, server.Client().Transport).RoundTrip(r)
			if err != nil {
				t.Fatal(err)
			}
			_ = answer.Body.Close()
			said(t, "the transport", ahead.said, x.client)
			said(t, "the handler", behind.said, x.server)
		})
	}
}

func said(t *testing.T, who string, all []string, want string) {
	t.Helper()
	if text := strings.Join(all, "; "); want == "" && text != "" || !strings.Contains(text, want) {
		t.Errorf("%s says %q, want %q", who, text, want)
	}
}
