package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"activityhub/server/servertest"
	"activityhub/server/settings"
)

var update = flag.Bool("update", false, "rewrite the table of settings in the README")

// TestReadmeAnswer posts the query of the README and compares the answer with
// the one that it shows.
func TestReadmeAnswer(t *testing.T) {
	readme := readReadme(t)
	query, shown := block(t, readme, "graphql"), block(t, readme, "json")
	api := servertest.Start(t, servertest.Config{Customers: 3})
	var got, want any
	if err := json.Unmarshal(api.Post(t, query, nil), &got); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(shown), &want); err != nil {
		t.Fatalf("the README's answer is no JSON: %v", err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the README's query is answered with\n%s\nand it shows\n%s", api.Post(t, query, nil), shown)
	}
}

// TestReadmeSettings compares the README's table with the settings there are.
func TestReadmeSettings(t *testing.T) {
	const head = "| Flag | Environment | YAML | Default | Meaning |\n|---|---|---|---|---|\n"
	readme := readReadme(t)
	before, rest, ok := strings.Cut(readme, head)
	if !ok {
		t.Fatal("the README has no table of settings")
	}
	end := strings.Index(rest, "\n\n")
	want := strings.TrimSuffix(table(), "\n")
	if rest[:end] == want {
		return
	}
	if !*update {
		t.Fatalf("the README's table of settings is not that of the program; go test . -run TestReadmeSettings -update writes it:\n%s", want)
	}
	if err := os.WriteFile("README.md", []byte(before+head+want+rest[end:]), 0o644); err != nil {
		t.Fatal(err)
	}
}

// code marks a name as code; there is nothing to mark if it is "".
func code(before, name string) string {
	if name == "" {
		return ""
	}
	return "`" + before + name + "`"
}

func table() string {
	var b bytes.Buffer
	for _, s := range settings.Registry() {
		value := code("", s.DefaultText())
		if s.Group == settings.GroupCurated {
			value = "see `activityhub config`"
		}
		fmt.Fprintf(&b, "| %s | %s | `%s` | %s | %s |\n", code("--", s.Flag()), code("", s.Env()), s.Key, value, s.Help)
	}
	return b.String()
}

func readReadme(t *testing.T) string {
	t.Helper()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(readme)
}

// block returns the first fenced block of that language.
func block(t *testing.T, text, language string) string {
	t.Helper()
	found := regexp.MustCompile("(?s)```" + language + "\n(.*?)```").FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("the README has no block of %s", language)
	}
	return found[1]
}
