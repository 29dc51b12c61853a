package merge

import (
	"cmp"
	"slices"

	"activityhub/platform"
	"activityhub/platform/local/definitions"
	"activityhub/platform/local/store"
)

// Order returns the fragments that count under policy, strongest first.
//
// Under timestampOrdered the newest is strongest. The time of a fragment is
// extSourceSystemAudit.lastUpdatedDate if it carries that, and when it was
// stored otherwise. Those of one time go by the name of the data set, then by
// the identity they are kept under, so that the order does not depend on how
// data came in where the data say their times themselves.
//
// Under dataSetPrecedence the order of data sets decides; data sets that it
// does not name are left out, and within one the newest is strongest.
func Order(policy *platform.MergePolicy, fragments []store.Fragment) []store.Fragment {
	rank := func(store.Fragment) int { return 0 }
	if policy.AttributeMerge == definitions.DataSetPrecedence {
		rank = func(f store.Fragment) int { return slices.Index(policy.DataSetOrder, f.DataSet) }
		fragments = slices.DeleteFunc(slices.Clone(fragments), func(f store.Fragment) bool { return rank(f) < 0 })
	} else {
		fragments = slices.Clone(fragments)
	}
	slices.SortFunc(fragments, func(a, b store.Fragment) int {
		return cmp.Or(
			cmp.Compare(rank(a), rank(b)),
			cmp.Compare(changed(b), changed(a)),
			cmp.Compare(a.DataSet, b.DataSet),
			a.Primary.Compare(b.Primary),
		)
	})
	return fragments
}

func changed(f store.Fragment) int64 { return cmp.Or(f.Stamp, f.Stored) }
