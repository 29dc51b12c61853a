package registry

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// A Place is where a path of a record leads.
type Place struct {
	Pointer string // JSON pointer into the record, such as #/productListItems/0/SKU
	Schema  string // JSON pointer into the schema, such as #/properties/productListItems/items/properties/SKU
	XDMType string // meta:xdmType of what is there; "" if the schema does not say
}

// At returns the place that path leads to in records of r. The path is written
// as checks write it: names with dots, [n] for elements of arrays, ["key"] for
// keys of maps. Where the schema knows nothing, its pointer ends.
func (r *Resource) At(path string) Place {
	place, known := Place{Pointer: "#", Schema: "#"}, true
	at := gjson.ParseBytes(r.members["properties"])
	below := false // at is a field, rather than the fields of the root
	for _, step := range steps(path) {
		place.Pointer += "/" + pointerStep(step.name)
		if !known {
			continue
		}
		var into string
		switch properties := at.Get("properties"); {
		case step.index:
			into, at = "/items", at.Get("items")
		case !below:
			into, at = "/properties/"+pointerStep(step.name), member(at, step.name)
		case properties.Exists():
			into, at = "/properties/"+pointerStep(step.name), member(properties, step.name)
		default:
			into, at = "/additionalProperties", at.Get("additionalProperties")
		}
		below = true
		if known = at.Exists(); known {
			place.Schema += into
		}
	}
	if known && below {
		place.XDMType = at.Get("meta:xdmType").String()
	}
	return place
}

func member(of gjson.Result, name string) (found gjson.Result) {
	of.ForEach(func(key, value gjson.Result) bool {
		if key.Str == name {
			found = value
		}
		return !found.Exists()
	})
	return found
}

type step struct {
	name  string
	index bool // name is the number of an element
}

// steps takes a path apart.
func steps(path string) (all []step) {
	for path != "" {
		switch {
		case path[0] == '.':
			path = path[1:]
		case strings.HasPrefix(path, `["`):
			quoted, err := strconv.QuotedPrefix(path[1:])
			if err != nil {
				return all
			}
			name, _ := strconv.Unquote(quoted) // it is well-formed: see QuotedPrefix
			all = append(all, step{name: name})
			path = strings.TrimPrefix(path[1+len(quoted):], "]")
		case path[0] == '[':
			name, rest, _ := strings.Cut(path[1:], "]")
			all = append(all, step{name, true})
			path = rest
		default:
			end := strings.IndexAny(path, ".[")
			if end < 0 {
				end = len(path)
			}
			all = append(all, step{name: path[:end]})
			path = path[end:]
		}
	}
	return all
}

// pointerStep writes name as a step of a JSON pointer.
func pointerStep(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

// Without returns a record, a JSON object, without what is at path, so that it
// can be checked further. Of an array, the whole is taken away. ok is false
// where nothing is there.
func Without(record, path string) (rest string, ok bool) {
	var document map[string]any
	decoder := json.NewDecoder(strings.NewReader(record))
	decoder.UseNumber()
	if decoder.Decode(&document) != nil {
		return "", false
	}
	all := steps(path)
	for i, step := range all {
		if step.index {
			all = all[:i]
			break
		}
	}
	if len(all) == 0 {
		return "", false
	}
	at, last := document, all[len(all)-1].name
	for _, step := range all[:len(all)-1] {
		if at, ok = at[step.name].(map[string]any); !ok {
			return "", false
		}
	}
	if _, there := at[last]; !there {
		return "", false
	}
	delete(at, last)
	raw, err := json.Marshal(document)
	return string(raw), err == nil
}
