package platform

import (
	"cmp"
	"strings"
	"time"
)

// A SegmentID is the Platform's identifier of a segment definition, opaque.
type SegmentID string

// A SegmentKey names a segment: identifiers are unique within a namespace.
type SegmentKey struct {
	Namespace string // "ups" for the Platform's own segments, another for imported audiences
	ID        SegmentID
}

// Fold returns the form of k to compare and to key maps by: namespaces are
// compared without regard to case, because a membership and its definition need
// not write them alike.
func (k SegmentKey) Fold() SegmentKey {
	return SegmentKey{Namespace: strings.ToLower(k.Namespace), ID: k.ID}
}

// A SegmentStatus is where a person stands in a segment.
type SegmentStatus string

// The two standings. The wire's "existing" is read as realized, and a realized
// membership whose validity has passed is read as exited.
const (
	Realized SegmentStatus = "REALIZED"
	Exited   SegmentStatus = "EXITED"
)

// A SegmentMembership is a person's standing in a segment.
type SegmentMembership struct {
	SegmentKey
	Status            SegmentStatus
	LastQualification time.Time // when Status was decided, whole milliseconds; zero if unknown
	ValidUntil        time.Time // zero if it does not end

	LastQualificationErr, ValidUntilErr error // why they could not be read, if they could not
}

// A Segment is a segment definition: the rule behind an audience.
type Segment struct {
	SegmentKey
	Name        string
	Description string
	Expression  SegmentExpression
	Evaluation  string // BATCH, STREAMING or EDGE; "" if unknown
	Lifecycle   string // DRAFT, PUBLISHED, INACTIVE or ARCHIVED; "" if unknown
	MergePolicy MergePolicyID
	Tags        []string
	Created     time.Time // zero if unknown
	Updated     time.Time // zero if unknown
}

// A SegmentExpression is the rule itself.
type SegmentExpression struct {
	Type   string // PQL
	Format string // pql/text or pql/json
	Value  string
}

// Compare orders segments by name, then by key.
func (s *Segment) Compare(t *Segment) int {
	return cmp.Or(cmp.Compare(s.Name, t.Name), cmp.Compare(s.Namespace, t.Namespace), cmp.Compare(s.ID, t.ID))
}
