package store

import (
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// same reports whether two JSON texts say the same: the order of members,
// blanks and the way text is escaped do not matter. Numbers are compared as
// they are written.
func same(a, b string) bool {
	return a == b || sameValue(gjson.Parse(a), gjson.Parse(b))
}

func sameValue(a, b gjson.Result) bool {
	if a.Type != b.Type {
		return false
	}
	switch a.Type {
	case gjson.String:
		return a.Str == b.Str
	case gjson.Number:
		return a.Raw == b.Raw
	case gjson.JSON:
		if a.Raw == b.Raw {
			return true
		}
		if a.IsObject() != b.IsObject() {
			return false
		}
		return slices.EqualFunc(children(a), children(b), func(x, y child) bool {
			return x.name == y.name && sameValue(x.value, y.value)
		})
	}
	return true
}

type child struct {
	name  string
	value gjson.Result
}

// children returns what is inside v, members in order of their names.
func children(v gjson.Result) []child {
	var all []child
	v.ForEach(func(key, value gjson.Result) bool {
		all = append(all, child{key.Str, value})
		return true
	})
	if v.IsObject() {
		slices.SortStableFunc(all, func(x, y child) int { return strings.Compare(x.name, y.name) })
	}
	return all
}
