package command_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"activityhub/server/command"
)

// Paths of the Platform.
const (
	look     = "/data/core/ups/access/entities"
	policies = "/data/core/ups/config/mergePolicies"
	anything = "/data/*"
	signIn   = "/ims/*"
)

// broken are the states that doctor is shown, each with the check that it is
// about.
var broken = []struct {
	name  string
	check string // the first check that is not OK; "" if all are
	front front
	args  []string
	env   string
	other http.HandlerFunc // what answers in place of the Platform's gateway
}{
	{name: "everything is well"},
	{name: "wrong secret", check: "sign-in", env: "ACTIVITYHUB_ADOBE_CLIENT_SECRET=wr0ng-canary"},
	{name: "unknown client id", check: "sign-in", args: []string{"--adobe-client-id", "somebody-canary"}},
	{name: "scopes that are not granted", check: "sign-in", args: []string{"--adobe-scopes", "openid,everything"}},
	{name: "sign-in service fails", check: "sign-in", front: front{path: signIn, fault: "failing"}},
	{name: "a web site in place of the sign-in service", check: "sign-in", front: front{path: signIn, fault: "html"}},
	{name: "wrong organisation", check: "gateway", args: []string{"--adobe-organization", "ABCDEF0123456789ABCDEF01@AdobeOrg"}},
	{name: "wrong sandbox", check: "sandbox", args: []string{"--adobe-sandbox", "stage"}},
	{name: "credential without product profile", check: "gateway", front: front{path: anything, fault: "forbidden; code=403025"}},
	{name: "token refused", check: "gateway", front: front{path: anything, fault: "unauthorized"}},
	{name: "gateway fails", check: "gateway", front: front{path: anything, fault: "failing"}},
	{name: "gateway throttles", check: "gateway", front: front{path: anything, fault: "throttled; form=gateway; headerWait=40s"}},
	{name: "gateway redirects", check: "gateway", front: front{path: anything, fault: "redirect"}},
	{name: "gateway answers with half", check: "gateway", front: front{path: anything, fault: "truncated"}},
	{name: "gateway hangs up", check: "gateway", front: front{path: anything, fault: "close"}},
	{name: "a web site in place of the gateway", check: "gateway", other: func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "<html>welcome to canary</html>")
	}},
	{name: "a web site without that page", check: "gateway", other: func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, "<html>no such page</html>")
	}},
	{name: "another API in place of the gateway", check: "gateway", front: front{path: anything, fault: "not-found; form=gateway"}},
	{name: "profiles not permitted", check: "profile look-up", front: front{path: look, fault: "missing; code=profiles"}},
	{name: "organisation without profiles", check: "profile look-up", front: front{path: look, fault: "forbidden; code=UPS-ACC-1000004"}},
	{name: "slow look-ups", check: "profile look-up", front: front{path: look, fault: "latency; fixed=1100ms"}},
	{name: "look-ups slower than they may be", check: "profile look-up", front: front{path: look, fault: "latency; fixed=300ms"}, args: []string{"--adobe-timeout", "200ms"}},
	{name: "unknown merge policy", check: "profile look-up", args: []string{"--adobe-merge-policy", "policy-canary"}},
	{name: "merge policies not permitted", check: "merge policies", front: front{path: policies, fault: "missing; code=merge-policies"}},
	{name: "merge policies not permitted, one is set", check: "merge policies", front: front{path: policies, fault: "missing; code=merge-policies"}, args: []string{"--adobe-merge-policy", "default-timestamp"}},
	{name: "no default merge policy", check: "merge policies", front: front{path: policies, change: func(body string) string {
		return strings.ReplaceAll(body, `"default":true`, `"default":false`)
	}}},
	{name: "namespaces not permitted", check: "namespaces", front: front{path: anything, fault: "missing; code=namespaces"}},
	{name: "events not permitted", check: "event look-up", front: front{path: look, fault: "missing; code=events; form=forbidden"}},
	{name: "events refused by the gateway", check: "event look-up", front: front{path: look, fault: "missing; code=events; form=gateway"}},
	{name: "events at no address", check: "event look-up", front: front{path: look, fault: "missing; code=events; form=not-found"}},
	{name: "events not understood", check: "event look-up", front: front{path: look, fault: "missing; code=events; form=bad-request"}},
	{name: "segments not permitted", check: "segments", front: front{path: anything, fault: "missing; code=segments, missing; code=audiences"}},
	{name: "computed attributes not permitted", check: "computed attributes", front: front{path: anything, fault: "missing; code=computed-attributes"}},
	{name: "schemas not permitted", check: "union of profiles", front: front{path: anything, fault: "missing; code=schemas"}},
	{name: "lists of other types", check: "merge policies", front: front{path: "/data/core/*", fault: "wrong-types"}},
}

var (
	port      = regexp.MustCompile(`127\.0\.0\.1:\d+`)
	requestID = regexp.MustCompile(`\b[0-9a-f]{32}\b`)
	seconds   = regexp.MustCompile(`answered after [0-9.]+m?s`)
)

// TestDoctorOfAdobe compares what doctor says of a Platform in each broken state
// with testdata/doctor.txt.
func TestDoctorOfAdobe(t *testing.T) {
	platform := servePlatform(t)
	var all strings.Builder
	for _, state := range broken {
		t.Run(state.name, func(t *testing.T) {
			url := state.front.serve(t, platform.url)
			c := asking(url, "doctor", "--engine", "adobe").with(state.args...)
			if state.other != nil {
				elsewhere := httptest.NewServer(state.other)
				t.Cleanup(elsewhere.Close)
				c = c.with("--adobe-base-url", elsewhere.URL)
			}
			if state.env != "" {
				c.env = []string{state.env}
			}
			got := c.run(t)
			section := doctored(t, got, state.check)
			fmt.Fprintf(&all, "== %s: exit code %d\n%s\n", state.name, got.code, section)
		})
	}
	golden(t, filepath.Join("testdata", "doctor.txt"), all.String())
}

// doctored checks what holds for every run of doctor, that check is the first
// that is not OK, and returns its output without what differs between runs.
func doctored(t *testing.T, got outcome, check string) string {
	t.Helper()
	for _, canary := range []string{secret, "wr0ng", organization[:24], "ABCDEF0123456789", "canary", "activityhub-", "access_token", "C000001"} {
		if strings.Contains(got.out+got.err, canary) {
			t.Errorf("%q is shown:\n%s%s", canary, got.out, got.err)
		}
	}
	first, failed := "", false
	for _, line := range strings.Split(strings.TrimSpace(got.out), "\n") {
		level, rest, _ := strings.Cut(line, " ")
		if level != "" && level != "OK" && first == "" {
			first = strings.TrimSpace(rest[:min(len(rest), 29)])
		}
		failed = failed || level == "Failed"
	}
	if !strings.HasPrefix(first, check) || (first == "") != (check == "") {
		t.Errorf("the first check that is not OK is %q, want %q:\n%s", first, check, got.out)
	}
	want := command.OK
	if failed {
		want = command.Negative
	}
	if got.code != want || (got.err != "") != failed || strings.Count(got.err, "\n") > 1 {
		t.Errorf("exit code %d, want %d; standard error %q", got.code, want, got.err)
	}
	text := got.out + got.err
	text = port.ReplaceAllString(text, "127.0.0.1:PORT")
	text = requestID.ReplaceAllString(text, "REQUEST")
	return seconds.ReplaceAllString(text, "answered after SECONDS")
}

// golden compares text with a file, or writes it with -update.
func golden(t *testing.T, file, text string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Errorf("the text differs from %s (-update rewrites it):\n%s", file, text)
	}
}

func TestDoctorWithoutAWay(t *testing.T) {
	platform := servePlatform(t)
	selfSigned := httptest.NewUnstartedServer(http.NotFoundHandler())
	selfSigned.Config.ErrorLog = quiet()
	selfSigned.StartTLS()
	t.Cleanup(selfSigned.Close)
	for _, test := range []struct {
		name, flag, url string
		check           string
		found, do       string
	}{
		{"sign-in service is down", "--adobe-sign-in-url", closed(t), "sign-in", "nothing listens at that address", "the sign-in URL"},
		{"Platform is down", "--adobe-base-url", closed(t), "gateway", "nothing listens at that address", "the base URL"},
		{"Identity Service is down", "--adobe-identity-url", closed(t), "namespaces", "nothing listens at that address", "the identity URL"},
		{"certificate of nobody", "--adobe-base-url", selfSigned.URL, "gateway", "an authority that this machine does not know", "add its authority"},
		{"certificate of nobody at the sign-in service", "--adobe-sign-in-url", selfSigned.URL, "sign-in", "an authority that this machine does not know", "add its authority"},
		{"no TLS", "--adobe-base-url", strings.Replace(platform.url, "http:", "https:", 1), "gateway", "does not speak TLS", "http:// is for services on this machine"},
		{"no such host", "--adobe-base-url", "https://platform.invalid", "gateway", "", "the base URL"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := asking(platform.url, "doctor", "--engine", "adobe", "--json").with(test.flag, test.url).run(t)
			got.want(t, command.Negative, "1 of 13 checks failed")
			var findings []struct{ Check, Level, Found, Do string }
			if err := json.Unmarshal([]byte(got.out), &findings); err != nil {
				t.Fatalf("%v, of %s", err, got.out)
			}
			for _, f := range findings {
				if f.Level == "Failed" && (f.Check != test.check || !strings.Contains(f.Found, test.found) || !strings.Contains(f.Do, test.do)) {
					t.Errorf("%+v; want %s: %s, and to do: %s", f, test.check, test.found, test.do)
				}
			}
		})
	}
}

func TestDoctorOfSettings(t *testing.T) {
	for _, test := range []struct {
		name string
		call call
		code int
		want string
	}{
		{"nothing is set", call{args: []string{"doctor", "--engine", "adobe"}}, command.Negative, "these are not set: adobe.organization, adobe.clientId, adobe.clientSecret;"},
		{"plain HTTP to elsewhere", asking("http://platform.adobe.io", "doctor", "--engine", "adobe"), command.Negative, "adobe.baseUrl must begin with https://, because credentials"},
		{"secret that cannot be read", call{args: []string{"doctor", "--engine", "adobe", "--adobe-client-secret-file", "absent"}}, command.Negative, "adobe.clientSecretFile absent cannot be read: no such file or directory"},
		{"secret set twice", asking("http://127.0.0.1:1", "doctor", "--engine", "adobe", "--adobe-client-secret-file", "absent"), command.Negative, "the client secret is set twice"},
		{"organisation that is none", call{args: []string{"doctor", "--engine", "adobe", "--adobe-organization", "x"}}, command.Usage, "the flag --adobe-organization is not right; it is 24 hexadecimal digits and @AdobeOrg"},
		{"sandbox that is none", asking("http://127.0.0.1:1", "doctor", "--engine", "adobe", "--adobe-sandbox", "My sandbox"), command.Usage, "the flag --adobe-sandbox is not right"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := test.call.run(t)
			if text := got.out + got.err; got.code != test.code || !strings.Contains(text, test.want) || strings.Contains(text, secret) {
				t.Errorf("exit code %d, want %d; it says\n%s\nwant %q", got.code, test.code, text, test.want)
			}
		})
	}
}

func TestDoctorOfTheEmbeddedPlatform(t *testing.T) {
	t.Chdir(t.TempDir())
	got := run(t, "doctor")
	got.want(t, command.OK)
	for _, want := range []string{"local; 0 settings are yours", "there is none yet in folder data; serve and ingest make it", "7 data sets are ready for activityhub ingest"} {
		if !strings.Contains(got.out, want) {
			t.Errorf("doctor does not say %q; it says\n%s", want, got.out)
		}
	}
	if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
		t.Errorf("doctor left %v behind, %v", left, err)
	}
	data := grace(t)
	if got := run(t, "doctor", "--data", data); got.code != command.OK || !strings.Contains(got.out, "local; 1 setting is yours") || !strings.Contains(got.out, "opened in folder "+data) {
		t.Errorf("exit code %d, doctor says\n%s%s", got.code, got.out, got.err)
	}
	bad := t.TempDir()
	if err := os.WriteFile(filepath.Join(bad, "segments.yaml"), []byte("- nme: x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := run(t, "doctor", "--platform", bad); got.code != command.Negative || !strings.Contains(got.out, "segments.yaml:1") || !strings.Contains(got.out, "→ name a folder that can be written to with --data, and sound definitions") {
		t.Errorf("exit code %d, doctor says\n%s%s", got.code, got.out, got.err)
	}
}
