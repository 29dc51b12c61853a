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
		{"unknown variable", call{args: []string{"config"}, env: []string{"ACTIVITYHUB_DATTA=x"}}, `unknown variable ACTIVITYHUB_DATTA; the nearest known one is ACTIVITYHUB_DATA`},
		{"file missing", call{args: []string{"serve"}, env: []string{"ACTIVITYHUB_CONFIG=absent.yaml"}}, `the settings file absent.yaml cannot be read: no such file or directory`},
	} {
		t.Run(test.name, func(t *testing.T) { test.call.run(t).wantLine(t, command.Usage, test.want) })
	}
}
