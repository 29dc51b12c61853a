package settings_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"activityhub/server/settings"
)

// write puts a settings file into a folder of its own and returns its path.
func write(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "hub.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func entry(t testing.TB, l *settings.Loaded, key string) settings.Entry {
	t.Helper()
	for _, e := range l.Entries() {
		if e.Key == key {
			return e
		}
	}
	t.Fatalf("no entry %s", key)
	return settings.Entry{}
}

func TestFlagsOverEnvironmentOverFileOverDefaults(t *testing.T) {
	const file, env, flag = "listen: 127.0.0.1:1\n", "ACTIVITYHUB_LISTEN=127.0.0.1:2", "127.0.0.1:3"
	for _, test := range []struct {
		name             string
		file, env, flag  bool
		wantListen, from string
	}{
		{"nothing", false, false, false, "127.0.0.1:8080", "default"},
		{"file", true, false, false, "127.0.0.1:1", "hub.yaml:1"},
		{"environment", false, true, false, "127.0.0.1:2", "env ACTIVITYHUB_LISTEN"},
		{"flag", false, false, true, "127.0.0.1:3", "flag --listen"},
		{"file and environment", true, true, false, "127.0.0.1:2", "env ACTIVITYHUB_LISTEN"},
		{"file and flag", true, false, true, "127.0.0.1:3", "flag --listen"},
		{"environment and flag", false, true, true, "127.0.0.1:3", "flag --listen"},
		{"all", true, true, true, "127.0.0.1:3", "flag --listen"},
	} {
		t.Run(test.name, func(t *testing.T) {
			from := settings.Sources{Flags: map[string]string{}, Env: []string{"HOME=/nowhere"}}
			if test.file {
				from.Env = append(from.Env, "ACTIVITYHUB_CONFIG="+write(t, file))
			}
			if test.env {
				from.Env = append(from.Env, env)
			}
			if test.flag {
				from.Flags["listen"] = flag
			}
			loaded, err := settings.Load(from)
			if err != nil {
				t.Fatal(err)
			}
			if got := loaded.Settings.Listen; got != test.wantListen {
				t.Errorf("Listen = %q, want %q", got, test.wantListen)
			}
			if got := entry(t, loaded, "listen").Source; !strings.HasSuffix(got, test.from) {
				t.Errorf("source = %q, want %q", got, test.from)
			}
		})
	}
}

func TestTheFlagNamesAnotherFileThanTheEnvironment(t *testing.T) {
	loaded, err := settings.Load(settings.Sources{
		Env:   []string{"ACTIVITYHUB_CONFIG=" + write(t, "data: weak\n")},
		Flags: map[string]string{"config": write(t, "data: strong\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if loaded.Settings.Data != "strong" {
		t.Errorf("Data = %q, want strong", loaded.Settings.Data)
	}
}

func TestFilesThatAreRight(t *testing.T) {
	for _, test := range []struct {
		name, file, key, want string
	}{
		{"empty", "", "listen", "127.0.0.1:8080"},
		{"only a comment", "# nothing yet\n", "listen", "127.0.0.1:8080"},
		{"byte order and CRLF", "listen: 127.0.0.1:9\r\ndata: there\r\n", "data", "there"},
		{"nested", "log:\n  level: debug\n", "log.level", "debug"},
		{"dotted", "log.level: debug\n", "log.level", "debug"},
		{"quoted", "data: \"a b\"\n", "data", "a b"},
		{"list", "cors:\n  origins: [https://a.example, 'http://localhost:3000']\n", "cors.origins", "[https://a.example http://localhost:3000]"},
		{"empty list", "cors:\n  origins: []\n", "cors.origins", "[]"},
		{"switch", "allowRemote: true\n", "allowRemote", "true"},
		{"number", "maxBody: 4096\n", "maxBody", "4096"},
		{"duration", "requestTimeout: 1500ms\n", "requestTimeout", "1.5s"},
		{"JSON", `{"data": "there"}`, "data", "there"},
	} {
		t.Run(test.name, func(t *testing.T) {
			loaded, err := settings.Load(settings.Sources{Flags: map[string]string{"config": write(t, test.file)}})
			if err != nil {
				t.Fatal(err)
			}
			if got := text(entry(t, loaded, test.key).Value); got != test.want {
				t.Errorf("%s = %s, want %s", test.key, got, test.want)
			}
		})
	}
}

func TestFilesThatAreWrong(t *testing.T) {
	for _, test := range []struct {
		name, file string
		want       []string // all in the error
	}{
		{"unknown key", "data: x\nlisen: y\n", []string{"hub.yaml:2", `"lisen"`, `"listen"`}},
		{"unknown key below", "log:\n  format: json\n  leven: debug\n", []string{"hub.yaml:3", `"log.leven"`, `"log.level"`}},
		{"key at the wrong depth", "origins: []\n", []string{"hub.yaml:1", `"cors.origins"`}},
		{"the file in the file", "config: other.yaml\n", []string{"hub.yaml:1", "unknown key"}},
		{"twice", "data: a\ndata: b\n", []string{"hub.yaml:2"}},
		{"twice, in two forms", "log.level: info\nlog:\n  level: warn\n", []string{"hub.yaml:3", "hub.yaml:1", "log.level"}},
		{"text for a number", "\nmaxBody: lots\n", []string{"hub.yaml:2", "maxBody", "a whole number"}},
		{"number for a text", "data: 7\n", []string{"hub.yaml:1", "data", "the name of a folder"}},
		{"number too small", "maxBody: 3\n", []string{"hub.yaml:1", "from 1024"}},
		{"text for a switch", "allowRemote: perhaps\n", []string{"hub.yaml:1", "true or false"}},
		{"quoted switch", "allowRemote: 'true'\n", []string{"hub.yaml:1", "true or false"}},
		{"bad duration", "requestTimeout: 10\n", []string{"hub.yaml:1", "such as 500ms"}},
		{"bad address", "listen: 8080\n", []string{"hub.yaml:1", "HOST:PORT"}},
		{"unknown engine", "engine: oracle\n", []string{"hub.yaml:1", "engine", "local", "adobe"}},
		{"list for a text", "data: [a]\n", []string{"hub.yaml:1", "the name of a folder"}},
		{"text for a list", "cors:\n  origins: https://a.example\n", []string{"hub.yaml:2", "origins"}},
		{"origin with a star", "cors:\n  origins: ['*']\n", []string{"hub.yaml:2", "without a path or a star"}},
		{"origin with a path", "cors:\n  origins: [https://a.example/]\n", []string{"hub.yaml:2", "without a path or a star"}},
		{"value where keys are", "log: debug\n", []string{"hub.yaml:1", "log", "further keys"}},
		{"list where keys are", "- data\n", []string{"hub.yaml:1", "keys with values"}},
		{"no value", "data:\n", []string{"hub.yaml:1", "the name of a folder"}},
		{"two documents", "data: a\n---\ndata: b\n", []string{"hub.yaml", "2 YAML documents"}},
		{"not YAML", "data: [a\n", []string{"hub.yaml:1"}},
		{"tab", "log:\n\tlevel: debug\n", []string{"hub.yaml:2"}},
		{"binary", "\x00\x01\xff\xfe", []string{"hub.yaml:1"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := settings.Load(settings.Sources{Flags: map[string]string{"config": write(t, test.file)}})
			if err == nil {
				t.Fatal("Load succeeded, want an error")
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("Load error %q does not say %q", err, want)
				}
			}
			if strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "Go ") {
				t.Errorf("Load error %q is not one line in the operator's words", err)
			}
		})
	}
}

func TestVariablesAndFlagsThatAreWrong(t *testing.T) {
	for _, test := range []struct {
		name string
		from settings.Sources
		want string
	}{
		{"unknown variable", settings.Sources{Env: []string{"ACTIVITYHUB_LISEN=x"}}, "unknown variable ACTIVITYHUB_LISEN; the nearest known one is ACTIVITYHUB_LISTEN"},
		{"variable in small letters is not ours", settings.Sources{Env: []string{"activityhub_lisen=x"}}, ""},
		{"bad variable", settings.Sources{Env: []string{"ACTIVITYHUB_MAX_BODY=x"}}, "the variable ACTIVITYHUB_MAX_BODY is not right; it is a whole number from 1024 to 2147483647"},
		{"bad flag", settings.Sources{Flags: map[string]string{"max-body": "-1"}}, "the flag --max-body is not right; it is a whole number from 1024 to 2147483647"},
		{"engine", settings.Sources{Flags: map[string]string{"engine": "oracle"}}, "the flag --engine is not right; it is one of local, adobe"},
		{"a secret in a flag", settings.Sources{Flags: map[string]string{"adobe-client-secret": "s3cret", "": "s3cret"}}, ""},
		{"no such file", settings.Sources{Flags: map[string]string{"config": "absent.yaml"}}, "the settings file absent.yaml cannot be read: no such file or directory"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := settings.Load(test.from)
			if got := errorText(err); got != test.want {
				t.Errorf("Load error = %q, want %q", got, test.want)
			}
		})
	}
}

func TestNamesFollowFromTheKey(t *testing.T) {
	seen := map[string]string{}
	for _, s := range settings.Registry() {
		if s.Help == "" || !strings.HasSuffix(s.Help, ".") {
			t.Errorf("%s: help %q is no sentence", s.Key, s.Help)
		}
		for _, name := range []string{s.Key, s.Env(), "--" + s.Flag()} {
			if other, ok := seen[name]; ok && s.Flag() != "" {
				t.Errorf("%s and %s share the name %s", s.Key, other, name)
			}
			seen[name] = s.Key
		}
	}
	for _, name := range []string{
		"listen", "data", "engine", "config", "platform", "scores", "lifetimeValue", "purchases", "campaignInteractions",
		"ACTIVITYHUB_LISTEN", "ACTIVITYHUB_DATA", "ACTIVITYHUB_ENGINE", "ACTIVITYHUB_CONFIG", "ACTIVITYHUB_MAX_BODY",
		"--listen", "--data", "--engine", "--config", "--platform", "--allow-remote",
	} {
		if _, ok := seen[name]; !ok {
			t.Errorf("there is no %s", name)
		}
	}
}

// What config prints is a settings file that gives the same settings.
func TestEntriesAreASettingsFile(t *testing.T) {
	first, err := settings.Load(settings.Sources{Env: []string{
		"ACTIVITYHUB_DATA=a: b # c", "ACTIVITYHUB_CORS_ORIGINS=https://a.example, https://b.example", "ACTIVITYHUB_LOG_LEVEL=warn",
	}})
	if err != nil {
		t.Fatal(err)
	}
	var file strings.Builder
	for _, e := range first.Entries() {
		yaml, err := e.YAML()
		if err != nil {
			t.Fatal(err)
		}
		file.WriteString(yaml)
	}
	second, err := settings.Load(settings.Sources{Flags: map[string]string{"config": write(t, file.String())}})
	if err != nil {
		t.Fatalf("%v, of\n%s", err, file.String())
	}
	for i, e := range second.Entries() {
		if was := first.Entries()[i]; e.Key != "config" && text(e.Value) != text(was.Value) {
			t.Errorf("%s = %v after a round trip, want %v", e.Key, e.Value, was.Value)
		}
	}
}

func FuzzFile(f *testing.F) {
	for _, seed := range []string{"", "listen: 127.0.0.1:1\n", "log:\n  level: debug\n", "cors: {origins: [https://a.example]}", "a: &a [*a]", "- 1", "? {a: b}\n: c", "scores:\n  - path: x\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, file string) {
		path := write(t, file)
		loaded, err := settings.Load(settings.Sources{Flags: map[string]string{"config": path}})
		if err != nil && !strings.HasPrefix(err.Error(), path) {
			t.Errorf("the error does not begin with the file: %v", err)
		}
		if err == nil && len(loaded.Entries()) != len(settings.Registry()) {
			t.Errorf("%d entries of %d settings", len(loaded.Entries()), len(settings.Registry()))
		}
	})
}

func text(v any) string { return fmt.Sprint(v) }

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
