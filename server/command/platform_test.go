package command_test

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"activityhub/server/command"
)

// signedIn returns an access token of the Platform at url, or the status.
func signedIn(t testing.TB, at, secret string) (token string, status int) {
	t.Helper()
	response, err := http.PostForm(at+"/ims/token/v3", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {"activityhub"}, "client_secret": {secret}, "scope": {"openid,AdobeID"},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var answer struct {
		Token string `json:"access_token"`
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	return answer.Token, response.StatusCode
}

// asked sends a GET to the Platform and returns its body.
func asked(t testing.TB, at, token, organization string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, at, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"Authorization": "Bearer " + token, "x-api-key": "activityhub", "x-gw-ims-org-id": organization, "x-sandbox-name": "prod"} {
		r.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("status %d, %v: %s", response.StatusCode, err, body)
	}
	return string(body)
}

func TestPlatform(t *testing.T) {
	platform := servePlatform(t)
	if _, status := signedIn(t, platform.url, "local-secret"); status != http.StatusUnauthorized {
		t.Errorf("signing in with the secret that everybody knows: status %d, want 401", status)
	}
	token, status := signedIn(t, platform.url, secret)
	if status != http.StatusOK || token == "" {
		t.Fatalf("signing in: status %d", status)
	}
	const customer = "/data/core/ups/access/entities?schema.name=_xdm.context.profile&entityId=C000001&entityIdNS=CRMID&fields=loyalty.tier"
	if body := asked(t, platform.url+customer, token, organization); !strings.Contains(body, `"tier":"Platinum"`) {
		t.Errorf("the customer is %s", body)
	}
	got := platform.stop()
	got.want(t, command.OK, "loading demonstration data: 12 customers")
	for _, want := range []string{platform.url + "\n", "Client secret           (as it was set)", organization, "--adobe-base-url " + platform.url + " --adobe-sign-in-url " + platform.url, "Stop it with Ctrl-C.", "Stopped.\n"} {
		if !strings.Contains(got.out, want) {
			t.Errorf("it does not print %q; it prints\n%s", want, got.out)
		}
	}
	if strings.Contains(got.out+got.err, secret) || strings.Contains(got.err, "level=") {
		t.Errorf("it prints\n%s%s", got.out, got.err)
	}
}

// The command that the banner prints connects a hub to the Platform.
func TestPlatformBanner(t *testing.T) {
	platform := call{args: []string{"platform", "--demo", "--demo-profiles", "12", "--data", t.TempDir(), "--platform-listen", "127.0.0.1:0"}}.start(t)
	h := connects(t, platform.said().out)
	var answer profileAnswer
	h.ask(t, strings.ReplaceAll(firstName, "%ID%", `"C000001"`), &answer)
	if answer.Data.Profile == nil || answer.Data.Profile.Attributes.Person.Name.FirstName != "Johanna" {
		t.Errorf("answer = %+v", answer)
	}
	h.stop().want(t, command.OK)
}

// connects starts the hub that a banner prints the command of.
func connects(t *testing.T, banner string) *hub {
	t.Helper()
	_, printed, _ := strings.Cut(banner, "ACTIVITYHUB_ADOBE_CLIENT_SECRET=")
	printed, _, _ = strings.Cut(printed, "\n\n")
	words := strings.Fields(strings.ReplaceAll(printed, "\\\n", ""))
	if len(words) < 3 || words[1] != "activityhub" {
		t.Fatalf("there is no command in %s", banner)
	}
	return call{args: append(words[2:], "--listen", "127.0.0.1:0", "--drain-delay", "0s"), env: []string{"ACTIVITYHUB_ADOBE_CLIENT_SECRET=" + words[0]}}.start(t)
}

// A connection that a client keeps ready does not delay the end.
func TestPlatformStopsWithUnusedConnections(t *testing.T) {
	platform := servePlatform(t)
	conn, err := net.Dial("tcp", strings.TrimPrefix(platform.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	signedIn(t, platform.url, secret) // by then the connection is known
	began := time.Now()
	platform.stop().want(t, command.OK)
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("the end took %s", took)
	}
}

func TestPlatformRefused(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	scenario := put(t, "storm.yaml", "faults:\n  - name: storm\n    efect: {kind: throttled}\n")
	there := put(t, "case.ndjson", "somebody's")
	broken := put(t, "broken.ndjson", `{"format":"activityhub-conversation","version":1}`+"\n"+`{"n":1,"request":{"method":"GET"},"canary":1}`+"\n")
	for _, test := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"port taken", []string{"--platform-listen", taken.Addr().String()}, command.Failure, "listen address " + taken.Addr().String() + " is in use by another process"},
		{"reachable from elsewhere", []string{"--platform-listen", "0.0.0.0:0"}, command.Failure, "or set gateway.clientSecret to a secret of yours"},
		{"unknown scenario", []string{"--gateway-faults", "throtled"}, command.Usage, `gateway.faults: there is no scenario "throtled"; known are`},
		{"mistake in a scenario", []string{"--gateway-faults", scenario}, command.Usage, scenario + `:3: unknown key "efect"; known are`},
		{"no such scenario file", []string{"--gateway-faults", "./absent.yaml"}, command.Usage, "./absent.yaml cannot be read: no such file or directory"},
		{"record over a file", []string{"--record", there, "--upstream", "http://127.0.0.1:1"}, command.Failure, there + " cannot be begun: file exists; a file that is there is not overwritten"},
		{"upstream with a path", []string{"--record", "x", "--upstream", "https://platform.adobe.io/data"}, command.Usage, "--upstream is not right; it is a URL such as https://platform.adobe.io, without a path"},
		{"identity without TLS", []string{"--record", "x", "--upstream", "https://platform.adobe.io", "--identity", "http://platform-va7.adobe.io"}, command.Usage, "--identity begins with https://"},
		{"replay of nothing", []string{"--replay", "absent.ndjson"}, command.Failure, "the conversation absent.ndjson cannot be read: no such file or directory"},
		{"replay of something else", []string{"--replay", there}, command.Usage, there + ": line 1: this is no record of a conversation"},
		{"replay of a broken file", []string{"--replay", broken}, command.Usage, broken + ": line 2: this is no exchange: it has a member that is not known"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			got := run(t, append([]string{"platform", "--platform-listen", "127.0.0.1:0", "--data", t.TempDir()}, test.args...)...)
			got.want(t, test.code, test.want)
			if !strings.HasPrefix(got.err, "activityhub: ") || strings.Count(got.err, "\n") != 1 || got.out != "" || strings.Contains(got.err, "canary") {
				t.Errorf("standard error = %q, want one line; standard output %q", got.err, got.out)
			}
			if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
				t.Errorf("it left %v behind, %v", left, err)
			}
		})
	}
	if text, err := os.ReadFile(there); err != nil || string(text) != "somebody's" {
		t.Errorf("the file that was there holds %q, %v", text, err)
	}
}

// One process serves both: what goes in by REST is there in GraphQL.
func TestServeWithPlatform(t *testing.T) {
	h := serve(t, "--demo", "--demo-profiles", "5", "--data", t.TempDir(), "--platform-listen", "127.0.0.1:0")
	if len(h.urls) != 2 || h.urls[0] == h.urls[1] {
		t.Fatalf("it listens on %v", h.urls)
	}
	if token, status := signedIn(t, h.urls[1], "local-secret"); status != http.StatusOK || token == "" {
		t.Errorf("signing in: status %d", status)
	}
	asks := call{
		args: []string{"lookup", "CRMID:C000001", "--engine", "adobe", "--adobe-base-url", h.urls[1], "--adobe-sign-in-url", h.urls[1], "--adobe-client-id", "activityhub", "--adobe-organization", "0123456789ABCDEF01234567@AdobeOrg"},
		env:  []string{"ACTIVITYHUB_ADOBE_CLIENT_SECRET=local-secret"},
	}.run(t)
	asks.want(t, command.OK)
	var answer profileAnswer
	h.ask(t, strings.ReplaceAll(firstName, "%ID%", `"C000001"`), &answer)
	if answer.Data.Profile == nil || !strings.Contains(asks.out, answer.Data.Profile.Attributes.Person.Name.FirstName) {
		t.Errorf("GraphQL answers %+v, REST\n%s", answer, asks.out)
	}
	h.stop().want(t, command.OK)
}

// A hub that starts before its Platform says so once, is ready all the same, and
// answers as soon as there is one.
func TestServeBeforeThePlatform(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	h := serveAdobe(t, "http://"+address)
	if status, _ := h.get(t, "/readyz"); status != http.StatusOK {
		t.Errorf("/readyz: status %d", status)
	}
	query := strings.ReplaceAll(firstName, "%ID%", `"C000001"`)
	var before, after struct {
		Data   struct{ Profile *struct{} }
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	h.ask(t, query, &before)
	if len(before.Errors) != 1 || before.Errors[0].Extensions.Code != "ENGINE_UNAVAILABLE" {
		t.Errorf("without a Platform the answer is %+v", before)
	}
	servePlatform(t, "--platform-listen", address)
	deadline := time.Now().Add(20 * time.Second)
	for h.ask(t, query, &after); after.Data.Profile == nil && time.Now().Before(deadline); h.ask(t, query, &after) {
		time.Sleep(100 * time.Millisecond)
	}
	if after.Data.Profile == nil {
		t.Errorf("with a Platform the answer is %+v", after)
	}
	got := h.stop()
	got.want(t, command.OK)
	if n := strings.Count(got.err, "Adobe cannot be read yet; activityhub doctor says what to do"); n != 1 || strings.Contains(got.err, `\n`) {
		t.Errorf("it says %d times that Adobe cannot be read, in\n%s", n, got.err)
	}
	for _, canary := range []string{secret, organization[:24], "C000001"} {
		if strings.Contains(got.out+got.err, canary) {
			t.Errorf("%s is shown:\n%s%s", canary, got.out, got.err)
		}
	}
}

func TestLookupOfAdobe(t *testing.T) {
	platform := servePlatform(t)
	noEvents := front{path: look, fault: "missing; code=events"}.serve(t, platform.url)
	for _, test := range []struct {
		name string
		call call
		code int
		want []string // of what it prints
		err  string   // of what it complains
	}{
		{"found", asking(platform.url, "lookup", "CRMID:C000001"), command.OK, []string{"Johanna", "Big spenders\n", "\nEVENTS ", "commerce.purchases"}, ""},
		{"without event look-up", asking(noEvents, "lookup", "CRMID:C000001"), command.OK, []string{"Johanna", "Big spenders\n", "does not look them up"}, ""},
		{"without event look-up, as JSON", asking(noEvents, "lookup", "CRMID:C000001", "--json"), command.OK, []string{`"events": null`}, ""},
		{"nobody", asking(platform.url, "lookup", "CRMID:C999"), command.Negative, nil, "nothing is known of this CRMID identity"},
		{"unknown namespace", asking(platform.url, "lookup", "Mail:x"), command.Usage, nil, `unknown namespace "Mail"; the namespaces here are`},
		{"Platform is down", asking(closed(t), "lookup", "CRMID:C000001"), command.Failure, nil, "the sign-in service cannot be reached; activityhub doctor with the same settings says what to do"},
		{"wrong secret", call{args: asking(platform.url, "lookup", "CRMID:C000001").args, env: []string{"ACTIVITYHUB_ADOBE_CLIENT_SECRET=wr0ng"}}, command.Failure, nil, "the client id or secret is not accepted"},
		{"nothing is set", call{args: []string{"lookup", "CRMID:C000001"}}, command.Usage, nil, "these are not set"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := test.call.with("--engine", "adobe").run(t)
			got.want(t, test.code, test.err)
			for _, want := range test.want {
				if !strings.Contains(got.out, want) {
					t.Errorf("it does not print %q; it prints\n%s", want, got.out)
				}
			}
			if strings.Count(got.err, "\n") > 1 || strings.Contains(got.err, secret) || strings.Contains(got.err, "C000001") || (test.err == "") != (got.err == "") {
				t.Errorf("standard error = %q, want one line or nothing", got.err)
			}
		})
	}
}

func TestSchemaFetch(t *testing.T) {
	platform := servePlatform(t)
	dir := filepath.Join(t.TempDir(), "made", "xdm")
	got := asking(platform.url, "schema", "fetch", "--out", dir).run(t)
	got.want(t, command.OK)
	if got.err != "" || !strings.Contains(got.out, "wrote "+filepath.Join(dir, "profile.json")) || !strings.Contains(got.out, "wrote "+filepath.Join(dir, "experienceevent.json")) {
		t.Errorf("it prints %s%s", got.out, got.err)
	}
	fetched := contents(t, dir)
	if len(fetched) != 2 {
		t.Fatalf("the folder holds %d files", len(fetched))
	}
	run(t, "schema", "generate", "--profile", filepath.Join(dir, "profile.json"), "--event", filepath.Join(dir, "experienceevent.json"), "--out", filepath.Join(t.TempDir(), "attributes")).want(t, command.OK)
	for class, file := range map[string]string{"profile": "profile.json", "experienceevent": "experienceevent.json"} {
		run(t, "schema", "diff", filepath.Join("..", "..", "graph", "xdm", file), filepath.Join(dir, file)).want(t, command.OK)
		t.Run(class+" fails", func(t *testing.T) {
			url := front{path: "/data/foundation/schemaregistry/tenant/unions/https://ns.adobe.com/xdm/context/" + class + "__union", fault: "failing"}.serve(t, platform.url)
			got := asking(url, "schema", "fetch", "--out", dir).run(t)
			got.want(t, command.Failure, "the union of class "+class+": the Platform is unavailable at the moment (request ", "; activityhub doctor with the same settings says what to do")
			if after := contents(t, dir); after["profile.json"] != fetched["profile.json"] || after["experienceevent.json"] != fetched["experienceevent.json"] || len(after) != 2 {
				t.Error("the files that were there are not the same")
			}
		})
	}
	again := asking(platform.url, "schema", "fetch", "--out", dir).run(t)
	again.want(t, command.OK)
	if after := contents(t, dir); after["profile.json"] != fetched["profile.json"] || len(after) != 2 {
		t.Error("the same schemas give other files")
	}
	call{args: []string{"schema", "fetch", "--out", dir}}.run(t).want(t, command.Usage, "these are not set")
	asking(platform.url, "schema", "fetch", "--out", put(t, "file", "")).run(t).want(t, command.Failure, "not a directory")
}

// contents returns the files of a folder by name.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = string(text)
	}
	return files
}
