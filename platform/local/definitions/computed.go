package definitions

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"activityhub/platform"
	"activityhub/platform/local/nearest"
	"activityhub/platform/local/schema"
	"activityhub/platform/xdm"
)

// A ComputedAttribute describes an attribute that is an aggregate of events.
// This Platform computes none of them: whoever does ingests their values, like
// those of any attribute, and they are read like any other.
type ComputedAttribute struct {
	Path          xdm.Path // where its values stand in a profile
	Title         string
	Description   string
	Expression    platform.SegmentExpression
	MergeFunction string // SUM, COUNT, MIN, MAX, MOST_RECENT or LIST
	Count         int    // how far back it looks, in units; 0 if it is not said
	Unit          string // HOURS, DAYS, WEEKS or MONTHS; "" without a count
	Status        string // such as PROCESSED; an open set
	MergePolicy   platform.MergePolicyID
	Created       time.Time // zero if unknown
	Updated       time.Time // zero if unknown
}

// Name returns the name of c, which is the last one of its path.
func (c *ComputedAttribute) Name() string {
	return string(c.Path[strings.LastIndexByte(string(c.Path), '.')+1:])
}

type computedItem struct {
	Path          string         `yaml:"path"`
	Title         string         `yaml:"title"`
	Description   string         `yaml:"description"`
	Expression    expressionItem `yaml:"expression"`
	MergeFunction string         `yaml:"mergeFunction"`
	Duration      durationItem   `yaml:"duration"`
	Status        string         `yaml:"status"`
	MergePolicy   string         `yaml:"mergePolicy"`
	Created       string         `yaml:"created"`
	Updated       string         `yaml:"updated"`
}

type durationItem struct {
	Count int    `yaml:"count"`
	Unit  string `yaml:"unit"`
}

// The words that computed attributes are written with, and how far back each
// unit goes.
//
// Source: computed attributes API guide.
var (
	mergeFunctions = []string{"SUM", "COUNT", "MIN", "MAX", "MOST_RECENT", "LIST"}
	longest        = map[string]int{"HOURS": 24, "DAYS": 7, "WEEKS": 4, "MONTHS": 6}
)

func (l *loader) computed(d *Definitions) error {
	items, err := list[computedItem](l, computedFile)
	if err != nil {
		return err
	}
	builtin := l.lacking != ""
	for i, item := range items.list {
		attribute, err := item.attribute(d)
		if err != nil {
			return fmt.Errorf("%s: computed attribute %q: %w", items.at(i), item.Path, err)
		}
		known, hint := d.profileHas(item.Path)
		if !known && builtin {
			continue // it belongs to the built-in schema, and the folder has another
		}
		if !known {
			return fmt.Errorf("%s: computed attribute %s: no schema of the profile class has this path%s", items.at(i), item.Path, hint)
		}
		if slices.ContainsFunc(d.Computed, func(c *ComputedAttribute) bool { return c.Path == attribute.Path }) {
			return fmt.Errorf("%s: computed attribute %s is there twice", items.at(i), item.Path)
		}
		d.Computed = append(d.Computed, attribute)
	}
	slices.SortFunc(d.Computed, func(a, b *ComputedAttribute) int { return cmp.Compare(a.Path, b.Path) })
	return nil
}

// profileHas reports whether the schema of a data set of records has path.
func (d *Definitions) profileHas(path string) (ok bool, hint string) {
	for _, name := range d.DataSetNames() {
		set := d.DataSets[name]
		if set.Schema.Class() != schema.Profile {
			continue
		}
		if ok, hint = set.Schema.Has(path); ok {
			return true, ""
		}
	}
	return false, hint
}

func (item computedItem) attribute(d *Definitions) (*ComputedAttribute, error) {
	path, err := xdm.ParsePath(item.Path)
	if err != nil {
		return nil, err
	}
	function, unit := strings.ToUpper(item.MergeFunction), strings.ToUpper(item.Duration.Unit)
	if !slices.Contains(mergeFunctions, function) {
		return nil, fmt.Errorf("mergeFunction %q is none of %s%s", item.MergeFunction, strings.Join(mergeFunctions, ", "), nearest.Hint(item.MergeFunction, mergeFunctions))
	}
	if item.Expression.Value == "" {
		return nil, fmt.Errorf("there is no expression: write {type: PQL, format: pql/text, value: …}")
	}
	if most, ok := longest[unit]; item.Duration != (durationItem{}) && (!ok || item.Duration.Count < 1 || item.Duration.Count > most) {
		return nil, fmt.Errorf("the duration is 1 to 24 HOURS, 1 to 7 DAYS, 1 to 4 WEEKS or 1 to 6 MONTHS")
	}
	policy, ok := d.MergePolicy(platform.MergePolicyID(item.MergePolicy))
	if !ok {
		return nil, fmt.Errorf("there is no merge policy %q", item.MergePolicy)
	}
	created, err := instant("created", item.Created)
	if err != nil {
		return nil, err
	}
	updated, err := instant("updated", item.Updated)
	if err != nil {
		return nil, err
	}
	return &ComputedAttribute{
		Path: path, Title: item.Title, Description: item.Description,
		Expression: platform.SegmentExpression{
			Type:   cmp.Or(item.Expression.Type, "PQL"),
			Format: cmp.Or(item.Expression.Format, "pql/text"),
			Value:  item.Expression.Value,
		},
		MergeFunction: function, Count: item.Duration.Count, Unit: unit,
		Status: cmp.Or(strings.ToUpper(item.Status), "PROCESSED"), MergePolicy: policy.ID,
		Created: created, Updated: updated,
	}, nil
}
