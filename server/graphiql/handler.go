package graphiql

import (
	"encoding/json"
	"html"
	"net/http"
	"strings"
)

// policy lets the page load its own files and talk to its own origin, and
// nothing else. Monaco sets inline styles and starts its workers.
const policy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; " +
	"worker-src 'self' blob:; font-src 'self' data:; img-src 'self' data:; connect-src 'self'; " +
	"frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

// builtEndpoint is how the built page names the API; New puts the real one there.
const builtEndpoint = `data-endpoint="/graphql"`

// handler serves the page and its files; which they are is settled by New.
type handler map[string]*content // :: URL path → what is there

// New returns a handler of "/" and of all below "/graphiql/": the page, its
// assets and licenses, and the examples as JSON. It answers GET and HEAD, 405 to other
// methods, and 404 to paths that it does not know. It panics if an example's
// variables are no JSON.
func New(cfg Config) http.Handler {
	assets, page := loadAssets()
	if strings.Count(page, builtEndpoint) != 1 {
		panic("graphiql: the built page must name its endpoint once, as " + builtEndpoint)
	}
	page = strings.Replace(page, builtEndpoint, `data-endpoint="`+html.EscapeString(cfg.endpoint())+`"`, 1)
	assets["/"] = newContent([]byte(page), contentTypes[".html"])

	examples, err := json.Marshal(append([]Example{}, cfg.Examples...)) // [] and not null when there are none
	if err != nil {
		panic("graphiql: the examples: " + err.Error())
	}
	assets["/graphiql/examples.json"] = newContent(examples, "application/json")
	return handler(assets)
}

// ServeHTTP implements [http.Handler].
func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Security-Policy", policy) // on all: a worker obeys the policy of its own script
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "no-referrer")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		header.Set("Allow", "GET, HEAD")
		http.Error(w, "this path answers GET and HEAD only", http.StatusMethodNotAllowed)
		return
	}
	found, ok := h[r.URL.Path]
	if !ok {
		http.Error(w, "no such file; GraphiQL is at /", http.StatusNotFound)
		return
	}
	found.ServeHTTP(w, r)
}
