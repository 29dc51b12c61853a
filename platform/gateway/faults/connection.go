package faults

import (
	"cmp"
	"net"
	"net/http"
	"time"
)

// abort ends the exchange without an answer, or in the middle of one: the
// connection is reset where it is TCP, and closed where it is not.
func abort(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // HTTP/2, which the server resets by itself
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // a reset in place of an end; without it the end serves as well
	}
	_ = conn.Close()
}

func closeConn(_ strike, w http.ResponseWriter, q *question, _ http.Handler) {
	drain(q)
	abort(w)
}

func reset(s strike, w http.ResponseWriter, q *question, next http.Handler) {
	sendPart(taken(q, next), s.Bytes, w)
	// A reset overtakes what the peer has not read yet, so it waits a little.
	if sleep(q.Context(), 10*time.Millisecond) {
		abort(w)
	}
}

func stall(s strike, w http.ResponseWriter, q *question, next http.Handler) {
	a := taken(q, next)
	sent := sendPart(a, s.Bytes, w)
	if s.Fixed <= 0 {
		<-q.Context().Done()
		abort(w)
		return
	}
	if sleep(q.Context(), s.Fixed) {
		_, _ = w.Write(a.body.Bytes()[sent:]) // the client has gone if this fails
	}
}

// sendPart sends the first part of an answer and returns its length.
func sendPart(a *answer, bytes int64, w http.ResponseWriter) int {
	part := a.first(bytes)
	a.begin(w)
	_, _ = w.Write(part)                      // the client has gone if this fails
	_ = http.NewResponseController(w).Flush() // likewise
	return len(part)
}

// drip sends a body in steps of a tenth of a second, at least one byte each.
func drip(s strike, w http.ResponseWriter, q *question, next http.Handler) {
	a := taken(q, next)
	rate := cmp.Or(s.Rate, 16)
	step := max(1, int(rate/10))
	pause := time.Duration(step) * time.Second / time.Duration(rate)
	a.begin(w)
	flush := http.NewResponseController(w).Flush
	for body := a.body.Bytes(); len(body) > 0; {
		n := min(step, len(body))
		if _, err := w.Write(body[:n]); err != nil || flush() != nil {
			return
		}
		if body = body[n:]; !sleep(q.Context(), pause) {
			abort(w)
			return
		}
	}
}

func truncated(s strike, w http.ResponseWriter, q *question, next http.Handler) {
	a := taken(q, next)
	a.body.Truncate(len(a.first(s.Bytes)))
	a.send(w)
}
