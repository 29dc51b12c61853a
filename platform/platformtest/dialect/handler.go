package dialect

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
)

// New returns a handler that answers what next answers, in d.
func New(next http.Handler, d Dialect) http.Handler {
	return &handler{next: next, d: d, failed: map[string]bool{}}
}

type handler struct {
	next   http.Handler
	d      Dialect
	mu     sync.Mutex
	failed map[string]bool // XIDs that failed when they were last asked for
}

// An exchange is a request under way, with its answer.
type exchange struct {
	request *http.Request
	body    []byte // of the request
	status  int
	header  http.Header
	answer  tree // nil if it is no JSON
	raw     []byte
}

// ServeHTTP implements [http.Handler].
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "the request cannot be read", http.StatusBadRequest)
		return
	}
	asked := r.Clone(r.Context())
	h.translate(asked)
	x := &exchange{request: r, body: body}
	x.status, x.header, x.raw = h.ask(asked, body)
	if x.answer, err = parse(x.raw); err == nil {
		h.rewrite(x)
		x.raw = write(x.answer)
	}
	h.send(w, x)
}

// ask lets next answer r.
func (h *handler) ask(r *http.Request, body []byte) (int, http.Header, []byte) {
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	recorder := httptest.NewRecorder()
	h.next.ServeHTTP(recorder, r)
	return recorder.Code, recorder.Header(), recorder.Body.Bytes()
}

// rewrite puts the answer of x into the dialect.
func (h *handler) rewrite(x *exchange) {
	if x.status >= http.StatusBadRequest {
		return
	}
	switch path := x.request.URL.Path; {
	case strings.HasPrefix(path, "/ims/token/"):
		h.token(x)
	case path == entitiesPath && x.request.Method != http.MethodDelete:
		h.entities(x)
	case x.request.Method != http.MethodGet:
	case path == policiesPath:
		h.policies(x)
	case path == audiencesPath:
		h.audiences(x)
	case path == definitionsPath:
		h.definitions(x)
	}
}

// token tells the life of a token in milliseconds, as the withdrawn exchange of
// JWTs did.
func (h *handler) token(x *exchange) {
	o, ok := x.answer.(*object)
	if !h.d.OldToken || !ok {
		return
	}
	if seconds, err := strconv.Atoi(string(write(o.get("expires_in")))); err == nil {
		o.set("expires_in", number(int64(seconds)*1000))
	}
}

func (h *handler) send(w http.ResponseWriter, x *exchange) {
	for name, values := range x.header {
		w.Header()[name] = values
	}
	w.Header().Del("Content-Length")
	if h.d.Compressed && len(x.raw) > 0 && strings.Contains(x.request.Header.Get("Accept-Encoding"), "gzip") {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write(x.raw) // a buffer takes everything
		_ = z.Close()
		w.Header().Set("Content-Encoding", "gzip")
		x.raw = b.Bytes()
	}
	w.WriteHeader(x.status)
	_, _ = w.Write(x.raw) // who hung up learns nothing more
}
