package registry

import (
	"encoding/json"
	"reflect"
	"slices"
)

// join returns the tree of fields that holds all of the trees given, in which
// the first one that has a field decides what cannot be joined: its texts, and
// its type where two differ. Everything that fits one of them fits the result,
// as far as their types agree.
func join(trees []json.RawMessage) (json.RawMessage, error) {
	var all map[string]any
	for _, tree := range trees {
		var fields map[string]any
		if err := json.Unmarshal(tree, &fields); err != nil {
			return nil, err
		}
		all = joinFields(all, fields)
	}
	return json.Marshal(all)
}

func joinFields(a, b map[string]any) map[string]any {
	if a == nil {
		return b
	}
	for name, field := range b {
		if known, ok := a[name]; ok {
			a[name] = joinField(known, field)
		} else {
			a[name] = field
		}
	}
	return a
}

func joinField(a, b any) any {
	one, isObject := a.(map[string]any)
	other, isToo := b.(map[string]any)
	if !isObject || !isToo || reflect.DeepEqual(a, b) || !reflect.DeepEqual(one["meta:xdmType"], other["meta:xdmType"]) || !reflect.DeepEqual(one["type"], other["type"]) {
		return a
	}
	if below, ok := other["properties"].(map[string]any); ok {
		known, _ := one["properties"].(map[string]any)
		one["properties"] = joinFields(known, below)
	}
	for _, keyword := range []string{"items", "additionalProperties"} {
		if known, ok := one[keyword]; ok && other[keyword] != nil {
			one[keyword] = joinField(known, other[keyword])
		}
	}
	joinLimits(one, other)
	return one
}

// joinLimits loosens what a demands so that what b allows fits too.
func joinLimits(a, b map[string]any) {
	if labels, ok := b["meta:enum"].(map[string]any); ok {
		known, _ := a["meta:enum"].(map[string]any)
		a["meta:enum"] = joinFields(known, labels)
	}
	for _, keyword := range []string{"enum", "required"} {
		of, isList := a[keyword].([]any)
		more, isToo := b[keyword].([]any)
		switch {
		case !isList:
		case !isToo:
			delete(a, keyword)
		case keyword == "enum":
			for _, value := range more {
				if !holds(of, value) {
					of = append(of, value)
				}
			}
			a[keyword] = of
		default:
			a[keyword] = slices.DeleteFunc(of, func(name any) bool { return !holds(more, name) })
		}
	}
	for keyword, wider := range map[string]func(...float64) float64{"minimum": least, "maximum": most} {
		of, isNumber := a[keyword].(float64)
		more, isToo := b[keyword].(float64)
		switch {
		case !isNumber:
		case !isToo:
			delete(a, keyword)
		default:
			a[keyword] = wider(of, more)
		}
	}
}

func holds(list []any, value any) bool {
	return slices.ContainsFunc(list, func(one any) bool { return reflect.DeepEqual(one, value) })
}

func least(values ...float64) float64 { return slices.Min(values) }
func most(values ...float64) float64  { return slices.Max(values) }
