package examples_test

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"activityhub/graph"
	"activityhub/server/examples"
)

func TestExamplesAreValid(t *testing.T) {
	schema := graph.NewExecutableSchema(graph.Config{}).Schema()
	names, err := fs.Glob(examples.Files, "*.graphql")
	if err != nil {
		t.Fatal(err)
	}
	titles := map[string]string{}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			text, err := fs.ReadFile(examples.Files, name)
			if err != nil {
				t.Fatal(err)
			}
			first, _, _ := strings.Cut(string(text), "\n")
			title, ok := strings.CutPrefix(first, "# ")
			if !ok || title == "" {
				t.Errorf("first line %q, want a comment that is the title", first)
			}
			if other, ok := titles[title]; ok {
				t.Errorf("title %q is that of %s too", title, other)
			}
			titles[title] = name
			if _, err := gqlparser.LoadQueryWithRules(schema, string(text), rules.NewDefaultRules()); err != nil {
				t.Errorf("not valid: %v", err)
			}
		})
	}
	if len(titles) < 8 {
		t.Errorf("%d examples, want at least 8", len(titles))
	}
}
