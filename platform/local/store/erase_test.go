package store_test

import (
	"database/sql"
	"fmt"
	"math"
	"path/filepath"
	"sync"
	"testing"

	"activityhub/platform"
	"activityhub/platform/local/store"
)

// person is what one person leaves behind: a record under identity 10n that names
// 10n+1, and an event under that which names 10n+2.
func person(n int) []store.Entry {
	own := 10 * n
	return []store.Entry{
		{DataSet: "crm", Primary: identity(own), Others: []platform.Identity{identity(own + 1)}, Doc: fmt.Sprintf(`{"n":%d}`, n)},
		{DataSet: "web", Primary: identity(own + 1), Others: []platform.Identity{identity(own + 2)}, Event: true, ID: fmt.Sprintf("e%d", n), Time: 1000, Doc: fmt.Sprintf(`{"_id":"e%d"}`, n)},
	}
}

// left closes the store and counts the rows of every table.
func left(t *testing.T, s *store.SQLite, dir string) map[string]int {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, store.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows := map[string]int{}
	for _, table := range []string{"identities", "fragments", "fragment_links", "events", "event_ids", "event_links"} {
		var n int
		if err := db.QueryRow("select count(*) from " + table).Scan(&n); err != nil {
			t.Fatal(err)
		}
		rows[table] = n
	}
	return rows
}

func mustWrite(t *testing.T, s *store.SQLite, entries ...store.Entry) {
	t.Helper()
	if _, err := s.Write(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
}

func TestDelete(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	mustWrite(t, s, append(person(1), person(2)...)...)

	if found, err := s.Delete(t.Context(), identity(99), false); found || err != nil {
		t.Errorf("Delete of nobody: %t, %v", found, err)
	}
	if found, err := s.Delete(t.Context(), identity(12), false); !found || err != nil {
		t.Fatalf("Delete: %t, %v", found, err)
	}
	people, err := s.People(t.Context(), []platform.Identity{identity(10), identity(11), identity(12), identity(20)}, true)
	if err != nil || len(people) != 1 || people[identity(20)].Size != 3 || len(people[identity(20)].Fragments) != 1 {
		t.Errorf("people after the deletion: %v, %v", people, err)
	}
	pages, err := s.Events(t.Context(), store.EventQuery{Identities: []platform.Identity{identity(10), identity(21)}, Graph: true, From: math.MinInt64, To: math.MaxInt64, Limit: 9})
	if err != nil || len(pages) != 1 || len(pages[identity(21)].Events) != 1 {
		t.Errorf("events after the deletion: %v, %v", pages, err)
	}
	if found, err := s.Delete(t.Context(), identity(10), false); found || err != nil {
		t.Errorf("Delete again: %t, %v", found, err)
	}

	// What was deleted may come again, the event under its id too.
	outcomes, err := s.Write(t.Context(), person(1))
	if err != nil || outcomes[0] != store.Stored || outcomes[1] != store.Stored {
		t.Errorf("the same again: %v, %v", outcomes, err)
	}
	if _, err := s.Delete(t.Context(), identity(11), false); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Delete(t.Context(), identity(21), false); err != nil {
		t.Fatal(err)
	}
	for table, n := range left(t, s, dir) {
		if n != 0 {
			t.Errorf("%d rows are left in %s", n, table)
		}
	}
}

// TestDeleteThings: what is kept under a thing stays when a person it names goes,
// and leaves no link behind when the thing goes.
func TestDeleteThings(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	house := platform.Identity{Namespace: "household", ID: "H1"}
	mustWrite(t, s,
		store.Entry{DataSet: "homes", Primary: house, Alone: true, Others: []platform.Identity{identity(1)}, Doc: `{}`},
		store.Entry{DataSet: "web", Primary: house, Alone: true, Others: []platform.Identity{identity(1), identity(2)}, Event: true, ID: "e", Time: 1, Doc: `{"_id":"e"}`},
		store.Entry{DataSet: "homes", Primary: platform.Identity{Namespace: "household", ID: "H2"}, Alone: true, Others: []platform.Identity{identity(3)}, Doc: `{}`},
	)
	if _, err := s.Delete(t.Context(), identity(3), false); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Delete(t.Context(), house, true); err != nil {
		t.Fatal(err)
	}
	people, err := s.People(t.Context(), []platform.Identity{house, identity(1), identity(2), identity(3)}, true)
	if err != nil || people[house] != nil || people[identity(3)] != nil || people[identity(1)] != people[identity(2)] || people[identity(1)] == nil {
		t.Errorf("people after the deletion: %v, %v", people, err)
	}
	rows := left(t, s, dir)
	want := map[string]int{"identities": 3, "fragments": 1, "fragment_links": 0, "events": 0, "event_ids": 0, "event_links": 0}
	for table, n := range rows {
		if n != want[table] {
			t.Errorf("%d rows in %s, want %d", n, table, want[table])
		}
	}
}

// TestDeleteAmongWriters: deletions take their turn among writes of others.
func TestDeleteAmongWriters(t *testing.T) {
	s := open(t, t.TempDir())
	var all sync.WaitGroup
	for n := range 24 {
		all.Go(func() {
			for range 3 {
				outcomes, err := s.Write(t.Context(), person(n))
				if err != nil || outcomes[0] != store.Stored || outcomes[1] != store.Stored {
					t.Errorf("Write: %v, %v", outcomes, err)
				}
				if n%2 == 1 {
					return
				}
				if found, err := s.Delete(t.Context(), identity(10*n+1), false); !found || err != nil {
					t.Errorf("Delete: %t, %v", found, err)
				}
			}
		})
	}
	all.Wait()
	for n := range 24 {
		people, err := s.People(t.Context(), []platform.Identity{identity(10 * n)}, true)
		if err != nil || (people[identity(10*n)] != nil) != (n%2 == 1) {
			t.Errorf("person %d is known: %t, %v", n, people[identity(10*n)] != nil, err)
		}
	}
}

func TestClusters(t *testing.T) {
	s := open(t, t.TempDir())
	mustWrite(t, s, append(person(1), person(2)...)...)
	mustWrite(t, s, store.Entry{DataSet: "loyalty", Primary: identity(11), Others: []platform.Identity{identity(10)}, Doc: `{}`})
	found, err := s.Clusters(t.Context(), []platform.Identity{identity(12), identity(10), identity(99)}, true)
	if err != nil || len(found) != 2 || found[identity(12)] != found[identity(10)] {
		t.Fatalf("Clusters: %v, %v", found, err)
	}
	c := found[identity(10)]
	if c.Size != 3 || fmt.Sprint(c.Members) != fmt.Sprint([]platform.Identity{identity(10), identity(11), identity(12)}) {
		t.Errorf("members %v", c.Members)
	}
	if len(c.Links) != 2 || c.Links[0].A != identity(10) || c.Links[0].B != identity(11) || fmt.Sprint(c.Links[0].DataSets) != "[crm loyalty]" ||
		c.Links[0].First >= c.Links[0].Last || c.Links[1].B != identity(12) || fmt.Sprint(c.Links[1].DataSets) != "[web]" {
		t.Errorf("links %+v", c.Links)
	}
	if found, err := s.Clusters(t.Context(), []platform.Identity{identity(12)}, false); err != nil || len(found[identity(12)].Links) != 0 {
		t.Errorf("Clusters without links: %v, %v", found, err)
	}
}
