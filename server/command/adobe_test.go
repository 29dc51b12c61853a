package command_test

import (
	"bytes"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
)

// What the tests call themselves at the local Platform, and must not show again.
const (
	secret       = "s3cr3t-canary"
	organization = "FEDCBA9876543210FEDCBA98@AdobeOrg"
)

// servePlatform starts the local Platform over REST, with demonstration data and
// credentials of the tests' own.
func servePlatform(t testing.TB, args ...string) *hub {
	t.Helper()
	return call{
		args: append([]string{"platform", "--demo", "--demo-profiles", "12", "--data", t.TempDir(), "--platform-listen", "127.0.0.1:0", "--gateway-organization", organization}, args...),
		env:  []string{"ACTIVITYHUB_GATEWAY_CLIENT_SECRET=" + secret},
	}.start(t)
}

// asking returns a call of the program that asks the Platform at url.
func asking(url string, args ...string) call {
	return call{
		args: append(args, "--adobe-base-url", url, "--adobe-sign-in-url", url, "--adobe-client-id", "activityhub", "--adobe-organization", organization),
		env:  []string{"ACTIVITYHUB_ADOBE_CLIENT_SECRET=" + secret},
	}
}

// with returns c with further flags, which are stronger than those before.
func (c call) with(args ...string) call {
	c.args = append(c.args, args...)
	return c
}

// serveAdobe starts a hub that asks the Platform at url.
func serveAdobe(t testing.TB, url string, args ...string) *hub {
	t.Helper()
	return asking(url, append([]string{"serve", "--engine", "adobe", "--listen", "127.0.0.1:0", "--drain-delay", "0s"}, args...)...).start(t)
}

// A front stands before a Platform and has it fail.
type front struct {
	path   string // what it strikes, up to its end or a *
	fault  string // what is asked of the Platform, see package faults; "" for nothing
	change func(body string) string
}

// serve returns where front answers for the Platform at url.
func (f front) serve(t testing.TB, at string) string {
	t.Helper()
	target, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	struck := func(path string) bool {
		prefix, open := strings.CutSuffix(f.path, "*")
		return path == prefix || open && strings.HasPrefix(path, prefix)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			if struck(r.In.URL.Path) && f.fault != "" {
				r.Out.Header.Set("X-Activityhub-Fault", f.fault)
			}
		},
		ModifyResponse: func(r *http.Response) error {
			if f.change == nil || !struck(r.Request.URL.Path) {
				return nil
			}
			body, err := io.ReadAll(r.Body)
			changed := []byte(f.change(string(body)))
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(changed)), int64(len(changed))
			r.Header.Del("Content-Length")
			return err
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { panic(http.ErrAbortHandler) },
	}
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	return server.URL
}

// quiet is the log of a server whose complaints are what is tested.
func quiet() *log.Logger { return log.New(io.Discard, "", 0) }

// closed returns a URL at which nothing listens.
func closed(t testing.TB) string {
	t.Helper()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	return server.URL
}
