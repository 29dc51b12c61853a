// Package platformtest is what every engine of a Platform has to pass: [Run]
// tries one that was set up with [Definitions] through its own interface.
//
//	func TestConformance(t *testing.T) {
//		platformtest.Run(t, func(t testing.TB) platformtest.Subject { return open(t) })
//	}
//
// [Counting] and [Delaying] wrap an engine for the tests of those who call one.
package platformtest

import (
	"embed"
	"io/fs"
	"testing"

	"activityhub/platform"
)

// A Subject is an engine under test, empty but for [Definitions], with a way to
// feed it.
type Subject interface {
	// Engine returns the engine, the same each time.
	Engine() platform.Engine

	// Put stores records or events of a data set, each one JSON object, and
	// returns when look-ups find them. It fails the test if one is refused.
	Put(t testing.TB, dataset string, records ...string)
}

//go:embed definitions
var files embed.FS

// Definitions returns what a subject is to be set up with, laid out like any
// folder of definitions: data sets crm, loyalty and notes of records, web and
// shop of events; merge policies newest (the default), crm-first and alone;
// segments gold and aam/A-17.
func Definitions() fs.FS {
	inside, err := fs.Sub(files, "definitions")
	if err != nil {
		panic(err) // the name is a constant
	}
	return inside
}

// A Detail is something that an engine may not be told, or be told in another
// form, by the Platform behind it.
type Detail string

// The details that a subject may lack.
const (
	LastModified    Detail = "when a record changed"
	PrimaryIdentity Detail = "which identity a record is stored under"
	MembershipText  Detail = "segment memberships as they were stored"
	IdentitiesOnce  Detail = "identities in identityMap alone"
	EmptyPages      Detail = "whether one without events is known"
)

// lacks reports whether s says that it lacks a detail, with a method
// Lacks(Detail) bool. A subject without one lacks nothing.
func lacks(s Subject, detail Detail) bool {
	limited, ok := s.(interface{ Lacks(Detail) bool })
	return ok && limited.Lacks(detail)
}
