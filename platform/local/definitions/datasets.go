package definitions

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"activityhub/platform"
	"activityhub/platform/local/nearest"
	"activityhub/platform/local/schema"
	"activityhub/platform/xdm"
)

type dataSetItem struct {
	Name       string         `yaml:"name" json:"name,omitzero"`
	Title      string         `yaml:"title" json:"title,omitzero"`
	Schema     string         `yaml:"schema" json:"schema,omitzero"`
	Identities []identityItem `yaml:"identities" json:"identities,omitzero"`
}

type identityItem struct {
	Path      string `yaml:"path" json:"path,omitzero"`
	Namespace string `yaml:"namespace" json:"namespace,omitzero"`
	Primary   bool   `yaml:"primary" json:"primary,omitzero"`
}

// fileName is what schemas may be called, which are files.
var fileName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`)

// dataSetName is what data sets may be called. Their names stand in commands,
// messages and the names of files.
var dataSetName = regexp.MustCompile(`^[\pL\pN]([\pL\pN _.()-]{0,62}[\pL\pN_)-])?$`)

// IsDataSetName reports whether a data set may be called name.
func IsDataSetName(name string) bool { return dataSetName.MatchString(name) }

// Adobe warns beyond 20 data sets of a class and goes on, so nothing is refused
// for their number here.
func (l *loader) dataSets(d *Definitions) error {
	items, err := list[dataSetItem](l, dataSetsFile)
	inFile := items.list
	if err == nil {
		items, err = rewritten(l, d, items, kindDataSet, func(item dataSetItem) Ref { return OfDataSet(item.Name) })
	}
	if err != nil {
		return err
	}
	bound := map[string]bool{} // schemas
	d.DataSets = make(map[string]*DataSet, len(items.list))
	for i, item := range items.list {
		if !IsDataSetName(item.Name) {
			return fmt.Errorf("%s: the data set is called %q: 1 to 64 letters, digits, blanks or -_.() are right, with a letter or digit to begin with", items.at(i), item.Name)
		}
		if _, ok := d.DataSets[item.Name]; ok {
			return fmt.Errorf("%s: data set %s is there twice", items.at(i), item.Name)
		}
		s, err := l.schema(item.Schema)
		if err != nil {
			return fmt.Errorf("%s: data set %s: %w", items.at(i), item.Name, err)
		}
		set := &DataSet{Name: item.Name, Title: item.Title, SchemaName: item.Schema, Schema: s, Event: s.Class() == schema.ExperienceEvent}
		if !set.Event && s.Class() != schema.Profile {
			return fmt.Errorf("%s: data set %s: schema %s is of class %q; only %s and %s are kept", items.at(i), item.Name, item.Schema, s.Class(), schema.Profile, schema.ExperienceEvent)
		}
		if err := set.identities(d, item); err != nil {
			return fmt.Errorf("%s: data set %s: %w", items.at(i), item.Name, err)
		}
		d.DataSets[item.Name] = set
		bound[item.Schema] = true
	}
	for _, item := range inFile { // a schema stays if its data sets were deleted over REST
		if _, err := l.schema(item.Schema); err == nil {
			bound[item.Schema] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(bound)) {
		d.Schemas = append(d.Schemas, l.documents[name])
	}
	return nil
}

func (s *DataSet) identities(d *Definitions, item dataSetItem) error {
	primary := false
	for _, id := range item.Identities {
		path, err := xdm.ParsePath(id.Path)
		if err != nil {
			return fmt.Errorf("identity path %q: %w", id.Path, err)
		}
		if ok, hint := s.Schema.Knows(id.Path); !ok {
			return fmt.Errorf("identity path %s is no text of schema %s%s", id.Path, item.Schema, hint)
		}
		if slices.ContainsFunc(s.Identities, func(p IdentityProperty) bool { return p.Path == path }) {
			return fmt.Errorf("identity path %s is there twice", id.Path)
		}
		namespace, ok := d.Namespace(platform.Namespace(id.Namespace))
		if !ok {
			return fmt.Errorf("identity path %s: there is no namespace %q%s", id.Path, id.Namespace, nearest.Hint(id.Namespace, d.NamespaceCodes()))
		}
		if id.Primary && primary {
			return fmt.Errorf("identity path %s: another is the primary one already, and there is one at most", id.Path)
		}
		primary = primary || id.Primary
		s.Identities = append(s.Identities, IdentityProperty{Path: path, Namespace: namespace.Code, Primary: id.Primary})
	}
	return nil
}
