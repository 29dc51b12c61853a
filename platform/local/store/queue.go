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

// A request is of entries to be written, or of a step that changes the store in
// another way.
type request struct {
	entries []Entry
	step    func() error // nil if it is of entries
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
	a := q.ask(ctx, request{entries: entries})
	return a.outcomes, a.err
}

// do runs step alone, after the writes that were sent before.
func (q *queue) do(ctx context.Context, step func() error) error {
	return q.ask(ctx, request{step: step}).err
}

// ask sends r and waits for its answer, even if ctx ends once it is sent.
func (q *queue) ask(ctx context.Context, r request) answer {
	r.answer = make(chan answer, 1)
	if err := q.send(ctx, r); err != nil {
		return answer{err: err}
	}
	return <-r.answer
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
		group, after := q.gather(first)
		if len(group) > 0 {
			q.commit(group)
		}
		if after != nil {
			after.answer <- answer{err: q.guarded(after.step)}
		}
	}
}

// gather returns the writes that are there, beginning with first, and the step
// to be done after them. Requests keep their order.
func (q *queue) gather(first request) (group []request, after *request) {
	if first.step != nil {
		return nil, &first
	}
	group = []request{first}
	for size := len(first.entries); size < maxGroup; {
		select {
		case r, ok := <-q.requests:
			if !ok {
				return group, nil
			}
			if r.step != nil {
				return group, &r
			}
			group = append(group, r)
			size += len(r.entries)
		default:
			return group, nil
		}
	}
	return group, nil
}

func (q *queue) commit(group []request) {
	entries := group[0].entries
	if len(group) > 1 {
		size := 0
		for _, r := range group {
			size += len(r.entries)
		}
		entries = make([]Entry, 0, size)
		for _, r := range group {
			entries = append(entries, r.entries...)
		}
	}
	var outcomes []Outcome
	err := q.guarded(func() (err error) {
		outcomes, err = q.write(entries)
		return err
	})
	for _, r := range group {
		a := answer{err: err}
		if err == nil {
			a.outcomes, outcomes = outcomes[:len(r.entries)], outcomes[len(r.entries):]
		}
		r.answer <- a
	}
}

// guarded changes the store, unless a change failed before after which the file
// may be behind what the program believes.
func (q *queue) guarded(change func() error) error {
	if why := q.broken.Load(); why != nil {
		return &platform.Error{Op: "Write", Kind: platform.ErrReadOnly, Message: "the store is read-only since a write failed: " + why.Message + "; put that right and start again", Err: why.Err}
	}
	err := change()
	var failure *platform.Error
	if errors.As(err, &failure) && failure.Kind == platform.ErrReadOnly {
		q.broken.CompareAndSwap(nil, failure)
	}
	return err
}

var errClosed = &platform.Error{Kind: platform.ErrStore, Message: "the store is closed"}
