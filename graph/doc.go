// Package graph is the GraphQL schema: one .graphqls file per concept, the
// executor generated from them, and by hand the scalars, the ids and the models
// that are read often.
//
// attributes holds the types of the XDM trees, generated from the union schemas
// in xdm; scalar holds their leaves.
package graph

//go:generate go -C .. run . schema generate --profile graph/xdm/profile.json --event graph/xdm/experienceevent.json --out graph/attributes
//go:generate go -C .. tool gqlgen generate
