package server_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"activityhub/server"
)

func TestHost(t *testing.T) {
	local, remote := newAPI(t, server.Config{}), newAPI(t, server.Config{AllowRemote: true})
	for host, own := range map[string]bool{
		"localhost": true, "localhost:8080": true, "LOCALHOST.": true, "hub.localhost:1": true,
		"127.0.0.1": true, "127.0.0.1:8080": true, "127.8.8.8": true, "[::1]": true, "[::1]:8080": true,
		"evil.example": false, "evil.example:8080": false, "localhost.evil.example": false, "127.0.0.1.evil.example": false,
		"10.0.0.1:8080": false, "0.0.0.0:8080": false, "[2001:db8::1]:80": false, "notlocalhost": false,
	} {
		request := newRequest(t, local, hello)
		request.Host = host
		got := send(t, request)
		if own && got.status != 200 || !own && (got.status != 403 || got.code() != "FORBIDDEN" || !strings.Contains(got.Errors[0].Message, "localhost")) {
			t.Errorf("Host %s: got %d %s, want own %v", host, got.status, got.raw, own)
		}
		request = newRequest(t, remote, hello)
		request.Host = host
		if got := send(t, request); got.status != 200 {
			t.Errorf("Host %s with remote callers allowed: got %d", host, got.status)
		}
	}
}

// TestCrossSite sends what browsers add to requests that pages make.
func TestCrossSite(t *testing.T) {
	const portal = "https://portal.example.com"
	closed, open := newAPI(t, server.Config{}), newAPI(t, server.Config{AllowedOrigins: []string{portal}})
	for _, test := range []struct {
		name    string
		headers []string
		closed  int
		open    int
	}{
		{"no browser", nil, 200, 200},
		{"own page", []string{"Sec-Fetch-Site", "same-origin"}, 200, 200},
		{"address bar", []string{"Sec-Fetch-Site", "none"}, 200, 200},
		{"other site", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, 403, 403},
		{"other port", []string{"Sec-Fetch-Site", "same-site", "Origin", "http://localhost:3000"}, 403, 403},
		{"the portal", []string{"Sec-Fetch-Site", "cross-site", "Origin", portal}, 403, 200},
		{"other scheme of the portal", []string{"Sec-Fetch-Site", "cross-site", "Origin", "http://portal.example.com"}, 403, 403},
		{"old browser", []string{"Origin", "https://evil.example"}, 403, 403},
		{"sandboxed page", []string{"Origin", "null"}, 403, 403},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := send(t, newRequest(t, closed, hello, test.headers...)); got.status != test.closed || got.header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("without origins: got %d %v, want %d and no CORS", got.status, got.header, test.closed)
			}
			got := send(t, newRequest(t, open, hello, test.headers...))
			if got.status != test.open || !strings.Contains(strings.Join(got.header.Values("Vary"), ","), "Origin") {
				t.Errorf("with an origin: got %d, Vary %v, want %d", got.status, got.header.Values("Vary"), test.open)
			}
			if allowed := got.header.Get("Access-Control-Allow-Origin"); allowed != "" && (allowed != portal || test.name != "the portal") {
				t.Errorf("Access-Control-Allow-Origin is %q", allowed)
			}
			if got.header.Get("Access-Control-Allow-Credentials") != "" {
				t.Error("credentials are allowed")
			}
		})
	}
}

func TestPreflight(t *testing.T) {
	url := newAPI(t, server.Config{AllowedOrigins: []string{"https://portal.example.com"}})
	for origin, allowed := range map[string]bool{"https://portal.example.com": true, "https://evil.example": false} {
		request := newRequest(t, url, "", "Origin", origin, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization,content-type")
		request.Method = http.MethodOptions
		got := send(t, request)
		if (got.header.Get("Access-Control-Allow-Origin") == origin) != allowed || (got.header.Get("Access-Control-Max-Age") != "") != allowed {
			t.Errorf("%s: got %d %v, want allowed %v", origin, got.status, got.header, allowed)
		}
	}
}

func TestBadOrigins(t *testing.T) {
	for _, origin := range []string{"*", "https://*.example.com", "portal.example.com", "https://portal.example.com/", "https://portal.example.com/path", "HTTPS://portal.example.com", "null", "", "ftp://portal.example.com", "https://"} {
		if _, err := server.New(server.Config{Schema: newPeopleSchema(), AllowedOrigins: []string{origin}}); err == nil || !strings.Contains(err.Error(), "https://portal.example.com") {
			t.Errorf("origin %q: got %v, want an error that says what would be right", origin, err)
		}
	}
}

func TestHealth(t *testing.T) {
	problem := errors.New("the store at " + secret + " is locked")
	sick := false
	url := newAPI(t, server.Config{Ready: func(context.Context) error {
		if sick {
			return problem
		}
		return nil
	}})
	check := func(path string, status int, text string) {
		t.Helper()
		response, err := http.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		var body [64]byte
		n, _ := response.Body.Read(body[:])
		if got := strings.TrimSpace(string(body[:n])); response.StatusCode != status || got != text {
			t.Errorf("%s: got %d %s, want %d %s", path, response.StatusCode, got, status, text)
		}
	}
	check("/livez", 200, `{"status":"ok"}`)
	check("/readyz", 200, `{"status":"ok"}`)
	sick = true
	check("/livez", 200, `{"status":"ok"}`)
	check("/readyz", 503, `{"status":"not ready"}`)
}

func TestRoutes(t *testing.T) {
	page := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte(`{"page":"` + r.URL.Path + `"}`)) })
	with, without := newAPI(t, server.Config{GraphiQL: page}), newAPI(t, server.Config{})
	for path, served := range map[string]bool{"/": true, "/graphiql/assets/app.js": true, "/nowhere": false, "/graphql/nested": false} {
		for url, graphiql := range map[string]bool{with: true, without: false} {
			request := newRequest(t, url, "")
			request.Method, request.URL.Path = http.MethodGet, path
			got := send(t, request)
			if served && graphiql && got.status != 200 || (!served || !graphiql) && (got.status != 404 || got.code() != "NOT_FOUND") {
				t.Errorf("%s, GraphiQL %v: got %d %s", path, graphiql, got.status, got.raw)
			}
		}
	}
}

func TestCompression(t *testing.T) {
	url := newAPI(t, server.Config{})
	for length, compressed := range map[int]bool{10: false, 5000: true} {
		request := newRequest(t, url, requestBody(t, "query($n:Int!){text(length:$n)}", map[string]any{"n": length}), "Accept-Encoding", "gzip")
		response, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if got := response.Header.Get("Content-Encoding") == "gzip"; got != compressed || response.StatusCode != 200 {
			t.Errorf("%d characters: got status %d, compressed %v, want %v", length, response.StatusCode, got, compressed)
		}
	}
	if got := post(t, url, "{text(length:5000)}", nil); len(got.Data["text"].(string)) != 5000 {
		t.Errorf("the answer lost characters: %d", len(got.raw))
	}
}
