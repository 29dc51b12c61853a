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
	Name       string         `yaml:"name"`
	Title      string         `yaml:"title"`
	Schema     string         `yaml:"schema"`
	Identities []identityItem `yaml:"identities"`
}

type identityItem struct {
	Path      string `yaml:"path"`
	Namespace string `yaml:"namespace"`
	Primary   bool   `yaml:"primary"`
}

// fileName is what data sets and schemas may be called: schemas are files, and
// so are the data of data sets here and there.
var fileName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`)

// Adobe warns beyond 20 data sets of a class and goes on, so nothing is refused
// for their number here.
func (l *loader) dataSets(d *Definitions) error {
	items, err := list[dataSetItem](l, dataSetsFile)
	if err != nil {
		return err
	}
	d.DataSets = make(map[string]*DataSet, len(items.list))
	for i, item := range items.list {
		if !fileName.MatchString(item.Name) {
			return fmt.Errorf("%s: the data set is called %q: 1 to 64 letters, digits, '-' or '_' are right", items.at(i), item.Name)
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
	}
	for _, name := range slices.Sorted(maps.Keys(l.documents)) {
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
