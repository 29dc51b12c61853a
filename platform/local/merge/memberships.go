package merge

import (
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"activityhub/platform/xdm"
)

// appendMemberships appends the segment memberships of several fragments: the
// union by namespace, whose case does not matter, and segment. Of one segment
// the membership with the latest lastQualificationTime counts, and among those
// of one time that of the strongest fragment.
func appendMemberships(b []byte, maps []gjson.Result, p xdm.Projection) []byte {
	var namespaces []namespace
	for _, m := range maps {
		m.ForEach(func(key, value gjson.Result) bool {
			at := slices.IndexFunc(namespaces, func(n namespace) bool { return strings.EqualFold(n.name, key.Str) })
			if at < 0 {
				at = len(namespaces)
				namespaces = append(namespaces, namespace{name: key.Str, key: key.Raw, memberships: map[string]membership{}})
			}
			namespaces[at].add(value)
			return true
		})
	}
	slices.SortFunc(namespaces, func(x, y namespace) int { return strings.Compare(x.name, y.name) })
	members := make([]member, len(namespaces))
	for i, n := range namespaces {
		members[i] = member{name: n.name, key: n.key, first: gjson.Parse(n.merged())}
	}
	return appendMembers(b, members, p, false)
}

type namespace struct {
	name, key   string
	memberships map[string]membership // :: segment → what counts
}

type membership struct {
	key   string
	value gjson.Result
	since time.Time
}

func (n namespace) add(memberships gjson.Result) {
	memberships.ForEach(func(key, value gjson.Result) bool {
		since := decided(value)
		if known, ok := n.memberships[key.Str]; !ok || since.After(known.since) {
			n.memberships[key.Str] = membership{key.Raw, value, since}
		}
		return true
	})
}

func (n namespace) merged() string {
	segments := make([]member, 0, len(n.memberships))
	for segment, m := range n.memberships {
		segments = append(segments, member{name: segment, key: m.key, first: m.value})
	}
	return string(appendMembers(nil, segments, xdm.Projection{}, false))
}

// decided returns when a membership was decided; the zero time if it does not
// say.
func decided(membership gjson.Result) time.Time {
	if o, err := xdm.TrustedObject(membership.Raw); err == nil {
		return o.Get("lastQualificationTime").Time()
	}
	return time.Time{}
}
