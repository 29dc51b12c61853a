package conversation_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"activityhub/platform/gateway/conversation"
)

// TestDocumentedAnswers holds that every documented answer is recorded in its
// shape, and that no value of an entity stays.
func TestDocumentedAnswers(t *testing.T) {
	folder := "../../../../shared/reference/examples"
	index, err := os.ReadFile(filepath.Join(folder, "index.json"))
	if err != nil {
		t.Skip("left out: ../shared is not here")
	}
	looked := 0
	for _, one := range gjson.ParseBytes(index).Array() {
		name, path := one.Get("file").String(), one.Get("path").String()
		raw, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		path, _, _ = strings.Cut(path, "?")
		said := gjson.ParseBytes(raw)
		byXID := path == entities && strings.HasSuffix(name, ".response.json") && said.IsObject() && !said.Get("children").Exists()
		made, ok := conversation.NewTestReplacer(t, 1).Document(path, string(raw), byXID)
		if !ok {
			t.Errorf("%s is refused", name)
			continue
		}
		t.Run(name, func(t *testing.T) { differ(t, "", said, gjson.Parse(made)) })
		looked++
	}
	if looked < 100 {
		t.Errorf("looked at %d answers only", looked)
	}
}
