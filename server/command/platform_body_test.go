package command

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"
)

// TestMovingBodies: a body that stops ends its request, one that goes on may take
// longer than the pause, and what is done with it later may too.
func TestMovingBodies(t *testing.T) {
	const pause = 100 * time.Millisecond
	for _, test := range []struct {
		name  string
		pause time.Duration // between the two halves of the body
		work  time.Duration // once it is there
		want  string
	}{
		{"goes on", pause / 2, 2 * pause, "200 OK"},
		{"stops", 20 * pause, 0, "400 Bad Request"},
	} {
		t.Run(test.name, func(t *testing.T) {
			front := httptest.NewServer(moving(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, err := io.ReadAll(r.Body)
				if errors.Is(err, os.ErrDeadlineExceeded) {
					w.WriteHeader(http.StatusBadRequest)
				}
				time.Sleep(test.work)
				if err == nil && errors.Is(r.Context().Err(), context.Canceled) {
					t.Error("the request ended while its body was being worked on")
				}
			}), pause))
			defer front.Close()
			conn, err := net.Dial("tcp", front.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			go func() {
				_, _ = io.WriteString(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab")
				time.Sleep(test.pause)
				_, _ = io.WriteString(conn, "cd") // fails where the server has ended it, as it should
			}()
			res, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil || res.Status != test.want {
				t.Fatalf("answered %v, %v; want %s", res, err, test.want)
			}
		})
	}
}

// TestMovingBodiesNobodyReads: an answer does not wait for a body that the client
// holds back until it is asked for.
func TestMovingBodiesNobodyReads(t *testing.T) {
	front := httptest.NewServer(moving(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	}), time.Minute))
	defer front.Close()
	conn, err := net.Dial("tcp", front.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.WriteString(conn, "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 100000000\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || res.StatusCode != http.StatusRequestEntityTooLarge {
		t.Fatalf("answered %v, %v; want 413", res, err)
	}
}
