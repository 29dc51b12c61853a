package gateway_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"activityhub/platform/gateway"
	"activityhub/platform/local"
	"activityhub/platform/platformtest"
)

// fixture is a gateway on loopback before an empty local Platform that is set up
// with the definitions of the conformance suite.
type fixture struct {
	testing.TB
	*httptest.Server
	platform *local.Platform
	token    string
	log      *bytes.Buffer // what the gateway logs; read once the server is closed
}

func open(t testing.TB, options ...func(*gateway.Config)) *fixture {
	t.Helper()
	f := &fixture{TB: t, log: &bytes.Buffer{}}
	var err error
	f.platform, err = local.Open(t.Context(), local.Config{Dir: t.TempDir(), Definitions: platformtest.Definitions(), Synchronous: "NORMAL", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() {
		if err := f.platform.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	cfg := gateway.Config{Platform: f.platform, Logger: slog.New(slog.NewTextHandler(f.log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	for _, option := range options {
		option(&cfg)
	}
	gw, err := gateway.New(cfg)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	t.Cleanup(func() {
		if err := gw.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	f.Server = httptest.NewServer(gw)
	t.Cleanup(f.Close)
	f.token = f.signIn()
	return f
}

// put stores records of a data set and fails the test if one is refused.
func (f *fixture) put(dataset string, records ...string) {
	f.Helper()
	var rejects bytes.Buffer
	counts, err := f.platform.Ingest(f.Context(), dataset, strings.NewReader(strings.Join(records, "\n")), local.IngestOptions{Rejects: &rejects})
	if err != nil || counts.Rejected > 0 {
		f.Fatalf("Ingest into %s: %v, %s", dataset, err, rejects.String())
	}
}

func (f *fixture) signIn() string {
	f.Helper()
	got := f.send("POST", "/ims/token/v3", "application/x-www-form-urlencoded", signInForm().Encode(), nil)
	if got.status != http.StatusOK {
		f.Fatalf("sign-in: %d %s", got.status, got.body)
	}
	return got.at("access_token").(string)
}

func signInForm() url.Values {
	return url.Values{
		"grant_type": {"client_credentials"}, "client_id": {gateway.DefaultClientID},
		"client_secret": {gateway.DefaultClientSecret}, "scope": {"openid,AdobeID,read_organizations"},
	}
}

// answer is what the gateway said.
type answer struct {
	testing.TB
	status int
	header http.Header
	body   string
}

func (f *fixture) send(method, path, contentType, body string, header http.Header) answer {
	f.Helper()
	r, err := http.NewRequestWithContext(f.Context(), method, f.URL+path, strings.NewReader(body))
	if err != nil {
		f.Fatal(err)
	}
	for name, values := range header {
		r.Header[name] = values
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	got, err := f.Client().Do(r)
	if err != nil {
		f.Fatalf("%s %s: %v", method, path, err)
	}
	defer got.Body.Close()
	raw, err := io.ReadAll(got.Body)
	if err != nil {
		f.Fatalf("%s %s: %v", method, path, err)
	}
	return answer{TB: f.TB, status: got.StatusCode, header: got.Header, body: string(raw)}
}

// headers are what every call carries.
func (f *fixture) headers() http.Header {
	return http.Header{
		"Authorization": {"Bearer " + f.token}, "X-Api-Key": {gateway.DefaultClientID},
		"X-Gw-Ims-Org-Id": {gateway.DefaultOrganization}, "X-Sandbox-Name": {"prod"},
	}
}

func (f *fixture) get(path string, params ...string) answer {
	f.Helper()
	return f.send("GET", path+query(params), "", "", f.headers())
}

func (f *fixture) post(path, body string) answer {
	f.Helper()
	return f.send("POST", path, "application/json", body, f.headers())
}

// query writes names and values, one after the other, as a query.
func query(params []string) string {
	if len(params) == 0 {
		return ""
	}
	values := url.Values{}
	for i := 0; i < len(params); i += 2 {
		values.Add(params[i], params[i+1])
	}
	return "?" + values.Encode()
}

// is fails the test unless the answer has that status.
func (a answer) is(status int) answer {
	a.Helper()
	if a.status != status {
		a.Fatalf("status %d, want %d; body %s", a.status, status, a.body)
	}
	return a
}

// reads fails the test unless the body is want, but for blanks.
func (a answer) reads(want string) answer {
	a.Helper()
	if compact(a.TB, a.body) != compact(a.TB, want) {
		a.Errorf("body\n got %s\nwant %s", a.body, want)
	}
	return a
}

// at returns the value in the body that the names and positions lead to; nil if
// there is none.
func (a answer) at(path ...any) any {
	a.Helper()
	d := json.NewDecoder(strings.NewReader(a.body))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		a.Fatalf("body is no JSON: %v\n%s", err, a.body)
	}
	for _, step := range path {
		switch step := step.(type) {
		case string:
			object, ok := v.(map[string]any)
			if !ok {
				return nil
			}
			v = object[step]
		case int:
			list, ok := v.([]any)
			if !ok || step >= len(list) {
				return nil
			}
			v = list[step]
		}
	}
	return v
}

// says fails the test unless the value at path, as text, is want.
func (a answer) says(want string, path ...any) answer {
	a.Helper()
	if got := fmt.Sprint(a.at(path...)); got != want {
		a.Errorf("%v\n got %s\nwant %s\nin %s", path, got, want, a.body)
	}
	return a
}

func compact(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(text)); err != nil {
		t.Fatalf("no JSON: %v\n%s", err, text)
	}
	return b.String()
}
