package faults

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"strconv"
)

// An answer is what came of a request, kept to be changed or sent in parts.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if a.status == 0 && status >= 200 {
		a.status = status
	}
}

func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}

// taken lets next answer, uncompressed, and keeps the answer.
func taken(q *question, next http.Handler) *answer {
	q.Header.Del("Accept-Encoding")
	a := &answer{header: make(http.Header)}
	next.ServeHTTP(a, q.Request)
	a.WriteHeader(http.StatusOK)
	return a
}

// begin sends status and header with the length that the whole body has.
func (a *answer) begin(w http.ResponseWriter) {
	maps.Copy(w.Header(), a.header)
	w.Header().Set("Content-Length", strconv.Itoa(a.body.Len()))
	w.WriteHeader(a.status)
}

func (a *answer) send(w http.ResponseWriter) {
	a.begin(w)
	_, _ = w.Write(a.body.Bytes()) // the client has gone if this fails
}

// first returns the part of the body that is sent of it: n bytes, half of it if
// n is zero, and never all.
func (a *answer) first(n int64) []byte {
	whole := a.body.Bytes()
	if n <= 0 {
		n = int64(len(whole) / 2)
	}
	return whole[:max(0, min(n, int64(len(whole)-1)))]
}

// rewrite changes the body of a successful answer; a status other than 0 takes
// the place of the real one.
func rewrite(w http.ResponseWriter, q *question, next http.Handler, change func(body []byte) ([]byte, int)) {
	a := taken(q, next)
	if a.status < 300 {
		body, status := change(a.body.Bytes())
		a.body = *bytes.NewBuffer(body)
		if status != 0 {
			a.status = status
		}
	}
	a.send(w)
}

// drain reads what is left of a request's body.
func drain(q *question) {
	if q.Body != nil {
		_, _ = io.Copy(io.Discard, q.Body) // a client that breaks off is what we wait for
	}
}
