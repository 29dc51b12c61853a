package graph

import (
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"
	"io"
	"time"

	"activityhub/platform"
)

// Ids and cursors are opaque to callers: base64url of a version, what it is of,
// and parts with their lengths in front. They are not secret and not signed; a
// forged one finds no more than a query would. Each has one spelling only.

const opaqueVersion = 1

// An IDKind says what a node id is the id of.
type IDKind byte

// The kinds of nodes.
const (
	ProfileID     IDKind = 'P'
	SegmentID     IDKind = 'S'
	EventID       IDKind = 'E'
	MergePolicyID IDKind = 'M'
)

// A NodeID is a decoded node id. Which fields are set depends on Kind.
type NodeID struct {
	Kind        IDKind
	MergePolicy platform.MergePolicyID // profiles, events, merge policies
	Identity    platform.Identity      // profiles, events
	Position    platform.EventPosition // events
	Segment     platform.SegmentKey    // segments
}

// String returns the opaque form.
func (n NodeID) String() string {
	b := []byte{opaqueVersion, byte(n.Kind)}
	switch n.Kind {
	case SegmentID:
		b = appendParts(b, n.Segment.Namespace, string(n.Segment.ID))
	case MergePolicyID:
		b = appendParts(b, string(n.MergePolicy))
	case ProfileID:
		b = appendParts(b, string(n.MergePolicy), string(n.Identity.Namespace), n.Identity.ID)
	case EventID:
		b = appendParts(b, string(n.MergePolicy), string(n.Identity.Namespace), n.Identity.ID, n.Position.ID)
		b = binary.AppendVarint(b, n.Position.Time.UnixMilli())
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// ParseNodeID reads what [NodeID.String] wrote. It returns
// [platform.ErrInvalid] for anything else.
func ParseNodeID(s string) (NodeID, error) {
	notAnID := platform.Invalidf("this is no id that this API gave; ids come from the field id")
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || len(b) < 2 || b[0] == 0 || b[0] >= 32 {
		return NodeID{}, notAnID
	}
	if b[0] != opaqueVersion {
		return NodeID{}, platform.Invalidf("this id is of version %d, and this server knows version %d; read the thing again to get an id that holds", b[0], opaqueVersion)
	}
	n := NodeID{Kind: IDKind(b[1])}
	counts := map[IDKind]int{SegmentID: 2, MergePolicyID: 1, ProfileID: 3, EventID: 4}
	parts, rest, ok := cutParts(b[2:], counts[n.Kind])
	if !ok || len(parts) == 0 {
		return NodeID{}, notAnID
	}
	switch n.Kind {
	case SegmentID:
		n.Segment = platform.SegmentKey{Namespace: parts[0], ID: platform.SegmentID(parts[1])}
	case MergePolicyID:
		n.MergePolicy = platform.MergePolicyID(parts[0])
	case ProfileID, EventID:
		n.MergePolicy = platform.MergePolicyID(parts[0])
		n.Identity = platform.Identity{Namespace: platform.Namespace(parts[1]), ID: parts[2]}
	}
	if n.Kind == EventID {
		millis, size := binary.Varint(rest)
		if size <= 0 {
			return NodeID{}, notAnID
		}
		n.Position = platform.EventPosition{Time: time.UnixMilli(millis).UTC(), ID: parts[3]}
		rest = rest[size:]
	}
	if len(rest) > 0 || !plausible(n.Position.Time) || n.String() != s {
		return NodeID{}, notAnID
	}
	return n, nil
}

// plausible reports whether t is a time that data can hold: RFC 3339 has years
// of four digits.
func plausible(t time.Time) bool { return t.Year() >= 0 && t.Year() <= 9999 }

// A ListKey ties a cursor to one list: what is listed, in which order, what
// passes the filter. Equal lists have equal keys.
type ListKey uint64

// NewListKey returns the key of the list that parts describe.
func NewListKey(parts ...string) ListKey {
	h := fnv.New64a()
	for _, part := range parts {
		_, _ = h.Write(binary.AppendUvarint(nil, uint64(len(part))))
		_, _ = io.WriteString(h, part)
	}
	return ListKey(h.Sum64())
}

// Cursor returns the cursor of the place that time and parts say, in the list
// of key, in whole milliseconds.
func (key ListKey) Cursor(at time.Time, parts ...string) string {
	b := binary.BigEndian.AppendUint64([]byte{opaqueVersion}, uint64(key))
	b = binary.AppendVarint(b, at.UnixMilli())
	return base64.RawURLEncoding.EncodeToString(appendParts(b, parts...))
}

// ParseCursor reads what [ListKey.Cursor] wrote with n parts. It returns
// [platform.ErrInvalid] for anything else, cursors of other lists among them.
func (key ListKey) ParseCursor(s string, n int) (at time.Time, parts []string, err error) {
	notACursor := platform.Invalidf("this is no cursor that this API gave; cursors come from edges and pageInfo")
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || len(b) < 9 || b[0] != opaqueVersion {
		return time.Time{}, nil, notACursor
	}
	if ListKey(binary.BigEndian.Uint64(b[1:])) != key {
		return time.Time{}, nil, platform.Invalidf("this cursor is of another list: a cursor holds for the same field with the same order and filter")
	}
	millis, size := binary.Varint(b[9:])
	if size <= 0 {
		return time.Time{}, nil, notACursor
	}
	at = time.UnixMilli(millis).UTC()
	parts, rest, ok := cutParts(b[9+size:], n)
	if !ok || len(rest) > 0 || !plausible(at) || key.Cursor(at, parts...) != s {
		return time.Time{}, nil, notACursor
	}
	return at, parts, nil
}

func appendParts(b []byte, parts ...string) []byte {
	for _, part := range parts {
		b = append(binary.AppendUvarint(b, uint64(len(part))), part...)
	}
	return b
}

// cutParts takes n parts off the front of b.
func cutParts(b []byte, n int) (parts []string, rest []byte, ok bool) {
	parts = make([]string, n)
	for i := range parts {
		length, size := binary.Uvarint(b)
		if size <= 0 || length > uint64(len(b)-size) {
			return nil, nil, false
		}
		parts[i] = string(b[size : size+int(length)])
		b = b[size+int(length):]
	}
	return parts, b, true
}
