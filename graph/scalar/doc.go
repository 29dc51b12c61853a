// Package scalar has the Go types behind the scalars of the XDM trees. Each is a
// pointer into a document: reading a field allocates nothing, and writing it
// copies the bytes that the document holds.
//
// XOf checks a value and converts it where that loses nothing ("12" where the
// schema says integer); a value of another type is an error.
//
//	name, err := scalar.StringOf(document.Ref("fullName"))
package scalar
