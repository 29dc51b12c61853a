package contract

import "slices"

// A Slip is a place where an OpenAPI file contradicts the guides or the
// published answers, and how it is amended here.
type Slip struct {
	File      string // such as "profile.yaml"
	Operation string // method and path as the file has them
	What      string // is wrong
	Why       string // the amendment is right, with its source
	Section   string // of the contract reference
	Amend     []Amendment
}

// Slips returns every slip.
func Slips() []Slip {
	return slices.Concat(entitySlips, profileSlips, segmentationSlips, identitySlips, registrySlips, ingestionSlips, policySlips)
}
