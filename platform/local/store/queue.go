package store

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"activityhub/platform"
)

// maxGroup is how many entries of different callers are made durable together.
const maxGroup = 5000

// queue makes writes of many callers durable in groups: while one group is
// written the next one gathers, so nobody waits for a timer and many small
// writes cost one sync to the disk.
type queue struct {
	write    func([]Entry) ([]Outcome, error)
	requests chan request
	done     chan struct{}
	broken   atomic.Pointer[platform.Error] // why the store is read-only; nil while it is not

	mu     sync.RWMutex // held for reading while sending to requests
	closed bool
}

type request struct {
	entries []Entry
	answer  chan answer
}

type answer struct {
	outcomes []Outcome
	err      error
}

func newQueue(write func([]Entry) ([]Outcome, error)) *queue {
	q := &queue{write: write, requests: make(chan request, 64), done: make(chan struct{})}
	go q.run()
	return q
}

func (q *queue) put(ctx context.Context, entries []Entry) ([]Outcome, error) {
	if len(entries) == 0 {
		return nil, nil
	}
	r := request{entries, make(chan answer, 1)}
	if err := q.send(ctx, r); err != nil {
		return nil, err
	}
	a := <-r.answer
	return a.outcomes, a.err
}

func (q *queue) send(ctx context.Context, r request) error {
	q.mu.RLock()
	defer q.mu.RUnlock()
	if q.closed {
		return errClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case q.requests <- r:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// close waits until everything that was sent has been answered.
func (q *queue) close() {
	q.mu.Lock()
	if !q.closed {
		q.closed = true
		close(q.requests)
	}
	q.mu.Unlock()
	<-q.done
}

func (q *queue) run() {
	defer close(q.done)
	for first := range q.requests {
		group := []request{first}
		size := len(first.entries)
	gather:
		for size < maxGroup {
			select {
			case r, ok := <-q.requests:
				if !ok {
					break gather
				}
				group = append(group, r)
				size += len(r.entries)
			default:
				break gather
			}
		}
		q.commit(group, size)
	}
}

func (q *queue) commit(group []request, size int) {
	entries := group[0].entries
	if len(group) > 1 {
		entries = make([]Entry, 0, size)
		for _, r := range group {
			entries = append(entries, r.entries...)
		}
	}
	outcomes, err := q.attempt(entries)
	for _, r := range group {
		a := answer{err: err}
		if err == nil {
			a.outcomes, outcomes = outcomes[:len(r.entries)], outcomes[len(r.entries):]
		}
		r.answer <- a
	}
}

func (q *queue) attempt(entries []Entry) ([]Outcome, error) {
	if why := q.broken.Load(); why != nil {
		return nil, &platform.Error{Op: "Write", Kind: platform.ErrReadOnly, Message: "the store is read-only since a write failed: " + why.Message + "; put that right and start again", Err: why.Err}
	}
	outcomes, err := q.write(entries)
	var failure *platform.Error
	if errors.As(err, &failure) && failure.Kind == platform.ErrReadOnly {
		q.broken.CompareAndSwap(nil, failure)
	}
	return outcomes, err
}

var errClosed = &platform.Error{Kind: platform.ErrStore, Message: "the store is closed"}
