package server_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"activityhub/server"
)

// endOf returns how long it takes until the connection behind reader ends,
// after the answer that it holds.
func endOf(t *testing.T, reader *bufio.Reader, status int) time.Duration {
	t.Helper()
	response, err := http.ReadResponse(reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != status {
		t.Errorf("got %d, want %d", response.StatusCode, status)
	}
	_, _ = io.Copy(io.Discard, response.Body)
	start := time.Now()
	if _, err := reader.ReadByte(); !errors.Is(err, io.EOF) {
		t.Fatalf("after the answer: %v, want the end of the connection", err)
	}
	return time.Since(start)
}

// TestUnsentBodies: whoever announces a body and never sends it does not keep
// the connection.
func TestUnsentBodies(t *testing.T) {
	url, _ := serve(t, server.Config{BodyTimeout: 100 * time.Millisecond, DrainDelay: -1})
	for name, test := range map[string]struct {
		request string
		status  int
	}{
		"too late":         {head + "Content-Length: 100\r\n\r\n{\"query\":", 408},
		"of another type":  {"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n", 415},
		"of another place": {"POST /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n", 404},
	} {
		t.Run(name, func(t *testing.T) {
			if took := endOf(t, raw(t, url, test.request), test.status); took > 10*time.Second {
				t.Errorf("the connection was kept for %v", took)
			}
		})
	}
}

// TestLetsGoOfConnections: once the end was asked for, each answer is the last
// of its connection, so that none is closed while a request is on its way.
func TestLetsGoOfConnections(t *testing.T) {
	url, stop := serve(t, server.Config{DrainDelay: 500 * time.Millisecond})
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	for range 100 {
		response, err := http.ReadResponse(raw(t, url, fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", head, len(hello), hello)), nil)
		if err != nil {
			t.Fatal("the server was closed before it let go of a connection")
		}
		if response.StatusCode != 200 {
			t.Fatalf("got %d while draining", response.StatusCode)
		}
		if response.Close {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	if err := <-stopped; err != nil {
		t.Errorf("Serve returned %v, want nil", err)
	}
}
