package adobe

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
)

// brief writes findings as "check: level", those that are well left out.
func brief(findings []Finding) string {
	var lines []string
	for _, f := range findings {
		if f.Level != OK {
			lines = append(lines, fmt.Sprintf("%s: %s", f.Check, f.Level))
		}
	}
	return strings.Join(lines, ", ")
}

// after says that everything from a check on was skipped.
func after(check string) string {
	all := []string{"settings", "sign-in", "gateway", "sandbox", "profile look-up", "merge policies", "namespaces", "event look-up", "segments", "computed attributes", "union of profiles", "union of events"}
	var lines []string
	for i, name := range all {
		if name == check {
			for _, skipped := range all[i+1:] {
				lines = append(lines, skipped+": Skipped")
			}
		}
	}
	return check + ": Failed, " + strings.Join(lines, ", ")
}

func TestInspect(t *testing.T) {
	const closed = `{"message":"no ada@example.com","statusCode":"403"}`
	const sandboxes = "/data/foundation/sandbox-management/"
	gateway := func(code string) func(*script, *Config) {
		return func(s *script, _ *Config) {
			for _, path := range []string{sandboxes, entitiesPath, policiesPath} {
				s.answers[path] = func(int, *http.Request) *http.Response {
					var status int
					_, _ = fmt.Sscanf(code[:3], "%d", &status)
					return reply(status, `{"error_code":"`+code+`","message":"ada@example.com"}`)
				}
			}
		}
	}
	for _, tt := range []struct {
		name   string
		change func(*script, *Config)
		want   string
		do     string // in what to do about the first of them
	}{
		{"everything is well", func(*script, *Config) {}, "", ""},
		{"no scopes", func(_ *script, c *Config) { c.Scopes = nil }, "settings: Warning", "Developer Console"},
		{"wrong secret", func(s *script, _ *Config) { s.say("/ims", 401, `{"error":"invalid_client"}`) }, after("sign-in"), "client secret"},
		{"wrong scopes", func(s *script, _ *Config) { s.say("/ims", 400, `{"error":"invalid_scope"}`) }, after("sign-in"), "scopes"},
		{"sign-in fails", func(s *script, _ *Config) { s.say("/ims", 500, "") }, after("sign-in"), "try again"},
		{"sign-in is elsewhere", func(s *script, _ *Config) { s.say("/ims", 404, "<html>") }, after("sign-in"), "ims-na1"},
		{"400003", gateway("400003"), after("gateway"), "organisation"},
		{"401013", gateway("401013"), after("gateway"), "environment"},
		{"403000", gateway("403000"), after("gateway"), "client id"},
		{"403003", gateway("403003"), after("gateway"), "Experience Platform API"},
		{"403010", gateway("403010"), after("gateway"), "proxy"},
		{"403025", gateway("403025"), after("gateway"), "product profile"},
		{"403027", gateway("403027"), after("gateway"), "organisation"},
		{"gateway fails", func(s *script, _ *Config) { s.say(sandboxes, 503, "") }, after("gateway"), "try again"},
		{"something else answers", func(s *script, _ *Config) { s.say(sandboxes, 200, "<html>") }, after("gateway"), "base URL"},
		{"redirect", func(s *script, _ *Config) { s.say(sandboxes, 302, "") }, after("gateway"), "look at its address"},
		{"unknown sandbox", func(_ *script, c *Config) { c.Sandbox = "stage" }, after("sandbox"), "prod, dev"},
		{"sandbox being made", func(s *script, _ *Config) {
			s.say(sandboxes, 200, `{"sandboxes":[{"name":"prod","state":"creating"}]}`)
		}, after("sandbox"), "wait"},
		{"more sandboxes than are listed at once", func(s *script, c *Config) {
			s.say(sandboxes, 200, `{"sandboxes":[{"name":"dev"}],"_links":{"next":{"href":"/?offset=1"}}}`)
		}, "sandbox: Warning", "if what follows fails"},
		{"sandboxes are closed", func(s *script, _ *Config) { s.say(sandboxes, 403, closed) }, "sandbox: Warning", "if what follows fails"},
		{"no profiles", func(s *script, _ *Config) { s.bySchema(replies(403, closed), replies(404, nobodyIsThere)) }, "profile look-up: Failed", "View Profiles"},
		{"not licensed", func(s *script, _ *Config) {
			s.bySchema(replies(403, `{"message":"UPS-ACC-1000004: IMS Org is not provisioned."}`), replies(404, nobodyIsThere))
		}, "profile look-up: Failed", "licensed"},
		{"merge policy of the settings", func(s *script, c *Config) {
			s.bySchema(replies(422, `{"message":"merge policy does not exist"}`), replies(404, nobodyIsThere))
			c.MergePolicy = "9"
		}, "profile look-up: Failed, merge policies: Failed", "set the merge policy"},
		{"no default", func(s *script, _ *Config) { s.say(policiesPath, 200, `{"children":[]}`) }, "merge policies: Failed", "set the merge policy"},
		{"closed policies", func(s *script, _ *Config) { s.say(policiesPath, 403, closed) }, "merge policies: Failed", "View Merge Policies"},
		{"closed policies, one is set", func(s *script, c *Config) { s.say(policiesPath, 403, closed); c.MergePolicy = "1" }, "merge policies: Warning", "View Merge Policies"},
		{"closed namespaces", func(s *script, _ *Config) { s.say(namespacesPath, 403, closed) }, "namespaces: Warning", "View Identity Namespaces"},
		{"no events", func(s *script, _ *Config) { s.bySchema(replies(404, nobodyIsThere), replies(403, closed)) }, "event look-up: Warning", "ask Adobe support"},
		{"events fail", func(s *script, _ *Config) { s.bySchema(replies(404, nobodyIsThere), replies(500, closed)) }, "event look-up: Failed", "try again"},
		{"closed segments", func(s *script, _ *Config) { s.say(audiencesPath, 403, closed); s.say(definitionsPath, 403, closed) }, "segments: Warning", "View Segments"},
		{"closed computed attributes", func(s *script, _ *Config) { s.say(attributesPath, 403, closed) }, "computed attributes: Warning", "nothing"},
		{"the gateway refuses events alone", func(s *script, _ *Config) {
			s.bySchema(replies(404, nobodyIsThere), replies(403, `{"error_code":"403025","message":"Profile is not valid"}`))
		}, "event look-up: Warning", "ask Adobe support"},
		{"merge policy of event look-ups", func(s *script, _ *Config) {
			s.bySchema(replies(404, nobodyIsThere), replies(422, `{"message":"merge policy does not exist"}`))
		}, "event look-up: Failed", "set the merge policy"},
		{"a web site answers", func(s *script, _ *Config) {
			s.say(sandboxes, 404, "<html>")
			s.bySchema(replies(404, "<html>"), replies(404, "<html>"))
		}, after("gateway"), "base URL"},
		{"another API answers", func(s *script, _ *Config) {
			const elsewhere = `{"error_code":"404000","message":"Not found"}`
			s.say(sandboxes, 404, elsewhere)
			s.bySchema(replies(404, elsewhere), replies(404, elsewhere))
		}, "gateway: Warning, sandbox: Skipped, " + after("profile look-up"), "base URL"},
		{"no union", func(s *script, _ *Config) {
			delete(s.answers, unionsPath+"https:%2F%2Fns.adobe.com%2Fxdm%2Fcontext%2Fprofile__union")
		}, "union of profiles: Warning", "View Schemas"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newScript()
			s.complete()
			findings := s.engine(t, func(c *Config) { c.Scopes = []string{"openid"}; tt.change(s, c) }).Inspect(t.Context())
			if got := brief(findings); got != tt.want {
				t.Errorf("found\n%s\nwant\n%s\nof %+v", got, tt.want, findings)
			}
			first := ""
			for _, f := range findings {
				if f.Found == "" || (f.Do == "") != (f.Level == OK || f.Level == Skipped) {
					t.Errorf("finding %+v", f)
				}
				if first == "" {
					first = f.Do
				}
				for _, secret := range []string{"ada@", "p8e-secret", testOrganization, "0123456789"} {
					if strings.Contains(f.Found+f.Do, secret) {
						t.Errorf("%s is in %+v", secret, f)
					}
				}
			}
			if !strings.Contains(first, tt.do) {
				t.Errorf("to do: %q, want something about %q", first, tt.do)
			}
		})
	}
}

// TestInspectUnreachable has nothing listen where the sign-in service should be.
func TestInspectUnreachable(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	e := newScript().engine(t, func(c *Config) { c.Scopes, c.SignInURL, c.Transport = []string{"openid"}, "http://"+address, nil })
	findings := e.Inspect(t.Context())
	if got := brief(findings); got != after("sign-in") {
		t.Errorf("found %s", got)
	}
	if f := findings[1]; !strings.Contains(f.Found, "nothing listens") || !strings.Contains(f.Do, "the sign-in URL") {
		t.Errorf("finding %+v", f)
	}
}
