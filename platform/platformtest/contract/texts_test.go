package contract_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// texts returns every text in a JSON document.
func texts(t *testing.T, raw []byte) []string {
	t.Helper()
	var tree any
	if err := json.Unmarshal(raw, &tree); err != nil {
		t.Fatal(err)
	}
	var all []string
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			all = append(all, v)
		case []any:
			for _, element := range v {
				walk(element)
			}
		case map[string]any:
			for _, member := range v {
				walk(member)
			}
		}
	}
	walk(tree)
	return all
}

func contains(text, part string) bool { return strings.Contains(text, part) }

// spaced writes values with blanks between.
func spaced(values ...any) string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = fmt.Sprint(v)
	}
	return strings.Join(all, " ")
}
