package definitions

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"activityhub/platform"
	"activityhub/platform/local/nearest"
)

// MaxMergePolicies is how many merge policies a Platform has at most.
//
// Source: Real-Time Customer Profile guardrails (hard).
const MaxMergePolicies = 5

// The words that merge policies are written with.
const (
	GraphPrivate      = "pdg"
	GraphNone         = "none"
	TimestampOrdered  = "timestampOrdered"
	DataSetPrecedence = "dataSetPrecedence"
)

type mergePolicyItem struct {
	ID             string   `yaml:"id" json:"id,omitzero"`
	Name           string   `yaml:"name" json:"name,omitzero"`
	Default        bool     `yaml:"default" json:"default,omitzero"`
	IdentityGraph  string   `yaml:"identityGraph" json:"identityGraph,omitzero"`
	AttributeMerge string   `yaml:"attributeMerge" json:"attributeMerge,omitzero"`
	Order          []string `yaml:"order" json:"order,omitzero"`
}

func (l *loader) mergePolicies(d *Definitions) error {
	items, err := list[mergePolicyItem](l, mergePoliciesFile)
	if err == nil {
		items, err = rewritten(l, d, items, kindMergePolicy, func(item mergePolicyItem) Ref { return OfMergePolicy(platform.MergePolicyID(item.ID)) })
	}
	if err == nil {
		err = l.defaultPolicy(items)
	}
	if err != nil {
		return err
	}
	if len(items.list) > MaxMergePolicies {
		return fmt.Errorf("%s: %d merge policies, at most %d%s", items.file, len(items.list), MaxMergePolicies, items.alsoWritten())
	}
	defaults, ids := 0, map[string]bool{}
	for i, item := range items.list {
		if item.ID == "" {
			return fmt.Errorf("%s: the merge policy has no id", items.at(i))
		}
		if ids[item.ID] {
			return fmt.Errorf("%s: merge policy %s is there twice", items.at(i), item.ID)
		}
		ids[item.ID] = true
		if err := item.check(d); err != nil {
			return fmt.Errorf("%s: merge policy %s: %w", items.at(i), item.ID, err)
		}
		if item.Default {
			defaults++
		}
		d.MergePolicies = append(d.MergePolicies, &platform.MergePolicy{
			ID: platform.MergePolicyID(item.ID), Name: item.Name, Default: item.Default,
			IdentityGraph: item.IdentityGraph, AttributeMerge: item.AttributeMerge, DataSetOrder: item.Order,
		})
	}
	if defaults != 1 {
		return fmt.Errorf("%s: %d merge policies say default: true; exactly one does", items.file, defaults)
	}
	slices.SortFunc(d.MergePolicies, func(a, b *platform.MergePolicy) int {
		if by := strings.Compare(a.Name, b.Name); by != 0 {
			return by
		}
		return strings.Compare(string(a.ID), string(b.ID))
	})
	return nil
}

func (p *mergePolicyItem) check(d *Definitions) error {
	if p.Name == "" {
		p.Name = p.ID
	}
	graphs, merges := []string{GraphPrivate, GraphNone}, []string{TimestampOrdered, DataSetPrecedence}
	if !slices.Contains(graphs, p.IdentityGraph) {
		return fmt.Errorf("identityGraph %q is none of %s", p.IdentityGraph, strings.Join(graphs, ", "))
	}
	if !slices.Contains(merges, p.AttributeMerge) {
		return fmt.Errorf("attributeMerge %q is none of %s%s", p.AttributeMerge, strings.Join(merges, ", "), nearest.Hint(p.AttributeMerge, merges))
	}
	if (p.AttributeMerge == DataSetPrecedence) != (len(p.Order) > 0) {
		return fmt.Errorf("order lists the data sets, strongest first, for attributeMerge %s and for that alone", DataSetPrecedence)
	}
	for i, name := range p.Order {
		set, ok := d.DataSets[name]
		if !ok {
			return fmt.Errorf("order names data set %q, which is not there%s", name, nearest.Hint(name, slices.Sorted(maps.Keys(d.DataSets))))
		}
		if set.Event {
			return fmt.Errorf("order names data set %s, which holds events; the order is of records", name)
		}
		if slices.Contains(p.Order[:i], name) {
			return fmt.Errorf("order names data set %s twice", name)
		}
	}
	return nil
}

// defaultPolicy makes the policy the default that was written as such, whatever
// the file says.
func (l *loader) defaultPolicy(items items[mergePolicyItem]) error {
	w, ok := l.written.all[Ref{kindDefaultPolicy, ""}]
	if !ok {
		return nil
	}
	var doc document[string]
	if err := json.Unmarshal([]byte(w.Doc), &doc); err != nil {
		return fmt.Errorf("%s: the default merge policy cannot be read: %w", overREST, err)
	}
	there := false
	for i := range items.list {
		items.list[i].Default = items.list[i].ID == doc.Item
		there = there || items.list[i].Default
	}
	if !there {
		return fmt.Errorf("%s: it has no merge policy %s, which was made the default over REST: put it back", items.file, doc.Item)
	}
	return nil
}
