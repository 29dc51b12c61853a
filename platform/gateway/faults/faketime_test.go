package faults_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tidwall/gjson"

	"activityhub/platform/gateway/faults"
)

// status asks once and returns the status, 0 if there is none.
func status(t *testing.T, client *http.Client, method, path string, header http.Header) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, "http://gateway"+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header = header
	res, err := client.Do(req)
	if err != nil {
		return 0
	}
	defer func() { _ = res.Body.Close() }()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return 0
	}
	return res.StatusCode
}

// piped serves a scenario over net.Pipe, so that it runs under fake time.
func piped(t *testing.T, s faults.Scenario) (*http.Client, *faults.Handler, func()) {
	t.Helper()
	h := faults.New(http.HandlerFunc(upstream), s)
	l := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: h}
	go func() { _ = server.Serve(l) }()
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		select {
		case l.conns <- theirs:
			return ours, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}}
	return &http.Client{Transport: transport}, h, func() {
		transport.CloseIdleConnections()
		_ = server.Close()
	}
}

type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}
func (p *pipes) Close() error   { p.once.Do(func() { close(p.closed) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

func TestStormInFakeTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, h, stop := piped(t, faults.Scenario{Faults: []faults.Fault{{
			Name: "storm", When: faults.When{Over: 3, Within: time.Second, Lasts: 10 * time.Second}, Effect: faults.Effect{Kind: "throttled"},
		}}})
		defer stop()
		var got []int
		for range 5 {
			got = append(got, status(t, client, http.MethodGet, entities, nil))
		}
		time.Sleep(9 * time.Second)
		got = append(got, status(t, client, http.MethodGet, entities, nil))
		time.Sleep(2 * time.Second)
		got = append(got, status(t, client, http.MethodGet, entities, nil))
		if want := []int{200, 200, 200, 429, 429, 429, 200}; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("got %v, want %v", got, want)
		}
		if c := h.State()[0]; c.Seen != 7 || c.Hits != 3 || c.Fault != "storm" {
			t.Errorf("counted %+v, want 7 seen and 3 hits", c)
		}
	})
}

func TestRateLimitLetsTheRatePass(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, h, stop := piped(t, faults.Scenario{Faults: []faults.Fault{{
			When: faults.When{Over: 2, Within: time.Second}, Effect: faults.Effect{Kind: "throttled"},
		}}})
		defer stop()
		for range 40 {
			status(t, client, http.MethodGet, entities, nil)
			time.Sleep(250 * time.Millisecond)
		}
		if c := h.State()[0]; c.Hits != 20 {
			t.Errorf("%d of 40 struck, want every second one", c.Hits)
		}
	})
}

func TestWindowsAndDelaysInFakeTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, _, stop := piped(t, faults.Scenario{Faults: []faults.Fault{
			{When: faults.When{From: 10 * time.Second, Until: 20 * time.Second}, Effect: faults.Effect{Kind: "failing"}},
			{On: faults.On{Methods: []string{"POST"}}, Effect: faults.Effect{Kind: "latency", Fixed: 3 * time.Second}},
			{On: faults.On{Path: "/data/core/ca/**"}, Effect: faults.Effect{Kind: "drip", Rate: 10}},
			{On: faults.On{Path: "/data/core/identity"}, Effect: faults.Effect{Kind: "hang"}},
			{On: faults.On{Path: "/data/core/idnamespace"}, Effect: faults.Effect{Kind: "reset"}},
		}})
		defer stop()
		began := time.Now()
		if got := status(t, client, http.MethodPost, entities, nil); got != 200 || time.Since(began) != 3*time.Second {
			t.Errorf("%d after %s, want 200 after 3s", got, time.Since(began))
		}
		time.Sleep(10 * time.Second)
		if got := status(t, client, http.MethodGet, entities, nil); got != 503 {
			t.Errorf("%d within the window, want 503", got)
		}
		time.Sleep(10 * time.Second)
		began = time.Now()
		if got := status(t, client, http.MethodGet, "/data/core/ca/attributes", nil); got != 200 || time.Since(began) < 5*time.Second {
			t.Errorf("%d after %s, want a drip of some seconds", got, time.Since(began))
		}
		if got := status(t, client, http.MethodGet, "/data/core/idnamespace", nil); got != 0 {
			t.Errorf("%d, want a broken connection", got)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		req, _ := http.NewRequestWithContext(ctx, http.MethodGet, "http://gateway/data/core/identity", http.NoBody)
		began = time.Now()
		if _, err := client.Do(req); err == nil || time.Since(began) != time.Minute {
			t.Errorf("%v after %s, want nothing for a minute", err, time.Since(began))
		}
	})
}

func TestTokensExpire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := faults.New(http.HandlerFunc(upstream), faults.Scenario{Faults: []faults.Fault{{
			Effect: faults.Effect{Kind: "expired-tokens", Life: 10 * time.Second, Told: true},
		}}})
		call := func(path, token string) *httptest.ResponseRecorder {
			w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil)
			r.Header.Set("Authorization", "Bearer "+token)
			h.ServeHTTP(w, r)
			return w
		}
		first := call("/ims/token/v3", "").Body.String()
		if life := gjson.Get(first, "expires_in").Int(); life != 10 {
			t.Errorf("told %d seconds, want 10", life)
		}
		token := gjson.Get(first, "access_token").String()
		time.Sleep(9 * time.Second)
		if got := call(entities, token).Code; got != 200 {
			t.Errorf("%d before the end, want 200", got)
		}
		time.Sleep(time.Second)
		if got := call(entities, token).Code; got != 401 {
			t.Errorf("%d after the end, want 401", got)
		}
		if got := call(entities, gjson.Get(call("/ims/token/v3", "").Body.String(), "access_token").String()).Code; got != 200 {
			t.Errorf("%d with a new token, want 200", got)
		}
	})
}
