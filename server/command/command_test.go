package command_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"activityhub/server/command"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// A call is one run of the program.
type call struct {
	args  []string
	env   []string
	stdin string
}

// An outcome is what a run left behind.
type outcome struct {
	code     int
	out, err string
}

func (c call) run(t testing.TB) outcome {
	t.Helper()
	return c.runUntil(t, t.Context())
}

func (c call) runUntil(t testing.TB, ctx context.Context) outcome {
	t.Helper()
	var out, complaints bytes.Buffer
	code := command.Run(ctx, c.args, c.env, strings.NewReader(c.stdin), &out, &complaints)
	return outcome{code, out.String(), complaints.String()}
}

// run runs the program in an environment of its own.
func run(t testing.TB, args ...string) outcome {
	t.Helper()
	return call{args: args}.run(t)
}

// want fails the test unless the run ended with code and its complaint holds
// each of texts.
func (o outcome) want(t testing.TB, code int, texts ...string) {
	t.Helper()
	if o.code != code {
		t.Errorf("exit code = %d, want %d; standard error:\n%s", o.code, code, o.err)
	}
	for _, text := range texts {
		if !strings.Contains(o.err, text) {
			t.Errorf("standard error %q does not say %q", o.err, text)
		}
	}
}

// wantLine fails the test unless the program complained in one line.
func (o outcome) wantLine(t testing.TB, code int, line string) {
	t.Helper()
	if o.code != code || o.err != "activityhub: "+line+"\n" || o.out != "" {
		t.Errorf("exit code %d, standard error %q, standard output %q;\nwant %d and %q", o.code, o.err, o.out, code, "activityhub: "+line+"\n")
	}
}

// put writes a file into a folder of its own and returns its path.
func put(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestUsage(t *testing.T) {
	for _, test := range []struct {
		name, args, want string
	}{
		{"no command", "", `a command is missing, one of serve, ingest, lookup, platform, schema, demo, config, doctor; see activityhub --help`},
		{"unknown command", "srve", `unknown command srve; did you mean "serve"; see activityhub --help`},
		{"unknown command, nothing like it", "frobnicate", `unknown command frobnicate; see activityhub --help`},
		{"unknown command below", "schema dif", `unknown command dif; did you mean "diff"; see activityhub schema --help`},
		{"command missing below", "schema", `a command is missing, one of fetch, generate, diff; see activityhub schema --help`},
		{"unknown flag", "serve --lisen 127.0.0.1:1", `unknown flag --lisen; did you mean "--listen"; see activityhub serve --help`},
		{"flag of another command", "lookup --listen x CRMID:C000001", `unknown flag --listen; see activityhub lookup --help`},
		{"identity missing", "lookup", `expected "<identity>"; see activityhub lookup --help`},
		{"two identities", "lookup Email:ada@example.com Email:bob@example.com", `there are more arguments than lookup takes; see activityhub lookup --help`},
		{"no colon", "lookup ada@example.com", `an identity is written NAMESPACE:ID, such as Email:ada@example.com; there is no colon in what was given`},
		{"empty value", "lookup Email:", `an identity in namespace Email needs a value that is not empty`},
		{"too many events", "lookup CRMID:C000001 --events 101", `--events is not right; it is a whole number from 0 to 100`},
		{"data set missing", "ingest x.ndjson", `missing flags: --dataset=NAME; see activityhub ingest --help`},
		{"file missing", "ingest --dataset crm", `expected "<file> ..."; see activityhub ingest --help`},
		{"no demo customers", "demo generate --profiles 0 --out x", `--profiles is not right; it is a whole number from 1 to 999999`},
		{"too many demo customers", "serve --demo --demo-profiles 1000000", `--demo-profiles is not right; it is a whole number from 1 to 999999`},
		{"demo with definitions of one's own", "serve --demo --platform x", `--demo needs the definitions that are built in; leave out one of --demo and --platform`},
		{"engine that is not built in", "serve --engine oracle", `the flag --engine is not right; it is one of local, adobe`},
		{"adobe without credentials", "serve --engine adobe", `Adobe is asked on behalf of a credential of yours, and these are not set: adobe.organization, adobe.clientId, adobe.clientSecret; docs/adobe.md says where to find them, and secrets come from ACTIVITYHUB_ADOBE_CLIENT_SECRET or adobe.clientSecretFile`},
		{"secret in a flag", "serve --engine adobe --adobe-client-secret s3cret", `unknown flag --adobe-client-secret; did you mean "--adobe-client-secret-file"; see activityhub serve --help`},
		{"demonstration of adobe", "serve --demo --engine adobe", `--demo loads the embedded Platform, and --engine adobe answers from another; to try that one without an account, start activityhub platform --demo beside it`},
		{"record and replay", "platform --record a --replay b", `a conversation is either recorded or replayed: leave out one of --record and --replay`},
		{"record of nothing", "platform --record a", `--record needs the Platform to record: name it with --upstream, such as https://platform.adobe.io`},
		{"upstream without record", "platform --upstream https://platform.adobe.io", `--upstream, --sign-in and --identity say what to record: name the file with --record`},
		{"bad flag of a setting", "serve --limits-depth deep", `the flag --limits-depth is not right; it is a whole number from 1 to 2147483647`},
	} {
		t.Run(test.name, func(t *testing.T) {
			run(t, strings.Fields(test.args)...).wantLine(t, command.Usage, test.want)
		})
	}
}

func TestHelp(t *testing.T) {
	t.Setenv("COLUMNS", "")
	for _, of := range []string{"", "serve", "ingest", "lookup", "platform", "doctor", "schema", "schema fetch", "schema generate", "schema diff", "demo", "demo generate", "config"} {
		name := strings.ReplaceAll(strings.TrimSpace("activityhub "+of), " ", "_")
		t.Run(name, func(t *testing.T) {
			got := run(t, append(strings.Fields(of), "--help")...)
			got.want(t, command.OK)
			golden := filepath.Join("testdata", name+".txt")
			if *update {
				if err := os.WriteFile(golden, []byte(got.out), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got.out != string(want) {
				t.Errorf("help differs from %s (-update rewrites it):\n%s", golden, got.out)
			}
		})
	}
}

func TestVersion(t *testing.T) {
	got := run(t, "--version")
	got.want(t, command.OK)
	if !strings.HasPrefix(got.out, "activityhub ") || strings.Count(got.out, "\n") != 1 {
		t.Errorf("version = %q, want one line", got.out)
	}
}
