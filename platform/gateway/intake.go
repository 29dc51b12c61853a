package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"sync"
	"time"

	"activityhub/platform/local"
)

// An intake takes the records of many callers to one data set. While one group
// is made durable the next one gathers, so that nobody waits for a timer and
// many small messages are one call of the Platform's.
type intake struct {
	platform *local.Platform
	dataset  string
	under    *sync.WaitGroup // work that is under way

	mu      sync.Mutex
	waiting []*parcel
	busy    bool // a goroutine takes what waits
}

// A parcel is the records of one caller.
type parcel struct {
	records []string // one JSON object each, in one line
	done    chan struct{}
	rejects map[int]local.Reject // by index in records
	err     error
}

// The most records that one group has, and how long it may take.
const (
	maxGathered   = 2000
	intakeTimeout = time.Minute
)

// put makes records durable and returns those that were refused, by their index.
// A caller who stops waiting leaves the records behind, to be stored all the
// same.
func (in *intake) put(ctx context.Context, records []string) (map[int]local.Reject, error) {
	p := &parcel{records: records, done: make(chan struct{})}
	in.mu.Lock()
	in.waiting = append(in.waiting, p)
	if !in.busy {
		in.busy = true
		in.under.Go(in.work)
	}
	in.mu.Unlock()
	select {
	case <-p.done:
		return p.rejects, p.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// work stores what waits until nothing does.
func (in *intake) work() {
	for {
		group := in.next()
		if len(group) == 0 {
			return
		}
		in.store(group)
	}
}

// next takes the parcels of one group. Where there are none, the intake is idle.
func (in *intake) next() []*parcel {
	in.mu.Lock()
	defer in.mu.Unlock()
	n, records := 0, 0
	for n < len(in.waiting) && (n == 0 || records+len(in.waiting[n].records) <= maxGathered) {
		records += len(in.waiting[n].records)
		n++
	}
	group := in.waiting[:n:n]
	in.waiting = in.waiting[n:]
	in.busy = n > 0
	return group
}

func (in *intake) store(group []*parcel) {
	ctx, cancel := context.WithTimeout(context.Background(), intakeTimeout)
	defer cancel()
	var all []string
	for _, p := range group {
		all = append(all, p.records...)
	}
	var refused bytes.Buffer
	_, err := in.platform.Ingest(ctx, in.dataset, strings.NewReader(strings.Join(all, "\n")), local.IngestOptions{Rejects: &refused})
	rejects, unreadable := byLine(&refused)
	first := 1
	for _, p := range group {
		p.err = errors.Join(err, unreadable)
		p.rejects = map[int]local.Reject{}
		for i := range p.records {
			if reject, ok := rejects[first+i]; ok {
				p.rejects[i] = reject
			}
		}
		first += len(p.records)
		close(p.done)
	}
}

// byLine reads rejects, and returns them by the line of their record.
func byLine(refused io.Reader) (map[int]local.Reject, error) {
	rejects := map[int]local.Reject{}
	for lines := json.NewDecoder(refused); ; {
		var reject local.Reject
		err := lines.Decode(&reject)
		if errors.Is(err, io.EOF) {
			return rejects, nil
		}
		if err != nil {
			return nil, err
		}
		rejects[reject.Line] = reject
	}
}
