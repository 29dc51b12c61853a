package command

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// servePlatform serves handler on listener until ctx ends, and lets requests in
// flight finish within drain.timeout.
func (p *program) servePlatform(ctx context.Context, listener net.Listener, handler http.Handler) error {
	httpServer := &http.Server{
		Handler:           moving(handler, bodyPause),
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    64 << 10, // continuation links are long
		ErrorLog:          slog.NewLogLogger(p.logger().Handler(), slog.LevelWarn),
	}
	var unused unusedConns
	httpServer.ConnState = unused.note
	httpServer.RegisterOnShutdown(unused.close)
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

// unusedConns are connections on which nothing was asked yet, of which clients
// keep some ready. A server that shuts down waits for each of them for 5 s.
type unusedConns struct {
	mu    sync.Mutex
	conns map[net.Conn]bool
}

func (u *unusedConns) note(c net.Conn, state http.ConnState) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if state != http.StateNew {
		delete(u.conns, c)
		return
	}
	if u.conns == nil {
		u.conns = map[net.Conn]bool{}
	}
	u.conns[c] = true
}

func (u *unusedConns) close() {
	u.mu.Lock()
	defer u.mu.Unlock()
	for c := range u.conns {
		_ = c.Close() // it was of no use
	}
}

// closeListener closes listener if nobody has, and adds what went wrong to err.
func closeListener(listener net.Listener, err *error) {
	if closed := listener.Close(); closed != nil && !errors.Is(closed, net.ErrClosed) {
		*err = errors.Join(*err, closed)
	}
}
