package batches_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"activityhub/platform/gateway/batches"
	"activityhub/platform/local"
)

func open(t *testing.T, ingest func(context.Context, io.Reader) (local.IngestCounts, error)) (*batches.Batches, string) {
	t.Helper()
	dir := t.TempDir()
	var n atomic.Int64
	b := batches.New(batches.Config{
		Dir: dir, ID: func() string { return strconv.FormatInt(n.Add(1), 10) }, Logger: slog.New(slog.DiscardHandler),
		Ingest: func(ctx context.Context, _ string, r io.Reader, _ local.IngestOptions) (local.IngestCounts, error) {
			return ingest(ctx, r)
		},
	})
	return b, dir
}

func isEmpty(t *testing.T, dir string) bool {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		below, err := os.ReadDir(dir + "/" + entry.Name())
		if err != nil || len(below) > 0 {
			return false
		}
	}
	return true
}

// Files are there until their batch has ended, one batch is ingested at a time,
// and Close stops what is under way.
func TestLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var under, most atomic.Int64
		go1 := make(chan struct{})
		b, dir := open(t, func(ctx context.Context, r io.Reader) (local.IngestCounts, error) {
			most.Store(max(most.Load(), under.Add(1)))
			defer under.Add(-1)
			text, err := io.ReadAll(r)
			if err != nil {
				return local.IngestCounts{}, err
			}
			select {
			case <-go1:
			case <-ctx.Done():
				return local.IngestCounts{}, ctx.Err()
			}
			return local.IngestCounts{Read: len(text), Stored: len(text)}, nil
		})
		var ids []string
		for range 3 {
			one, err := b.Create("crm")
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, one.ID)
			for _, name := range []string{"b", "a"} {
				if err := b.Add(one.ID, name, strings.NewReader("12345")); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, id := range ids[:2] {
			if err := b.Complete(id); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		if status, _ := b.Status(ids[0]); status.State != batches.Processing || isEmpty(t, dir) {
			t.Errorf("state %s", status.State)
		}
		close(go1)
		synctest.Wait()
		status, _ := b.Status(ids[1])
		if status.State != batches.Success || status.Counts.Stored != 10 || most.Load() != 1 {
			t.Errorf("%+v, %d at a time", status, most.Load())
		}
		if err := b.Abort(ids[2]); err != nil || !isEmpty(t, dir) {
			t.Errorf("Abort: %v; files stay", err)
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		if entries, _ := os.ReadDir(dir); len(entries) > 0 {
			t.Error("the folder stays")
		}
		if err := b.Add(ids[2], "c", strings.NewReader("x")); !errors.Is(err, batches.ErrState) {
			t.Errorf("Add after Close: %v", err)
		}
	})
}

func TestCloseStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := open(t, func(ctx context.Context, _ io.Reader) (local.IngestCounts, error) {
			<-ctx.Done()
			return local.IngestCounts{}, ctx.Err()
		})
		one, err := b.Create("crm")
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(b.Add(one.ID, "a", strings.NewReader("x")), b.Complete(one.ID)); err != nil {
			t.Fatal(err)
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		if status, _ := b.Status(one.ID); status.State != batches.Failed {
			t.Errorf("state %s", status.State)
		}
	})
}

// A file that breaks off is not kept, and one that is being added holds its
// batch open.
func TestFileThatBreaksOff(t *testing.T) {
	b, dir := open(t, func(context.Context, io.Reader) (local.IngestCounts, error) { return local.IngestCounts{}, nil })
	defer b.Close()
	one, err := b.Create("crm")
	if err != nil {
		t.Fatal(err)
	}
	r, w := io.Pipe()
	added := make(chan error)
	go func() { added <- b.Add(one.ID, "a", r) }()
	if _, err := w.Write([]byte("half")); err != nil {
		t.Fatal(err)
	}
	if err := b.Complete(one.ID); !errors.Is(err, batches.ErrState) {
		t.Errorf("Complete while a file is added: %v", err)
	}
	w.CloseWithError(io.ErrUnexpectedEOF)
	if err := <-added; !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("Add: %v", err)
	}
	if status, _ := b.Status(one.ID); status.Files != 0 || status.Bytes != 0 {
		t.Errorf("%+v", status)
	}
	r, w = io.Pipe()
	go func() { added <- b.Add(one.ID, "a", r) }()
	if _, err := w.Write([]byte("half")); err != nil {
		t.Fatal(err)
	}
	if err := b.Abort(one.ID); err != nil {
		t.Fatal(err)
	}
	w.Close()
	if err := <-added; !errors.Is(err, batches.ErrState) || !isEmpty(t, dir) {
		t.Errorf("Add to a batch that was aborted: %v", err)
	}
	if _, ok := b.Status("nobody"); ok || !errors.Is(b.Abort("nobody"), batches.ErrUnknown) {
		t.Error("there is a batch that nobody made")
	}
}
