package registry

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"activityhub/platform/local/definitions"
	"activityhub/platform/local/schema"
)

// A Registry is everything that a Platform's Schema Registry holds. It is only
// read once it is made.
type Registry struct {
	Tenant      string        // id of the tenant: the namespace of its fields, without the underscore
	Descriptors []*Descriptor // identities, by id
	resources   map[Kind][]*Resource
	byName      map[string]*Resource // schemas, by the name of their definition
}

// SchemaOf returns the schema that a definition became.
func (r *Registry) SchemaOf(name string) (*Resource, bool) {
	found, ok := r.byName[name]
	return found, ok
}

// All returns the resources of a kind, by title.
func (r *Registry) All(kind Kind) []*Resource { return r.resources[kind] }

// Find returns the resource of that kind whose $id or meta:altId is id.
func (r *Registry) Find(kind Kind, id string) (*Resource, bool) {
	at := slices.IndexFunc(r.resources[kind], func(one *Resource) bool { return one.ID == id || one.AltID == id })
	if at < 0 {
		return nil, false
	}
	return r.resources[kind][at], true
}

// classes are the standard classes that a Platform keeps data of.
//
// Source: XDM, schema composition.
var classes = []struct{ id, title, description, behavior string }{
	{schema.Profile, "XDM Individual Profile", "What is known of one person.", "https://ns.adobe.com/xdm/data/record"},
	{schema.ExperienceEvent, "XDM ExperienceEvent", "What happened to one person at one time.", "https://ns.adobe.com/xdm/data/time-series"},
}

// New makes the registry of a Platform with these definitions, which are dated
// at, since files carry no date of their own.
func New(defined *definitions.Definitions, at time.Time) (*Registry, error) {
	r := &Registry{Tenant: "local", resources: map[Kind][]*Resource{}, byName: map[string]*Resource{}}
	documents := make([]document, len(defined.Schemas))
	for i, given := range defined.Schemas {
		if err := json.Unmarshal(given.Raw, &documents[i]); err != nil {
			return nil, fmt.Errorf("schema %s: %w", given.Name, err)
		}
		if tenant := documents[i].tenant(); tenant != "" && r.Tenant == "local" {
			r.Tenant = tenant
		}
	}
	for i, given := range defined.Schemas {
		made := r.schema(given, documents[i], at)
		r.byName[given.Name] = made
		r.add(Schemas, made)
	}
	for _, class := range classes {
		r.standard(class.id, class.title, class.description, class.behavior, at)
		if err := r.union(class.id, class.title, at); err != nil {
			return nil, err
		}
	}
	r.describe(defined)
	for _, all := range r.resources {
		for _, one := range all {
			if err := one.describeHead(); err != nil {
				return nil, fmt.Errorf("%s: %w", one.Title, err)
			}
		}
		slices.SortFunc(all, func(a, b *Resource) int {
			return strings.Compare(a.Title+"\x00"+a.ID, b.Title+"\x00"+b.ID)
		})
	}
	return r, nil
}

func (r *Registry) add(kind Kind, one *Resource) {
	r.resources[kind] = append(r.resources[kind], one)
}

// schema makes the resource of a schema. One that is called a union in its file,
// or nothing at all, gets an $id of its own.
func (r *Registry) schema(given definitions.SchemaDocument, doc document, at time.Time) *Resource {
	id := doc.text("$id")
	if id == "" || strings.HasSuffix(id, "__union") {
		id = fmt.Sprintf("https://ns.adobe.com/%s/schemas/%s", r.Tenant, hash("schema", given.Name)[:48])
	}
	made := doc.resource(id, Schemas, at, doc.text("title"))
	if made.Title == "" {
		made.Title = given.Name
		made.set("title", given.Name)
	}
	made.Class = given.Class
	made.set("meta:class", given.Class)
	made.set("meta:immutableTags", []string{"union"})
	made.set("meta:extends", []string{given.Class, "https://ns.adobe.com/xdm/context/identitymap"})
	made.set("meta:containerId", "tenant")
	made.sources = []string{id}
	return made
}

// standard adds a class of Adobe's and its behaviour.
func (r *Registry) standard(id, title, description, behavior string, at time.Time) {
	nothing := document{"description": quoted(description), "properties": json.RawMessage("{}")}
	class := nothing.resource(id, Classes, at, title)
	class.set("meta:extends", []string{behavior})
	class.set("meta:containerId", "global")
	r.add(Classes, class)

	name := strings.TrimPrefix(behavior, "https://ns.adobe.com/xdm/data/")
	of := document{"properties": json.RawMessage("{}")}.resource(behavior, Behaviors, at, strings.ToUpper(name[:1])+name[1:])
	of.set("meta:containerId", "global")
	r.add(Behaviors, of)
}

// union adds the union of a class, if there is a schema of it.
func (r *Registry) union(class, title string, at time.Time) error {
	members := slices.DeleteFunc(slices.Clone(r.resources[Schemas]), func(one *Resource) bool { return one.Class != class })
	if len(members) == 0 {
		return nil
	}
	joined := document(maps.Clone(members[0].members))
	delete(joined, "meta:immutableTags")
	if len(members) > 1 {
		trees := make([]json.RawMessage, len(members))
		for i, one := range members {
			trees[i] = one.members["properties"]
		}
		properties, err := join(trees)
		if err != nil {
			return fmt.Errorf("the union of class %s: %w", class, err)
		}
		joined["properties"] = properties
		joined["title"] = quoted(title)
		delete(joined, "description")
		delete(joined, "required")
	}
	made := joined.resource(class+"__union", Unions, at, joined.text("title"))
	made.Class = class
	for _, one := range members {
		made.parts = append(made.parts, one.ID)
		made.sources = append(made.sources, one.ID)
	}
	made.set("meta:extends", append(slices.Clone(made.parts), class))
	r.add(Unions, made)
	return nil
}

// A document is a resource as its file has it.
type document map[string]json.RawMessage

func (d document) text(name string) string {
	var text string
	_ = json.Unmarshal(d[name], &text) // what is no text counts as none
	return text
}

// tenant returns the id of the tenant whose fields d has: what it says, or the
// first object of the root that is called like one; "" if there is none.
func (d document) tenant() string {
	if said := d.text("meta:tenantNamespace"); said != "" {
		return strings.TrimPrefix(said, "_")
	}
	var fields map[string]json.RawMessage
	_ = json.Unmarshal(d["properties"], &fields) // no fields say nothing
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if tenant, ok := strings.CutPrefix(name, "_"); ok && !slices.Contains(standardFields, name) {
			return tenant
		}
	}
	return ""
}

// standardFields are the names of standard XDM that begin like those of tenants.
var standardFields = []string{"_id", "_repo", "_experience"}

// resource makes a resource of d, which goes on to belong to it.
func (d document) resource(id string, kind Kind, at time.Time, title string) *Resource {
	made := &Resource{ID: id, AltID: altID(id), Title: title, Version: d.text("version"), members: maps.Clone(d)}
	if made.Version == "" {
		made.Version = "1.0"
	}
	for name, value := range map[string]any{
		"$id": id, "meta:altId": made.AltID, "meta:resourceType": kind, "version": made.Version, "title": title,
		"type": "object", "meta:xdmType": "object", "meta:abstract": false, "meta:extensible": false,
		"meta:registryMetadata": map[string]any{
			"repo:createdDate": at.UnixMilli(), "repo:lastModifiedDate": at.UnixMilli(), "eTag": hash(string(d["properties"])),
		},
	} {
		made.set(name, value)
	}
	return made
}

func (r *Resource) set(name string, value any) {
	raw, err := json.Marshal(value)
	if err != nil {
		panic(err) // texts, flags, numbers and lists of texts always can be written
	}
	r.members[name] = raw
}

func quoted(text string) json.RawMessage {
	raw, err := json.Marshal(text)
	if err != nil {
		panic(err) // text always can be written
	}
	return raw
}

// hash returns 64 hexadecimal digits that stand for parts.
func hash(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])
}
