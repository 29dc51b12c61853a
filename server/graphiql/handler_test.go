package graphiql_test

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"activityhub/server/graphiql"
)

var config = graphiql.Config{
	Endpoint: `/api/graphql?"tenant"`,
	Examples: []graphiql.Example{
		{Title: "Who is calling", Query: "query Caller($email: String!) { caller(email: $email) { name } }", Variables: map[string]any{"email": "ada@example.com"}},
		{Title: "Everybody", Query: "query Everybody { everybody { name } }"},
	},
}

// serve starts a server of the page. Its client asks for the encodings that a
// test names, and unpacks nothing by itself.
func serve(t *testing.T) (*httptest.Server, *http.Client) {
	t.Helper()
	server := httptest.NewServer(graphiql.New(config))
	t.Cleanup(server.Close)
	return server, &http.Client{Transport: &http.Transport{DisableCompression: true}}
}

func do(t *testing.T, client *http.Client, method, url string, header ...string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequest(method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var reader io.Reader = response.Body
	if response.Header.Get("Content-Encoding") == "gzip" && method == http.MethodGet && response.StatusCode == http.StatusOK {
		if reader, err = gzip.NewReader(reader); err != nil {
			t.Fatal(err)
		}
	}
	body, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

func TestPage(t *testing.T) {
	server, client := serve(t)
	response, body := do(t, client, "GET", server.URL+"/", "Accept-Encoding", "gzip, br")
	for name, want := range map[string]string{
		"Content-Type":           "text/html; charset=utf-8",
		"Content-Encoding":       "gzip",
		"Cache-Control":          "no-cache",
		"Vary":                   "Accept-Encoding",
		"X-Content-Type-Options": "nosniff",
		"Referrer-Policy":        "no-referrer",
	} {
		if got := response.Header.Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if want := `data-endpoint="/api/graphql?&#34;tenant&#34;"`; !strings.Contains(body, want) {
		t.Errorf("the page does not hold %s:\n%s", want, body)
	}
	if !strings.Contains(body, "<title>Activity Hub</title>") {
		t.Errorf("the page is not titled Activity Hub:\n%s", body)
	}
	if inline := regexp.MustCompile(`<script[^>]*>[^<]|<style|\son[a-z]+=|https?:`).FindString(body); inline != "" {
		t.Errorf("the page holds %q: an inline script or style, or another host", inline)
	}
	for _, directive := range []string{"default-src 'self'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"} {
		if policy := response.Header.Get("Content-Security-Policy"); !strings.Contains(policy, directive) {
			t.Errorf("Content-Security-Policy = %q, want it to hold %q", policy, directive)
		}
	}
}

func TestRevalidation(t *testing.T) {
	server, client := serve(t)
	for _, path := range []string{"/", "/graphiql/examples.json", "/graphiql/licenses.md"} {
		first, _ := do(t, client, "GET", server.URL+path)
		etag := first.Header.Get("ETag")
		for name, test := range map[string]struct {
			ifNoneMatch string
			want        int
		}{
			"same":          {etag, http.StatusNotModified},
			"one of two":    {`"other", ` + etag, http.StatusNotModified},
			"strong form":   {strings.TrimPrefix(etag, "W/"), http.StatusNotModified},
			"any":           {"*", http.StatusNotModified},
			"another":       {`W/"other"`, http.StatusOK},
			"no tag at all": {"", http.StatusOK},
		} {
			response, _ := do(t, client, "GET", server.URL+path, "If-None-Match", test.ifNoneMatch)
			if response.StatusCode != test.want {
				t.Errorf("%s, %s: status %d, want %d", path, name, response.StatusCode, test.want)
			}
			if got := response.Header.Get("ETag"); got != etag {
				t.Errorf("%s, %s: ETag %q, want %q", path, name, got, etag)
			}
		}
	}
}

func TestExamples(t *testing.T) {
	server, client := serve(t)
	response, body := do(t, client, "GET", server.URL+"/graphiql/examples.json", "Accept-Encoding", "gzip")
	if got := response.Header.Get("Content-Type"); got != "application/json" {
		t.Errorf("Content-Type = %q, want application/json", got)
	}
	var got []graphiql.Example
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Title != "Who is calling" || got[0].Variables["email"] != "ada@example.com" || got[1].Variables != nil {
		t.Errorf("examples = %+v, want those of the configuration", got)
	}

	none := httptest.NewRecorder()
	graphiql.New(graphiql.Config{}).ServeHTTP(none, httptest.NewRequest("GET", "/graphiql/examples.json", nil))
	if got := none.Body.String(); got != "[]" {
		t.Errorf("without examples the answer is %q, want []", got)
	}
}

// TestAssets follows every reference of the page, in both encodings.
func TestAssets(t *testing.T) {
	server, client := serve(t)
	_, page := do(t, client, "GET", server.URL+"/")
	references := regexp.MustCompile(`(?:src|href)="\.(/graphiql/assets/[^"]+)"`).FindAllStringSubmatch(page, -1)
	if len(references) < 3 {
		t.Fatalf("the page refers to %d assets, want an icon, a script and a style sheet at least:\n%s", len(references), page)
	}
	for _, reference := range references {
		path := reference[1]
		packed, body := do(t, client, "GET", server.URL+path, "Accept-Encoding", "gzip")
		if packed.StatusCode != http.StatusOK || packed.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: status %d, encoding %q; want 200, gzip", path, packed.StatusCode, packed.Header.Get("Content-Encoding"))
		}
		if got, want := packed.Header.Get("Cache-Control"), "public, max-age=31536000, immutable"; got != want {
			t.Errorf("%s: Cache-Control = %q, want %q", path, got, want)
		}
		plain, unpacked := do(t, client, "GET", server.URL+path, "Accept-Encoding", "gzip;q=0, br")
		if plain.Header.Get("Content-Encoding") != "" || unpacked != body {
			t.Errorf("%s: a client without gzip gets encoding %q and %d bytes, want none and %d", path, plain.Header.Get("Content-Encoding"), len(unpacked), len(body))
		}
		head, nothing := do(t, client, "HEAD", server.URL+path, "Accept-Encoding", "gzip")
		if head.StatusCode != http.StatusOK || nothing != "" || head.ContentLength != packed.ContentLength {
			t.Errorf("%s: HEAD answers %d, %q, length %d; want 200, nothing, %d", path, head.StatusCode, nothing, head.ContentLength, packed.ContentLength)
		}
	}
}

func TestRefusals(t *testing.T) {
	server, client := serve(t)
	for name, test := range map[string]struct {
		method, path string
		want         int
	}{
		"unknown asset":       {"GET", "/graphiql/assets/index-00000000.js", http.StatusNotFound},
		"folder":              {"GET", "/graphiql/assets/", http.StatusNotFound},
		"packed name":         {"GET", "/index.html.gz", http.StatusNotFound},
		"unclean path":        {"GET", "/graphiql/../index.html", http.StatusNotFound},
		"POST to the page":    {"POST", "/", http.StatusMethodNotAllowed},
		"DELETE of something": {"DELETE", "/graphiql/examples.json", http.StatusMethodNotAllowed},
	} {
		t.Run(name, func(t *testing.T) {
			response, _ := do(t, client, test.method, server.URL+test.path)
			if response.StatusCode != test.want {
				t.Errorf("status %d, want %d", response.StatusCode, test.want)
			}
			if allow := response.Header.Get("Allow"); (allow == "GET, HEAD") != (test.want == http.StatusMethodNotAllowed) {
				t.Errorf("status %d has Allow = %q", response.StatusCode, allow)
			}
			if response.Header.Get("Cache-Control") != "" {
				t.Errorf("a refusal has Cache-Control = %q, want none", response.Header.Get("Cache-Control"))
			}
		})
	}
}

func TestAcceptEncoding(t *testing.T) {
	server, client := serve(t)
	for accept, want := range map[string]string{
		"gzip":                  "gzip",
		"br, GZIP;q=0.1":        "gzip",
		"*":                     "gzip",
		"*;q=0, gzip":           "gzip",
		"gzip;q=0, *":           "",
		"br":                    "",
		"identity;q=1, *;q=0":   "",
		"gzip;q=nothing at all": "",
	} {
		response, _ := do(t, client, "GET", server.URL+"/", "Accept-Encoding", accept)
		if got := response.Header.Get("Content-Encoding"); got != want {
			t.Errorf("Accept-Encoding %q: encoding %q, want %q", accept, got, want)
		}
	}
}
