package command

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// servePlatform serves handler on listener until ctx ends, and lets requests in
// flight finish within drain.timeout.
func (p *program) servePlatform(ctx context.Context, listener net.Listener, handler http.Handler) error {
	httpServer := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    64 << 10, // continuation links are long
		ErrorLog:          slog.NewLogLogger(p.logger().Handler(), slog.LevelWarn),
	}
	served := make(chan error, 1)
	go func() { served <- httpServer.Serve(listener) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), p.settings.Settings.DrainTimeout)
	defer cancel()
	if err := httpServer.Shutdown(stopping); err != nil {
		return httpServer.Close()
	}
	return nil
}

// closeListener closes listener if nobody has, and adds what went wrong to err.
func closeListener(listener net.Listener, err *error) {
	if closed := listener.Close(); closed != nil && !errors.Is(closed, net.ErrClosed) {
		*err = errors.Join(*err, closed)
	}
}
