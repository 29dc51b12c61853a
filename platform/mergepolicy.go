package platform

// A MergePolicyID is the Platform's identifier of a merge policy, opaque. The
// empty one means the default policy.
type MergePolicyID string

// A MergePolicy is the rule by which source records become one profile.
type MergePolicy struct {
	ID             MergePolicyID
	Name           string
	Default        bool
	IdentityGraph  string   // "pdg": fragments of all linked identities; "none": of the identity itself
	AttributeMerge string   // "timestampOrdered" or "dataSetPrecedence"
	DataSetOrder   []string // for dataSetPrecedence: data sets, strongest first; others are left out
}
