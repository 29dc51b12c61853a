package local_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	"activityhub/platform"
	"activityhub/platform/local"
	"activityhub/platform/platformtest"
)

// open opens an empty Platform with the definitions of the conformance suite.
func open(t testing.TB, options ...func(*local.Config)) *local.Platform {
	t.Helper()
	cfg := local.Config{Dir: t.TempDir(), Definitions: platformtest.Definitions(), Logger: slog.New(slog.DiscardHandler)}
	for _, option := range options {
		option(&cfg)
	}
	p, err := local.Open(context.Background(), cfg)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return p
}

func in(dir string) func(*local.Config) { return func(c *local.Config) { c.Dir = dir } }
func synchronous(mode string) func(*local.Config) {
	return func(c *local.Config) { c.Synchronous = mode }
}

// subject makes a Platform one that platformtest can try.
type subject struct{ *local.Platform }

func (s subject) Engine() platform.Engine { return s.Platform }

func (s subject) Put(t testing.TB, dataset string, records ...string) {
	t.Helper()
	ingest(t, s.Platform, dataset, strings.Join(records, "\n"))
}

// ingest stores records and fails the test if one is refused.
func ingest(t testing.TB, p *local.Platform, dataset, records string) local.IngestCounts {
	t.Helper()
	var rejects bytes.Buffer
	counts, err := p.Ingest(context.Background(), dataset, strings.NewReader(records), local.IngestOptions{Rejects: &rejects})
	if err != nil {
		t.Fatalf("Ingest into %s: %v", dataset, err)
	}
	if counts.Rejected > 0 {
		t.Fatalf("Ingest into %s refused %d records:\n%s", dataset, counts.Rejected, rejects.String())
	}
	return counts
}

func TestConformance(t *testing.T) {
	platformtest.Run(t, func(t testing.TB) platformtest.Subject { return subject{open(t, synchronous("NORMAL"))} })
}
