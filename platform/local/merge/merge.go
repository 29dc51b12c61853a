// Package merge makes one document of many, under a merge policy.
//
// Fragments come strongest first. An attribute is taken from the first fragment
// that has it: objects, and so maps too, are merged member by member, arrays
// and scalars are taken whole. Where fragments disagree on what a member is,
// the first decides. Two members follow rules of their own: identityMap is that
// of the person, whatever the fragments hold, and of segmentMembership each
// membership is taken from where it was decided last.
//
// Only what a projection asks for is read: merging under a projection gives the
// same bytes as merging everything and applying the projection afterwards. The
// members of a merged object are in order of their names.
package merge

import (
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"activityhub/platform/xdm"
)

// Merge returns the document of fragments, which are JSON objects, strongest
// first, cut to p. identityMap is JSON, and "" if there is none.
func Merge(fragments []string, identityMap string, p xdm.Projection) string {
	sources := make([]gjson.Result, len(fragments), len(fragments)+1)
	size := 0
	for i, fragment := range fragments {
		sources[i] = gjson.Parse(fragment)
		size += len(fragment)
	}
	members := gather(sources, p)
	members = slices.DeleteFunc(members, func(m member) bool { return m.name == "identityMap" })
	if identityMap != "" {
		members = append(members, member{name: "identityMap", key: `"identityMap"`, first: gjson.Parse(identityMap)})
	}
	if !p.All() {
		size = 512
	}
	return string(appendMembers(make([]byte, 0, size), members, p, true))
}

// member is what several objects hold under one name.
type member struct {
	name  string
	key   string // name as JSON
	first gjson.Result
	rest  []gjson.Result // of weaker fragments
}

// gather returns the members of objects that p wants, in no order.
func gather(objects []gjson.Result, p xdm.Projection) []member {
	members := make([]member, 0, 16)
	var index map[string]int // once there are many
	for nth, object := range objects {
		object.ForEach(func(key, value gjson.Result) bool {
			if _, wanted := p.Below(key.Str); !wanted {
				return true
			}
			at := -1
			switch {
			case nth == 0: // names do not repeat within an object
			case index != nil:
				if i, ok := index[key.Str]; ok {
					at = i
				}
			default:
				at = slices.IndexFunc(members, func(m member) bool { return m.name == key.Str })
			}
			if at >= 0 {
				members[at].rest = append(members[at].rest, value)
				return true
			}
			members = append(members, member{name: key.Str, key: key.Raw, first: value})
			if index != nil {
				index[key.Str] = len(members) - 1
			}
			return true
		})
		if index == nil && len(members) > 32 && nth+1 < len(objects) {
			index = make(map[string]int, 2*len(members))
			for i, m := range members {
				index[m.name] = i
			}
		}
	}
	return members
}

// appendMembers appends an object of members, ordered by name.
func appendMembers(b []byte, members []member, p xdm.Projection, root bool) []byte {
	slices.SortFunc(members, func(x, y member) int { return strings.Compare(x.name, y.name) })
	b = append(b, '{')
	first := true
	for _, m := range members {
		below, wanted := p.Below(m.name)
		if !wanted {
			continue
		}
		mark := len(b)
		if !first {
			b = append(b, ',')
		}
		b = append(append(b, m.key...), ':')
		value := len(b)
		if root && m.name == "segmentMembership" && m.first.IsObject() {
			b = appendMemberships(b, m.objects(), below)
		} else {
			b = appendMember(b, m, below)
		}
		if len(b) == value { // the projection left nothing of it
			b = b[:mark]
			continue
		}
		first = false
	}
	return append(b, '}')
}

func appendMember(b []byte, m member, p xdm.Projection) []byte {
	if !m.first.IsObject() {
		return append(b, p.Apply(m.first.Raw)...)
	}
	objects := m.objects()
	if len(objects) == 1 {
		return append(b, p.Apply(m.first.Raw)...)
	}
	return appendMembers(b, gather(objects, p), p, false)
}

// objects returns the values of m that are objects.
func (m member) objects() []gjson.Result {
	objects := make([]gjson.Result, 0, 1+len(m.rest))
	objects = append(objects, m.first)
	for _, value := range m.rest {
		if value.IsObject() {
			objects = append(objects, value)
		}
	}
	return objects
}
