package cached_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	"activityhub/platform"
	"activityhub/platform/cached"
	"activityhub/platform/local"
	"activityhub/platform/platformtest"
)

// subject is a local Platform behind a cache, which forgets all when something
// is stored.
type subject struct {
	cache *cached.Engine
	store *local.Platform
}

func (s subject) Engine() platform.Engine { return s.cache }

func (s subject) Put(t testing.TB, dataset string, records ...string) {
	t.Helper()
	counts, err := s.store.Ingest(context.Background(), dataset, strings.NewReader(strings.Join(records, "\n")), local.IngestOptions{Rejects: &bytes.Buffer{}})
	if err != nil || counts.Rejected > 0 {
		t.Fatalf("Ingest into %s refused %d records: %v", dataset, counts.Rejected, err)
	}
	s.cache.Flush()
}

func TestConformance(t *testing.T) {
	platformtest.Run(t, func(t testing.TB) platformtest.Subject {
		store, err := local.Open(context.Background(), local.Config{
			Dir: t.TempDir(), Definitions: platformtest.Definitions(), Synchronous: "NORMAL", Logger: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			t.Fatal(err)
		}
		return subject{cache: open(t, store), store: store}
	})
}

func TestConfigIsChecked(t *testing.T) {
	for name, cfg := range map[string]cached.Config{
		"no engine":             {Scope: "s"},
		"no scope":              {Engine: &scripted{}},
		"no room":               {Engine: &scripted{}, Scope: "s", MaxBytes: -1},
		"a store and its bound": {Engine: &scripted{}, Scope: "s", MaxBytes: 1 << 20, Store: &cached.Store{}},
		"stale for too long":    {Engine: &scripted{}, Scope: "s", StaleIfError: cached.MostStaleIfError + 1},
	} {
		if e, err := cached.New(cfg); e != nil || err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	if _, err := cached.NewStore(0); err == nil {
		t.Error("a store of no bytes is accepted")
	}
}

func TestNothingIsKeptIfSaidSo(t *testing.T) {
	engine := &scripted{}
	e := open(t, engine, func(c *cached.Config) {
		c.ProfileLife, c.ProfileRevalidate, c.StaleIfError, c.NotFoundLife = -1, -1, -1, -1
	})
	for range 3 {
		ask(t.Context(), e, "a nobody")
	}
	equal(t, "calls", engine.log(), "a+nobody a+nobody a+nobody")
	equal(t, "bytes", e.State().Bytes, 0)
}
