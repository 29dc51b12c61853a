package store_test

import (
	"slices"
	"testing"

	"activityhub/platform/local/store"
)

func TestDefine(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	if _, err := s.Write(t.Context(), person(1)); err != nil {
		t.Fatal(err)
	}
	a, b := store.Definition{Kind: "k", ID: "a", Doc: `{"n":1}`}, store.Definition{Kind: "k", ID: "b", Doc: `{"n":2}`}
	gone := store.Definition{Kind: "k", ID: "a", Deleted: true}
	for _, c := range []struct {
		name string
		r    store.Redefinition
		want store.Redefined
	}{
		{"the first", store.Redefinition{Written: []store.Definition{b, a}}, store.Kept},
		{"thought out before the first", store.Redefinition{Written: []store.Definition{gone}}, store.Outdated},
		{"of a data set with a record", store.Redefinition{Revision: 1, Written: []store.Definition{gone}, Empty: []string{"crm"}}, store.NotEmpty},
		{"of a data set with an event", store.Redefinition{Revision: 1, Written: []store.Definition{gone}, Empty: []string{"none", "web"}}, store.NotEmpty},
		{"of an empty data set", store.Redefinition{Revision: 1, Written: []store.Definition{gone}, Empty: []string{"none"}}, store.Kept},
	} {
		if got, err := s.Define(t.Context(), c.r); err != nil || got != c.want {
			t.Errorf("%s: %v, %v; want %v", c.name, got, err, c.want)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	written, revision, err := open(t, dir).Definitions(t.Context())
	if err != nil || revision != 2 || !slices.Equal(written, []store.Definition{gone, b}) {
		t.Errorf("after a restart: %+v at revision %d, %v", written, revision, err)
	}
}

// TestOlderStore opens a store of the version before definitions were kept.
func TestOlderStore(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	if _, err := s.Write(t.Context(), person(1)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	sqlFile(t, dir, "drop table definitions", "delete from state where name = 'definitions'", "pragma user_version = 1")
	s = open(t, dir)
	if outcomes, err := s.Write(t.Context(), person(1)); err != nil || outcomes[0] != store.Duplicate {
		t.Errorf("what was stored before: %v, %v", outcomes, err)
	}
	if written, revision, err := s.Definitions(t.Context()); err != nil || revision != 0 || len(written) > 0 {
		t.Errorf("definitions %v at revision %d, %v", written, revision, err)
	}
}
