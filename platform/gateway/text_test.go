package gateway

import (
	"encoding/json"
	"net/http/httptest"
	"testing"
	"time"

	"activityhub/platform"
)

// What this package reads as text and could not be sure of otherwise.

func FuzzXID(f *testing.F) {
	x := newXIDs()
	f.Add("Email", "ada@example.com")
	f.Add("ECID", "12345678901234567890123456789012345678")
	f.Add("Phone", "123")
	f.Add("CRMID", "ü\x00")
	f.Fuzz(func(t *testing.T, namespace, id string) {
		identity := platform.Identity{Namespace: platform.Namespace(namespace), ID: id}
		if identity.Check() != nil {
			return
		}
		xid := x.of(identity)
		if got, ok := x.identity(xid); !ok || got != identity.Fold() {
			t.Errorf("the XID of an identity is read as %v, %t", got, ok)
		}
		for at := range xid {
			changed := xid[:at] + string(rune('A'+(xid[at]+1)%26)) + xid[at+1:]
			if _, ok := x.identity(changed); ok && changed != xid {
				t.Errorf("an XID is good with letter %d changed", at)
			}
		}
	})
}

func FuzzMadeUpXID(f *testing.F) {
	x := newXIDs()
	f.Add(x.of(platform.Identity{Namespace: "Email", ID: "ada@example.com"}))
	f.Add("BVrqzwVv7o2p3naHvnsWpqZXv3KJgA")
	f.Add("\n" + x.of(platform.Identity{Namespace: "Email", ID: "ada@example.com"}))
	f.Fuzz(func(t *testing.T, xid string) {
		if identity, ok := x.identity(xid); ok && x.of(identity) != xid {
			t.Errorf("two texts are the XID of one identity")
		}
	})
}

// TestXIDStays keeps the XIDs that clients may have kept.
func TestXIDStays(t *testing.T) {
	x := newXIDs()
	for identity, want := range map[platform.Identity]string{
		{Namespace: "Email", ID: "ada@example.com"}:                       "Xk6ND9tZiMGB15R-wxIc9IsMgDg3i9bg-QW58vI",
		{Namespace: "ECID", ID: "12345678901234567890123456789012345678"}: "LOHlJ9dAT-FCe1rIVpVbO15lckl6_ss7xEUyTdXj2ck",
	} {
		if got := x.of(identity); got != want {
			t.Errorf("XID of a %s: %q, want %q", identity.Namespace, got, want)
		}
	}
}

func FuzzStart(f *testing.F) {
	f.Add(writeStart(platform.EventPosition{Time: time.UnixMilli(1735689601000), ID: "e1"}))
	f.Add("")
	f.Add("AAAAAAAAAAA")
	f.Add("AAABlB8pg9Bl\nMg")
	f.Fuzz(func(t *testing.T, start string) {
		if place, ok := readStart(start); ok && writeStart(place) != start {
			t.Errorf("start %q is written as %q", start, writeStart(place))
		}
	})
}

func FuzzFilter(f *testing.F) {
	f.Add(`eventType="order.placed"`, `{"eventType":"order.placed"}`)
	f.Add(`a.b>=1e3`, `{"a":[{"b":2000},{"b":"x"}]}`)
	f.Add(`timestamp<"2025-01-01"`, `{"timestamp":"2024-01-01T00:00:00Z"}`)
	f.Add(`a!=true`, `{"a":false}`)
	f.Fuzz(func(t *testing.T, text, event string) {
		q := &request{Request: httptest.NewRequest("GET", "/data/core/ups/access/entities", nil)}
		all, err := readFilters(q, []string{text})
		if err != nil {
			return
		}
		if json.Valid([]byte(event)) {
			all.pass(event) // does not panic
		}
		if all.pass(`{"elsewhere":1}`) && all[0].path != "elsewhere" {
			t.Errorf("%q lets an event through that lacks the path", text)
		}
	})
}

func BenchmarkXID(b *testing.B) {
	x, identity, space := newXIDs(), platform.Identity{Namespace: "Email", ID: "ada@example.com"}, make([]byte, 0, 128)
	b.ReportAllocs()
	for b.Loop() {
		space = x.append(space[:0], identity)
	}
}
