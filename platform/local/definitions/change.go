package definitions

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"activityhub/platform"
)

// A Change is one definition that is to be written or deleted.
type Change struct {
	ref     Ref
	item    any // nil to delete
	about   About
	primary bool // of a merge policy: it becomes the default
}

// PutNamespace writes a custom namespace, in place of one whose code is the same
// but for case.
func PutNamespace(n platform.IdentityNamespace, about About) Change {
	item := namespaceItem{Code: string(n.Code), Name: n.Name, Description: n.Description, IDType: n.IDType}
	return Change{ref: OfNamespace(n.Code), item: item, about: about}
}

// PutDataSet writes a data set, bound to the schema that s.SchemaName names.
func PutDataSet(s DataSet, about About) Change {
	item := dataSetItem{Name: s.Name, Title: s.Title, Schema: s.SchemaName}
	for _, id := range s.Identities {
		item.Identities = append(item.Identities, identityItem{Path: string(id.Path), Namespace: string(id.Namespace), Primary: id.Primary})
	}
	return Change{ref: OfDataSet(s.Name), item: item, about: about}
}

// PutMergePolicy writes a merge policy. One that is the default takes that from
// the one that was; to take it from a policy, make another the default.
func PutMergePolicy(p platform.MergePolicy, about About) Change {
	item := mergePolicyItem{ID: string(p.ID), Name: p.Name, IdentityGraph: p.IdentityGraph, AttributeMerge: p.AttributeMerge, Order: p.DataSetOrder}
	return Change{ref: OfMergePolicy(p.ID), item: item, about: about, primary: p.Default}
}

// PutSegment writes a segment.
func PutSegment(s platform.Segment, about About) Change {
	item := segmentItem{
		ID: string(s.ID), Namespace: s.Namespace, Name: s.Name, Description: s.Description, Expression: expressionItem(s.Expression),
		Evaluation: s.Evaluation, Lifecycle: s.Lifecycle, MergePolicy: string(s.MergePolicy), Tags: s.Tags,
		Created: written(s.Created), Updated: written(s.Updated),
	}
	return Change{ref: OfSegment(s.SegmentKey), item: item, about: about}
}

// written writes a time as instant reads it.
func written(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.RFC3339Nano)
}

// Delete deletes a definition. It stays deleted if a file has it.
func Delete(r Ref) Change { return Change{ref: r} }

// A Changed is a change that was checked.
type Changed struct {
	Definitions *Definitions // in force from now on
	Written     []Written    // to be kept, each in place of what was written of it before
	All         []Written    // what was written before, with Written in it
	Emptied     []string     // data sets that were deleted: nothing may be kept of them
}

// Change checks changes of now, which Load or Change made of the same files and
// of what was written before, and returns what comes of them. A change that
// cannot be is refused: [platform.ErrConflict] where something else depends on
// what it takes away, [platform.ErrInvalid] otherwise.
func (s *Source) Change(now *Definitions, before []Written, changes []Change) (*Changed, error) {
	made := &Changed{}
	moved := slices.ContainsFunc(changes, func(c Change) bool { return c.primary })
	for _, c := range changes {
		if p, ok := now.MergePolicy(platform.MergePolicyID(c.ref.id)); ok && c.ref.kind == kindMergePolicy && c.item != nil && p.Default && !moved {
			return nil, platform.Invalidf("the merge policy is the default, and one is: make another the default instead")
		}
		if user := now.user(c, changes); user != "" {
			return nil, &platform.Error{Kind: platform.ErrConflict, Message: user}
		}
		w, err := c.written()
		if err != nil {
			return nil, err
		}
		made.Written = append(made.Written, w...)
		if c.item == nil && c.ref.kind == kindDataSet {
			made.Emptied = append(made.Emptied, c.ref.id)
		}
	}
	all := overlaid(slices.Concat(before, made.Written))
	d, _, err := s.build(all)
	if err != nil {
		return nil, &platform.Error{Kind: platform.ErrInvalid, Message: strings.TrimPrefix(err.Error(), overREST+": ")}
	}
	made.Definitions, made.All = d, all.list()
	return made, nil
}

// written returns what is kept of c.
func (c Change) written() ([]Written, error) {
	w := Written{Kind: c.ref.kind, ID: c.ref.id, Deleted: c.item == nil}
	if w.Deleted {
		return []Written{w}, nil
	}
	all := []struct {
		w   Written
		doc any
	}{{w, document[any]{c.item, c.about}}}
	if c.primary {
		all = append(all, struct {
			w   Written
			doc any
		}{Written{Kind: kindDefaultPolicy}, document[any]{Item: c.ref.id}})
	}
	result := make([]Written, len(all))
	for i, one := range all {
		raw, err := json.Marshal(one.doc)
		if err != nil {
			return nil, fmt.Errorf("definition of kind %s: %w", c.ref.kind, err)
		}
		one.w.Doc = string(raw)
		result[i] = one.w
	}
	return result, nil
}

// user says who depends on what c deletes; "" if c deletes nothing or nobody
// does. Those that changes rewrite besides are left to the checks of what comes
// of them.
func (d *Definitions) user(c Change, changes []Change) string {
	if c.item != nil {
		return ""
	}
	rewritten := func(r Ref) bool {
		return slices.ContainsFunc(changes, func(other Change) bool { return other.ref == r })
	}
	switch c.ref.kind {
	case kindDataSet:
		for _, p := range d.MergePolicies {
			if slices.Contains(p.DataSetOrder, c.ref.id) && !rewritten(OfMergePolicy(p.ID)) {
				return fmt.Sprintf("the data set stands in the order of merge policy %s: take it out of that first", p.ID)
			}
		}
	case kindMergePolicy:
		id := platform.MergePolicyID(c.ref.id)
		for _, p := range d.MergePolicies {
			if p.ID == id && p.Default && !slices.ContainsFunc(changes, func(other Change) bool { return other.primary }) {
				return "the merge policy is the default: make another the default first"
			}
		}
		for _, s := range d.Segments {
			if s.MergePolicy == id && !rewritten(OfSegment(s.SegmentKey)) {
				return fmt.Sprintf("segment %s is evaluated under the merge policy: give it another first", s.ID)
			}
		}
		for _, a := range d.Computed {
			if a.MergePolicy == id {
				return fmt.Sprintf("computed attribute %s is computed under the merge policy: give it another in %s first", a.Path, computedFile)
			}
		}
	}
	return ""
}

// SharedIdentities returns the fields that hold identities in records of a
// schema, as its data sets name them: on Adobe they belong to the schema.
func (d *Definitions) SharedIdentities(schemaName string) []IdentityProperty {
	var shared []IdentityProperty
	primary := false
	for _, name := range d.DataSetNames() {
		if d.DataSets[name].SchemaName != schemaName {
			continue
		}
		for _, id := range d.DataSets[name].Identities {
			at := slices.IndexFunc(shared, func(known IdentityProperty) bool { return known.Path == id.Path })
			if at < 0 {
				at = len(shared)
				shared = append(shared, IdentityProperty{Path: id.Path, Namespace: id.Namespace})
			}
			if id.Primary && !primary {
				shared[at].Primary, primary = true, true
			}
		}
	}
	return shared
}
