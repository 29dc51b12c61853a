package resolvers

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"activityhub/graph"
	"activityhub/platform"
	"activityhub/resolvers/direct"
)

// ownSegments is the namespace of the segments that the Platform evaluates.
const ownSegments = "ups"

func (r *profileResolver) Segments(ctx context.Context, p *graph.Profile, status []platform.SegmentStatus, first *int32, after *string, last *int32, before *string) (*graph.SegmentMembershipConnection, error) {
	return r.SegmentsOf(status, first, after, last, before)(ctx, p)
}

// SegmentsOf returns what reads these memberships of a profile.
func (r *Resolver) SegmentsOf(status []platform.SegmentStatus, first *int32, after *string, last *int32, before *string) direct.List[*graph.SegmentMembership] {
	key := membershipsKey(status)
	at := func(cursor string) (func(*graph.SegmentMembership) int, error) {
		at, parts, err := key.ParseCursor(cursor, 2)
		if err != nil {
			return nil, err
		}
		place := platform.SegmentMembership{SegmentKey: platform.SegmentKey{Namespace: parts[0], ID: platform.SegmentID(parts[1])}, LastQualification: at}
		return func(m *graph.SegmentMembership) int { return m.SegmentMembership.Compare(place) }, nil
	}
	cursor := func(m *graph.SegmentMembership) string {
		return key.Cursor(m.LastQualification, m.Namespace, string(m.SegmentKey.ID))
	}
	return func(ctx context.Context, p *graph.Profile) (*graph.SegmentMembershipConnection, error) {
		nodes, err := r.memberships(ctx, p, status)
		if err != nil {
			return nil, err
		}
		return cut(nodes, pageArgs{first, after, last, before}, at, cursor)
	}
}

// memberships returns those of p with these standings (nil is all), with the
// definitions of their segments.
func (r *Resolver) memberships(ctx context.Context, p *graph.Profile, status []platform.SegmentStatus) ([]*graph.SegmentMembership, error) {
	memberships, err := platform.Memberships(p.Profile.Attributes, r.client.Now())
	if err != nil {
		return nil, err
	}
	if status != nil {
		memberships = slices.DeleteFunc(memberships, func(m platform.SegmentMembership) bool { return !slices.Contains(status, m.Status) })
	}
	definitions, definitionsErr := r.client.SegmentsByKey(ctx)
	backing := make([]graph.SegmentMembership, len(memberships))
	nodes := make([]*graph.SegmentMembership, len(memberships))
	for i, m := range memberships {
		backing[i] = graph.SegmentMembership{SegmentMembership: m, Definition: graph.Segment{Segment: definitions[m.SegmentKey.Fold()]}, DefinitionErr: definitionsErr}
		nodes[i] = &backing[i]
	}
	return nodes, nil
}

// membershipsKey is the key of a person's memberships of these standings.
func membershipsKey(status []platform.SegmentStatus) graph.ListKey {
	parts := []string{"memberships"}
	for _, s := range slices.Compact(slices.Sorted(slices.Values(status))) {
		parts = append(parts, string(s))
	}
	return graph.NewListKey(parts...)
}

func (r *queryResolver) Segment(ctx context.Context, id string) (*graph.Segment, error) {
	key := platform.SegmentKey{Namespace: ownSegments, ID: platform.SegmentID(id)}
	if node, err := graph.ParseNodeID(id); err == nil && node.Kind == graph.SegmentID {
		key = node.Segment
	}
	return r.segment(ctx, key)
}

func (r *queryResolver) segment(ctx context.Context, key platform.SegmentKey) (*graph.Segment, error) {
	definitions, err := r.client.SegmentsByKey(ctx)
	found := definitions[key.Fold()]
	if err != nil || found == nil {
		return nil, err
	}
	return &graph.Segment{Segment: found}, nil
}

func (r *queryResolver) Segments(ctx context.Context, first *int32, after *string, last *int32, before *string, filter *graph.SegmentFilter) (*graph.SegmentConnection, error) {
	all, err := r.client.Segments(ctx)
	if err != nil {
		return nil, err
	}
	if filter == nil {
		filter = &graph.SegmentFilter{}
	}
	var nodes []*graph.Segment
	for _, s := range all {
		if passes(s, filter) {
			nodes = append(nodes, &graph.Segment{Segment: s})
		}
	}
	key := segmentsKey(filter)
	return cut(nodes, pageArgs{first, after, last, before},
		func(cursor string) (func(*graph.Segment) int, error) {
			_, parts, err := key.ParseCursor(cursor, 3)
			if err != nil {
				return nil, err
			}
			place := &platform.Segment{Name: parts[0], SegmentKey: platform.SegmentKey{Namespace: parts[1], ID: platform.SegmentID(parts[2])}}
			return func(s *graph.Segment) int { return s.Segment.Compare(place) }, nil
		},
		func(s *graph.Segment) string {
			return key.Cursor(time.UnixMilli(0), s.Segment.Name, s.Namespace, string(s.SegmentKey.ID))
		})
}

func passes(s *platform.Segment, f *graph.SegmentFilter) bool {
	return (f.Name == nil || strings.Contains(strings.ToLower(s.Name), strings.ToLower(*f.Name))) &&
		(f.Namespaces == nil || slices.Contains(f.Namespaces, s.Namespace)) &&
		(f.Tags == nil || slices.ContainsFunc(f.Tags, func(tag string) bool { return slices.Contains(s.Tags, tag) })) &&
		(f.Evaluation == nil || slices.Contains(f.Evaluation, graph.SegmentEvaluation(s.Evaluation))) &&
		(f.Lifecycle == nil || slices.Contains(f.Lifecycle, graph.SegmentLifecycle(s.Lifecycle)))
}

// segmentsKey is the key of the list of segments that pass f.
func segmentsKey(f *graph.SegmentFilter) graph.ListKey {
	parts := []string{"segments", cmp.Or(deref(f.Name), "")}
	for _, list := range [][]string{f.Namespaces, f.Tags, texts(f.Evaluation), texts(f.Lifecycle)} {
		parts = append(parts, strings.Join(sortedSet(list), "\x00"), boolText(list == nil))
	}
	return graph.NewListKey(parts...)
}

func texts[S ~string](values []S) []string {
	if values == nil {
		return nil
	}
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return "=" + *s
}

func boolText(b bool) string {
	if b {
		return "any"
	}
	return "some"
}

func (r *segmentResolver) MergePolicy(ctx context.Context, s *graph.Segment) (*graph.MergePolicy, error) {
	if s.Segment.MergePolicy == "" {
		return nil, nil
	}
	policy, err := r.client.MergePolicy(ctx, s.Segment.MergePolicy)
	if err != nil {
		return nil, err
	}
	return &graph.MergePolicy{MergePolicy: policy}, nil
}
