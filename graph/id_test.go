package graph_test

import (
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"activityhub/graph"
	"activityhub/platform"
)

var nodeIDs = map[string]graph.NodeID{
	"profile":           {Kind: graph.ProfileID, MergePolicy: "newest", Identity: platform.Identity{Namespace: "crmid", ID: "C1"}},
	"profile, odd text": {Kind: graph.ProfileID, Identity: platform.Identity{Namespace: "x", ID: "é \x00:\n"}},
	"segment":           {Kind: graph.SegmentID, Segment: platform.SegmentKey{Namespace: "ups", ID: "gold"}},
	"merge policy":      {Kind: graph.MergePolicyID, MergePolicy: "newest"},
	"event": {Kind: graph.EventID, MergePolicy: "newest", Identity: platform.Identity{Namespace: "ecid", ID: "1"},
		Position: platform.EventPosition{Time: time.Date(2026, 6, 1, 0, 0, 0, 1e6, time.UTC), ID: "e1"}},
	"event before 1970": {Kind: graph.EventID, Identity: platform.Identity{Namespace: "ecid", ID: "1"},
		Position: platform.EventPosition{Time: time.Date(1912, 6, 1, 0, 0, 0, 0, time.UTC), ID: "e1"}},
}

func TestNodeIDs(t *testing.T) {
	for name, id := range nodeIDs {
		got, err := graph.ParseNodeID(id.String())
		if err != nil || got != id {
			t.Errorf("%s: read again as %+v, %v; want %+v", name, got, err, id)
		}
		if strings.Contains(id.String(), "C1") {
			t.Errorf("%s: %s is not opaque", name, id)
		}
	}
}

func TestNodeIDsRefused(t *testing.T) {
	good := nodeIDs["profile"].String()
	raw := func(b ...byte) string { return base64.RawURLEncoding.EncodeToString(b) }
	for name, tt := range map[string]struct{ id, want string }{
		"empty":                  {"", "no id that this API gave"},
		"text":                   {"C000001", "no id that this API gave"},
		"cut short":              {good[:len(good)-2], "no id that this API gave"},
		"with more behind":       {good + "AA", "no id that this API gave"},
		"padded":                 {good + "=", "no id that this API gave"},
		"with a line feed":       {good[:4] + "\n" + good[4:], "no id that this API gave"},
		"unknown kind":           {raw(1, 'X', 0), "no id that this API gave"},
		"length spelled longer":  {raw(1, 'M', 0x81, 0x00, 'a'), "no id that this API gave"},
		"length beyond the end":  {raw(1, 'M', 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 'a'), "no id that this API gave"},
		"time beyond all years":  {raw(1, 'E', 0, 1, 'x', 1, 'y', 1, 'z', 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f), "no id that this API gave"},
		"of a later version":     {raw(2, 'P', 0), "this id is of version 2, and this server knows version 1"},
		"a cursor":               {graph.NewListKey("events").Cursor(time.UnixMilli(1), "e1"), "no id that this API gave"},
		"base64 with other bits": {raw(1, 'M', 1, 'a', 0)[:6] + "B", "no id that this API gave"},
	} {
		_, err := graph.ParseNodeID(tt.id)
		if !errors.Is(err, platform.ErrInvalid) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", name, err, tt.want)
		}
	}
}

func FuzzParseNodeID(f *testing.F) {
	for _, id := range nodeIDs {
		f.Add(id.String())
	}
	f.Add("AVA\n")
	f.Add(base64.RawURLEncoding.EncodeToString([]byte{1, 'M', 0x81, 0x00, 'a'}))
	f.Fuzz(func(t *testing.T, s string) {
		id, err := graph.ParseNodeID(s)
		if err == nil && id.String() != s {
			t.Errorf("ParseNodeID(%q).String() = %q", s, id)
		}
		if err != nil && (!errors.Is(err, platform.ErrInvalid) || len(s) > 3 && strings.Contains(err.Error(), s)) {
			t.Errorf("ParseNodeID(%q): %v", s, err)
		}
	})
}

func TestCursors(t *testing.T) {
	key := graph.NewListKey("events", "NEWEST_FIRST")
	for name, tt := range map[string]struct {
		at    time.Time
		parts []string
	}{
		"an event":       {time.UnixMilli(1780272000001).UTC(), []string{"e1"}},
		"several parts":  {time.UnixMilli(1).UTC(), []string{"", "ups", "é\x00"}},
		"no part":        {time.UnixMilli(-1).UTC(), nil},
		"the first 1970": {time.UnixMilli(0).UTC(), []string{"e1"}},
		"no time":        {time.Time{}, []string{"ups", "gold"}},
	} {
		at, parts, err := key.ParseCursor(key.Cursor(tt.at, tt.parts...), len(tt.parts))
		if err != nil || at != tt.at || !slices.Equal(parts, tt.parts) {
			t.Errorf("%s: read again as %v %q, %v; want %v %q", name, at, parts, err, tt.at, tt.parts)
		}
	}
}

func TestCursorsRefused(t *testing.T) {
	key := graph.NewListKey("events", "NEWEST_FIRST")
	good := key.Cursor(time.UnixMilli(1), "e1")
	const notOurs, otherList = "no cursor that this API gave", "this cursor is of another list"
	for name, tt := range map[string]struct {
		key          graph.ListKey
		cursor, want string
		parts        int
	}{
		"empty":              {key, "", notOurs, 1},
		"an offset":          {key, "20", notOurs, 1},
		"of another order":   {graph.NewListKey("events", "OLDEST_FIRST"), good, otherList, 1},
		"parts joined":       {graph.NewListKey("eventsNEWEST_FIRST"), good, otherList, 1},
		"too few parts":      {key, good, notOurs, 2},
		"too many parts":     {key, key.Cursor(time.UnixMilli(1), "a", "b"), notOurs, 1},
		"with a line feed":   {key, good + "\r\n", notOurs, 1},
		"beyond all years":   {key, key.Cursor(time.UnixMilli(1<<60), "e1"), notOurs, 1},
		"a node id":          {key, nodeIDs["event"].String(), "cursor", 1},
		"an id of a segment": {key, nodeIDs["segment"].String(), "cursor", 1},
	} {
		_, _, err := tt.key.ParseCursor(tt.cursor, tt.parts)
		if !errors.Is(err, platform.ErrInvalid) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", name, err, tt.want)
		}
	}
}

func FuzzParseCursor(f *testing.F) {
	key, other := graph.NewListKey("a"), graph.NewListKey("b")
	f.Add(key.Cursor(time.UnixMilli(1), "e1"), 1)
	f.Add(key.Cursor(time.Time{}, "ups", "gold"), 2)
	f.Add(key.Cursor(time.UnixMilli(1))+"\n", 0)
	f.Fuzz(func(t *testing.T, s string, n int) {
		if n < 0 || n > 8 {
			return
		}
		at, parts, err := key.ParseCursor(s, n)
		if err != nil {
			if !errors.Is(err, platform.ErrInvalid) {
				t.Errorf("ParseCursor(%q): %v", s, err)
			}
			return
		}
		if again := key.Cursor(at, parts...); again != s {
			t.Errorf("ParseCursor(%q) is written %q", s, again)
		}
		if _, _, err := other.ParseCursor(s, n); err == nil {
			t.Errorf("%q is taken by another list", s)
		}
	})
}
