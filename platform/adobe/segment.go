package adobe

import (
	"math"
	"strings"
	"time"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

// ownNamespace is under which profiles hold memberships of the Platform's own
// segments, which the list of audiences calls AEPSegments.
const ownNamespace = "ups"

// newSegment reads an audience or a segment definition; ok is false if it was
// deleted or has no id.
func newSegment(o xdm.Object) (s *platform.Segment, ok bool) {
	lifecycle, deleted := lifecycleOf(o)
	key := segmentKeyOf(o)
	if deleted || key.ID == "" {
		return nil, false
	}
	policy, _, _ := o.Get("mergePolicyId").Str()
	return &platform.Segment{
		SegmentKey:  key,
		Name:        ownText(o.Get("name")),
		Description: ownText(o.Get("description")),
		Expression: platform.SegmentExpression{
			Type: ownText(o.At("expression.type")), Format: ownText(o.At("expression.format")), Value: ownText(o.At("expression.value")),
		},
		Evaluation:  evaluationOf(o),
		Lifecycle:   lifecycle,
		MergePolicy: platform.MergePolicyID(strings.Clone(policy)),
		Tags:        tagsOf(o),
		Created:     firstTime(o, "creationTime", "createEpoch"),
		Updated:     firstTime(o, "updateTime", "updateEpoch"),
	}, true
}

// ownText returns the text of v, of its own: definitions are kept, and shall not
// keep the pages alive that they came in.
func ownText(v xdm.Value) string { return strings.Clone(v.Text()) }

// segmentKeyOf returns the key that a profile's membership in the audience has.
// Imported audiences are known there by the id that their source gave them.
func segmentKeyOf(o xdm.Object) platform.SegmentKey {
	id, _, _ := o.Get("id").Str()
	namespace := o.Get("namespace").Text()
	if namespace == "" || strings.EqualFold(namespace, "AEPSegments") || strings.EqualFold(namespace, ownNamespace) {
		return platform.SegmentKey{Namespace: ownNamespace, ID: platform.SegmentID(strings.Clone(id))}
	}
	if theirs, _, _ := o.Get("audienceId").Str(); theirs != "" {
		id = theirs
	}
	return platform.SegmentKey{Namespace: strings.Clone(namespace), ID: platform.SegmentID(strings.Clone(id))}
}

// lifecycleOf reads the life cycle, which goes by three names.
func lifecycleOf(o xdm.Object) (lifecycle string, deleted bool) {
	switch strings.ToLower(firstOf(o, "lifecycleState", "lifecycle", "lifecycleStatus").Text()) {
	case "draft":
		return "DRAFT", false
	case "published", "active":
		return "PUBLISHED", false
	case "inactive":
		return "INACTIVE", false
	case "archived":
		return "ARCHIVED", false
	case "deleted":
		return "", true
	}
	return "", false
}

// evaluationOf returns the quickest way in which a segment is evaluated. The
// wire calls edge synchronous, and streaming continuous.
func evaluationOf(o xdm.Object) string {
	for _, way := range []struct{ wire, evaluation string }{{"synchronous", "EDGE"}, {"continuous", "STREAMING"}, {"batch", "BATCH"}} {
		path := xdm.Path("evaluationInfo").Join(way.wire).Join("enabled")
		if enabled, _, _ := o.At(path).Boolean(); enabled {
			return way.evaluation
		}
	}
	return ""
}

// tagsOf returns the tags: texts, or objects with a name.
func tagsOf(o xdm.Object) []string {
	values, _ := o.Get("tags").Array()
	var tags []string
	for _, v := range values {
		tag := ownText(v)
		if named, err := v.Object(); err == nil {
			tag = ownText(named.Get("name"))
		}
		if tag != "" {
			tags = append(tags, tag)
		}
	}
	return tags
}

// firstTime returns the first of the members that holds a time: text, or a
// number since 1970. The zero of a number means unknown.
func firstTime(o xdm.Object, names ...string) time.Time {
	for _, name := range names {
		v := o.Get(name)
		if n, ok, err := v.Number(); ok && err == nil {
			if n > 0 {
				return sinceEpoch(n)
			}
		} else if t := v.Time(); !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

// sinceEpoch reads a number of seconds, milliseconds or microseconds since 1970,
// whichever gives a time in our millennium. All three are in use.
func sinceEpoch(n float64) time.Time {
	switch {
	case n < 1e11:
		n *= 1000
	case n >= 1e14:
		n /= 1000
	}
	if n > 253402300799999 { // the end of the year 9999
		return time.Time{}
	}
	return time.UnixMilli(int64(math.Floor(n))).UTC()
}
