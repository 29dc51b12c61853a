package dialect

import "activityhub/platform/platformtest"

// A Dialect says in which of its other forms each thing is answered. The zero
// value changes nothing.
type Dialect struct {
	Name string

	// Look-ups.
	Reversed    bool   // maps from XID, and of namespaces, in the opposite order
	Bare        bool   // lastModifiedAt, mergePolicy, tags, identityGraph and primary are left out
	Identities  string // "beside": the older array identities, too; "instead": in place of identityMap
	Codes       string // "lower" or "upper": namespace codes in that case
	Requested   bool   // requestedIdentity says whom an entry is of, a value of digits as a number
	Times       bool   // times go through every documented form
	Unknown     string // "missing": nobody has an entry for whom nothing is known; "404": and where that is everyone, status 404
	NoEvents    bool   // one who has no events is 404, as one who is not known
	Memberships bool   // the namespace UPS, and existing for realized
	Partial     bool   // a look-up of several answers 207, with failures that are gone when asked again

	// Lists and links.
	PageSize int    // items of a page, whatever is asked for; 0 for what is asked for
	Links    string // "absolute": whole URLs; "path": whole paths; "offsets": parameter offsets instead of start
	Specs    bool   // pages as the OpenAPI files have them, older names of life cycles, booleans as text

	// Transport.
	OldToken   bool // the life of a token in milliseconds
	Compressed bool // gzip, for those who take it
}

// All returns the bundles that are tried: together they hold every dialect, and
// each is one that a Platform might speak.
func All() []Dialect {
	return []Dialect{
		{Name: "bare", Reversed: true, Bare: true, Unknown: "missing", Compressed: true},
		{Name: "older", Identities: "instead", Codes: "lower", Times: true, Unknown: "404", NoEvents: true, Memberships: true, OldToken: true, Links: "offsets"},
		{Name: "specification", Identities: "beside", Codes: "upper", Requested: true, Specs: true, PageSize: 1, Links: "absolute"},
		{Name: "partial", Reversed: true, Partial: true, PageSize: 2, Links: "path", Compressed: true},
	}
}

// Lacks reports whether the dialect does not tell, or writes in another form,
// what the conformance suite looks at.
func (d Dialect) Lacks(detail platformtest.Detail) bool {
	switch detail {
	case platformtest.LastModified, platformtest.PrimaryIdentity:
		return d.Bare
	case platformtest.IdentitiesOnce:
		return d.Identities != ""
	case platformtest.EmptyPages:
		return d.NoEvents
	case platformtest.MembershipText:
		return d.Memberships || d.Times || d.Reversed
	}
	return false
}
