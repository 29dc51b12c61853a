package command_test

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "modernc.org/sqlite" // to make a store of another version

	"activityhub/server/command"
)

// A hub is the program while it serves.
type hub struct {
	url  string         // of the API's host, or of what else is served, such as http://127.0.0.1:4711
	urls []string       // of everything that is served, in the order in which it was told
	said func() outcome // so far
	stop func() outcome
}

// A buffer is bytes.Buffer for several goroutines.
type buffer struct {
	mu    sync.Mutex
	bytes bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bytes.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bytes.String()
}

var listening = regexp.MustCompile(`listening on (http://\S+)`)

// serve starts the API on a free port and waits until it listens.
func serve(t testing.TB, args ...string) *hub {
	t.Helper()
	return call{args: append([]string{"serve", "--listen", "127.0.0.1:0", "--drain-delay", "0s"}, args...)}.start(t)
}

// start starts the program and waits until all that it serves is told.
func (c call) start(t testing.TB) *hub {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var out, complaints buffer
	reader, writer := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		code := command.Run(ctx, c.args, c.env, nil, io.MultiWriter(&out, writer), &complaints)
		writer.Close()
		ended <- code
	}()
	var once sync.Once
	var last outcome
	h := &hub{said: func() outcome { return outcome{0, out.String(), complaints.String()} }, stop: func() outcome {
		once.Do(func() {
			cancel()
			select {
			case code := <-ended:
				last = outcome{code, out.String(), complaints.String()}
			case <-time.After(30 * time.Second):
				t.Fatal("the program does not stop")
			}
		})
		return last
	}}
	t.Cleanup(func() { h.stop() })
	lines := bufio.NewScanner(reader)
	for lines.Scan() {
		if found := listening.FindStringSubmatch(lines.Text()); found != nil {
			h.urls = append(h.urls, strings.TrimSuffix(found[1], ","))
		}
		if strings.HasPrefix(lines.Text(), "Stop it") {
			h.url = h.urls[0]
			go func() { _, _ = io.Copy(io.Discard, reader) }()
			return h
		}
	}
	t.Fatalf("the program ended before it listened: %+v", h.stop())
	return nil
}

// ask posts a query and decodes the answer into into.
func (h *hub) ask(t testing.TB, query string, into any) {
	t.Helper()
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.Post(h.url+"/graphql", "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("status %d, %v, of %s", response.StatusCode, err, text)
	}
}

func (h *hub) get(t testing.TB, path string) (int, string) {
	t.Helper()
	response, err := http.Get(h.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

type profileAnswer struct {
	Data struct {
		Profile *struct {
			Identities []struct{ Namespace, ID string }
			Attributes struct {
				Person struct{ Name struct{ FirstName string } }
			}
		}
	}
	Errors []any
}

const firstName = `{ profile(identity: {namespace: "CRMID", id: %ID%}) { identities { namespace id } attributes { person { name { firstName } } } } }`

func TestServeDemo(t *testing.T) {
	data := t.TempDir()
	first := serve(t, "--demo", "--demo-profiles", "12", "--data", data)
	var answer profileAnswer
	first.ask(t, strings.ReplaceAll(firstName, "%ID%", `"C000001"`), &answer)
	if answer.Data.Profile == nil || len(answer.Data.Profile.Identities) < 2 || answer.Data.Profile.Attributes.Person.Name.FirstName == "" || answer.Errors != nil {
		t.Errorf("answer = %+v", answer)
	}
	for _, path := range []string{"/livez", "/readyz", "/"} {
		if status, text := first.get(t, path); status != http.StatusOK {
			t.Errorf("%s: status %d, %s", path, status, text)
		}
	}
	var examples []struct{ Title, Query string }
	if _, text := first.get(t, "/graphiql/examples.json"); json.Unmarshal([]byte(text), &examples) != nil || len(examples) == 0 {
		t.Errorf("examples = %s", text)
	}
	for _, example := range examples {
		var answer struct {
			Data   map[string]any
			Errors []any
		}
		first.ask(t, example.Query, &answer)
		if len(answer.Data) == 0 || answer.Errors != nil {
			t.Errorf("example %q: answer = %v", example.Title, answer)
		}
	}
	ended := first.stop()
	ended.want(t, command.OK, "loading demonstration data: 12 customers")
	if !strings.HasSuffix(ended.out, "Stopped.\n") || !strings.Contains(ended.out, "activityhub lookup CRMID:C000001 --data "+data) {
		t.Errorf("standard output = %s", ended.out)
	}

	// The second start finds all there; more customers than before are loaded.
	second := serve(t, "--demo", "--demo-profiles", "12", "--data", data)
	if ended := second.stop(); strings.Contains(ended.err, "loading") {
		t.Errorf("the second start loads again: %s", ended.err)
	}
	serve(t, "--demo", "--demo-profiles", "15", "--data", data).stop().want(t, command.OK, "loading demonstration data: 15 customers")
	serve(t, "--demo", "--demo-profiles", "5", "--data", data).stop().want(t, command.OK)
	run(t, "lookup", "--data", data, "CRMID:C000015").want(t, command.OK)
}

// Without the mark the load goes on where it was cut off; with a mark but
// without a store it starts again.
func TestServeDemoAfterAnInterruptedLoad(t *testing.T) {
	data := t.TempDir()
	serve(t, "--demo", "--demo-profiles", "5", "--data", data).stop().want(t, command.OK)
	if err := os.Remove(filepath.Join(data, "demo.json")); err != nil {
		t.Fatal(err)
	}
	serve(t, "--demo", "--demo-profiles", "5", "--data", data).stop().want(t, command.OK, "loading demonstration data: 5 customers")
	for _, part := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(filepath.Join(data, "platform.db"+part)); err != nil && part == "" {
			t.Fatal(err)
		}
	}
	serve(t, "--demo", "--demo-profiles", "5", "--data", data).stop().want(t, command.OK, "loading demonstration data: 5 customers")
	run(t, "lookup", "--data", data, "CRMID:C000005").want(t, command.OK)
}

func TestServeDemoInterruptedWhileLoading(t *testing.T) {
	data := t.TempDir()
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Second)
	defer stop()
	call{args: []string{"serve", "--demo", "--demo-profiles", "40000", "--data", data, "--listen", "127.0.0.1:0"}}.runUntil(t, ctx).
		want(t, command.Interrupted, "activityhub: interrupted while loading demonstration data; start it again to go on")
	serve(t, "--demo", "--demo-profiles", "5", "--data", data).stop().want(t, command.OK, "loading demonstration data: 5 customers")
}

// What is ingested while the hub serves is there at once.
func TestIngestWhileServing(t *testing.T) {
	data := t.TempDir()
	h := serve(t, "--data", data)
	query := strings.ReplaceAll(firstName, "%ID%", `"K0001"`)
	var before, after profileAnswer
	h.ask(t, query, &before)
	if before.Data.Profile != nil {
		t.Fatalf("answer before the ingest = %+v", before)
	}
	run(t, "ingest", "--data", data, "--dataset", "crm", put(t, "crm.ndjson", customers(3))).want(t, command.OK, "3 stored")
	h.ask(t, query, &after)
	if after.Data.Profile == nil || after.Data.Profile.Attributes.Person.Name.FirstName != "Ada" {
		t.Errorf("answer after the ingest = %+v", after)
	}
	h.stop().want(t, command.OK)
}

func TestServeShowsLimitsInForce(t *testing.T) {
	h := serve(t, "--data", t.TempDir(), "--limits-depth", "9", "--max-body", "5000")
	var answer struct {
		Data struct {
			Platform struct {
				Limits []struct {
					Name  string
					Value int
				}
			}
		}
	}
	h.ask(t, `{ platform { limits { name value } } }`, &answer)
	limits := map[string]int{}
	for _, l := range answer.Data.Platform.Limits {
		limits[l.Name] = l.Value
	}
	if limits["depth"] != 9 || limits["bodyBytes"] != 5000 || limits["requestTimeoutMs"] != 10000 {
		t.Errorf("limits = %v", limits)
	}
}

func TestServeRefused(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	file := put(t, "plain", "")
	newer := t.TempDir()
	serve(t, "--data", newer).stop()
	store, err := sql.Open("sqlite", filepath.Join(newer, "platform.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Exec("pragma user_version = 4711"); err != nil {
		t.Fatal(err)
	}
	store.Close()
	for _, test := range []struct {
		name string
		args []string
		want string
	}{
		{"port taken", []string{"--listen", taken.Addr().String()}, "listen address " + taken.Addr().String() + " is in use by another process"},
		{"reachable from elsewhere", []string{"--listen", "0.0.0.0:0"}, `listen address "0.0.0.0:0" can be reached from other machines`},
		{"no folder", []string{"--data", file}, file + " is a file"},
		{"folder that cannot be made", []string{"--data", "/proc/activityhub"}, "the data folder cannot be made"},
		{"newer version", []string{"--data", newer}, "is of version 4711, this program knows versions up to"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := run(t, append([]string{"serve", "--listen", "127.0.0.1:0", "--data", t.TempDir()}, test.args...)...)
			got.want(t, command.Failure, test.want)
			if !strings.HasPrefix(got.err, "activityhub: ") || strings.Count(got.err, "\n") != 1 || got.out != "" {
				t.Errorf("standard error = %q, want one line", got.err)
			}
		})
	}
}

// forbid takes the right to write to dir from this process until the test ends.
// Permissions do not bind root, so root becomes nobody for that time.
func forbid(t *testing.T, dir string) {
	t.Helper()
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() != 0 {
		return
	}
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Seteuid(65534); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Seteuid(0); err != nil {
			panic(err) // no test after this one would mean anything
		}
	})
}

func TestServeInAReadOnlyFolder(t *testing.T) {
	data := t.TempDir()
	forbid(t, data)
	run(t, "serve", "--listen", "127.0.0.1:0", "--data", data).
		want(t, command.Failure, "the data folder "+data+" cannot be written to")
}

func TestServeLeavesTheMemoryLimitToTheOperator(t *testing.T) {
	const operators = 1 << 40
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(operators))
	refused := []string{"serve", "--listen", "127.0.0.1:0", "--data", "/dev/null"}
	call{args: refused, env: []string{"GOMEMLIMIT=1TiB"}}.run(t).want(t, command.Failure)
	if got := debug.SetMemoryLimit(-1); got != operators {
		t.Errorf("with GOMEMLIMIT set the limit is %d, want the operator's %d", got, operators)
	}
	run(t, refused...).want(t, command.Failure)
	if got := debug.SetMemoryLimit(-1); got == operators {
		t.Error("without GOMEMLIMIT the limit is left as it was, want three quarters of the memory")
	}
}
