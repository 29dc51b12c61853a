// Package xdm knows the Experience Data Model: documents, paths into them, and
// the schemas that describe them.
//
// A document is JSON as the Platform stores it. [Object] reads one without
// decoding more than is asked for. A [Path] names a place by its wire names,
// such as person.name.firstName; a [Projection] is the set of paths that a
// caller wants. A [Schema] is a union schema, and a [Mapping] is what becomes
// of it in GraphQL: types, names, wire paths.
//
//	profile, err := xdm.ParseObject(raw)
//	name := profile.At("person.name.firstName").Text()
//
// Sources: reference on XDM, compatibility mode; Schema Registry unions.
package xdm
