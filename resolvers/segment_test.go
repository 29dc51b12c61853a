package resolvers_test

import (
	"fmt"
	"slices"
	"testing"

	"activityhub/resolvers"
)

// TestPagesOfMemberships reads memberships one by one in both directions, of
// times that cursors could confuse: none, the first of 1970, parts of one
// millisecond.
func TestPagesOfMemberships(t *testing.T) {
	engine := &town{segments: `{"ups":{
		"never":{"status":"realized"},"never2":{"status":"exited"},
		"epoch":{"status":"realized","lastQualificationTime":"1970-01-01T00:00:00Z"},"epoch2":{"status":"realized","lastQualificationTime":"1970-01-01T00:00:00Z"},
		"old":{"status":"realized","lastQualificationTime":"1969-12-31T23:59:59Z"},
		"a":{"status":"realized","lastQualificationTime":"2026-01-01T00:00:00.0001Z"},"b":{"status":"realized","lastQualificationTime":"2026-01-01T00:00:00.0009Z"}},
		"aam":{"b":{"status":"realized","lastQualificationTime":"2026-01-01T00:00:00.0005Z"}}}`}
	want := []string{"aam/b", "ups/a", "ups/b", "ups/epoch", "ups/epoch2", "ups/old", "ups/never", "ups/never2"}
	executors(t, func(t *testing.T, cfg resolvers.Config) {
		for _, direction := range []struct{ size, from, next string }{{"first", "after", "endCursor"}, {"last", "before", "startCursor"}} {
			var got []string
			var cursor any
			for more := true; more && len(got) <= len(want); {
				page := ask(t, t.Context(), engine, cfg, fmt.Sprintf(`query ($cursor: String) { profile(identity: { namespace: "CRMID", id: "C1" }) {
					segments(status: null, %s: 1, %s: $cursor) { nodes { namespace segmentId } pageInfo { hasNextPage hasPreviousPage cursor: %s } totalCount } } }`, direction.size, direction.from, direction.next),
					map[string]any{"cursor": cursor})
				if page.errors != nil {
					t.Fatal(page.errors)
				}
				var data struct {
					Profile struct {
						Segments struct {
							Nodes      []struct{ Namespace, SegmentID string }
							PageInfo   struct{ HasNextPage, HasPreviousPage, Cursor any }
							TotalCount int
						}
					}
				}
				decode(t, page.data, &data)
				s := data.Profile.Segments
				for _, n := range s.Nodes {
					got = append(got, n.Namespace+"/"+n.SegmentID)
				}
				if s.TotalCount != len(want) {
					t.Errorf("total %d, want %d", s.TotalCount, len(want))
				}
				cursor, more = s.PageInfo.Cursor, s.PageInfo.HasNextPage == true
				if direction.size == "last" {
					more = s.PageInfo.HasPreviousPage == true
				}
			}
			if direction.size == "last" {
				slices.Reverse(got)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: 1 by 1: %v, want %v", direction.size, got, want)
			}
		}
	})
}
