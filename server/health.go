package server

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"
)

// readyTimeout bounds what Config.Ready may take.
const readyTimeout = 2 * time.Second

// serveHealth returns the handler of a health check: 200 with {"status":"ok"},
// or 503 with what problem returns.
func (s *Server) serveHealth(problem func(context.Context) string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Cache-Control", "no-store")
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			header.Set("Allow", "GET, HEAD")
			s.refuse(w, r, &failure{code: methodNotAllowed, message: "health is asked for by GET"})
			return
		}
		status, text := http.StatusOK, "ok"
		if found := problem(r.Context()); found != "" {
			status, text = http.StatusServiceUnavailable, found
		}
		header.Set("Content-Type", plainJSON+"; charset=utf-8")
		w.WriteHeader(status)
		fmt.Fprintf(w, "{\"status\":%q}\n", text)
	}
}

// unready returns why no requests should be sent here; "" if they should. The
// reason in full goes to the log: health is open to anyone.
func (s *Server) unready(ctx context.Context) string {
	if s.draining.Load() {
		return "shutting down"
	}
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	if err := s.config.Ready(ctx); err != nil {
		s.config.Logger.LogAttrs(ctx, slog.LevelWarn, "not ready", slog.String("error", err.Error()))
		return "not ready"
	}
	return ""
}
