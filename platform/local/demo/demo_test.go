package demo_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"activityhub/platform/local/demo"
)

func TestSameNumberSameBytes(t *testing.T) {
	for _, dataset := range demo.Datasets() {
		first, again := generate(t, 60, dataset), generate(t, 60, dataset)
		if !bytes.Equal(first, again) {
			t.Errorf("%s: two runs differ", dataset)
		}
		if fewer := generate(t, 30, dataset); !bytes.HasPrefix(first, fewer) {
			t.Errorf("%s: 30 customers are not the first of 60", dataset)
		}
	}
}

func TestWriteDirWritesWhatReadersRead(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	last, steps := 0, 0
	cfg := demo.Config{Profiles: 12, Progress: func(done, total int) {
		if total != 12*len(demo.Datasets()) || done <= last {
			t.Errorf("progress %d of %d after %d", done, total, last)
		}
		last, steps = done, steps+1
	}}
	if err := demo.WriteDir(t.Context(), cfg, dir); err != nil {
		t.Fatal(err)
	}
	if want := 12 * len(demo.Datasets()); last != want || steps != want {
		t.Errorf("progress ended at %d after %d steps, want %d", last, steps, want)
	}
	for _, dataset := range demo.Datasets() {
		got, err := os.ReadFile(filepath.Join(dir, dataset+".ndjson"))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, generate(t, 12, dataset)) {
			t.Errorf("%s: the file and the reader differ", dataset)
		}
	}
}

func TestWriteDirLeavesNoPartOfAFile(t *testing.T) {
	dir := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	cfg := demo.Config{Profiles: 200, Progress: func(done, _ int) {
		if done == 300 { // in the second data set
			stop()
		}
	}}
	if err := demo.WriteDir(ctx, cfg, dir); !errors.Is(err, context.Canceled) {
		t.Fatalf("WriteDir = %v, want context.Canceled", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 || entries[0].Name() != "crm.ndjson" {
		t.Errorf("the folder holds %v, want crm.ndjson alone", entries)
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name    string
		cfg     demo.Config
		dataset string
		want    string
	}{
		{"unknown data set", demo.Config{}, "crmm", `no data set "crmm"`},
		{"fewer than one", demo.Config{Profiles: -1}, "crm", "1 to 999999 profiles, not -1"},
		{"more than six digits", demo.Config{Profiles: 1_000_000}, "crm", "1 to 999999 profiles, not 1000000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := demo.Stream(t.Context(), c.cfg, c.dataset, io.Discard); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Stream = %v, want %q", err, c.want)
			}
		})
	}
	if err := demo.WriteDir(t.Context(), demo.Config{Profiles: -1}, t.TempDir()); err == nil {
		t.Error("WriteDir of -1 profiles succeeded")
	}
}

func TestPeopleComeBeforeEvents(t *testing.T) {
	want := []string{"crm", "loyalty", "scores", "web", "commerce", "email", "support"}
	if got := demo.Datasets(); !slices.Equal(got, want) {
		t.Errorf("Datasets() = %v, want %v", got, want)
	}
}

func BenchmarkStream(b *testing.B) {
	for b.Loop() {
		for _, dataset := range demo.Datasets() {
			if err := demo.Stream(b.Context(), demo.Config{Profiles: 100}, dataset, io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.N)*100/b.Elapsed().Seconds(), "customers/s")
}
