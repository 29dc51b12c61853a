package gateway

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/tidwall/gjson"
)

// maxBody is the most bytes that the body of a request has, unless its route
// says otherwise.
const maxBody = 4 << 20

// A request is what a handler answers.
type request struct {
	*http.Request
	id      string // x-request-id: the caller's, or one of ours
	sandbox string // name of the sandbox; "" on open routes

	query url.Values // once it is parsed
}

// A reply is what a handler answers with.
type reply struct {
	status int
	body   []byte
	header http.Header // more of them; nil for none
	kept   *[]byte     // from buffers, to be given back once the reply is written; nil for none
}

// params returns the parameters in the query of q. It fails where the query is
// none.
func (q *request) params() (url.Values, error) {
	if q.query == nil {
		values, err := url.ParseQuery(q.URL.RawQuery)
		if err != nil {
			return nil, malformed(q, "the query is not well-formed: percent-encode every name and value")
		}
		q.query = values
	}
	return q.query, nil
}

// body reads the body of q, at most most bytes of the media type given.
func (q *request) body(media string, most int64) ([]byte, error) {
	given, _, err := mime.ParseMediaType(q.Header.Get("Content-Type"))
	if err != nil || given != media {
		return nil, wrongContentType(q, media)
	}
	if q.ContentLength > most {
		return nil, tooLarge(q, most)
	}
	raw, err := io.ReadAll(http.MaxBytesReader(nil, q.Body, most))
	if tooMuch := (*http.MaxBytesError)(nil); errors.As(err, &tooMuch) {
		return nil, tooLarge(q, most)
	}
	if err != nil {
		return nil, malformed(q, "the body did not arrive whole")
	}
	return raw, nil
}

// json reads the body of q, which must be one JSON value.
func (q *request) json() (gjson.Result, error) {
	raw, err := q.body("application/json", maxBody)
	if err != nil {
		return gjson.Result{}, err
	}
	if !json.Valid(raw) {
		return gjson.Result{}, malformed(q, "the body is not valid JSON")
	}
	return gjson.Parse(string(raw)), nil
}

// marshalled is a reply with v as its body.
func marshalled(status int, v any) (reply, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return reply{}, err
	}
	return reply{status: status, body: bytes.TrimSuffix(b.Bytes(), []byte{'\n'})}, nil
}

// buffers holds the space of answers that were written.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// maxKept is the most space of an answer that is kept for the next.
const maxKept = 1 << 20

// buffered is a reply with status 200 whose body is what fill appends to space
// that is used again.
func buffered(fill func([]byte) []byte) reply {
	kept := buffers.Get().(*[]byte)
	body := fill((*kept)[:0])
	*kept = body
	return reply{status: http.StatusOK, body: body, kept: kept}
}

// write sends a to the caller of q and returns its status.
func (g *Gateway) write(w http.ResponseWriter, q *request, a reply) int {
	h := w.Header()
	for name, values := range a.header {
		h[name] = values
	}
	h["X-Request-Id"] = []string{q.id}
	if len(a.body) > 0 {
		if h["Content-Type"] == nil {
			h["Content-Type"] = []string{"application/json"}
		}
		h["Content-Length"] = []string{strconv.Itoa(len(a.body))}
	}
	w.WriteHeader(a.status)
	if len(a.body) > 0 {
		if _, err := w.Write(a.body); err != nil {
			g.log.Debug("gateway: the caller is gone", "request", q.id)
		}
	}
	if a.kept != nil && cap(*a.kept) <= maxKept {
		buffers.Put(a.kept)
	}
	return a.status
}

// requestID returns the caller's x-request-id if it may be repeated, and one of
// ours if not.
func requestID(r *http.Request) string {
	given := r.Header.Get("X-Request-Id")
	if given != "" && len(given) <= 128 && !strings.ContainsFunc(given, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return given
	}
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: see crypto/rand
	return hex.EncodeToString(b[:])
}
