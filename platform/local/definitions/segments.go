package definitions

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"activityhub/platform"
	"activityhub/platform/local/nearest"
)

// ownSegments is the namespace of the Platform's own segments.
const ownSegments = "ups"

type segmentItem struct {
	ID          string         `yaml:"id" json:"id,omitzero"`
	Namespace   string         `yaml:"namespace" json:"namespace,omitzero"`
	Name        string         `yaml:"name" json:"name,omitzero"`
	Description string         `yaml:"description" json:"description,omitzero"`
	Expression  expressionItem `yaml:"expression" json:"expression,omitzero"`
	Evaluation  string         `yaml:"evaluation" json:"evaluation,omitzero"`
	Lifecycle   string         `yaml:"lifecycle" json:"lifecycle,omitzero"`
	MergePolicy string         `yaml:"mergePolicy" json:"mergePolicy,omitzero"`
	Tags        []string       `yaml:"tags" json:"tags,omitzero"`
	Created     string         `yaml:"created" json:"created,omitzero"`
	Updated     string         `yaml:"updated" json:"updated,omitzero"`
}

type expressionItem struct {
	Type   string `yaml:"type" json:"type,omitzero"`
	Format string `yaml:"format" json:"format,omitzero"`
	Value  string `yaml:"value" json:"value,omitzero"`
}

// Adobe advises 4,000 active audiences and goes on beyond, so nothing is
// refused for their number here.
func (l *loader) segments(d *Definitions) error {
	items, err := list[segmentItem](l, segmentsFile)
	if err == nil {
		items, err = rewritten(l, d, items, kindSegment, func(item segmentItem) Ref { return OfSegment(item.key()) })
	}
	if err != nil {
		return err
	}
	keys := map[platform.SegmentKey]bool{}
	for i, item := range items.list {
		if item.ID == "" {
			return fmt.Errorf("%s: the segment has no id", items.at(i))
		}
		segment, err := item.segment(d, items.lines[i] == 0)
		if err != nil {
			return fmt.Errorf("%s: segment %s: %w", items.at(i), item.ID, err)
		}
		if keys[segment.SegmentKey] {
			return fmt.Errorf("%s: segment %s is there twice in namespace %s", items.at(i), segment.ID, segment.Namespace)
		}
		keys[segment.SegmentKey] = true
		d.Segments = append(d.Segments, segment)
	}
	slices.SortFunc(d.Segments, func(a, b *platform.Segment) int {
		return cmp.Or(strings.Compare(a.Namespace, b.Namespace), strings.Compare(string(a.ID), string(b.ID)))
	})
	return nil
}

func (item segmentItem) key() platform.SegmentKey {
	return platform.SegmentKey{Namespace: cmp.Or(item.Namespace, ownSegments), ID: platform.SegmentID(item.ID)}
}

// segment returns the segment that item describes. One that was written over
// REST without a merge policy is evaluated under the default one, whichever that
// is; of one in a file, nothing is said.
func (item segmentItem) segment(d *Definitions, written bool) (*platform.Segment, error) {
	evaluation, err := oneOf("evaluation", item.Evaluation, "BATCH", "STREAMING", "EDGE")
	if err != nil {
		return nil, err
	}
	lifecycle, err := oneOf("lifecycle", item.Lifecycle, "DRAFT", "PUBLISHED", "INACTIVE", "ARCHIVED")
	if err != nil {
		return nil, err
	}
	policy := platform.MergePolicyID(item.MergePolicy)
	if written && policy == "" && item.key().Namespace == ownSegments {
		byDefault, _ := d.MergePolicy("") // there is one: see mergePolicies
		policy = byDefault.ID
	}
	if _, ok := d.MergePolicy(policy); policy != "" && !ok {
		ids := make([]string, len(d.MergePolicies))
		for i, p := range d.MergePolicies {
			ids[i] = string(p.ID)
		}
		return nil, fmt.Errorf("there is no merge policy %q%s", item.MergePolicy, nearest.Hint(item.MergePolicy, ids))
	}
	created, err := instant("created", item.Created)
	if err != nil {
		return nil, err
	}
	updated, err := instant("updated", item.Updated)
	if err != nil {
		return nil, err
	}
	return &platform.Segment{
		SegmentKey:  item.key(),
		Name:        item.Name,
		Description: item.Description,
		Expression:  platform.SegmentExpression{Type: item.Expression.Type, Format: item.Expression.Format, Value: item.Expression.Value},
		Evaluation:  evaluation,
		Lifecycle:   lifecycle,
		MergePolicy: policy,
		Tags:        item.Tags,
		Created:     created,
		Updated:     updated,
	}, nil
}

// oneOf returns value in the case of known; "" says nothing and is right.
func oneOf(key, value string, known ...string) (string, error) {
	upper := strings.ToUpper(value)
	if value != "" && !slices.Contains(known, upper) {
		return "", fmt.Errorf("%s %q is none of %s", key, value, strings.ToLower(strings.Join(known, ", ")))
	}
	return upper, nil
}

// instant reads a time; "" is the zero time.
func instant(key, value string) (time.Time, error) {
	if value == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, value)
	if err != nil {
		return time.Time{}, fmt.Errorf("%s %q is no time: write RFC 3339, such as 2025-03-02T08:11:09Z", key, value)
	}
	return at.UTC(), nil
}
