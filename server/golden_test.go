package server_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"activityhub/platform"
	"activityhub/platform/platformtest"
	"activityhub/server/servertest"
)

var update = flag.Bool("update", false, "rewrite the golden files; read the difference before it is committed")

// TestGolden posts every query of testdata/golden and compares the answer with
// the .json beside it, and the engine calls it took with the .calls.
func TestGolden(t *testing.T) {
	api := servertest.Start(t, servertest.Config{
		Customers: 20,
		// Calls that take a while are seen to run side by side.
		Wrap: func(e platform.Engine) platform.Engine {
			return platformtest.Delaying{Engine: e, Delay: 20 * time.Millisecond}
		},
	})
	eachGolden(t, func(t *testing.T, name, query string) {
		api.Engine.Reset()
		answer := sortErrors(t, api.Post(t, query, nil))
		calls := api.Engine.Calls()
		if waves := platformtest.Waves(calls); waves > 1 {
			t.Errorf("%d waves of engine calls, want 1 at most", waves)
		}
		golden(t, name+".json", answer)
		golden(t, name+".calls", describe(calls))
	})
}

// eachGolden tries every query of testdata/golden. Its files begin with name.
func eachGolden(t *testing.T, try func(t *testing.T, name, query string)) {
	t.Helper()
	queries, err := filepath.Glob("testdata/golden/*.graphql")
	if err != nil || len(queries) == 0 {
		t.Fatalf("no golden queries: %v", err)
	}
	for _, file := range queries {
		name := strings.TrimSuffix(file, ".graphql")
		t.Run(filepath.Base(name), func(t *testing.T) {
			query, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			try(t, name, string(query))
		})
	}
}

// sortErrors puts the errors of an answer in an order of their own: fields are
// resolved side by side, so they come in any.
func sortErrors(t *testing.T, answer []byte) []byte {
	t.Helper()
	var parts struct {
		Errors     []json.RawMessage `json:"errors,omitempty"`
		Data       json.RawMessage   `json:"data,omitempty"`
		Extensions json.RawMessage   `json:"extensions,omitempty"`
	}
	if err := json.Unmarshal(answer, &parts); err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(parts.Errors, func(a, b json.RawMessage) int { return bytes.Compare(a, b) })
	var sorted bytes.Buffer
	encoder := json.NewEncoder(&sorted)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(parts); err != nil {
		t.Fatal(err)
	}
	return sorted.Bytes()
}

// golden compares got with what is in file, or writes it there.
func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("not what %s holds\ngot:\n%s\nwant:\n%s", file, got, want)
	}
}

// describe writes what calls ask for, one a line, in an order of its own.
func describe(calls []platformtest.Call) []byte {
	lines := make([]string, len(calls))
	for i, call := range calls {
		switch call.Method {
		case "Profiles":
			req := call.Profiles
			lines[i] = fmt.Sprintf("Profiles of %v, policy %s, fields %s", req.Identities, req.MergePolicy, req.Projection)
		case "Events":
			req := call.Events
			lines[i] = fmt.Sprintf("Events of %v, policy %s, fields %s, %s, limit %d", req.Identities, req.MergePolicy, req.Projection, req.Order, req.Limit)
			if req.Filter.Types != nil {
				lines[i] += fmt.Sprintf(", types %s", strings.Join(req.Filter.Types, " "))
			}
			if req.Filter.Channels != nil {
				lines[i] += fmt.Sprintf(", channels %s", strings.Join(req.Filter.Channels, " "))
			}
			if !req.Filter.From.IsZero() || !req.Filter.To.IsZero() {
				lines[i] += fmt.Sprintf(", from %s to %s", req.Filter.From.Format(time.RFC3339Nano), req.Filter.To.Format(time.RFC3339Nano))
			}
			if !req.After.IsZero() {
				lines[i] += ", after " + req.After.ID
			}
			if !req.Before.IsZero() {
				lines[i] += ", before " + req.Before.ID
			}
			if req.Count {
				lines[i] += ", counted"
			}
		default:
			lines[i] = call.Method
		}
	}
	slices.Sort(lines)
	if len(lines) == 0 {
		return []byte("none\n")
	}
	return []byte(strings.Join(lines, "\n") + "\n")
}
