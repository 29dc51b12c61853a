package definitions

import (
	"fmt"
	"regexp"

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

var dataSetName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`)

// Adobe warns beyond 20 data sets of a class and goes on, so nothing is refused
// for their number here.
func (l *loader) dataSets(d *Definitions) error {
	const file = "datasets.yaml"
	items, err := list[dataSetItem](l, file)
	if err != nil {
		return err
	}
	d.DataSets = make(map[string]*DataSet, len(items))
	for i, item := range items {
		if !dataSetName.MatchString(item.Name) {
			return fmt.Errorf("%s: the name of data set %d is %q: 1 to 64 letters, digits, '-' or '_' are right", file, i+1, item.Name)
		}
		if _, ok := d.DataSets[item.Name]; ok {
			return fmt.Errorf("%s: data set %s is there twice", file, item.Name)
		}
		s, err := l.schema(item.Schema)
		if err != nil {
			return fmt.Errorf("%s: data set %s: %w", file, item.Name, err)
		}
		set := &DataSet{Name: item.Name, Title: item.Title, Schema: s, Event: s.Class() == schema.ExperienceEvent}
		if !set.Event && s.Class() != schema.Profile {
			return fmt.Errorf("%s: data set %s: schema %s is of class %q; only %s and %s are kept", file, item.Name, item.Schema, s.Class(), schema.Profile, schema.ExperienceEvent)
		}
		if err := set.identities(d, item); err != nil {
			return fmt.Errorf("%s: data set %s: %w", file, item.Name, err)
		}
		d.DataSets[item.Name] = set
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
		if !s.Schema.Knows(id.Path) {
			return fmt.Errorf("identity path %s is no text of schema %s", id.Path, item.Schema)
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
