package server

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/klauspost/compress/gzhttp"
)

// record opens an exchange for each request, contains panics, and writes the
// access log: never what was asked or answered, only its outline.
func (s *Server) record(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		e := &exchange{id: requestID(r)}
		r = r.WithContext(withExchange(r.Context(), e))
		out := &recorder{ResponseWriter: w}
		header := w.Header()
		header.Set(requestIDHeader, e.id)
		header.Set("X-Content-Type-Options", "nosniff")
		if len(r.TransferEncoding) > 0 || s.draining.Load() {
			// A length and chunks together can mean two things to two readers:
			// nothing that follows on such a connection is read. At the end callers
			// are to let go of their connections, before one that waits for its next
			// request is closed just as that is sent.
			header.Set("Connection", "close")
		}
		defer func() {
			if panicked := recover(); panicked != nil {
				s.contain(out, r, panicked)
			}
			s.logExchange(r.Context(), e, out, time.Since(start))
		}()
		next.ServeHTTP(out, r)
	})
}

// contain answers a request whose handler panicked, if it had not begun to.
func (s *Server) contain(w *recorder, r *http.Request, panicked any) {
	_ = s.recovered(r.Context(), panicked)
	if w.status == 0 {
		s.refuse(w, r, &failure{code: internal})
	}
}

// statusClientGone is what the log says of callers that did not wait.
const statusClientGone = 499

func (s *Server) logExchange(ctx context.Context, e *exchange, w *recorder, took time.Duration) {
	status := w.status
	if errors.Is(context.Cause(ctx), context.Canceled) {
		status = statusClientGone
	}
	level := slog.LevelInfo
	if e.route == "/livez" || e.route == "/readyz" {
		level = slog.LevelDebug
	}
	attrs := []slog.Attr{
		slog.String("request", e.id),
		slog.String("route", e.route),
		slog.Int("status", status),
		slog.Float64("ms", float64(took.Microseconds())/1000),
		slog.Int64("bytes", w.bytes),
	}
	if e.operation != "" {
		attrs = append(attrs, slog.String("operation", e.operation))
	}
	if len(e.codes) > 0 {
		attrs = append(attrs, slog.Any("codes", e.codes))
	}
	s.config.Logger.LogAttrs(ctx, level, "request", attrs...)
}

// compress gzips answers of 1 KiB and more, at the fastest level: the best one
// takes twice the time for 4 % less.
func compress(next http.Handler) (http.Handler, error) {
	wrap, err := gzhttp.NewWrapper(gzhttp.CompressionLevel(1), gzhttp.MinSize(1024), gzhttp.EnableZstd(false))
	if err != nil {
		return nil, err
	}
	return wrap(next), nil
}
