package gateway_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"activityhub/platform/gateway"
)

const namespacesPath = "/data/core/idnamespace/identities"

func TestFront(t *testing.T) {
	f := open(t, func(c *gateway.Config) { c.Sandboxes = []string{"prod", "dev"} })
	for _, c := range []struct {
		name   string
		change func(http.Header)
		status int
		want   string
	}{
		{"all is well", func(http.Header) {}, 200, ""},
		{"sandbox left out", func(h http.Header) { h.Del("X-Sandbox-Name") }, 200, ""},
		{"another sandbox", func(h http.Header) { h.Set("X-Sandbox-Name", "dev") }, 200, ""},
		{"token missing", func(h http.Header) { h.Del("Authorization") }, 403, `{"error_code":"403010","message":"Oauth token is missing."}`},
		{"no bearer token", func(h http.Header) { h.Set("Authorization", "Basic abc") }, 403, `{"error_code":"403010","message":"Oauth token is missing."}`},
		{"token made up", func(h http.Header) { h.Set("Authorization", "Bearer abc") }, 401, `{"error_code":"401013","message":"Oauth token is not valid"}`},
		{"token changed", func(h http.Header) {
			h.Set("Authorization", h.Get("Authorization")[:20]+"A"+h.Get("Authorization")[21:]+"")
		}, 401, `{"error_code":"401013","message":"Oauth token is not valid"}`},
		{"key missing", func(h http.Header) { h.Del("X-Api-Key") }, 403, `{"error_code":"403000","message":"Api Key is required"}`},
		{"key wrong", func(h http.Header) { h.Set("X-Api-Key", "other") }, 403, `{"error_code":"403003","message":"Api Key is invalid"}`},
		{"organisation missing", func(h http.Header) { h.Del("X-Gw-Ims-Org-Id") }, 400, `{"error_code":"400003","message":"Missing header"}`},
		{"organisation wrong", func(h http.Header) { h.Set("X-Gw-Ims-Org-Id", "1@AdobeOrg") }, 403, `{"error_code":"403027","message":"User region is missing"}`},
		{"unknown sandbox", func(h http.Header) { h.Set("X-Sandbox-Name", "nowhere") }, 403,
			`{"type":"https://ns.adobe.com/aep/errors/SANDBOX-403","status":403,"title":"Forbidden","detail":"The sandbox named by x-sandbox-name does not exist here; the sandboxes here are prod, dev."}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := f.headers()
			c.change(h)
			got := f.send("GET", namespacesPath, "", "", h).is(c.status)
			if c.want != "" {
				got.reads(c.want)
			}
			if got.header.Get("Content-Type") != "application/json" {
				t.Errorf("Content-Type %q", got.header.Get("Content-Type"))
			}
		})
	}
}

func TestPathsAndMethods(t *testing.T) {
	f := open(t)
	f.get("/data/core/nothing").is(404).says("404001", "error_code")
	f.get("/").is(404).says("404001", "error_code")
	f.get(namespacesPath+"/").is(404).says("404001", "error_code")
	got := f.send("DELETE", namespacesPath, "", "", f.headers()).is(405).says("405001", "error_code")
	if allow := got.header.Get("Allow"); allow != "GET, POST" {
		t.Errorf("Allow: %q", allow)
	}
}

func TestRequestID(t *testing.T) {
	f := open(t)
	h := f.headers()
	h.Set("X-Request-Id", "my-own-1")
	if got := f.send("GET", namespacesPath, "", "", h).header.Get("X-Request-Id"); got != "my-own-1" {
		t.Errorf("the request id is not repeated: %q", got)
	}
	h.Set("X-Request-Id", strings.Repeat("x", 200))
	if got := f.send("GET", namespacesPath, "", "", h).header.Get("X-Request-Id"); len(got) != 32 {
		t.Errorf("a request id that is too long gives %q", got)
	}
	if a, b := f.get(namespacesPath).header.Get("X-Request-Id"), f.get(namespacesPath).header.Get("X-Request-Id"); a == b || a == "" {
		t.Errorf("request ids %q and %q", a, b)
	}
}

func TestContentType(t *testing.T) {
	f := open(t)
	f.send("POST", entitiesPath, "text/plain", "{}", f.headers()).is(415).
		reads(`{"type":"http://ns.adobe.com/adobecloud/problem/unsupported-media-type","status":415,"title":"HTTP 415 Unsupported Media Type"}`)
	f.send("POST", namespacesPath, "", "{}", f.headers()).is(400).
		reads(`{"type":"/placeholder/type/uri","status":400,"title":"BadRequestError","detail":"A valid content-type must be specified"}`)
	f.send("POST", entitiesPath, "application/json; charset=utf-8", "{", f.headers()).is(400).says("400", "statusCode")
	f.post(entitiesPath, `{"a":"`+strings.Repeat("x", 5<<20)+`"}`).is(413).says("413", "statusCode")
}

func TestSignIn(t *testing.T) {
	f := open(t)
	form := func(change ...string) url.Values {
		v := signInForm()
		for i := 0; i < len(change); i += 2 {
			v.Del(change[i])
			if change[i+1] != "" {
				v.Set(change[i], change[i+1])
			}
		}
		return v
	}
	split := form("client_id", "")
	for _, c := range []struct {
		name        string
		path        string
		query, body url.Values
		status      int
		kind        string
	}{
		{"in the body", "/ims/token/v3", nil, form(), 200, ""},
		{"in the query", "/ims/token/v2", form(), nil, 200, ""},
		{"client in the query", "/ims/token/v3", url.Values{"client_id": {gateway.DefaultClientID}}, split, 200, ""},
		{"scopes with blanks", "/ims/token/v3", nil, form("scope", "openid AdobeID session"), 200, ""},
		{"another secret", "/ims/token/v3", nil, form("client_secret", "guess"), 401, "invalid_client"},
		{"another client", "/ims/token/v3", nil, form("client_id", "guess"), 401, "invalid_client"},
		{"unknown scope", "/ims/token/v3", nil, form("scope", "openid,everything"), 400, "invalid_scope"},
		{"no scope", "/ims/token/v3", nil, form("scope", ""), 400, "invalid_scope"},
		{"no secret", "/ims/token/v3", nil, form("client_secret", ""), 400, "invalid_request"},
		{"another grant", "/ims/token/v3", nil, form("grant_type", "password"), 400, "unsupported_grant_type"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path, contentType := c.path, ""
			if c.query != nil {
				path += "?" + c.query.Encode()
			}
			if c.body != nil {
				contentType = "application/x-www-form-urlencoded"
			}
			got := f.send("POST", path, contentType, c.body.Encode(), nil).is(c.status)
			if c.kind != "" {
				got.says(c.kind, "error")
				return
			}
			got.says("bearer", "token_type").says("86400", "expires_in")
		})
	}
	f.send("POST", "/ims/token/v3", "application/json", "{}", nil).is(400).says("invalid_request", "error")

	if another := f.signIn(); another == f.token {
		t.Error("two sign-ins give one token")
	}
	f.get(namespacesPath).is(200) // the first one is still good
	f.Close()
	if logged := f.log.String(); strings.Contains(logged, gateway.DefaultClientSecret) || strings.Contains(logged, f.token) {
		t.Error("the log holds a secret or a token")
	}
}

func TestTokensEnd(t *testing.T) {
	now := time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)
	f := open(t, func(c *gateway.Config) { c.Now, c.TokenLife = func() time.Time { return now }, time.Minute })
	now = now.Add(59 * time.Second)
	f.get(namespacesPath).is(200)
	now = now.Add(time.Second)
	f.get(namespacesPath).is(401).says("401013", "error_code")
	f.token = f.signIn()
	f.get(namespacesPath).is(200)
}

func TestConfig(t *testing.T) {
	f := open(t)
	for name, change := range map[string]func(*gateway.Config){
		"a gateway needs a local Platform": func(c *gateway.Config) { c.Platform = nil },
		"24 hexadecimal digits":            func(c *gateway.Config) { c.Organization = "acme" },
		"at least a second":                func(c *gateway.Config) { c.TokenLife = time.Millisecond },
		"lower-case letters":               func(c *gateway.Config) { c.Sandboxes = []string{"Prod"} },
		"is named twice":                   func(c *gateway.Config) { c.Sandboxes = []string{"a", "a"} },
		"no form of not found":             func(c *gateway.Config) { c.NotFound = "none" },
	} {
		cfg := gateway.Config{Platform: f.platform}
		change(&cfg)
		if _, err := gateway.New(cfg); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("New: %v, want an error that says %q", err, name)
		}
	}
}
