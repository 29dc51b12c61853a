package command_test

import (
	"encoding/json"
	"strings"
	"testing"

	"activityhub/server/command"
)

func TestConfigShowsWhoSetWhat(t *testing.T) {
	file := put(t, "hub.yaml", "data: from-file\nlog:\n  level: warn\nlimits:\n  depth: 12\n")
	got := call{
		args: []string{"config", "--config", file, "--engine", "local"},
		env:  []string{"PATH=/bin", "ACTIVITYHUB_LISTEN=127.0.0.1:9", "ACTIVITYHUB_ALLOW_REMOTE=false"},
	}.run(t)
	got.want(t, command.OK)
	for _, want := range []string{
		"data: from-file  # " + file + ":1\n",
		"log.level: warn  # " + file + ":3\n",
		"limits.depth: 12  # " + file + ":5\n",
		"listen: 127.0.0.1:9  # env ACTIVITYHUB_LISTEN\n",
		"allowRemote: false  # env ACTIVITYHUB_ALLOW_REMOTE\n",
		"engine: local  # flag --engine\n",
		"synchronous: full  # default\n",
		"cors.origins: []  # default\n",
		"scores:  # default\n  - path: ",
		"# config: " + file + "  # flag --config\n",
	} {
		if !strings.Contains(got.out, want) {
			t.Errorf("config does not print %q; it prints\n%s", want, got.out)
		}
	}
}

func TestConfigAsJSON(t *testing.T) {
	got := run(t, "config", "--json", "--data", "a<b")
	got.want(t, command.OK)
	var entries []struct {
		Key, Source, Env, Flag string
		Value                  any
	}
	if err := json.Unmarshal([]byte(got.out), &entries); err != nil {
		t.Fatal(err)
	}
	values := map[string]any{}
	for _, e := range entries {
		values[e.Key] = e.Value
		if e.Key == "data" && (e.Source != "flag --data" || e.Env != "ACTIVITYHUB_DATA" || e.Flag != "--data") {
			t.Errorf("data = %+v", e)
		}
	}
	if values["data"] != "a<b" || values["limits.depth"] != 20.0 || values["requestTimeout"] != "10s" {
		t.Errorf("values = %v", values)
	}
	worth, ok := values["lifetimeValue"].(map[string]any)
	if !ok || worth["amount"] != "_activityhub.lifetimeValue.historic" {
		t.Errorf("lifetimeValue = %v, want the keys of the settings file", values["lifetimeValue"])
	}
}

func TestSettingsThatAreWrong(t *testing.T) {
	file := put(t, "hub.yaml", "\nlisen: 127.0.0.1:9\n")
	rules := put(t, "rules.yaml", "lifetimeValue:\n  amont: a.b\n")
	path := put(t, "path.yaml", "lifetimeValue:\n  amount: a..b\n")
	kind := put(t, "kind.yaml", "scores:\n  - path: a.b\n    kind: PROFIT\n")
	days := put(t, "days.yaml", "scores:\n  - path: a.b\n    horizonDays: soon\n")
	organisation := put(t, "organisation.yaml", "adobe:\n  organisation: x\n")
	gatway := put(t, "gatway.yaml", "gatway:\n  faults: slow\n")
	life := put(t, "life.yaml", "adobe:\n  timeout: 2h\n")
	blank := put(t, "blank.yaml", "adobe:\n  clientSecret: \" s3cr3t-canary\"\n")
	shape := put(t, "shape.yaml", "scores:\n  path: a.b\n")
	for _, test := range []struct {
		name string
		call call
		want string
	}{
		{"unknown key", call{args: []string{"config", "--config", file}}, file + `:2: unknown key "lisen"; the nearest known key is "listen"`},
		{"unknown key in a structure", call{args: []string{"config", "--config", rules}}, rules + `:2: unknown key "amont"; the nearest known key is "amount"`},
		{"bad path", call{args: []string{"config", "--config", path}}, path + `:2: lifetimeValue.amount: name 2 of the XDM path is empty: write wire names with one dot between, such as person.name.firstName`},
		{"bad kind", call{args: []string{"config", "--config", kind}}, kind + `:2: scores, rule 1, kind: it is CONVERSION, CHURN or OTHER, not "PROFIT"`},
		{"bad number", call{args: []string{"config", "--config", days}}, days + `:3: the value is not right; it is a whole number`},
		{"mapping for a list", call{args: []string{"config", "--config", shape}}, shape + `:2: the value is not right; it is a sequence`},
		{"unknown key of adobe", call{args: []string{"config", "--config", organisation}}, organisation + `:2: unknown key "adobe.organisation"; the nearest known key is "adobe.organization"`},
		{"unknown group", call{args: []string{"config", "--config", gatway}}, gatway + `:1: unknown key "gatway"; the nearest known key is "gateway.clientId"`},
		{"value of adobe", call{args: []string{"config", "--config", life}}, life + `:2: adobe.timeout is not right; it is a duration from 100ms to 1m0s, such as 500ms or 10s`},
		{"secret that is none", call{args: []string{"config", "--config", blank}}, blank + `:2: adobe.clientSecret is not right; it is the client secret that the Developer Console shows`},
		{"unknown variable", call{args: []string{"config"}, env: []string{"ACTIVITYHUB_DATTA=x"}}, `unknown variable ACTIVITYHUB_DATTA; the nearest known one is ACTIVITYHUB_DATA`},
		{"file missing", call{args: []string{"serve"}, env: []string{"ACTIVITYHUB_CONFIG=absent.yaml"}}, `the settings file absent.yaml cannot be read: no such file or directory`},
	} {
		t.Run(test.name, func(t *testing.T) { test.call.run(t).wantLine(t, command.Usage, test.want) })
	}
}

func TestConfigHidesSecrets(t *testing.T) {
	file := put(t, "hub.yaml", "engine: adobe\nadobe:\n  organization: "+organization+"\n  clientId: from-file\n  clientSecret: "+secret+"\n  scopes: [openid, AdobeID]\n  sandbox: dev\n  chunkSize: 20\n"+
		"cache:\n  profiles: 5s\ngateway:\n  clientSecret: "+secret+"\n  sandboxes: [prod, dev]\n")
	for _, test := range []struct {
		name  string
		call  call
		wants []string
	}{
		{"from the file", call{args: []string{"config", "--config", file}}, []string{
			"engine: adobe  # " + file + ":1\n", "adobe.organization: " + organization + "  # " + file + ":3\n", "# adobe.clientSecret: (hidden)  # " + file + ":5\n",
			"adobe.scopes:  # " + file + ":6\n  - openid\n  - AdobeID\n", "adobe.chunkSize: 20  # " + file + ":8\n", "cache.profiles: 5s  # " + file + ":10\n", "# gateway.clientSecret: (hidden)  # " + file + ":12\n",
		}},
		{"from the environment", call{args: []string{"config", "--adobe-client-secret-file", "/run/secrets/adobe"}, env: []string{"ACTIVITYHUB_ADOBE_CLIENT_SECRET=" + secret, "ACTIVITYHUB_ADOBE_SCOPES=openid,session"}}, []string{
			"# adobe.clientSecret: (hidden)  # env ACTIVITYHUB_ADOBE_CLIENT_SECRET\n", "adobe.clientSecretFile: /run/secrets/adobe  # flag --adobe-client-secret-file\n", "adobe.scopes:  # env ACTIVITYHUB_ADOBE_SCOPES\n  - openid\n  - session\n",
		}},
		{"as JSON", call{args: []string{"config", "--json", "--config", file}}, []string{`"value": "(hidden)"`}},
		{"not set", call{args: []string{"config"}}, []string{"adobe.clientSecret: \"\"  # default\n"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := test.call.run(t)
			got.want(t, command.OK)
			for _, want := range test.wants {
				if !strings.Contains(got.out, want) {
					t.Errorf("config does not print %q; it prints\n%s", want, got.out)
				}
			}
			if strings.Contains(got.out+got.err, secret) {
				t.Error("the secret is shown")
			}
		})
	}

	// The output is a settings file that holds no secret.
	again := put(t, "again.yaml", call{args: []string{"config", "--config", file}}.run(t).out)
	got := call{args: []string{"config", "--config", again}}.run(t)
	got.want(t, command.OK)
	for _, want := range []string{"adobe.sandbox: dev  # " + again, "gateway.sandboxes:  # " + again, "adobe.clientSecret: \"\"  # default\n"} {
		if !strings.Contains(got.out, want) {
			t.Errorf("config of its own output does not print %q", want)
		}
	}
}

func TestSecretsFromFiles(t *testing.T) {
	platform := servePlatform(t)
	c := asking(platform.url, "lookup", "--engine", "adobe", "CRMID:C000001")
	c.env = nil
	c.with("--adobe-client-secret-file", put(t, "secret", secret+"\n")).run(t).want(t, command.OK)
	c.with("--config", put(t, "hub.yaml", "adobe:\n  clientSecret: "+secret+"\n")).run(t).want(t, command.OK)
	c.with("--adobe-client-secret-file", put(t, "empty", "\n")).run(t).want(t, command.Usage, "these are not set: adobe.clientSecret")
	c.with("--adobe-client-secret-file", put(t, "two", "a b\n")).run(t).want(t, command.Usage, "adobe.clientSecret must be that of the OAuth server-to-server credential")
}
