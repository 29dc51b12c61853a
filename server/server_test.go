package server_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"activityhub/server"
)

const (
	plainJSON    = "application/json"
	responseJSON = "application/graphql-response+json"
)

// quiet is a logger for tests that do not read the log.
var quiet = slog.New(slog.DiscardHandler)

// An answer is what came back over HTTP.
type answer struct {
	status int
	header http.Header
	raw    string

	Data       map[string]any `json:"data"`
	Errors     []answerError  `json:"errors"`
	Extensions map[string]any `json:"extensions"`
}

type answerError struct {
	Message    string         `json:"message"`
	Path       []any          `json:"path"`
	Locations  []any          `json:"locations"`
	Extensions map[string]any `json:"extensions"`
}

func (a answer) code() string {
	if len(a.Errors) == 0 {
		return ""
	}
	return a.Errors[0].Extensions["code"].(string)
}

// newAPI runs a server of config over the people schema and returns its URL.
func newAPI(t testing.TB, config server.Config) string {
	t.Helper()
	api := httptest.NewServer(newServer(t, config))
	t.Cleanup(api.Close)
	return api.URL
}

func newServer(t testing.TB, config server.Config) *server.Server {
	t.Helper()
	if config.Schema == nil {
		config.Schema = newPeopleSchema()
	}
	if config.Logger == nil {
		config.Logger = quiet
	}
	srv, err := server.New(config)
	if err != nil {
		t.Fatalf("server.New: %v", err)
	}
	return srv
}

// newRequest returns a well-formed request with body; headers are name, value pairs
// that replace the usual ones, an empty value removes.
func newRequest(t testing.TB, url, body string, headers ...string) *http.Request {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/graphql", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", plainJSON)
	request.Header.Set("Accept", responseJSON)
	for i := 0; i < len(headers); i += 2 {
		if headers[i+1] == "" {
			request.Header.Del(headers[i])
			continue
		}
		request.Header.Set(headers[i], headers[i+1])
	}
	return request
}

func send(t testing.TB, request *http.Request) answer {
	t.Helper()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatalf("%s %s: %v", request.Method, request.URL.Path, err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatalf("reading the answer: %v", err)
	}
	got := answer{status: response.StatusCode, header: response.Header, raw: string(raw)}
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &got); err != nil {
			t.Fatalf("the answer is not JSON: %v: %s", err, raw)
		}
	}
	return got
}

// post sends the request that a client would make of query and variables.
func post(t testing.TB, url, query string, variables map[string]any, headers ...string) answer {
	t.Helper()
	return send(t, newRequest(t, url, requestBody(t, query, variables), headers...))
}

func requestBody(t testing.TB, query string, variables map[string]any) string {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// A logBuffer keeps the lines of a JSON log.
type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func (b *logBuffer) logger() *slog.Logger { return slog.New(slog.NewJSONHandler(b, nil)) }
