package platform

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// kept holds a value that changes rarely. The first call reads it; once it is
// older than life it is still served while one goroutine reads it again, and
// what was last read is kept for as long as reading fails.
type kept[T any] struct {
	life time.Duration
	now  func() time.Time
	read func(context.Context) (T, error)

	mu      sync.Mutex
	value   T
	readAt  time.Time     // zero until the first success
	reading chan struct{} // closed when the read under way ends; nil if none is
	err     error         // of the last read, if it failed
}

// readTimeout bounds a read that no caller's context bounds.
const readTimeout = 30 * time.Second

func keep[T any](life time.Duration, now func() time.Time, read func(context.Context) (T, error)) *kept[T] {
	return &kept[T]{life: life, now: now, read: read}
}

// get returns the value. A caller whose context ends stops waiting; the read
// goes on for the others.
func (k *kept[T]) get(ctx context.Context) (T, error) {
	k.mu.Lock()
	known := !k.readAt.IsZero()
	if known && k.now().Sub(k.readAt) < k.life {
		defer k.mu.Unlock()
		return k.value, nil
	}
	if k.reading == nil {
		k.reading = make(chan struct{})
		go k.refresh(context.WithoutCancel(ctx), k.reading)
	}
	if known {
		defer k.mu.Unlock()
		return k.value, nil
	}
	reading := k.reading
	k.mu.Unlock()

	select {
	case <-reading:
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.readAt.IsZero() {
			return k.value, k.err
		}
		return k.value, nil
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

func (k *kept[T]) refresh(ctx context.Context, done chan struct{}) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	value, err := k.contained(ctx)

	k.mu.Lock()
	defer k.mu.Unlock()
	if err == nil {
		k.value, k.readAt = value, k.now()
	} else if !k.readAt.IsZero() {
		k.readAt = k.now() // try again after life, not at every call
	}
	k.err = err
	k.reading = nil
	close(done)
}

// contained reads. A panic in an engine is an error of this read: nothing above
// its goroutine could contain it.
func (k *kept[T]) contained(ctx context.Context) (value T, err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			err = fmt.Errorf("reading definitions panicked with %T: %s", panicked, debug.Stack())
		}
	}()
	return k.read(ctx)
}
