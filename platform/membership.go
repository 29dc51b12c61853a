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
// none of the wire's is left out, as the Platform may bring new ones; what is no
// membership at all is an error. A bad time is one of its membership.
//
// Source: segment membership field group; "existing" means realized.
func Memberships(profile xdm.Object, now time.Time) ([]SegmentMembership, error) {
	namespaces, err := profile.Get(string(MembershipPath)).Object()
	if err != nil {
		return nil, err
	}
	var all []SegmentMembership
	var scratch xdm.Scratch
	for namespace, v := range namespaces.All() {
		segments, err := v.Object()
		if err != nil {
			return nil, err
		}
		all = slices.Grow(all, segments.Len())
		for id, v := range segments.All() {
			membership, err := scratch.Object(v)
			if err != nil {
				return nil, err
			}
			m, ok, err := newMembership(SegmentKey{Namespace: namespace, ID: SegmentID(id)}, membership, now)
			if err != nil {
				return nil, err
			}
			if ok {
				all = append(all, m)
			}
			scratch.Release(0)
		}
	}
	slices.SortFunc(all, SegmentMembership.Compare)
	return all, nil
}

func newMembership(key SegmentKey, o xdm.Object, now time.Time) (m SegmentMembership, ok bool, err error) {
	m.SegmentKey = key
	m.LastQualification, m.LastQualificationErr = o.Get("lastQualificationTime").Moment()
	m.LastQualification = m.LastQualification.Truncate(time.Millisecond)
	m.ValidUntil, m.ValidUntilErr = o.Get("validUntil").Moment()
	status, _, err := o.Get("status").Str()
	switch status {
	case "realized", "existing":
		m.Status = Realized
	case "exited":
		m.Status = Exited
	default:
		return m, false, err
	}
	if !m.ValidUntil.IsZero() && !m.ValidUntil.After(now) {
		m.Status = Exited
	}
	return m, true, nil
}

// Compare orders memberships by their last change, latest first, then by key.
func (m SegmentMembership) Compare(n SegmentMembership) int {
	return cmp.Or(n.LastQualification.Compare(m.LastQualification), cmp.Compare(m.Namespace, n.Namespace), cmp.Compare(m.ID, n.ID))
}
