package resilience_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"activityhub/platform"
	"activityhub/platform/resilience"
)

// pipes is a listener whose connections are pipes, which fake time knows.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (p pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p pipes) Close() error   { close(p.closed); return nil }
func (p pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

// overHTTP serves a handler over pipes, and returns how to get an answer of it.
func overHTTP(t *testing.T, handler http.HandlerFunc) func(context.Context) (string, error) {
	listener := pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: handler}
	go server.Serve(listener)
	transport := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		listener.conns <- theirs
		return ours, nil
	}}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		server.Close()
		synctest.Wait()
	})
	client := &http.Client{Transport: transport}
	return func(ctx context.Context) (string, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://engine.test/", nil)
		if err != nil {
			return "", err
		}
		res, err := client.Do(req)
		if err != nil {
			return "", broken
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK {
			return "", broken
		}
		return string(body), nil
	}
}

// Real requests: what the guard gives up on, the server sees end.
func TestOverHTTP(t *testing.T) {
	fake(t, "a body that drips is cut on time, twice", func(t *testing.T) {
		var served, ended atomic.Int32
		get := overHTTP(t, func(w http.ResponseWriter, r *http.Request) {
			served.Add(1)
			defer ended.Add(1)
			for range 1000 {
				fmt.Fprint(w, " ")
				if http.NewResponseController(w).Flush() != nil || r.Context().Err() != nil {
					return
				}
				time.Sleep(100 * time.Millisecond)
			}
		})
		g := guarded(t, resilience.Config{})
		start := time.Now()
		_, err := resilience.Do(within(t, 8*time.Second), g, false, get)
		check(t, err, platform.ErrTimeout, 0)
		since(t, start, 7950*time.Millisecond)
		time.Sleep(time.Second)
		equal(t, "requests", served.Load(), 2)
		equal(t, "ended", ended.Load(), 2)
		equal(t, "failures", g.State().Failures, 2)
	})
	fake(t, "a slow request is stopped when its twin is answered", func(t *testing.T) {
		var served, stopped atomic.Int32
		get := overHTTP(t, func(w http.ResponseWriter, r *http.Request) {
			if served.Add(1) != 51 {
				time.Sleep(20*time.Millisecond - time.Duration(served.Load()))
				fmt.Fprint(w, "quick")
				return
			}
			<-r.Context().Done()
			stopped.Add(1)
		})
		g := guarded(t, resilience.Config{})
		for range 50 {
			if _, err := resilience.Do(t.Context(), g, true, get); err != nil {
				t.Fatal(err)
			}
		}
		start := time.Now()
		body, err := resilience.Do(within(t, 3*time.Second), g, true, get)
		equal(t, "error", err, nil)
		equal(t, "answer", body, "quick")
		if took := time.Since(start); took > 41*time.Millisecond {
			t.Errorf("it took %v, want two usual answers", took)
		}
		synctest.Wait()
		equal(t, "requests", served.Load(), 52)
		equal(t, "stopped", stopped.Load(), 1)
		equal(t, "in flight", g.State().InFlight, 0)
	})
	fake(t, "a server that breaks off is asked again", func(t *testing.T) {
		var served atomic.Int32
		get := overHTTP(t, func(w http.ResponseWriter, r *http.Request) {
			if served.Add(1) == 1 {
				panic(http.ErrAbortHandler)
			}
			fmt.Fprint(w, "well")
		})
		g := guarded(t, resilience.Config{})
		body, err := resilience.Do(within(t, 3*time.Second), g, false, get)
		equal(t, "error", err, nil)
		equal(t, "answer", body, "well")
		equal(t, "attempts", g.State().Attempts, 2)
	})
}
