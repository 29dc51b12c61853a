package platform

import (
	"cmp"
	"slices"
	"time"

	"activityhub/platform/xdm"
)

// MembershipPath is what Memberships reads.
const MembershipPath = xdm.Path("segmentMembership")

// Memberships returns the segment memberships in profile, latest change first.
// A realized one whose validity is over at now has exited. A status that is
// none of the wire's is left out, as the Platform may bring new ones.
//
// Source: segment membership field group; "existing" means realized.
func Memberships(profile xdm.Object, now time.Time) ([]SegmentMembership, error) {
	namespaces, err := profile.Get(string(MembershipPath)).Object()
	if err != nil {
		return nil, err
	}
	var all []SegmentMembership
	for namespace, v := range namespaces.All() {
		segments, err := v.Object()
		if err != nil {
			return nil, err
		}
		all = slices.Grow(all, segments.Len())
		for id, v := range segments.All() {
			membership, err := v.Object()
			if err != nil {
				return nil, err
			}
			if m, ok := newMembership(SegmentKey{Namespace: namespace, ID: SegmentID(id)}, membership, now); ok {
				all = append(all, m)
			}
		}
	}
	slices.SortFunc(all, SegmentMembership.Compare)
	return all, nil
}

func newMembership(key SegmentKey, o xdm.Object, now time.Time) (SegmentMembership, bool) {
	m := SegmentMembership{
		SegmentKey:        key,
		LastQualification: o.Get("lastQualificationTime").Time(),
		ValidUntil:        o.Get("validUntil").Time(),
	}
	switch o.Get("status").Text() {
	case "realized", "existing":
		m.Status = Realized
	case "exited":
		m.Status = Exited
	default:
		return m, false
	}
	if !m.ValidUntil.IsZero() && !m.ValidUntil.After(now) {
		m.Status = Exited
	}
	return m, true
}

// Compare orders memberships by their last change, latest first, then by key.
func (m SegmentMembership) Compare(n SegmentMembership) int {
	return cmp.Or(n.LastQualification.Compare(m.LastQualification), cmp.Compare(m.Namespace, n.Namespace), cmp.Compare(m.ID, n.ID))
}
