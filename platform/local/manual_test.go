package local_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"activityhub/platform"
	"activityhub/platform/local"
	"activityhub/platform/local/records"
	"activityhub/platform/local/schema"
)

// manual returns the manual and the files that it shows, by name.
func manual(t *testing.T) (text string, files fstest.MapFS) {
	t.Helper()
	raw, err := os.ReadFile("../../docs/local-platform.md")
	if err != nil {
		t.Fatal(err)
	}
	files = fstest.MapFS{}
	for _, block := range regexp.MustCompile("(?ms)^```(?:json|yaml) (\\S+)\n(.*?)^```$").FindAllStringSubmatch(string(raw), -1) {
		files[block[1]] = &fstest.MapFile{Data: []byte(block[2])}
	}
	return string(raw), files
}

// TestManualExample does what the manual tells its readers to do.
func TestManualExample(t *testing.T) {
	_, files := manual(t)
	p := open(t, synchronous("NORMAL"), func(c *local.Config) { c.Definitions = files })
	for _, dataset := range []string{"crm", "club", "visits"} {
		if counts := ingest(t, p, dataset, string(files[dataset+".ndjson"].Data)); counts.Stored == 0 {
			t.Errorf("nothing is stored in %s", dataset)
		}
	}
	for _, c := range []struct {
		identity platform.Identity
		policy   platform.MergePolicyID
		lastName string
		events   int
	}{
		{platform.Identity{Namespace: "AcmeNumber", ID: "N1"}, "newest", "Lovelace", 2},
		{platform.Identity{Namespace: "Email", ID: "ada@example.com"}, "crm-only", "Byron", 2},
		{platform.Identity{Namespace: "AcmeNumber", ID: "N1"}, "apart", "Lovelace", 1},
	} {
		ids := []platform.Identity{c.identity}
		profiles, err := p.Profiles(t.Context(), platform.ProfilesRequest{Identities: ids, MergePolicy: c.policy})
		if err != nil || profiles[c.identity] == nil {
			t.Fatalf("under %s: %v, %v", c.policy, profiles, err)
		}
		if got := profiles[c.identity].Attributes.At("person.name.lastName").Text(); got != c.lastName {
			t.Errorf("under %s the last name is %q, want %q", c.policy, got, c.lastName)
		}
		pages, err := p.Events(t.Context(), platform.EventsRequest{Identities: ids, MergePolicy: c.policy, Limit: 10})
		if err != nil || len(pages[c.identity].Events) != c.events {
			t.Errorf("under %s: %+v, %v; want %d events", c.policy, pages[c.identity], err, c.events)
		}
	}
}

// TestManualNamesEveryCode looks for what a reject can say.
func TestManualNamesEveryCode(t *testing.T) {
	text, _ := manual(t)
	for _, code := range []string{
		records.CodeInvalidJSON, records.CodeNotObject, records.CodeTooLarge, records.CodeTooDeep,
		schema.CodeWrongType, schema.CodeNotAllowed, schema.CodeOutOfRange, schema.CodeEmptyValue, schema.CodeMissing,
		schema.CodeUnknown, schema.CodeDuplicateField, schema.CodeInvalidText,
		local.CodeMissingIdentity, local.CodeInvalidIdentity, local.CodeUnknownNamespace, local.CodeTooManyIdentities,
		local.CodeInvalidTimestamp, local.CodeInvalidID, local.CodeEventIDConflict,
	} {
		if !strings.Contains(text, "\n| `"+code+"` |") {
			t.Errorf("the table of codes has no %s", code)
		}
	}
}
