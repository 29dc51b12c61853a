// Package served is a [platformtest.Subject] that is out of reach: records go
// into a local Platform, and the engine under test asks for them over Adobe's
// REST paths.
//
//	platformtest.Run(t, func(t testing.TB) platformtest.Subject { return served.Open(t, served.Config{}) })
package served

import (
	"bytes"
	"context"
	"io/fs"
	"log/slog"
	"strings"
	"testing"

	"activityhub/platform"
	"activityhub/platform/local"
	"activityhub/platform/platformtest"
	"activityhub/platform/platformtest/remote"
)

// A Config says what is put together. Zero fields mean what is said.
type Config struct {
	Definitions fs.FS                          // of the local Platform; nil means platformtest.Definitions
	Way         remote.Config                  // between the engine and the Platform
	Lacks       func(platformtest.Detail) bool // what the engine is not told on that way; nil means nothing
}

// A Served is a local Platform with an engine over its REST paths.
type Served struct {
	Platform *local.Platform
	Remote   *remote.Remote
	lacks    func(platformtest.Detail) bool
}

var _ platformtest.Subject = (*Served)(nil)

// Open puts everything together, with an empty store. It is closed with the test.
func Open(t testing.TB, cfg Config) *Served {
	t.Helper()
	definitions := cfg.Definitions
	if definitions == nil {
		definitions = platformtest.Definitions()
	}
	p, err := local.Open(context.Background(), local.Config{
		Dir: t.TempDir(), Definitions: definitions, Synchronous: "NORMAL", Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatalf("opening the local Platform: %v", err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Errorf("closing the local Platform: %v", err)
		}
	})
	return &Served{Platform: p, Remote: remote.Start(t, p, cfg.Way), lacks: cfg.Lacks}
}

// Engine implements [platformtest.Subject].
func (s *Served) Engine() platform.Engine { return s.Remote.Engine }

// Put implements [platformtest.Subject]. It stores records beneath the REST
// paths.
func (s *Served) Put(t testing.TB, dataset string, records ...string) {
	t.Helper()
	var rejects bytes.Buffer
	counts, err := s.Platform.Ingest(context.Background(), dataset, strings.NewReader(strings.Join(records, "\n")), local.IngestOptions{Rejects: &rejects})
	if err != nil {
		t.Fatalf("Ingest into %s: %v", dataset, err)
	}
	if counts.Rejected > 0 {
		t.Fatalf("Ingest into %s refused %d records:\n%s", dataset, counts.Rejected, rejects.String())
	}
}

// Lacks reports whether the engine is not told a detail.
func (s *Served) Lacks(detail platformtest.Detail) bool { return s.lacks != nil && s.lacks(detail) }
