package gateway

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestFailuresContained: a handler that panics or fails answers 500 without
// words of its own, and leaves the gateway as it was.
func TestFailuresContained(t *testing.T) {
	var logged bytes.Buffer
	g := &Gateway{log: slog.New(slog.NewTextHandler(&logged, nil)), routes: plant([]route{
		{method: http.MethodGet, path: "/panics", open: true, serve: func(*request) (reply, error) { panic("ada@example.com") }},
		{method: http.MethodGet, path: "/fails", open: true, serve: func(*request) (reply, error) { return reply{}, errors.New("the disk is full") }},
		{method: http.MethodGet, path: "/works/{id}", open: true, serve: func(q *request) (reply, error) {
			return reply{status: http.StatusOK, body: []byte(`"` + q.PathValue("id") + `"`)}, nil
		}},
	})}
	for _, c := range []struct {
		path   string
		status int
		want   string
	}{
		{"/panics", 500, `"statusCode":"500"`},
		{"/fails", 500, `"statusCode":"500"`},
		{"/works/https%3A%2F%2Fns.adobe.com%2Fx", 200, `"https://ns.adobe.com/x"`},
		{"/works/", 404, `"404001"`},
		{"/works/a/b", 404, `"404001"`},
		{"/works", 404, `"404001"`},
	} {
		w := httptest.NewRecorder()
		g.ServeHTTP(w, httptest.NewRequest("GET", c.path, nil))
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.want) || strings.Contains(w.Body.String(), "disk") {
			t.Errorf("GET %s: %d %s, want %d with %s", c.path, w.Code, w.Body, c.status, c.want)
		}
	}
	if text := logged.String(); strings.Contains(text, "ada@example.com") || !strings.Contains(text, "the disk is full") {
		t.Errorf("log:\n%s", text)
	}
}
