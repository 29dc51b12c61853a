package registry

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// A Kind is a kind of resource, as it stands in paths.
type Kind string

// The kinds of resources. Mixins are field groups by their older name.
const (
	Schemas     Kind = "schemas"
	Unions      Kind = "unions"
	Classes     Kind = "classes"
	Behaviors   Kind = "behaviors"
	FieldGroups Kind = "fieldgroups"
	Mixins      Kind = "mixins"
	DataTypes   Kind = "datatypes"
)

// A Resource is one document of the registry.
type Resource struct {
	ID      string // $id
	AltID   string // meta:altId
	Title   string
	Class   string // meta:class; "" for classes and behaviours
	Version string

	members map[string]json.RawMessage // of the resolved form; only read
	head    []byte                     // the same but for the fields, one JSON object
	parts   []string                   // what the form with references refers to; nil for none
	sources []string                   // schemas whose descriptors belong to it
}

// altID returns the other name of an $id: dots instead of slashes, and no host.
func altID(id string) string {
	return "_" + strings.ReplaceAll(strings.TrimPrefix(id, "https://ns.adobe.com/"), "/", ".")
}

// In returns r in form, a JSON object. more are members that depend on who asks,
// such as imsOrg; they are left out of the short form.
func (r *Resource) In(form Form, more map[string]any, descriptors []*Descriptor) map[string]any {
	if form.Short {
		return map[string]any{"$id": r.ID, "meta:altId": r.AltID, "title": r.Title, "version": r.Version}
	}
	all := make(map[string]any, len(r.members)+len(more)+1)
	for name, value := range r.members {
		all[name] = value
	}
	maps.Copy(all, more)
	if !form.Resolved && len(r.parts) > 0 {
		delete(all, "properties")
		delete(all, "required")
		refs := make([]map[string]string, len(r.parts))
		for i, id := range r.parts {
			refs[i] = map[string]string{"$ref": id}
		}
		all["allOf"] = refs
	}
	if properties, ok := all["properties"].(json.RawMessage); ok && form.Textless {
		all["properties"] = withoutText(properties)
	}
	if form.Textless {
		delete(all, "title")
		delete(all, "description")
	}
	if form.Descriptors {
		own := []any{}
		for _, d := range descriptors {
			if slices.Contains(r.sources, d.Schema) {
				own = append(own, d.Object(more))
			}
		}
		all["meta:descriptors"] = own
	}
	return all
}

// withoutText returns a tree of fields without their titles and descriptions.
// Text that is no such tree comes back as it is.
func withoutText(properties json.RawMessage) json.RawMessage {
	var fields map[string]any
	if json.Unmarshal(properties, &fields) != nil {
		return properties
	}
	for _, field := range fields {
		stripText(field)
	}
	raw, err := json.Marshal(fields)
	if err != nil {
		return properties
	}
	return raw
}

// stripText takes titles and descriptions from a field and all below it. Fields
// that are called title stay.
func stripText(field any) {
	keywords, ok := field.(map[string]any)
	if !ok {
		return
	}
	delete(keywords, "title")
	delete(keywords, "description")
	below, _ := keywords["properties"].(map[string]any)
	for _, field := range below {
		stripText(field)
	}
	stripText(keywords["items"])
	stripText(keywords["additionalProperties"])
}
