package contract

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// An Amendment changes one place of an OpenAPI file.
type Amendment struct {
	At   string // JSON pointer; a last part of "-" adds to a list
	With string // JSON; "" takes the place away
}

// apply changes tree. A place that is not there to be taken away, and a parent
// that is not there at all, is an error: the file is not the one that the slip
// was found in.
func (a Amendment) apply(tree map[string]any) error {
	var with any
	if a.With != "" {
		if err := json.Unmarshal([]byte(a.With), &with); err != nil {
			return fmt.Errorf("the amendment at %s is no JSON: %w", a.At, err)
		}
	}
	parts := strings.Split(strings.TrimPrefix(a.At, "/"), "/")
	for i, part := range parts {
		parts[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(part)
	}
	_, err := change(tree, parts, with, a.With == "")
	if err != nil {
		return fmt.Errorf("amending %s: %w", a.At, err)
	}
	return nil
}

// change returns node with the place at path set to with, or taken away.
func change(node any, path []string, with any, remove bool) (any, error) {
	key, last := path[0], len(path) == 1
	switch node := node.(type) {
	case map[string]any:
		child, ok := node[key]
		switch {
		case last && remove && !ok, !last && !ok:
			return nil, fmt.Errorf("there is no %q", key)
		case last && remove:
			delete(node, key)
			return node, nil
		case last:
			node[key] = with
			return node, nil
		}
		changed, err := change(child, path[1:], with, remove)
		node[key] = changed
		return node, err
	case []any:
		if key == "-" && last && !remove {
			return append(node, with), nil
		}
		i, err := strconv.Atoi(key)
		if err != nil || i < 0 || i >= len(node) {
			return nil, fmt.Errorf("a list has no %q", key)
		}
		if last && remove {
			return append(node[:i:i], node[i+1:]...), nil
		}
		if last {
			node[i] = with
			return node, nil
		}
		node[i], err = change(node[i], path[1:], with, remove)
		return node, err
	}
	return nil, fmt.Errorf("%q is below a value that holds nothing", key)
}
