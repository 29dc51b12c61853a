package dialect_test

import (
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"activityhub/platform"
	"activityhub/platform/platformtest"
	"activityhub/platform/platformtest/dialect"
	"activityhub/platform/platformtest/remote"
	"activityhub/platform/platformtest/served"
)

// many returns the definitions of the suite with more segments and policies than
// any page of a dialect holds.
func many(t *testing.T) fs.FS {
	t.Helper()
	all := fstest.MapFS{}
	suite := platformtest.Definitions()
	err := fs.WalkDir(suite, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(suite, path)
		all[path] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var segments, policies strings.Builder
	for n, lifecycle := range []string{"draft", "published", "inactive", "archived", "published", "published", "draft"} {
		fmt.Fprintf(&segments, "- {id: s%d, name: Segment %[1]d, evaluation: %s, lifecycle: %s, expression: {type: PQL, format: pql/text, value: 'true'}, created: 2024-02-12T09:00:0%[1]dZ, updated: 2025-02-12T09:00:0%[1]dZ}\n",
			n, []string{"batch", "streaming", "edge"}[n%3], lifecycle)
	}
	for n := range 2 {
		fmt.Fprintf(&policies, "- {id: p%d, name: Policy %[1]d, identityGraph: none, attributeMerge: timestampOrdered}\n", n)
	}
	all["segments.yaml"].Data = append(all["segments.yaml"].Data, segments.String()...)
	all["mergepolicies.yaml"].Data = append(all["mergepolicies.yaml"].Data, policies.String()...)
	return all
}

// TestDefinitions compares the definitions that an engine reads through each
// dialect with those of the local Platform behind it.
func TestDefinitions(t *testing.T) {
	definitions := many(t)
	for _, d := range append(dialect.All(), dialect.Dialect{Name: "none"}) {
		t.Run(d.Name, func(t *testing.T) {
			s := served.Open(t, served.Config{Definitions: definitions, Way: remote.Config{
				Handler: func(next http.Handler) http.Handler { return dialect.New(next, d) },
			}})
			equal(t, "segments", written(t, s.Remote.Engine.Segments, segment), written(t, s.Platform.Segments, segment))
			equal(t, "merge policies", written(t, s.Remote.Engine.MergePolicies, policy), written(t, s.Platform.MergePolicies, policy))
			equal(t, "namespaces", written(t, s.Remote.Engine.Namespaces, namespace), written(t, s.Platform.Namespaces, namespace))
		})
	}
}

func segment(s *platform.Segment) string {
	return fmt.Sprint(s.SegmentKey, s.Name, s.Description, s.Expression, s.Evaluation, s.Lifecycle, s.MergePolicy, s.Tags, s.Created.Format(time.RFC3339), s.Updated.Format(time.RFC3339))
}

// policy leaves the data sets out: the local Platform calls them by name, a
// gateway by id.
func policy(p *platform.MergePolicy) string {
	return fmt.Sprint(p.ID, p.Name, p.Default, p.IdentityGraph, p.AttributeMerge, len(p.DataSetOrder))
}

func namespace(n platform.IdentityNamespace) string {
	return fmt.Sprint(n.Code, n.Name, n.Description, strings.ToUpper(n.IDType), n.Custom)
}
