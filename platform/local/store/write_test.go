package store_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"activityhub/platform"
	"activityhub/platform/local/store"
)

func identity(n int) platform.Identity {
	return platform.Identity{Namespace: "crmid", ID: fmt.Sprint(n)}
}

// TestLinksAgree links identities at random, in writes of different sizes, and
// compares the clusters with a plain union-find.
func TestLinksAgree(t *testing.T) {
	s := open(t, t.TempDir())
	draw := rand.New(rand.NewPCG(5, 6))
	const people = 120
	var parent [people]int
	for i := range parent {
		parent[i] = i
	}
	find := func(i int) int {
		for parent[i] != i {
			i = parent[i]
		}
		return i
	}
	seen := map[int]bool{}
	for range 12 {
		var entries []store.Entry
		for range 1 + draw.IntN(8) {
			a, b := draw.IntN(people), draw.IntN(people)
			entries = append(entries, store.Entry{DataSet: "crm", Primary: identity(a), Others: []platform.Identity{identity(b)}, Doc: `{}`})
			parent[find(a)] = find(b)
			seen[a], seen[b] = true, true
		}
		if _, err := s.Write(t.Context(), entries); err != nil {
			t.Fatal(err)
		}
		for i := range people {
			found, err := s.People(t.Context(), []platform.Identity{identity(i)}, true)
			if err != nil {
				t.Fatal(err)
			}
			person := found[identity(i)]
			if (person != nil) != seen[i] {
				t.Fatalf("identity %d is known: %v, want %v", i, person != nil, seen[i])
			}
			if person == nil {
				continue
			}
			var want []platform.Identity
			for j := range people {
				if seen[j] && find(i) == find(j) {
					want = append(want, identity(j))
				}
			}
			slices.SortFunc(want, platform.Identity.Compare)
			got := make([]platform.Identity, len(person.Identities))
			for k, member := range person.Identities {
				got[k] = member.Identity
			}
			if person.Size != len(want) || len(want) <= platform.MaxIdentitiesPerCluster && !slices.Equal(got, want) {
				t.Fatalf("identity %d: %d linked, %v\nwant %d, %v", i, person.Size, got, len(want), want)
			}
		}
	}
}

func TestOutcomes(t *testing.T) {
	s := open(t, t.TempDir())
	record := func(stamp int64, doc string) store.Entry {
		return store.Entry{DataSet: "crm", Primary: identity(1), Stamp: stamp, Doc: doc}
	}
	event := func(id, doc string) store.Entry {
		return store.Entry{DataSet: "web", Event: true, ID: id, Time: 1, Primary: identity(1), Doc: doc}
	}
	for _, c := range []struct {
		name    string
		entries []store.Entry
		want    []store.Outcome
	}{
		{"a record", []store.Entry{record(0, `{"a":1}`)}, []store.Outcome{store.Stored}},
		{"the same", []store.Entry{record(0, `{"a":1}`)}, []store.Outcome{store.Duplicate}},
		{"another, twice", []store.Entry{record(0, `{"a":2,"b":[1]}`), record(0, `{"b":[1],"a":2}`)}, []store.Outcome{store.Stored, store.Duplicate}},
		{"with a time", []store.Entry{record(9, `{"a":9}`)}, []store.Outcome{store.Stored}},
		{"with an older time", []store.Entry{record(8, `{"a":8}`)}, []store.Outcome{store.Stale}},
		{"an event", []store.Entry{event("e1", `{"x":"é"}`)}, []store.Outcome{store.Stored}},
		{"the same event, written otherwise", []store.Entry{event("e1", `{"x":"\u00e9"}`)}, []store.Outcome{store.Duplicate}},
		{"another event under its ID", []store.Entry{event("e1", `{"x":"e"}`)}, []store.Outcome{store.Conflict}},
		{"events of one write", []store.Entry{event("e2", `{}`), event("e2", `{}`), event("e2", `{"x":1}`)}, []store.Outcome{store.Stored, store.Duplicate, store.Conflict}},
	} {
		got, err := s.Write(t.Context(), c.entries)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, %v; want %v", c.name, got, err, c.want)
		}
	}
	found, err := s.People(t.Context(), []platform.Identity{identity(1)}, true)
	if err != nil || len(found[identity(1)].Fragments) != 1 || found[identity(1)].Fragments[0].Doc != `{"a":9}` {
		t.Errorf("what is kept: %+v, %v; want the record with the newest time", found[identity(1)], err)
	}
}

// TestWriters lets many callers write at once: everybody gets their own answer.
func TestWriters(t *testing.T) {
	s := open(t, t.TempDir())
	var wait sync.WaitGroup
	for k := range 8 {
		wait.Go(func() {
			for n := range 20 {
				outcomes, err := s.Write(t.Context(), events(k*1000+n*2, k*1000+n*2+2, 10))
				if err != nil || !slices.Equal(outcomes, []store.Outcome{store.Stored, store.Stored}) {
					t.Errorf("writer %d: %v, %v", k, outcomes, err)
				}
			}
		})
	}
	wait.Wait()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Write(t.Context(), events(0, 1, 1)); !errors.Is(err, platform.ErrStore) {
		t.Errorf("a write after Close: %v, want ErrStore", err)
	}
}
