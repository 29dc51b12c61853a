package batches

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"activityhub/platform/local"
)

// Abort gives up a batch that is loading.
func (b *Batches) Abort(id string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	one, ok := b.all[id]
	if !ok {
		return ErrUnknown
	}
	if one.State != Loading {
		return ErrState
	}
	one.State, one.Updated = Aborted, b.cfg.Now()
	b.discard(one)
	return nil
}

// Complete says that a batch has all its files. They are ingested in the
// background, in the order of their names, one batch after the other.
func (b *Batches) Complete(id string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	one, ok := b.all[id]
	if !ok {
		return ErrUnknown
	}
	if one.State != Loading || one.busy > 0 || b.closed {
		return ErrState
	}
	one.State, one.Updated = Processing, b.cfg.Now()
	one.Started = one.Updated
	files := slices.Sorted(slices.Values(one.files))
	b.work.Go(func() { b.run(one, files) })
	return nil
}

// run ingests the files of a batch.
func (b *Batches) run(one *batch, files []string) {
	select {
	case b.turn <- struct{}{}:
		defer func() { <-b.turn }()
	case <-b.ctx.Done():
	}
	var counts local.IngestCounts
	rejects := &rejects{}
	err := b.ctx.Err()
	for _, name := range files {
		if err != nil {
			break
		}
		var of local.IngestCounts
		of, err = b.ingest(one, name, rejects)
		counts.Read += of.Read
		counts.Stored += of.Stored
		counts.Duplicates += of.Duplicates
		counts.Stale += of.Stale
		counts.Rejected += of.Rejected
		counts.Bytes += of.Bytes
	}
	if err != nil {
		b.cfg.Logger.Error("a batch could not be ingested", "batch", one.ID, "dataset", one.DataSet, "err", err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	one.Counts, one.Errors, one.Updated = counts, rejects.kept, b.cfg.Now()
	one.State = Success
	if err != nil || counts.Rejected > 0 && counts.Rejected == counts.Read {
		one.State = Failed
	}
	b.discard(one)
}

func (b *Batches) ingest(one *batch, name string, rejects *rejects) (local.IngestCounts, error) {
	file, err := os.Open(filepath.Join(b.dir, one.ID, name))
	if err != nil {
		return local.IngestCounts{}, fmt.Errorf("a file of the batch cannot be read: %w", err)
	}
	defer file.Close()
	return b.cfg.Ingest(b.ctx, one.DataSet, file, local.IngestOptions{Source: name, Rejects: rejects})
}
