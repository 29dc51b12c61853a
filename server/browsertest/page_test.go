package browsertest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"activityhub/server/browsertest"
)

// files is a site on which everything goes wrong that a page can do wrong.
var files = map[string]struct{ contentType, body string }{
	"/": {"text/html", `<!doctype html><title>wrong</title><link rel="icon" href="data:,">
		<script>console.log("inline")</script><script src="page.js"></script><p id="done">`},
	"/page.js": {"text/javascript", `
		console.error("a plain", "complaint");
		fetch("http://elsewhere.invalid/from-page").catch(() => {});
		fetch("/missing");
		new Worker("worker.js");
		setTimeout(() => { throw new Error("nobody catches this") });`},
	"/worker.js": {"text/javascript", `
		fetch("http://elsewhere.invalid/from-worker").catch(() => {});
		console.error("a worker's complaint");`},
}

func TestProblems(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		file, ok := files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", file.contentType)
		w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src data:")
		fmt.Fprint(w, file.body)
	}))
	t.Cleanup(server.Close)

	page := browsertest.Open(t, server.URL+"/")
	for _, want := range []string{
		"inline script",
		`"a plain" "complaint"`,
		"elsewhere.invalid/from-page",
		"elsewhere.invalid/from-worker",
		"a worker's complaint",
		"status 404 from " + server.URL + "/missing",
		"nobody catches this",
	} {
		if !eventually(func() bool { return strings.Contains(strings.Join(page.Problems(), "\n"), want) }) {
			t.Errorf("no problem says %q; there are only:\n%s", want, strings.Join(page.Problems(), "\n"))
		}
	}
	if requests := strings.Join(page.Requests(), " "); !strings.Contains(requests, server.URL+"/page.js") {
		t.Errorf("requests = %s, want page.js among them", requests)
	}
}

// eventually asks until ok, for ten seconds at most: problems arrive when the
// browser gets round to telling.
func eventually(ok func() bool) bool {
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return true
		}
	}
	return false
}
