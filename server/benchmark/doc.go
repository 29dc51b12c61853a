// Package benchmark measures whole requests against floors that are written
// next to them: a plain net/http handler with encoding/json that makes the same
// engine calls by hand. `make bench` prints the table.
//
// Engine calls go over HTTP to a gateway in a process of its own, so that its
// processor time counts for neither side.
package benchmark
