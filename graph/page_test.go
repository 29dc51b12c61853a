package graph_test

import (
	"testing"

	"activityhub/graph"
)

func TestPage(t *testing.T) {
	total := int32(7)
	asked := 0
	page := &graph.Page[string]{
		Nodes: []string{"a", "b", "c"}, HasNext: true,
		Total:  func() (*int32, error) { asked++; return &total, nil },
		Cursor: func(n string) string { return "at " + n },
	}
	edges := page.Edges()
	if len(edges) != 3 || edges[1].Node != "b" || edges[1].Cursor() != "at b" {
		t.Errorf("the second of %d edges is %+v", len(edges), edges[1])
	}
	info := page.PageInfo()
	if !info.HasNextPage || info.HasPreviousPage || *info.StartCursor != "at a" || *info.EndCursor != "at c" {
		t.Errorf("page info %+v", info)
	}
	if asked != 0 {
		t.Error("the total was counted, and nobody asked")
	}
	if got, err := page.TotalCount(); err != nil || *got != 7 {
		t.Errorf("total %v, %v; want 7", got, err)
	}
}

func TestEmptyPage(t *testing.T) {
	page := &graph.Page[string]{HasPrevious: true}
	info := page.PageInfo()
	if info.StartCursor != nil || info.EndCursor != nil || !info.HasPreviousPage || info.HasNextPage {
		t.Errorf("page info %+v of no elements", info)
	}
	if edges := page.Edges(); edges == nil || len(edges) != 0 {
		t.Errorf("edges %v, want an empty list", edges)
	}
}
