package faults_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"activityhub/platform/gateway/faults"
)

const manual = "../../../docs/local-platform.md"

var update = flag.Bool("update", false, "rewrite the tables of effects and scenarios in the manual")

// TestManual compares the tables of the manual with what there is, and reads the
// scenario that it shows.
func TestManual(t *testing.T) {
	raw, err := os.ReadFile(manual)
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	text = table(t, text, "| Effect | Keys | What happens |\n|---|---|---|\n", effectRows())
	text = table(t, text, "| Scenario | What happens |\n|---|---|\n", scenarioRows())
	if text != string(raw) {
		if !*update {
			t.Error("the tables are not those of the program; go test ./platform/gateway/faults -run TestManual -update writes them")
		} else if err := os.WriteFile(manual, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	_, example, _ := strings.Cut(text, "```yaml\nseed:")
	example, _, _ = strings.Cut("seed:"+example, "```")
	if s, err := faults.Read("scenario.yaml", strings.NewReader(example)); err != nil || len(s.Faults) != 4 {
		t.Errorf("the scenario in the manual: %d faults, %v; want 4", len(s.Faults), err)
	}
}

// table returns text with these rows below head.
func table(t *testing.T, text, head, rows string) string {
	t.Helper()
	before, rest, ok := strings.Cut(text, head)
	end := strings.Index(rest, "\n\n")
	if !ok || end < 0 {
		t.Fatalf("the manual has no table %q", head)
	}
	return before + head + strings.TrimSuffix(rows, "\n") + rest[end:]
}

func effectRows() string {
	var b strings.Builder
	for _, d := range faults.Effects() {
		var keys []string
		for _, key := range d.Keys[1:] {
			if key == "form" {
				keys = append(keys, "`form` ("+strings.Join(d.Forms, ", ")+")")
				continue
			}
			keys = append(keys, "`"+key+"`")
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", d.Kind, strings.Join(keys, ", "), d.About)
	}
	return b.String()
}

func scenarioRows() string {
	var b strings.Builder
	for _, s := range faults.Builtin() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", s.Name, s.Description)
	}
	return b.String()
}
