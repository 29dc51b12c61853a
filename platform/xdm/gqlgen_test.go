package xdm_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"activityhub/platform/xdm"
)

const largeUnions = "../../../shared/reference/xdm"

// TestGeneratedTypesBindAndAnswer generates the types of two unions of real size,
// lets gqlgen bind them in a module of their own, and asks a document that has
// values of the wrong types.
func TestGeneratedTypesBindAndAnswer(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the generator and the compiler for half a minute")
	}
	if _, err := os.Stat(largeUnions); err != nil {
		t.Skip("the large union schemas are not on this machine")
	}
	app := t.TempDir()
	copyFiles(t, "testdata/gqlgen", app, ".yml", ".go")
	copyFiles(t, "testdata/gqlgen/graph", filepath.Join(app, "graph"), ".graphqls")
	copyFiles(t, ".", filepath.Join(app, "platform/xdm"), ".go")
	copyFiles(t, "../../graph/scalar", filepath.Join(app, "graph/scalar"), ".go")
	copyFiles(t, "../..", app, "go.mod", "go.sum")
	generate(t, xdm.GenerateOptions{
		Profile:         filepath.Join(largeUnions, "union-profile.json"),
		ExperienceEvent: filepath.Join(largeUnions, "union-experienceevent.json"),
		Dir:             filepath.Join(app, "graph/attributes"),
	})
	run(t, app, "go", "tool", "gqlgen", "generate")
	if models := readFile(t, app, "graph/models_gen.go"); strings.Contains(models, "Profile") {
		t.Error("gqlgen made models of its own for types that should be bound")
	}
	if sources := readFile(t, app, "graph/root_.generated.go") + readFile(t, app, "graph/attributes.generated.go"); strings.Contains(sources, "AttributesResolver") || strings.Contains(sources, "XdmAddressResolver") {
		t.Error("gqlgen wants resolvers for generated types")
	}
	run(t, app, "go", "vet", "./graph/attributes")
	run(t, app, "go", "build", "-o", "hub", ".")

	write(t, app, "profile.json", `{
		"person":{"name":{"firstName":"Noor"},"birthYear":"nineteen","birthDate":"1986-11-23"},
		"organizations":["a",{"b":1},null,7], "personalEmail":{"primary":"true"}, "mobilePhone":{}, "homePhone":3,
		"subscriptions":[{"planName":"Sports","term":24},"bad"],
		"identityMap":{"ECID":[{"id":"1"}],"CRMID":[{"id":"2","primary":true}]},
		"_acmecorp":{"language-preferences":["nl"],"dataUsageBytes":4820113377412,"NPS_score":99999999999,"interactionCounts":{"call":7,"bad":"x"}}}`)
	write(t, app, "event.json", `{"_id":"e","placeContext":{"POIinteraction":{"POIDetail":{"name":"upper"},"poiDetail":{"name":"lower"}}},"productListItems":[]}`)
	got := run(t, app, "./hub", `{
		profile { person { name { firstName } birthYear birthDate } organizations personalEmail { primary } mobilePhone { number } homePhone { number }
			subscriptions { planName term } identityMap { key value { id primary } }
			_acmecorp { language_preferences dataUsageBytes NPS_score interactionCounts { key value } } }
		event { _id placeContext { POIinteraction { POIDetail { name } poiDetail { name } } } productListItems { SKU } } }`)
	var answer struct {
		Data   json.RawMessage
		Errors []struct{ Path []any }
	}
	if err := json.Unmarshal([]byte(got), &answer); err != nil {
		t.Fatalf("%v: %s", err, got)
	}
	want := `{"profile":{"person":{"name":{"firstName":"Noor"},"birthYear":null,"birthDate":"1986-11-23"},` +
		`"organizations":["a",null,null,"7"],"personalEmail":{"primary":true},"mobilePhone":{"number":null},"homePhone":null,` +
		`"subscriptions":[{"planName":"Sports","term":24},{"planName":null,"term":null}],` +
		`"identityMap":[{"key":"CRMID","value":[{"id":"2","primary":true}]},{"key":"ECID","value":[{"id":"1","primary":null}]}],` +
		`"_acmecorp":{"language_preferences":["nl"],"dataUsageBytes":4820113377412,"NPS_score":null,"interactionCounts":[{"key":"bad","value":null},{"key":"call","value":7}]}},` +
		`"event":{"_id":"e","placeContext":{"POIinteraction":{"POIDetail":{"name":"upper"},"poiDetail":{"name":"lower"}}},"productListItems":null}}`
	if string(answer.Data) != want {
		t.Errorf("got  %s\nwant %s", answer.Data, want)
	}
	failed := map[string]bool{}
	for _, e := range answer.Errors {
		path, _ := json.Marshal(e.Path)
		failed[string(path)] = true
	}
	for _, path := range []string{
		`["profile","person","birthYear"]`, `["profile","organizations",1]`, `["profile","homePhone"]`, `["profile","subscriptions",1,"planName"]`,
		`["profile","subscriptions",1,"term"]`, `["profile","_acmecorp","NPS_score"]`, `["profile","_acmecorp","interactionCounts",0,"value"]`,
	} {
		if !failed[path] {
			t.Errorf("no error at %s; there are %v", path, failed)
		}
		delete(failed, path)
	}
	if len(failed) > 0 {
		t.Errorf("errors besides: %v", failed)
	}
}

// copyFiles copies the files of a folder, not its folders, whose names end so.
// Tests stay behind.
func copyFiles(t *testing.T, from, to string, endings ...string) {
	t.Helper()
	entries, err := os.ReadDir(from)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		for _, ending := range endings {
			if name := entry.Name(); !entry.IsDir() && strings.HasSuffix(name, ending) && !strings.HasSuffix(name, "_test.go") && (from != "../.." || name == ending) {
				write(t, to, name, readFile(t, from, name))
			}
		}
	}
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func run(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), name, args...)
	command.Dir = dir
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, output)
	}
	return string(output)
}
