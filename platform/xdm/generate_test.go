package xdm_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"activityhub/platform/xdm"
)

const (
	defaultProfile = "../../graph/xdm/profile.json"
	defaultEvent   = "../../graph/xdm/experienceevent.json"
)

func generate(t testing.TB, options xdm.GenerateOptions) *xdm.GenerateReport {
	t.Helper()
	report, err := xdm.Generate(options)
	if err != nil {
		t.Fatalf("Generate: %v", err)
	}
	return report
}

func readFile(t testing.TB, parts ...string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestGenerateGivesTheSameBytes(t *testing.T) {
	folder := t.TempDir()
	first, second := filepath.Join(folder, "a", "attributes"), filepath.Join(folder, "b", "attributes")
	report := generate(t, xdm.GenerateOptions{Profile: defaultProfile, ExperienceEvent: defaultEvent, Dir: first})
	if report.Types < 50 || report.Fields < 200 || len(report.Changed) != 3 {
		t.Errorf("report is %+v, want more types, fields and three files", report)
	}
	random := rand.New(rand.NewPCG(3, 4))
	mixed := filepath.Join(folder, "profile.json")
	if err := os.WriteFile(mixed, shuffled(t, []byte(readFile(t, defaultProfile)), random), 0o644); err != nil {
		t.Fatal(err)
	}
	generate(t, xdm.GenerateOptions{Profile: mixed, ExperienceEvent: defaultEvent, Dir: second})
	for _, file := range []string{xdm.SDLFile, xdm.AccessorsFile, xdm.NamesFile} {
		if readFile(t, first, file) != readFile(t, second, file) {
			t.Errorf("%s depends on the order of properties", file)
		}
	}
	again := generate(t, xdm.GenerateOptions{Profile: defaultProfile, ExperienceEvent: defaultEvent, Dir: first})
	if len(again.Changed) != 0 {
		t.Errorf("generating again changed %v", again.Changed)
	}
}

func TestGenerateKeepsNames(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "attributes")
	var union map[string]any
	if err := json.Unmarshal([]byte(readFile(t, defaultProfile)), &union); err != nil {
		t.Fatal(err)
	}
	fields := union["properties"].(map[string]any)
	write := func() string {
		file := filepath.Join(t.TempDir(), "profile.json")
		raw, _ := json.Marshal(union)
		if err := os.WriteFile(file, raw, 0o644); err != nil {
			t.Fatal(err)
		}
		return file
	}
	fields["vip-level"] = map[string]any{"type": "string"}
	generate(t, xdm.GenerateOptions{Profile: write(), ExperienceEvent: defaultEvent, Dir: dir})
	fields["vip_level"] = map[string]any{"type": "integer"}
	generate(t, xdm.GenerateOptions{Profile: write(), ExperienceEvent: defaultEvent, Dir: dir})
	if sdl := readFile(t, dir, xdm.SDLFile); !strings.Contains(sdl, "  vip_level: String ") {
		t.Error("vip-level lost its name to vip_level, which came later")
	}
}

func TestGenerateSaysWhatIsWrong(t *testing.T) {
	folder := t.TempDir()
	broken := filepath.Join(folder, "broken.json")
	if err := os.WriteFile(broken, []byte(`{"properties":{"a":1}}`), 0o644); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name    string
		options xdm.GenerateOptions
		want    string
	}{
		{"no such file", xdm.GenerateOptions{Profile: "nowhere.json", ExperienceEvent: defaultEvent, Dir: filepath.Join(folder, "x")}, "nowhere.json"},
		{"no schema", xdm.GenerateOptions{Profile: broken, ExperienceEvent: defaultEvent, Dir: filepath.Join(folder, "x")}, "broken.json: /properties/a"},
		{"no package name", xdm.GenerateOptions{Profile: defaultProfile, ExperienceEvent: defaultEvent, Dir: filepath.Join(folder, "My Types")}, `"My Types"`},
		{"no glob", xdm.GenerateOptions{Profile: defaultProfile, ExperienceEvent: defaultEvent, Dir: filepath.Join(folder, "x"), Include: []string{"a..b"}}, `"a..b"`},
		{"nothing left", xdm.GenerateOptions{Profile: defaultProfile, ExperienceEvent: defaultEvent, Dir: filepath.Join(folder, "x"), Include: []string{"nothing"}}, "nothing is left of profile"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := xdm.Generate(tt.options); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want ...%s...", err, tt.want)
			}
		})
	}
}
