package demo_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"activityhub/platform"
	"activityhub/platform/local/definitions"
	"activityhub/platform/local/demo"
)

// unions are the default union schemas, by the names that data sets use.
func unions(t testing.TB) map[string][]byte {
	t.Helper()
	schemas := map[string][]byte{}
	for _, name := range []string{"profile", "experienceevent"} {
		text, err := os.ReadFile(filepath.Join("..", "..", "..", "graph", "xdm", name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		schemas[name] = text
	}
	return schemas
}

// built are the built-in definitions with the default unions.
func built(t testing.TB) *definitions.Definitions {
	t.Helper()
	d, err := definitions.Load(nil, os.DirFS(filepath.Join("..", "builtin")), unions(t))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestEveryDocumentConformsToItsSchema(t *testing.T) {
	d := built(t)
	for _, l := range lines(t) {
		if problem := d.DataSets[l.dataset].Schema.Check(l.raw); problem != nil {
			t.Fatalf("%s: %s at %s: %s", l.dataset, problem.Code, problem.Path, problem.Reason)
		}
	}
}

func TestSizesAndIdentities(t *testing.T) {
	d := built(t)
	for _, l := range lines(t) {
		limit := 100 << 10
		if l.isEvent() {
			limit = 10 << 10
		}
		if len(l.raw) > limit {
			t.Errorf("%s: a document of %d bytes, at most %d", l.dataset, len(l.raw), limit)
		}
		if len(l.ids) == 0 || len(l.ids) > 20 {
			t.Errorf("%s: a document with %d identities, want 1 to 20", l.dataset, len(l.ids))
		}
		for _, id := range l.ids {
			if err := id.Check(); err != nil {
				t.Errorf("%s: %v", l.dataset, err)
			}
			if _, ok := d.Namespace(id.Namespace); !ok {
				t.Errorf("%s: namespace %s is not defined", l.dataset, id.Namespace)
			}
			if id.Namespace == "ECID" && len(id.ID) != 38 {
				t.Errorf("%s: an ECID of %d digits, want 38", l.dataset, len(id.ID))
			}
		}
	}
}

func TestEventsAreUniqueAndInThePast(t *testing.T) {
	seen := map[string]bool{}
	events := 0
	for _, l := range lines(t) {
		modified := l.doc.At("extSourceSystemAudit.lastUpdatedDate")
		if l.isEvent() {
			events++
			id := l.doc.Get("_id").Text()
			if id == "" || seen[id] {
				t.Errorf("event id %q is empty or there twice", id)
			}
			seen[id] = true
			modified = l.doc.Get("timestamp")
		}
		at := modified.Time()
		if !at.Before(demo.Reference) || at.Before(time.Date(2017, 1, 1, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("%s: %s lies outside of what happened before the reference", l.dataset, modified.Raw())
		}
	}
	if events < 15_000 || events > 25_000 {
		t.Errorf("%d events of 1,000 customers, want about 20 each", events)
	}
}

func TestEveryMembershipHasADefinition(t *testing.T) {
	d := built(t)
	if n := len(d.Segments); n < 15 || n > 25 {
		t.Errorf("%d segments, want 15 to 25", n)
	}
	defined, members := map[platform.SegmentKey]bool{}, map[platform.SegmentKey]int{}
	for _, s := range d.Segments {
		defined[s.SegmentKey] = true
	}
	for _, l := range lines(t) {
		namespaces, _ := l.doc.Get("segmentMembership").Object()
		for namespace, v := range namespaces.All() {
			segments, _ := v.Object()
			for id := range segments.All() {
				members[platform.SegmentKey{Namespace: namespace, ID: platform.SegmentID(id)}]++
			}
		}
	}
	for key := range members {
		if !defined[key] {
			t.Errorf("segment %s in %s has members and no definition", key.ID, key.Namespace)
		}
	}
	if len(members) < 15 {
		t.Errorf("%d segments have members, want most of them", len(members))
	}
}
