// Package condition reads the conditions by which Adobe's lists are filtered:
// a path, an operator and a value, such as status=="PROCESSED".
package condition

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// A Condition is about one member of a resource.
type Condition struct {
	Path     string // names with dots between
	Operator string // ==, !=, <=, >=, < or >; "" where the member only has to be there
	Value    string // without quotes
}

// operators are those that there are, the longer ones first.
var operators = []string{"==", "!=", "<=", ">=", "<", ">"}

// Parse reads a condition: PATH, or PATH OPERATOR VALUE. ok is false where the
// path is none, or the operator.
func Parse(text string) (c Condition, ok bool) {
	at := strings.IndexAny(text, "=!<>")
	if at < 0 {
		return Condition{Path: text}, isPath(text)
	}
	c.Path = text[:at]
	for _, operator := range operators {
		if value, found := strings.CutPrefix(text[at:], operator); found {
			c.Operator, c.Value = operator, strings.Trim(value, `"'`)
			return c, isPath(c.Path)
		}
	}
	return Condition{}, false
}

// isPath reports whether text is names with dots between, of the characters that
// names on the wire have.
func isPath(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("_.:$@-", r)
	})
}

// Holds reports whether c holds for a resource, a JSON object. An array meets a
// condition if one of its elements does; what is not there meets none.
func (c Condition) Holds(resource []byte) bool { return c.holds(Get(resource, c.Path)) }

func (c Condition) holds(value gjson.Result) bool {
	if value.IsArray() {
		return slices.ContainsFunc(value.Array(), c.holds)
	}
	if !value.Exists() || value.Type == gjson.Null {
		return false
	}
	by := compare(value.String(), c.Value)
	switch c.Operator {
	case "==":
		return by == 0
	case "!=":
		return by != 0
	case "<=":
		return by <= 0
	case ">=":
		return by >= 0
	case "<":
		return by < 0
	case ">":
		return by > 0
	}
	return true
}

// All reads several conditions, all of which have to hold. It returns the first
// that is none as wrong.
func All(texts []string) (all []Condition, wrong string) {
	for _, text := range texts {
		c, ok := Parse(text)
		if !ok {
			return nil, text
		}
		all = append(all, c)
	}
	return all, ""
}

// HoldAll reports whether all of conditions hold for resource.
func HoldAll(conditions []Condition, resource []byte) bool {
	return !slices.ContainsFunc(conditions, func(c Condition) bool { return !c.Holds(resource) })
}

// Get returns what resource, a JSON object, has at path: names with dots
// between, taken to the letter.
func Get(resource []byte, path string) gjson.Result {
	if !isPath(path) {
		return gjson.Result{}
	}
	at := gjson.ParseBytes(resource)
	for name := range strings.SplitSeq(path, ".") {
		next := gjson.Result{}
		at.ForEach(func(key, value gjson.Result) bool {
			if key.Str == name {
				next = value
				return false
			}
			return true
		})
		at = next
	}
	return at
}

// Compare orders two resources by what they have at path.
func Compare(a, b []byte, path string) int {
	return compare(Get(a, path).String(), Get(b, path).String())
}

// compare compares as numbers where both texts are, and as texts elsewhere.
func compare(a, b string) int {
	m, err := strconv.ParseFloat(a, 64)
	n, err2 := strconv.ParseFloat(b, 64)
	if err == nil && err2 == nil {
		return cmp.Compare(m, n)
	}
	return cmp.Compare(a, b)
}
