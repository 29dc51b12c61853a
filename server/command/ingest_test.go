package command_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"activityhub/platform/local"
	"activityhub/server/command"
)

// customer returns a record of data set crm.
func customer(n int) string {
	return fmt.Sprintf(`{"_activityhub":{"customerNumber":"K%04d"},"person":{"name":{"firstName":"Ada","lastName":"Nr %d"}},"personalEmail":{"address":"k%d@example.com"}}`, n, n, n)
}

func customers(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(customer(i) + "\n")
	}
	return b.String()
}

// rejected reads a reject file.
func rejected(t testing.TB, path string) []local.Reject {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var all []local.Reject
	for line := range strings.Lines(string(text)) {
		var r local.Reject
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

func TestIngest(t *testing.T) {
	data := filepath.Join(t.TempDir(), "made", "on", "the", "way")
	file := put(t, "crm.ndjson", customers(25))

	first := run(t, "ingest", "--data", data, "--dataset", "crm", file)
	first.want(t, command.OK, file+": 25 stored, 0 rejected, in ")
	if _, err := os.Stat(file + ".rejects.ndjson"); err == nil {
		t.Error("there is a reject file, although nothing was rejected")
	}
	second := run(t, "ingest", "--data", data, "--dataset", "crm", file)
	second.want(t, command.OK, file+": 0 stored, 25 there already, 0 rejected")

	stdin := call{args: []string{"ingest", "--data", data, "--dataset", "crm", "-"}, stdin: customers(30)}.run(t)
	stdin.want(t, command.OK, "standard input: 5 stored, 25 there already, 0 rejected")
}

func TestIngestRejects(t *testing.T) {
	data := t.TempDir()
	file := put(t, "crm.ndjson", customer(1)+"\n{\"half\": \n"+customer(2)+"\n")
	bad := file + ".rejects.ndjson"

	run(t, "ingest", "--data", data, "--dataset", "crm", file).
		want(t, command.Negative, ": 2 stored, 1 rejected", "activityhub: 1 of 3 records were rejected, the first in "+file+", line 2: INVALID_JSON, the record breaks off: the next one begins before it is closed; the reasons are in "+bad+"\n")
	got := rejected(t, bad)
	if len(got) != 1 || got[0].Line != 2 || got[0].Source != file || got[0].Code != "INVALID_JSON" {
		t.Errorf("rejects = %+v", got)
	}
	if info, err := os.Stat(bad); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode of the reject file = %v, %v, want one that only the owner reads", info.Mode(), err)
	}

	// Mended and given again: the rejects of the run before are gone.
	if err := os.WriteFile(file, []byte(customers(3)), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, "ingest", "--data", data, "--dataset", "crm", file).want(t, command.OK, ": 1 stored, 2 there already, 0 rejected")
	if _, err := os.Stat(bad); err == nil {
		t.Error("the reject file of the run before is still there")
	}
}

func TestIngestSeveralFilesWithOneRejectFile(t *testing.T) {
	a, b := put(t, "a.ndjson", "nonsense\n"+customer(1)), put(t, "b.ndjson", customer(2)+"\n7\n")
	bad := filepath.Join(t.TempDir(), "bad.ndjson")
	run(t, "ingest", "--data", t.TempDir(), "--dataset", "crm", "--rejects", bad, a, b).
		want(t, command.Negative, a+": 1 stored, 1 rejected", b+": 1 stored", "the first in "+a+", line 1: NOT_AN_OBJECT, ", "; the reasons are in "+bad)
	sources := map[string]bool{}
	for _, r := range rejected(t, bad) {
		sources[r.Source] = true
	}
	if !sources[a] || !sources[b] {
		t.Errorf("rejects are of %v, want both files", sources)
	}
}

func TestIngestRefused(t *testing.T) {
	data, dir := t.TempDir(), t.TempDir()
	file := put(t, "crm.ndjson", customer(1))
	plain := put(t, "plain", "not a folder")
	beside := file + ".rejects.ndjson" // an input of that name is not taken for rejects
	if err := os.WriteFile(beside, []byte(customer(2)), 0o600); err != nil {
		t.Fatal(err)
	}
	other := t.TempDir()
	if err := os.WriteFile(filepath.Join(other, "platform.db"), []byte(strings.Repeat("not a database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"unknown data set", []string{"--data", data, "--dataset", "crn", file}, command.Usage, `there is no data set "crn"`},
		{"no such file", []string{"--data", data, "--dataset", "crm", "absent.ndjson"}, command.Failure, "absent.ndjson: no such file or directory; nothing was stored"},
		{"one file of two missing", []string{"--data", data, "--dataset", "crm", file, "absent.ndjson"}, command.Failure, "nothing was stored"},
		{"a folder", []string{"--data", data, "--dataset", "crm", dir}, command.Failure, dir + " is a folder; name the files in it"},
		{"rejects into the input", []string{"--data", data, "--dataset", "crm", "--rejects", file, file}, command.Usage, "--rejects names the input"},
		{"an empty name", []string{"--data", data, "--dataset", "crm", ""}, command.Usage, "the name of a file is empty"},
		{"standard input twice", []string{"--data", data, "--dataset", "crm", "-", "-"}, command.Usage, "it can be read once"},
		{"rejects over another input", []string{"--data", data, "--dataset", "crm", file, put(t, "crm.ndjson", customer(1)), beside}, command.Usage, beside + " is an input, and the rejects of " + file + " would go there"},
		{"rejects to a dash", []string{"--data", data, "--dataset", "crm", "--rejects", "-", file}, command.Usage, "standard output is /dev/stdout"},
		{"rejects to a folder", []string{"--data", data, "--dataset", "crm", "--rejects", dir, file}, command.Failure, "is a directory; name another one with --rejects; nothing was stored"},
		{"rejects into a folder that is not there", []string{"--data", data, "--dataset", "crm", "--rejects", "absent/bad.ndjson", put(t, "bad.ndjson", "x")}, command.Failure, "absent/bad.ndjson cannot be written: no such file or directory"},
		{"data folder is a file", []string{"--data", plain, "--dataset", "crm", file}, command.Failure, plain + " is a file"},
		{"no database", []string{"--data", other, "--dataset", "crm", file}, command.Failure, "is no database; name another folder"},
		{"definitions that are not there", []string{"--data", data, "--platform", "absent", "--dataset", "crm", file}, command.Failure, "folder of definitions absent cannot be read: no such file or directory"},
		{"definitions that are a file", []string{"--data", data, "--platform", plain, "--dataset", "crm", file}, command.Failure, plain + " is a file"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := run(t, append([]string{"ingest"}, test.args...)...)
			got.want(t, test.code, test.want)
			if !strings.HasPrefix(got.err, "activityhub: ") || strings.Count(got.err, "\n") != 1 {
				t.Errorf("standard error = %q, want one line", got.err)
			}
		})
	}
}

// Nothing is taken away before it is clear that the load can begin.
func TestIngestRefusedKeepsRejects(t *testing.T) {
	file := put(t, "crm.ndjson", customer(1))
	earlier := put(t, "bad.ndjson", "of an earlier run")
	run(t, "ingest", "--data", t.TempDir(), "--dataset", "crn", "--rejects", earlier, file).want(t, command.Usage, "no data set")
	if text, err := os.ReadFile(earlier); err != nil || string(text) != "of an earlier run" {
		t.Errorf("the reject file of the run before holds %q, %v", text, err)
	}
}

func TestIngestOddInput(t *testing.T) {
	for _, test := range []struct {
		name, input      string
		stored, rejected int
	}{
		{"empty", "", 0, 0},
		{"binary", "\x00\x01\xfe\xff\x7fELF\n", 0, 1},
		{"gzip", "\x1f\x8b\x08{}\n{}\n", 0, 1},
		{"array", "[" + customer(1) + "," + customer(2) + "]", 2, 0},
		{"byte order mark and CRLF", "\ufeff" + customer(1) + "\r\n" + customer(2) + "\r\n", 2, 0},
		{"one line of 5 MB, then a record", `{"x":"` + strings.Repeat("a", 5<<20) + "\"}\n" + customer(1) + "\n", 1, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			got := call{args: []string{"ingest", "--dataset", "crm", "-"}, stdin: test.input}.run(t)
			code := command.OK
			if test.rejected > 0 {
				code = command.Negative
			}
			got.want(t, code, fmt.Sprintf("standard input: %d stored, %d rejected", test.stored, test.rejected))
		})
	}
}

// endless gives records for as long as somebody reads, and calls read with the
// number of each.
type endless struct {
	n       int
	pending []byte
	read    func(n int)
}

func (e *endless) Read(p []byte) (int, error) {
	if len(e.pending) == 0 {
		e.n++
		e.read(e.n)
		e.pending = []byte(customer(e.n) + "\n")
	}
	n := copy(p, e.pending)
	e.pending = e.pending[n:]
	return n, nil
}

func TestIngestInterrupted(t *testing.T) {
	data := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	input := &endless{read: func(n int) {
		if n == 20_000 {
			stop()
		}
	}}
	var complaints strings.Builder
	code := command.Run(ctx, []string{"ingest", "--data", data, "--dataset", "crm", "-"}, nil, input, io.Discard, &complaints)
	if code != command.Interrupted {
		t.Fatalf("exit code = %d, want %d; %s", code, command.Interrupted, complaints.String())
	}
	var stored, rest string
	last := complaints.String()[strings.LastIndex(complaints.String(), "activityhub: "):]
	if _, err := fmt.Sscanf(last, "activityhub: interrupted; %s stored,%s", &stored, &rest); err != nil {
		t.Fatalf("standard error = %q", last)
	}
	if !strings.Contains(last, "run the same command again to go on") {
		t.Errorf("standard error = %q, want how to go on", last)
	}
	// What it says is stored is stored: given again, it is recognised.
	again := call{args: []string{"ingest", "--data", data, "--dataset", "crm", "-"}, stdin: records(t, stored)}.run(t)
	again.want(t, command.OK, "standard input: 0 stored, "+stored+" there already, 0 rejected")
}

// records returns the first n of what endless gives.
func records(t testing.TB, number string) string {
	t.Helper()
	var n int
	if _, err := fmt.Sscan(strings.ReplaceAll(number, ",", ""), &n); err != nil || n == 0 {
		t.Fatalf("stored %q, want a number above 0", number)
	}
	var b strings.Builder
	for i := range n {
		b.WriteString(customer(i+1) + "\n")
	}
	return b.String()
}

// A pipe that stays silent must not keep the program from stopping.
func TestIngestInterruptedWhileWaiting(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	silent, writer := io.Pipe()
	defer writer.Close()
	waiting := readerFunc(func(p []byte) (int, error) {
		time.AfterFunc(50*time.Millisecond, stop)
		return silent.Read(p)
	})
	var complaints strings.Builder
	code := command.Run(ctx, []string{"ingest", "--data", t.TempDir(), "--dataset", "crm", "-"}, nil, waiting, io.Discard, &complaints)
	if code != command.Interrupted {
		t.Errorf("exit code = %d, want %d; %s", code, command.Interrupted, complaints.String())
	}
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
