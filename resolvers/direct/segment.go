package direct

import (
	"activityhub/graph"
	"activityhub/platform"
)

// segments compiles Profile.segments.
func (c *compiler) segments(f *field) writer[*graph.Profile] {
	lists := c.lists // c itself is of one request
	return connection(c, f, func(a graph.Arguments) (List[*graph.SegmentMembership], error) {
		status, err := a.Segments()
		if err != nil {
			return nil, err
		}
		first, after, last, before, err := a.Page()
		return lists.SegmentsOf(status, first, after, last, before), err
	}, c.membership)
}

func (c *compiler) membership(f *field) *object[*graph.SegmentMembership] {
	return compileObject(c, "SegmentMembership", f.Selections, func(f *field) writer[*graph.SegmentMembership] {
		switch f.Name {
		case "segment":
			return child(c.segmentObject(f), func(_ *run, m *graph.SegmentMembership) (*graph.Segment, error) { return m.Segment() })
		case "segmentId":
			return text((*graph.SegmentMembership).SegmentID)
		case "namespace":
			return text(func(m *graph.SegmentMembership) string { return m.Namespace })
		case "status":
			return enum(func(m *graph.SegmentMembership) platform.SegmentStatus { return m.Status })
		case "lastQualificationTime":
			return optionalOrError((*graph.SegmentMembership).LastQualificationTime, appendTime)
		case "validUntil":
			return optionalOrError((*graph.SegmentMembership).ValidUntil, appendTime)
		}
		return nil
	})
}

func (c *compiler) segmentObject(f *field) *object[*graph.Segment] {
	return compileObject(c, "Segment", f.Selections, func(f *field) writer[*graph.Segment] {
		switch f.Name {
		case "id":
			return text((*graph.Segment).ID)
		case "segmentId":
			return text((*graph.Segment).SegmentID)
		case "namespace":
			return text(func(s *graph.Segment) string { return s.Namespace })
		case "name":
			return optionalText((*graph.Segment).Name)
		case "description":
			return optionalText((*graph.Segment).Description)
		case "expression":
			return child(c.expression(f), func(_ *run, s *graph.Segment) (*platform.SegmentExpression, error) { return s.Expression(), nil })
		case "evaluation":
			return optionalEnum((*graph.Segment).Evaluation)
		case "lifecycle":
			return optionalEnum((*graph.Segment).Lifecycle)
		case "mergePolicy":
			return child(c.mergePolicy(f), func(r *run, s *graph.Segment) (*graph.MergePolicy, error) { return r.segment.MergePolicy(r.ctx, s) })
		case "tags":
			return required((*graph.Segment).Tags, appendTexts)
		case "createdAt":
			return optionalMoment((*graph.Segment).CreatedAt)
		case "updatedAt":
			return optionalMoment((*graph.Segment).UpdatedAt)
		}
		return nil
	})
}

func (c *compiler) expression(f *field) *object[*platform.SegmentExpression] {
	return compileObject(c, "SegmentExpression", f.Selections, func(f *field) writer[*platform.SegmentExpression] {
		switch f.Name {
		case "type":
			return text(func(e *platform.SegmentExpression) string { return e.Type })
		case "format":
			return text(func(e *platform.SegmentExpression) string { return e.Format })
		case "value":
			return text(func(e *platform.SegmentExpression) string { return e.Value })
		}
		return nil
	})
}
