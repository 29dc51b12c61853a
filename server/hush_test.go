package server_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"activityhub/server"
)

// TestFailuresAreLoggedOnceInAWhile lets an engine fail again and again: the log
// has one line in ten seconds for each kind, which counts those between. What is
// no fault of an engine's is told every time.
func TestFailuresAreLoggedOnceInAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log logBuffer
		api := newServer(t, server.Config{Engine: "local", Logger: log.logger()})
		fail := func(kind string) {
			t.Helper()
			answer := httptest.NewRecorder()
			api.ServeHTTP(answer, newRequest(t, "http://127.0.0.1", `{"query":"{fail(kind:`+kind+`)}"}`))
			if answer.Code != http.StatusOK {
				t.Fatalf("got %d %s", answer.Code, answer.Body)
			}
		}
		for i, step := range []struct {
			after time.Duration
			kind  string
			lines int    // of failures in the log so far
			with  string // in the log by then
		}{
			{0, "UNAVAILABLE", 1, ""},
			{0, "UNAVAILABLE", 1, ""},
			{0, "TIMEOUT", 2, ""},
			{9 * time.Second, "UNAVAILABLE", 2, ""},
			{time.Second, "UNAVAILABLE", 3, `"more_since":2`},
			{10 * time.Second, "UNAVAILABLE", 4, ""},
			{0, "OTHER", 5, ""},
			{0, "OTHER", 6, ""},
		} {
			time.Sleep(step.after)
			fail(step.kind)
			if got := strings.Count(log.String(), `"msg":"failure"`); got != step.lines || !strings.Contains(log.String(), step.with) {
				t.Fatalf("step %d, %s: %d failures in the log, want %d, and %q: %s", i, step.kind, got, step.lines, step.with, log.String())
			}
		}
		if got := strings.Count(log.String(), "more_since"); got != 1 {
			t.Errorf("%d lines count others, want 1", got)
		}
	})
}
