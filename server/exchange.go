package server

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// An exchange is what the edge knows of one request while it is answered. It is
// read for the answer's errors and written to the log.
type exchange struct {
	id        string
	route     string
	operation string        // name of the GraphQL operation; "" if there is none
	prepared  *document     // the document, once it was found to be right
	refusal   gqlerror.List // all that is wrong with the document; nil if it was not refused

	mu     sync.Mutex
	codes  []code          // of the errors answered, each once
	logged map[string]bool // failures that have their line in the log, by coordinate and code
}

type exchangeKey struct{}

func withExchange(ctx context.Context, e *exchange) context.Context {
	return context.WithValue(ctx, exchangeKey{}, e)
}

// exchangeFrom returns the exchange that ctx belongs to, or an empty one.
func exchangeFrom(ctx context.Context) *exchange {
	if e, ok := ctx.Value(exchangeKey{}).(*exchange); ok {
		return e
	}
	return &exchange{}
}

func (e *exchange) note(c code) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !slices.Contains(e.codes, c) {
		e.codes = append(e.codes, c)
	}
}

// firstOf reports whether this is the first failure of its kind in e: one
// engine that is down fails every field that it feeds.
func (e *exchange) firstOf(kind string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.logged[kind] {
		return false
	}
	if e.logged == nil {
		e.logged = map[string]bool{}
	}
	e.logged[kind] = true
	return true
}

// requestIDHeader carries a caller's own id for a request, and ours back.
const requestIDHeader = "X-Request-Id"

// requestID returns the caller's id for r if it is 8 to 64 letters, digits, '-'
// or '_', and a new one otherwise.
func requestID(r *http.Request) string {
	id := r.Header.Get(requestIDHeader)
	if len(id) < 8 || len(id) > 64 {
		return newRequestID()
	}
	for _, c := range []byte(id) {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return newRequestID()
		}
	}
	return id
}

// newRequestID returns an id that no other request has. It is no secret.
func newRequestID() string {
	var b [16]byte
	binary.NativeEndian.PutUint64(b[:8], rand.Uint64())
	binary.NativeEndian.PutUint64(b[8:], rand.Uint64())
	return hex.EncodeToString(b[:])
}

// A recorder remembers what was answered, for the log.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
