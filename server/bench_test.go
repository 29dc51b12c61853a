package server_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"activityhub/server"
)

// serveOnce sends body through the whole edge, without a network.
func serveOnce(b *testing.B, srv *server.Server, body string, status int) {
	b.Helper()
	request := httptest.NewRequest("POST", "http://localhost/graphql", strings.NewReader(body))
	request.Header.Set("Content-Type", plainJSON)
	request.Header.Set("Accept", responseJSON)
	answer := httptest.NewRecorder()
	srv.ServeHTTP(answer, request)
	if answer.Code != status {
		b.Fatalf("got %d %s, want %d", answer.Code, answer.Body, status)
	}
}

// BenchmarkGuard measures requests that are refused before GraphQL, and the
// least that is not.
func BenchmarkGuard(b *testing.B) {
	srv := newServer(b, server.Config{})
	for name, test := range map[string]struct {
		body   string
		status int
	}{
		"accepted":         {hello, 200},
		"not JSON":         {"{hello}", 400},
		"deep":             {strings.Repeat("[", 200_000), 400},
		"256 KiB of space": {strings.Repeat(" ", 260_000) + "x", 400},
		"many keys":        {`{"query":"{hello}"` + numbered(15_000, `,"k%d":1`) + "}", 400},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				serveOnce(b, srv, test.body, test.status)
			}
		})
	}
}

// BenchmarkLimits measures every document of TestDocumentBombs, each time as if
// it were new. None may take more than about 10 ms or 4 MiB.
func BenchmarkLimits(b *testing.B) {
	srv := newServer(b, server.Config{Schema: newPeopleSchema(manyFields(300))})
	for _, bomb := range bombs {
		b.Run(bomb.name, func(b *testing.B) {
			status := 400
			if bomb.limit == "" && bomb.code == "" {
				status = 200
			}
			body := requestBody(b, bomb.query+"#########", nil)
			n := 0
			b.ReportAllocs()
			for b.Loop() {
				n++
				serveOnce(b, srv, strings.Replace(body, "#########", fmt.Sprintf("#%08d", n), 1), status)
			}
		})
	}
}
