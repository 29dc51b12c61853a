package registry

import (
	"maps"
	"slices"
	"strings"

	"activityhub/platform/local/definitions"
)

// IdentityDescriptor is the type of the descriptors of this registry: fields
// that hold identities.
const IdentityDescriptor = "xdm:descriptorIdentity"

// A Descriptor says that a field of a schema holds identities.
type Descriptor struct {
	ID        string // 40 hexadecimal digits
	Schema    string // $id
	Property  string // JSON pointer, such as /personalEmail/address
	Namespace string // code
	Primary   bool
}

// describe makes descriptors of the identities that data sets name. Data sets
// that share a schema share its descriptors, so that the same is told once.
func (r *Registry) describe(defined *definitions.Definitions) {
	for _, name := range defined.DataSetNames() {
		set := defined.DataSets[name]
		of, ok := r.byName[set.SchemaName]
		if !ok {
			continue
		}
		for _, identity := range set.Identities {
			d := &Descriptor{
				Schema: of.ID, Property: "/" + strings.ReplaceAll(string(identity.Path), ".", "/"),
				Namespace: string(identity.Namespace), Primary: identity.Primary,
			}
			d.ID = hash(d.Schema, d.Property, d.Namespace)[:40]
			at := slices.IndexFunc(r.Descriptors, func(known *Descriptor) bool { return known.ID == d.ID })
			if at < 0 {
				r.Descriptors = append(r.Descriptors, d)
			} else if d.Primary {
				r.Descriptors[at].Primary = true
			}
		}
	}
	slices.SortFunc(r.Descriptors, func(a, b *Descriptor) int { return strings.Compare(a.ID, b.ID) })
}

// FindDescriptor returns the descriptor with that id.
func (r *Registry) FindDescriptor(id string) (*Descriptor, bool) {
	at := slices.IndexFunc(r.Descriptors, func(d *Descriptor) bool { return d.ID == id })
	if at < 0 {
		return nil, false
	}
	return r.Descriptors[at], true
}

// Object returns d as the registry gives it. more are members that depend on who
// asks, such as imsOrg.
//
// Source: Schema Registry API, descriptors.
func (d *Descriptor) Object(more map[string]any) map[string]any {
	all := map[string]any{
		"@id": d.ID, "@type": IdentityDescriptor,
		"xdm:sourceSchema": d.Schema, "xdm:sourceVersion": 1, "xdm:sourceProperty": d.Property,
		"xdm:namespace": d.Namespace, "xdm:property": "xdm:code", "xdm:isPrimary": d.Primary,
		"version": "1", "meta:containerId": "tenant",
	}
	maps.Copy(all, more)
	return all
}
