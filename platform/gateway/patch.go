package gateway

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A patch is one change of a resource, in the manner of RFC 6902. Its paths are
// those of the service, with dots inside.
type patch struct {
	Op    string          `json:"op"`
	Path  string          `json:"path"`
	Value json.RawMessage `json:"value"`
}

// maxPatches is how many changes one request makes, at most.
const maxPatches = 100

// readPatch reads one change, or a list of them.
func readPatch(raw json.RawMessage, wrong wording) ([]patch, error) {
	var all []patch
	if strings.HasPrefix(strings.TrimSpace(string(raw)), "[") {
		if err := unmarshalled(raw, &all, wrong); err != nil {
			return nil, err
		}
	} else {
		all = make([]patch, 1)
		if err := unmarshalled(raw, &all[0], wrong); err != nil {
			return nil, err
		}
	}
	if len(all) == 0 || len(all) > maxPatches {
		return nil, wrong(fmt.Sprintf(`the body is {"op": "add", "path": "/name", "value": …}, or a list of 1 to %d of them`, maxPatches))
	}
	for _, p := range all {
		if p.Op != "add" && p.Op != "replace" {
			return nil, wrong("op is add or replace")
		}
		if len(p.Value) == 0 || string(p.Value) == "null" {
			return nil, wrong("value is missing: it is what the member at path will be")
		}
	}
	return all, nil
}

// applied puts the values of changes into members, which are pointers by path.
// Numbers may come as text, as everything does in the OpenAPI file.
func applied(changes []patch, members map[string]any, wrong wording) error {
	for _, p := range changes {
		to, ok := members[p.Path]
		if !ok {
			return wrong("path is one of " + strings.Join(slices.Sorted(maps.Keys(members)), ", "))
		}
		value := p.Value
		if _, number := to.(*int); number {
			value = json.RawMessage(strings.Trim(string(value), `"`))
			if !json.Valid(value) {
				return wrong(p.Path + " is a whole number")
			}
		}
		if err := unmarshalled(value, to, func(string) *refusal { return wrong(p.Path + ": the value is of a wrong type") }); err != nil {
			return err
		}
	}
	return nil
}
