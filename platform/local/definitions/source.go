package definitions

import (
	"fmt"
	"io/fs"
	"strings"

	"activityhub/platform/local/schema"
)

// A Source is the files that definitions are read from. Each is read once, when
// it is first needed, so that what a file says does not change under a Platform
// that runs. It is not safe for concurrent use.
type Source struct {
	folder, builtin fs.FS
	given           map[string][]byte
	compiled        map[string]*schema.Schema
	documents       map[string]SchemaDocument // the same as they were given
	parsed          map[string]any            // :: name of a YAML file → items of it
}

// NewSource returns the source of the definitions in folder. A file it lacks, or
// all if folder is nil, is taken from builtin; schemas are the program's own, by
// name, for those that neither folder has.
func NewSource(folder, builtin fs.FS, schemas map[string][]byte) *Source {
	return &Source{
		folder: folder, builtin: builtin, given: schemas,
		compiled: map[string]*schema.Schema{}, documents: map[string]SchemaDocument{}, parsed: map[string]any{},
	}
}

// Load returns the definitions in the files, with what was written over REST in
// place of what they say. Mistakes are told with their place.
func (s *Source) Load(written []Written) (*Definitions, error) {
	d, lacking, err := s.build(overlaid(written))
	switch {
	case err != nil && strings.HasPrefix(err.Error(), overREST):
		return nil, fmt.Errorf("platform definitions: %w; it was written for other files: put back into the folder what it needs", err)
	case err != nil && lacking != "":
		return nil, fmt.Errorf("platform definitions: %w; give the folder a %s of its own", err, lacking)
	case err != nil:
		return nil, fmt.Errorf("platform definitions: %w", err)
	}
	return d, nil
}

// build makes definitions. With an error comes the file that the folder lacks,
// if the mistake is between it and the built-in one that stands in its place.
func (s *Source) build(written overlay) (d *Definitions, lacking string, err error) {
	l := &loader{Source: s, written: written}
	d = &Definitions{about: map[Ref]About{}}
	for _, step := range []func(*Definitions) error{l.misspelt, l.namespaces, l.dataSets, l.mergePolicies, l.segments, l.computed} {
		if err := step(d); err != nil {
			return nil, l.lacking, err
		}
	}
	return d, "", nil
}
