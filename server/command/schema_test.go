package command_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"activityhub/server/command"
)

// The union schemas that the program is built with.
const (
	profileUnion = "../../graph/xdm/profile.json"
	eventUnion   = "../../graph/xdm/experienceevent.json"
)

func TestSchemaGenerate(t *testing.T) {
	out := filepath.Join(t.TempDir(), "attributes")
	args := []string{"schema", "generate", "--profile", profileUnion, "--event", eventUnion, "--out", out}
	first := run(t, args...)
	first.want(t, command.OK)
	if !strings.Contains(first.out, "; wrote attributes.graphqls, attributes.generated.go, names.json\n") {
		t.Errorf("standard output = %q", first.out)
	}
	for _, name := range []string{"attributes.graphqls", "attributes.generated.go", "names.json"} {
		if info, err := os.Stat(filepath.Join(out, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if second := run(t, args...); !strings.HasSuffix(second.out, "; nothing changed\n") {
		t.Errorf("standard output of the second run = %q", second.out)
	}
}

func TestSchemaGenerateWithGlobs(t *testing.T) {
	out := filepath.Join(t.TempDir(), "attributes")
	run(t, "schema", "generate", "--profile", profileUnion, "--event", eventUnion, "--out", out,
		"--include", "person.**,personalEmail.**,_id,commerce.**", "--exclude", "person.name").want(t, command.OK)
	sdl, err := os.ReadFile(filepath.Join(out, "attributes.graphqls"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(sdl), "birthDate") || strings.Contains(string(sdl), "firstName") || strings.Contains(string(sdl), "loyalty") {
		t.Errorf("the SDL holds other fields than were named:\n%s", sdl)
	}
}

func TestSchemaGenerateRefused(t *testing.T) {
	broken := put(t, "broken.json", `{"properties": 7`)
	for _, test := range []struct {
		name string
		args []string
		want string
	}{
		{"no such file", []string{"--profile", "absent.json", "--event", eventUnion, "--out", "attributes"}, "absent.json: no such file or directory"},
		{"no JSON", []string{"--profile", broken, "--event", eventUnion, "--out", "attributes"}, broken + ": a union schema is a JSON object"},
		{"folder that names no package", []string{"--profile", profileUnion, "--event", eventUnion, "--out", "My-Types"}, "small letters and digits"},
		{"glob that is none", []string{"--profile", profileUnion, "--event", eventUnion, "--out", "attributes", "--include", "a..b"}, "name 2 of the glob"},
	} {
		t.Run(test.name, func(t *testing.T) {
			run(t, append([]string{"schema", "generate"}, test.args...)...).want(t, command.Failure, test.want)
		})
	}
}

func TestSchemaDiff(t *testing.T) {
	union := func(properties string) string {
		return put(t, "union.json", `{"$id":"x","meta:class":"https://ns.adobe.com/xdm/context/profile","type":"object","properties":{`+properties+`}}`)
	}
	old := union(`"a":{"type":"string"},"b":{"type":"integer"}`)
	more := union(`"a":{"type":"string"},"b":{"type":"integer"},"c":{"type":"boolean"}`)
	for _, test := range []struct {
		name, old, new string
		code           int
		out, err       string
	}{
		{"the same", old, old, command.OK, "no changes\n", ""},
		{"a field more", old, more, command.OK, "profile:c: added, Boolean\n", ""},
		{"a field less", more, old, command.Negative, "breaking: profile:c: removed\n", "activityhub: 1 of 1 changes break callers; keep those fields and deprecate them instead\n"},
		{"another class", old, eventUnion, command.Failure, "", "the schemas are of two classes"},
		{"no such file", old, "absent.json", command.Failure, "", "absent.json: no such file or directory"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := run(t, "schema", "diff", test.old, test.new)
			got.want(t, test.code, test.err)
			if got.out != test.out {
				t.Errorf("standard output = %q, want %q", got.out, test.out)
			}
		})
	}
}
