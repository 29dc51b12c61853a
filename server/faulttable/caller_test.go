package faulttable_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"
)

// An answer is what a caller got.
type answer struct {
	status int
	body   []byte
	took   time.Duration
}

// post asks the hub. Headers come in pairs.
func (h *hub) post(ctx context.Context, query string, headers ...string) answer {
	body := `{"query":` + quoted(query) + `}`
	req := httptest.NewRequestWithContext(ctx, http.MethodPost, "http://localhost/graphql", strings.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/graphql-response+json")
	req.Header.Set("X-Request-Id", "request-of-test")
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	began := time.Now()
	out := httptest.NewRecorder()
	h.server.ServeHTTP(out, req)
	return answer{status: out.Code, body: out.Body.Bytes(), took: time.Since(began)}
}

// discreet checks that neither errors nor log tell what nobody should read
// there.
func (h *hub) discreet(errors ...string) {
	h.t.Helper()
	log := h.log.String()
	for _, secret := range secrets {
		for _, text := range errors {
			if strings.Contains(text, secret) {
				h.t.Errorf("an error says %q: %s", secret, text)
			}
		}
		if strings.Contains(log, secret) {
			h.t.Errorf("the log says %q:\n%s", secret, log)
		}
	}
}

// A safeBuffer is a buffer for several writers.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(b)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
