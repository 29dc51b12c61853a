package batches

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	"activityhub/platform/local"
)

// Config says where records go. Zero fields mean what is said.
type Config struct {
	Ingest func(ctx context.Context, dataset string, r io.Reader, options local.IngestOptions) (local.IngestCounts, error) // required
	ID     func() string                                                                                                   // makes the id of a batch; required
	Dir    string                                                                                                          // where the folder of waiting files is made; "" means that of temporary files
	Now    func() time.Time                                                                                                // nil means time.Now
	Logger *slog.Logger                                                                                                    // nil means slog.Default
}

// Batches holds batches. It is safe for concurrent use; Close waits for what it
// started.
type Batches struct {
	cfg    Config
	ctx    context.Context // ends with Close
	stop   context.CancelFunc
	work   sync.WaitGroup
	turn   chan struct{} // held by the batch that is ingested: one at a time
	mu     sync.Mutex
	closed bool
	dir    string // "" until there is a file
	bytes  int64  // of all files that wait
	all    map[string]*batch
	order  []string // ids, the oldest first
}

// New returns Batches that are empty. It makes no folder and starts nothing
// until there is something to keep.
func New(cfg Config) *Batches {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.Default()
	}
	b := &Batches{cfg: cfg, turn: make(chan struct{}, 1), all: map[string]*batch{}}
	b.ctx, b.stop = context.WithCancel(context.Background())
	return b
}

// Close stops what is being ingested after the group under way, waits for it,
// and removes the files that wait.
func (b *Batches) Close() error {
	b.stop()
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	b.work.Wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.dir == "" {
		return nil
	}
	if err := os.RemoveAll(b.dir); err != nil {
		return fmt.Errorf("the files of batches cannot be removed: %w", err)
	}
	return nil
}

// Create begins a batch for a data set and returns its status.
func (b *Batches) Create(dataset string) (Status, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	loading := 0
	for _, one := range b.all {
		if one.State == Loading {
			loading++
		}
	}
	if loading >= maxLoading {
		return Status{}, ErrTooMany
	}
	now := b.cfg.Now()
	one := &batch{Status: Status{ID: b.cfg.ID(), DataSet: dataset, State: Loading, Created: now, Updated: now}}
	b.all[one.ID] = one
	b.order = append(b.order, one.ID)
	b.forget()
	return one.Status, nil
}

// forget drops the oldest batches that ended, beyond maxKept.
func (b *Batches) forget() {
	for i := 0; i < len(b.order) && len(b.order) > maxKept; {
		if one := b.all[b.order[i]]; one.State == Loading || one.State == Processing {
			i++
			continue
		}
		delete(b.all, b.order[i])
		b.order = slices.Delete(b.order, i, i+1)
	}
}

// Status returns what became of a batch.
func (b *Batches) Status(id string) (Status, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	one, ok := b.all[id]
	if !ok {
		return Status{}, false
	}
	status := one.Status
	status.Errors = slices.Clone(status.Errors)
	return status, true
}

// All returns the batches that are remembered, the newest first.
func (b *Batches) All() []Status {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := make([]Status, 0, len(b.order))
	for _, id := range slices.Backward(b.order) {
		all = append(all, b.all[id].Status)
	}
	return all
}
