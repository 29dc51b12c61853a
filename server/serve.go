package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// What a connection may take that is neither a body nor an operation: see
// Config.BodyTimeout and Config.RequestTimeout for those.
const (
	headerTimeout = 5 * time.Second  // to send the header of a request
	answerTimeout = 30 * time.Second // to take an answer; who reads nothing is let go
	idleTimeout   = 60 * time.Second // between two requests
)

// lastAnswers is how long requests have to say SHUTTING_DOWN once they were
// cancelled.
const lastAnswers = 2 * time.Second

// Serve answers requests on listener until ctx ends, and closes it. Then it
// stops in order: /readyz says no at once, requests are accepted for
// Config.DrainDelay, those in flight have Config.DrainTimeout to finish, and
// the rest are cancelled and answered with SHUTTING_DOWN. It returns nil after
// that, and an error if it could not serve in the first place. A server serves
// once.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	if !s.config.AllowRemote && !loopback(listener.Addr()) {
		return errors.Join(
			fmt.Errorf("server: %v can be reached from other machines: listen on 127.0.0.1, or allow remote callers expressly", listener.Addr()),
			listener.Close())
	}
	requests, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cancel(nil)
	httpServer := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       headerTimeout + s.config.BodyTimeout, // also of bodies that nobody reads
		WriteTimeout:      s.config.BodyTimeout + s.config.RequestTimeout + answerTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(s.config.Logger.Handler(), slog.LevelWarn),
		BaseContext:       func(net.Listener) context.Context { return requests },
	}
	served := make(chan error, 1)
	go func() { served <- httpServer.Serve(listener) }()

	select {
	case err := <-served:
		return fmt.Errorf("server: serving on %v: %w", listener.Addr(), err)
	case <-ctx.Done():
	}
	s.draining.Store(true)
	select {
	case <-time.After(s.config.DrainDelay):
	case err := <-served:
		return fmt.Errorf("server: serving on %v: %w", listener.Addr(), err)
	}
	return s.drain(httpServer, cancel)
}

// drain lets requests in flight finish, within bounds.
func (s *Server) drain(httpServer *http.Server, cancel context.CancelCauseFunc) error {
	if shutdown(httpServer, s.config.DrainTimeout) == nil {
		return nil
	}
	cancel(errShuttingDown)
	if shutdown(httpServer, lastAnswers) == nil {
		return nil
	}
	return httpServer.Close()
}

func shutdown(httpServer *http.Server, within time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	return httpServer.Shutdown(ctx)
}
