package xdm

import (
	"slices"
	"strings"
)

// A Projection is a set of paths, sorted, none below another: equal selections
// are equal projections. The zero value is the whole document. A projection is
// never changed after it was made.
type Projection struct {
	paths []Path
	tree  *branch
}

// branch is one name on the way to the paths of a projection. A leaf wants all
// that is below it.
type branch struct {
	children map[string]*branch // nil for a leaf
}

// Project returns the projection of paths. Without paths it is the whole
// document. Repeats and paths below another are dropped.
func Project(paths ...Path) Projection {
	if len(paths) == 0 {
		return Projection{}
	}
	sorted := slices.Clone(paths)
	// The dot sorts before every other character of a name here, so that all
	// below a path follow it at once.
	slices.SortFunc(sorted, func(a, b Path) int {
		return strings.Compare(strings.ReplaceAll(string(a), ".", "\x00"), strings.ReplaceAll(string(b), ".", "\x00"))
	})
	kept := sorted[:0]
	for _, p := range sorted {
		if len(kept) == 0 || !kept[len(kept)-1].Covers(p) {
			kept = append(kept, p)
		}
	}
	slices.Sort(kept)
	return Projection{paths: slices.Clip(kept), tree: grow(kept)}
}

func grow(paths []Path) *branch {
	root := &branch{children: map[string]*branch{}}
	for _, p := range paths {
		at := root
		for rest := p; rest != ""; {
			var name string
			name, rest = rest.Cut()
			next := at.children[name]
			if next == nil {
				next = &branch{}
				at.children[name] = next
			}
			if rest != "" && next.children == nil {
				next.children = map[string]*branch{}
			}
			at = next
		}
	}
	return root
}

// All reports whether p is the whole document.
func (p Projection) All() bool { return p.tree == nil }

// Paths returns the paths of p, sorted; nil for the whole document.
func (p Projection) Paths() []Path { return slices.Clone(p.paths) }

// String returns the paths of p with commas between: a key for equal
// projections. It is "*" for the whole document.
func (p Projection) String() string {
	if p.All() {
		return "*"
	}
	names := make([]string, len(p.paths))
	for i, path := range p.paths {
		names[i] = string(path)
	}
	return strings.Join(names, ",")
}

// Union returns the projection of all that p or q wants.
func (p Projection) Union(q Projection) Projection {
	if p.All() || q.All() {
		return Projection{}
	}
	return Project(slices.Concat(p.paths, q.paths)...)
}

// With returns p and these paths besides.
func (p Projection) With(paths ...Path) Projection {
	if !slices.ContainsFunc(paths, func(want Path) bool { return !p.covers(want) }) {
		return p
	}
	return p.Union(Project(paths...))
}

// Covers reports whether everything that q wants is in p.
func (p Projection) Covers(q Projection) bool {
	if p.All() {
		return true
	}
	if q.All() {
		return false
	}
	return slices.Equal(p.paths, q.paths) || !slices.ContainsFunc(q.paths, func(want Path) bool { return !p.covers(want) })
}

func (p Projection) covers(want Path) bool {
	return p.All() || slices.ContainsFunc(p.paths, func(have Path) bool { return have.Covers(want) })
}

// Below returns what p wants below the member name: ok is false if nothing. A
// path through an array means every element, so elements are cut by the same
// projection as the array.
func (p Projection) Below(name string) (below Projection, ok bool) {
	if p.All() {
		return p, true
	}
	next, ok := p.tree.children[name]
	if !ok || next.children == nil {
		return Projection{}, ok
	}
	return Projection{tree: next}, true
}

// Apply returns raw, a JSON value, cut to p. An object that has none of the
// paths becomes {}; scalars where a path goes on are left out.
func (p Projection) Apply(raw string) string {
	if p.All() {
		return raw
	}
	cut, _ := p.tree.append(make([]byte, 0, len(raw)), newValue(raw))
	return string(cut)
}

// wantsAllOf is [branch.wantsAll] for an object whose members are known.
func (t *branch) wantsAllOf(o Object) bool {
	for _, m := range o.members {
		if next, ok := t.children[m.name]; !ok || !next.wantsAll(m.value) {
			return false
		}
	}
	return true
}

// wantsAll reports whether cutting v to what is below t would leave all of it.
func (t *branch) wantsAll(v Value) bool {
	if t.children == nil {
		return true
	}
	all := v.IsObject() || v.IsArray()
	switch {
	case v.IsObject():
		eachMember(v.raw, func(name, member string) {
			if all {
				next, ok := t.children[unquote(name)]
				all = ok && next.wantsAll(Value{member})
			}
		})
	case v.IsArray():
		eachElement(v.raw, func(element string) { all = all && t.wantsAll(Value{element}) })
	}
	return all
}

// append appends v cut to what is below t, and reports whether there was any.
func (t *branch) append(b []byte, v Value) ([]byte, bool) {
	switch {
	case t.children == nil:
		return append(b, v.raw...), true
	case v.IsObject():
		return t.appendMembers(b, v), true
	case v.IsArray():
		b = append(b, '[')
		first := true
		eachElement(v.raw, func(element string) {
			mark := len(b)
			if !first {
				b = append(b, ',')
			}
			var wrote bool
			if b, wrote = t.append(b, Value{element}); wrote {
				first = false
			} else {
				b = b[:mark]
			}
		})
		return append(b, ']'), true
	}
	return b, false
}

func (t *branch) appendMembers(b []byte, v Value) []byte {
	b = append(b, '{')
	first := true
	eachMember(v.raw, func(name, member string) {
		next, ok := t.children[unquote(name)]
		if !ok {
			return
		}
		mark := len(b)
		if !first {
			b = append(b, ',')
		}
		b = append(append(b, name...), ':')
		var wrote bool
		if b, wrote = next.append(b, Value{member}); wrote {
			first = false
		} else {
			b = b[:mark]
		}
	})
	return append(b, '}')
}
