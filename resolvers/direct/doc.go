// Package direct answers the root fields profile and profiles without the
// generated executor: it compiles a selection once, then writes the answer into
// one buffer, field by field, in one goroutine. That is quick because by then
// every engine call is in flight, and values of XDM documents are copied as
// they are.
//
// The generated executor stays the reference: an answer, its errors and their
// paths are the same from both, and what this package does not know is left to
// it. Rules live in the resolvers and the models, which both call.
//
// Words: a selection is compiled to an object, which has members; a member has
// a writer, which appends the JSON of one field of one value.
package direct
