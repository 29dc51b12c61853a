package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// sharedUnions holds two unions of real size, with a profile and events that
// fit them.
const sharedUnions = "../shared/reference/xdm"

// TestTenant does what a tenant does who replaces the default unions: it
// generates, builds and serves the types of large ones, stores a profile and its
// events, and asks for every value that they hold.
func TestTenant(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program anew: a minute")
	}
	if _, err := os.Stat(sharedUnions); err != nil {
		t.Skip("the large union schemas are not on this machine")
	}
	project := t.TempDir()
	copyProject(t, project)
	for union, ours := range map[string]string{"union-profile.json": "profile.json", "union-experienceevent.json": "experienceevent.json"} {
		put(t, filepath.Join(project, "graph/xdm", ours), read(t, filepath.Join(sharedUnions, union)))
	}
	if err := os.Remove(filepath.Join(project, "graph/attributes/names.json")); err != nil { // names of another union
		t.Fatal(err)
	}
	execute(t, project, "go", "run", ".", "schema", "generate", "--profile", "graph/xdm/profile.json", "--event", "graph/xdm/experienceevent.json", "--out", "graph/attributes")
	execute(t, project, "go", "tool", "gqlgen", "generate")
	execute(t, project, "go", "build", "-o", "hub", ".")

	work := t.TempDir()
	put(t, filepath.Join(work, "platform/datasets.yaml"), []byte(`
- name: customers
  schema: profile
  identities:
    - {path: _acmecorp.customerNumber, namespace: CRMID, primary: true}
    - {path: personalEmail.address, namespace: Email}
- name: journey
  schema: experienceevent
`))
	put(t, filepath.Join(work, "platform/segments.yaml"), []byte("[]\n"))
	put(t, filepath.Join(work, "platform/mergepolicies.yaml"), []byte(`
- {id: newest, name: Newest, default: true, identityGraph: pdg, attributeMerge: timestampOrdered}
`))
	put(t, filepath.Join(work, "hub.yaml"), []byte(`
platform: platform
scores:
  - {path: _acmecorp.customerAI.churn90d, kind: CHURN, horizonDays: 90}
  - {path: _acmecorp.customerAI.*}
lifetimeValue: {amount: _acmecorp.lifetimeValue.historic, currency: _acmecorp.lifetimeValue.currencyCode}
drain: {delay: 0s}
`))
	profile, events := exampleEntities(t)
	put(t, filepath.Join(work, "customers.ndjson"), profile)
	put(t, filepath.Join(work, "journey.ndjson"), bytes.Join(events, []byte("\n")))
	hub := filepath.Join(project, "hub")
	execute(t, work, hub, "ingest", "--config", "hub.yaml", "--dataset", "customers", "customers.ndjson")
	execute(t, work, hub, "ingest", "--config", "hub.yaml", "--dataset", "journey", "journey.ndjson")

	url := serveIn(t, work, hub, "serve", "--config", "hub.yaml", "--listen", "127.0.0.1:0")
	tree := readTree(t, filepath.Join(project, "graph/attributes"))
	askEveryValue(t, url, tree, profile, events)
	askCurated(t, url)
}

// copyProject copies what the program is built from.
func copyProject(t *testing.T, to string) {
	t.Helper()
	left := []string{".git", "node_modules", "docs", "web", "data", "bin", "activityhub"}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if slices.Contains(left, entry.Name()) {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if entry.IsDir() {
			return os.MkdirAll(filepath.Join(to, path), 0o755)
		}
		if strings.HasSuffix(path, "_test.go") {
			return nil
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, path), raw, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// exampleEntities returns the profile and the events that the examples hold,
// each on one line, as a Platform is fed with them.
func exampleEntities(t *testing.T) (profile []byte, events [][]byte) {
	t.Helper()
	var profiles map[string]struct{ Entity json.RawMessage }
	if err := json.Unmarshal(read(t, filepath.Join(sharedUnions, "examples/profile-response.json")), &profiles); err != nil {
		t.Fatal(err)
	}
	for _, one := range profiles {
		profile = line(t, one.Entity)
	}
	var page struct {
		Children []struct{ Entity map[string]json.RawMessage }
	}
	if err := json.Unmarshal(read(t, filepath.Join(sharedUnions, "examples/events-response.json")), &page); err != nil {
		t.Fatal(err)
	}
	for _, child := range page.Children {
		// The access API gives the events of a person it knows; a Platform that is
		// fed with them has to be told.
		child.Entity["identityMap"] = json.RawMessage(`{"CRMID":[{"id":"AC-00077120","primary":true}]}`)
		raw, err := json.Marshal(child.Entity)
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, raw)
	}
	return profile, events
}

func line(t *testing.T, raw json.RawMessage) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, raw); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// serveIn runs the program in dir and returns the address that it says.
func serveIn(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { exit(t, cmd) })
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if found := listening.FindStringSubmatch(lines.Text()); found != nil {
			return found[1]
		}
	}
	t.Fatal("the program never said where it listens")
	return ""
}

// execute runs a command in dir and fails the test if it fails.
func execute(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	if output, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%.3000s", filepath.Base(name), strings.Join(args, " "), err, output)
	}
}

// ask posts a query and reads data, which must come without errors, into data.
// Numbers keep their digits if it asks for json.Number.
func ask(t *testing.T, url, query string, data any) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query})
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.Post(url+"/graphql", "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answer := struct {
		Data   any
		Errors json.RawMessage
	}{Data: data}
	decoder := json.NewDecoder(res.Body)
	decoder.UseNumber()
	if err := decoder.Decode(&answer); err != nil {
		t.Fatal(err)
	}
	if answer.Errors != nil {
		t.Fatalf("%.300s…\nanswers with %.2000s", query, answer.Errors)
	}
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func put(t *testing.T, file string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, content, 0o644); err != nil {
		t.Fatal(err)
	}
}
