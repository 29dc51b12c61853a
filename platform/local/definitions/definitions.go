// Package definitions reads what a local Platform is set up with: schemas, data
// sets, identity namespaces, merge policies and segments, as files in a folder.
//
//	schemas/NAME.json        one XDM schema in expanded form; "profile" and "experienceevent" may come from the program
//	namespaces.yaml          identity namespaces beside the standard ones
//	datasets.yaml            data sets, the schema of each, and where its identities stand
//	mergepolicies.yaml       how records become one profile
//	segments.yaml            segment definitions
//	computedattributes.yaml  attributes that are aggregates of events
//
// A file that is missing stands for the built-in one; of the built-in computed
// attributes, those stay that the schemas have. Mistakes are refused with the
// file, the line where there is one, and what would be right; so is a file
// whose name looks like one of these misspelt.
//
// A Platform that runs is set up anew by a [Change], which [Source.Change]
// checks like everything else: what was written counts in place of what is in
// the files.
package definitions

import (
	"io/fs"
	"maps"
	"slices"

	"activityhub/platform"
	"activityhub/platform/local/schema"
	"activityhub/platform/xdm"
)

// The files of definitions.
const (
	namespacesFile    = "namespaces.yaml"
	dataSetsFile      = "datasets.yaml"
	mergePoliciesFile = "mergepolicies.yaml"
	segmentsFile      = "segments.yaml"
	computedFile      = "computedattributes.yaml"
)

// Definitions is everything that a Platform is set up with. It is only read
// after Load.
type Definitions struct {
	Namespaces    []platform.IdentityNamespace // by code
	Schemas       []SchemaDocument             // those that data sets are bound to, by name
	DataSets      map[string]*DataSet
	MergePolicies []*platform.MergePolicy // by name; exactly one is the default
	Segments      []*platform.Segment     // by key
	Computed      []*ComputedAttribute    // by path

	namespaces map[platform.Namespace]platform.IdentityNamespace // by folded code
	about      map[Ref]About                                     // of those that were written
}

// A SchemaDocument is a schema as it was given.
type SchemaDocument struct {
	Name  string // of its file, without .json
	Class string // meta:class
	Raw   []byte // JSON, in the expanded form
}

// A DataSet says what its records look like.
type DataSet struct {
	Name       string
	Title      string
	SchemaName string // of one of Definitions.Schemas
	Schema     *schema.Schema
	Event      bool               // records are experience events
	Identities []IdentityProperty // fields that hold identities, besides identityMap
}

// An IdentityProperty is a field that holds identities.
type IdentityProperty struct {
	Path      xdm.Path
	Namespace platform.Namespace // as registered
	Primary   bool
}

// Namespace returns the namespace of that code, whatever its case.
func (d *Definitions) Namespace(code platform.Namespace) (platform.IdentityNamespace, bool) {
	n, ok := d.namespaces[code.Fold()]
	return n, ok
}

// MergePolicy returns the policy of that ID; "" is the default one.
func (d *Definitions) MergePolicy(id platform.MergePolicyID) (*platform.MergePolicy, bool) {
	for _, p := range d.MergePolicies {
		if p.ID == id || id == "" && p.Default {
			return p, true
		}
	}
	return nil, false
}

// DataSetNames returns the names of all data sets, sorted.
func (d *Definitions) DataSetNames() []string { return slices.Sorted(maps.Keys(d.DataSets)) }

// Load reads the definitions in folder. A file it lacks, or all if folder is
// nil, is taken from builtin; schemas are the program's own, by name, for those
// that neither folder has.
func Load(folder, builtin fs.FS, schemas map[string][]byte) (*Definitions, error) {
	return NewSource(folder, builtin, schemas).Load(nil)
}
