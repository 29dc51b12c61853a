package platform

import (
	"time"

	"activityhub/platform/xdm"
)

// MaxProfilesPerCall is the most identities one look-up may name.
const MaxProfilesPerCall = 100

// A ProfilesRequest asks for the profile of each of several identities.
type ProfilesRequest struct {
	Identities  []Identity     // 1 to MaxProfilesPerCall for a caller of Client; engines see no repeats
	MergePolicy MergePolicyID  // "" means the engine's default policy
	Projection  xdm.Projection // the wire paths wanted; an engine always adds identityMap
}

// A Profile is what is known of one person, merged under one merge policy and
// cut to the projection that was asked for. It is never changed after it was
// made.
type Profile struct {
	Asked        Identity         // the identity it was looked up by, as asked
	MergePolicy  MergePolicyID    // the policy that merged it, never ""
	Attributes   xdm.Object       // the XDM record; identityMap is always there
	Identities   []LinkedIdentity // all linked identities, ordered by Identity.Compare
	LastModified time.Time        // when its newest record changed; zero if unknown
	Freshness    Freshness
}

// Canonical returns the identity that stands for the person in opaque ids.
func (p *Profile) Canonical() Identity {
	if id, ok := Canonical(p.Identities); ok {
		return id
	}
	return p.Asked.Fold()
}
