package xdm

import "strings"

// What keeps objects for longer than an answer lives needs three things of them:
// their size, memory of their own, and less of them.

const memberSize = 32 // bytes of a member beside its text

// Size returns how many bytes a [Object.Clone] of o takes.
func (o Object) Size() int {
	size := len(o.members) * memberSize
	for _, m := range o.members {
		size += len(m.name) + len(m.value.raw)
	}
	return size
}

// Clone returns o in memory of its own. An object is part of the text that it
// was read from, and holds on to all of it: for one record of a long answer that
// is too much to keep.
func (o Object) Clone() Object {
	var text strings.Builder
	text.Grow(o.Size() - len(o.members)*memberSize)
	for _, m := range o.members {
		text.WriteString(m.name)
		text.WriteString(m.value.raw)
	}
	rest := text.String()
	clone := Object{members: make([]member, len(o.members)), broken: o.broken}
	for i, m := range o.members {
		clone.members[i].name, rest = rest[:len(m.name)], rest[len(m.name):]
		clone.members[i].value.raw, rest = rest[:len(m.value.raw)], rest[len(m.value.raw):]
	}
	return clone
}

// Cut returns o cut to p: what [Projection.Apply] makes of its text, without
// writing what stays as it is. It is o itself, which takes no memory, if all of
// that is wanted.
func (o Object) Cut(p Projection) Object {
	if p.All() || p.tree.wantsAllOf(o) {
		return o
	}
	cut := Object{members: make([]member, 0, min(len(o.members), len(p.tree.children))), broken: o.broken}
	for _, m := range o.members {
		next, wanted := p.tree.children[m.name]
		if !wanted {
			continue
		}
		if !next.wantsAll(m.value) {
			text, some := next.append(make([]byte, 0, len(m.value.raw)), m.value)
			if !some {
				continue
			}
			m.value = Value{string(text)}
		}
		cut.members = append(cut.members, m)
	}
	return cut
}
