package server_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"activityhub/server"
)

// serve runs a server on a free loopback port until stop is called, which
// returns what Serve returned.
func serve(t *testing.T, config server.Config) (url string, stop func() error) {
	t.Helper()
	listener, err := server.Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	srv := newServer(t, config)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- srv.Serve(ctx, listener) }()
	stopped := false
	stop = func() error {
		cancel()
		stopped = true
		return <-done
	}
	t.Cleanup(func() {
		if !stopped {
			_ = stop()
		}
	})
	return "http://" + listener.Addr().String(), stop
}

func TestDeadline(t *testing.T) {
	url := newAPI(t, server.Config{RequestTimeout: 200 * time.Millisecond})
	for name, test := range map[string]struct {
		query   string
		timeout string
		status  int
	}{
		"nothing in time":       {"{wait}", "", 504},
		"lowered by the caller": {"{wait}", "30", 504},
		"not raised by it":      {"{wait}", "60000", 504},
		"something in time":     {"{hello wait}", "30", 200},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			got := post(t, url, test.query, nil, "X-Request-Timeout-Ms", test.timeout)
			if got.status != test.status || got.code() != "DEADLINE_EXCEEDED" || (test.status == 200) != (got.Data["hello"] != nil) {
				t.Errorf("got %d %s, want %d DEADLINE_EXCEEDED", got.status, got.raw, test.status)
			}
			if test.status == 504 && strings.Contains(got.raw, `"data"`) {
				t.Errorf("there is a data key: %s", got.raw)
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("the answer took %v", took)
			}
		})
	}
}

// TestCallerGone leaves while a request waits: its work ends, and the log says
// who ended it.
func TestCallerGone(t *testing.T) {
	var log logBuffer
	url := newAPI(t, server.Config{Logger: log.logger()})
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	request := newRequest(t, url, `{"query":"{wait}"}`).WithContext(ctx)
	if _, err := http.DefaultClient.Do(request); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want it cancelled", err)
	}
	for range 200 {
		if strings.Contains(log.String(), `"status":499`) {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Errorf("the log does not say 499: %s", log.String())
}

func TestStopsAtOnceWhenIdle(t *testing.T) {
	url, stop := serve(t, server.Config{DrainDelay: -1})
	if got := post(t, url, "{hello}", nil); got.status != 200 {
		t.Fatalf("got %d", got.status)
	}
	if err := stop(); err != nil {
		t.Errorf("Serve returned %v, want nil", err)
	}
	if _, err := http.Get(url + "/livez"); err == nil {
		t.Error("the server still answers")
	}
}

// TestDrains asks for the end while requests are under way: readiness goes at
// once, what comes during the delay is answered, and so is what was there.
func TestDrains(t *testing.T) {
	url, stop := serve(t, server.Config{DrainDelay: 400 * time.Millisecond, RequestTimeout: 900 * time.Millisecond})
	waiting := make(chan answer, 1)
	go func() { waiting <- post(t, url, "{hello wait}", nil) }()
	time.Sleep(50 * time.Millisecond)
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()

	unready := false
	for range 30 {
		response, err := http.Get(url + "/readyz")
		if err != nil {
			break
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if unready = response.StatusCode == 503 && strings.Contains(string(body), "shutting down"); unready {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	if !unready {
		t.Error("/readyz did not change while requests were accepted")
	}
	if got := post(t, url, "{hello}", nil); got.status != 200 {
		t.Errorf("during the delay: got %d", got.status)
	}
	if got := <-waiting; got.status != 200 || got.Data["hello"] == nil {
		t.Errorf("the request in flight got %d %s", got.status, got.raw)
	}
	if err := <-stopped; err != nil {
		t.Errorf("Serve returned %v, want nil", err)
	}
}

// TestCancelsTheRest asks for the end while a request would take too long.
func TestCancelsTheRest(t *testing.T) {
	url, stop := serve(t, server.Config{DrainDelay: -1, DrainTimeout: 50 * time.Millisecond})
	waiting := make(chan answer, 1)
	go func() { waiting <- post(t, url, "{wait}", nil) }()
	time.Sleep(100 * time.Millisecond)
	start := time.Now()
	if err := stop(); err != nil {
		t.Errorf("Serve returned %v, want nil", err)
	}
	if got := <-waiting; got.status != 503 || got.code() != "SHUTTING_DOWN" {
		t.Errorf("got %d %s, want 503 SHUTTING_DOWN", got.status, got.raw)
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("stopping took %v", took)
	}
}

// raw sends text as it is and returns the connection's reader.
func raw(t *testing.T, url, text string) *bufio.Reader {
	t.Helper()
	connection, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	if err := connection.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(connection, text); err != nil {
		t.Fatal(err)
	}
	return bufio.NewReader(connection)
}

const head = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"

func TestSlowBody(t *testing.T) {
	url, _ := serve(t, server.Config{BodyTimeout: 100 * time.Millisecond, DrainDelay: -1})
	response, err := http.ReadResponse(raw(t, url, head+"Content-Length: 100\r\n\r\n{\"query\":"), nil)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(response.Body)
	if response.StatusCode != 408 || !response.Close || !strings.Contains(string(body), "REQUEST_TIMEOUT") {
		t.Errorf("got %d, close %v: %s, want 408 and the end of the connection", response.StatusCode, response.Close, body)
	}
}

// TestLongRequestAfterBody: the deadline of the body is not that of the answer.
func TestLongRequestAfterBody(t *testing.T) {
	url, _ := serve(t, server.Config{BodyTimeout: 50 * time.Millisecond, RequestTimeout: 300 * time.Millisecond, DrainDelay: -1})
	if got := post(t, url, "{hello wait}", nil); got.status != 200 || got.code() != "DEADLINE_EXCEEDED" {
		t.Errorf("got %d %s, want an answer after the deadline of the operation", got.status, got.raw)
	}
}

func TestChunkedConnectionIsClosed(t *testing.T) {
	url, _ := serve(t, server.Config{DrainDelay: -1})
	chunk := fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(hello), hello)
	for name, headers := range map[string]string{"chunked": "", "with a length as well": "Content-Length: 5\r\n"} {
		response, err := http.ReadResponse(raw(t, url, head+headers+"Transfer-Encoding: chunked\r\n\r\n"+chunk), nil)
		if err != nil {
			t.Fatal(err)
		}
		if response.StatusCode != 200 || !response.Close {
			t.Errorf("%s: got %d, close %v, want 200 and the end of the connection", name, response.StatusCode, response.Close)
		}
	}
}

func TestLargeHeader(t *testing.T) {
	url, _ := serve(t, server.Config{DrainDelay: -1})
	response, err := http.ReadResponse(raw(t, url, head+"X-Large: "+times(40_000, "a")+"\r\n\r\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("got %d, want 431", response.StatusCode)
	}
}

func TestListen(t *testing.T) {
	taken, err := server.Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for address, want := range map[string]string{
		taken.Addr().String(): "in use",
		"8080":                "HOST:PORT",
		"127.0.0.1":           "HOST:PORT",
		"127.0.0.1:http":      "0 to 65535",
		"127.0.0.1:99999":     "0 to 65535",
		":8080":               "use 127.0.0.1:8080",
		"0.0.0.0:8080":        "use 127.0.0.1:8080",
		"[::]:8080":           "use 127.0.0.1:8080",
		"192.0.2.1:8080":      "use 127.0.0.1:8080",
		"hub.example:8080":    "use 127.0.0.1:8080",
	} {
		if listener, err := server.Listen(address, false); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Listen(%q): got %v, %v, want %q in the error", address, listener, err, want)
		}
	}
	if _, err := server.Listen("192.0.2.1:0", true); err == nil || !strings.Contains(err.Error(), "none of this machine") {
		t.Errorf("got %v, want that the address is none of this machine", err)
	}
	local, err := server.Listen("localhost:0", false)
	if err != nil || !strings.HasPrefix(local.Addr().String(), "127.0.0.1:") {
		t.Fatalf("localhost: got %v, %v", local, err)
	}
	_ = local.Close()
}

// remoteListener is a listener that claims an address others can reach.
type remoteListener struct{ net.Listener }

func (remoteListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4zero, Port: 8080} }

func TestServeRefusesRemote(t *testing.T) {
	listener, err := server.Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	if err := newServer(t, server.Config{}).Serve(t.Context(), remoteListener{listener}); err == nil || !strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("got %v, want it refused", err)
	}
	if _, err := listener.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("the listener is still open: %v", err)
	}
}
