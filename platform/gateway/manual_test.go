package gateway_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestManualPaths asks for every path that the manual says is served, with each
// of its methods, as somebody who has not signed in.
func TestManualPaths(t *testing.T) {
	raw, err := os.ReadFile("../../docs/local-platform.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(raw), "| Path | Methods | Is |\n|---|---|---|\n")
	text, _, _ = strings.Cut(text, "\n\n")
	rows := strings.Split(text, "\n")
	if len(rows) < 15 {
		t.Fatalf("the manual has %d rows of paths", len(rows))
	}
	f := open(t)
	path, variable := regexp.MustCompile("`(/[^`]*)`"), regexp.MustCompile(`\{\w+\}`)
	for _, row := range rows {
		cells := strings.Split(row, "|")
		served := map[string]bool{}
		for _, found := range path.FindAllStringSubmatch(cells[1], -1) {
			for _, method := range strings.Split(strings.TrimSpace(cells[2]), ", ") {
				got := f.send(method, variable.ReplaceAllString(found[1], "any"), "", "", nil)
				if strings.Contains(got.body, `"404001"`) {
					t.Errorf("%s is not served", found[1])
				}
				served[method] = served[method] || got.status != 405
			}
		}
		for method, is := range served {
			if !is {
				t.Errorf("none of %s has the method %s", cells[1], method)
			}
		}
	}
}
