// Package unions has the union schemas that Activity Hub knows by default: the
// part of standard XDM that a service agent needs, and fields of its own below
// the tenant namespace _activityhub. The GraphQL types in graph/attributes are
// made from them; `activityhub schema generate` makes those of a tenant instead.
package unions

import _ "embed" // the schemas are files

// Profile is the union schema of the class XDM Individual Profile, in the
// resolved form of the Schema Registry.
//
//go:embed profile.json
var Profile []byte

// ExperienceEvent is the union schema of the class XDM ExperienceEvent.
//
//go:embed experienceevent.json
var ExperienceEvent []byte
