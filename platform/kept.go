package platform

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// kept holds a value that changes rarely. The first call reads it; once it is
// older than life it is still served while one goroutine reads it again. What
// was last read is kept while reading fails, until it is older than most. That
// the engine cannot tell at all is as good as a value.
type kept[T any] struct {
	life time.Duration
	most time.Duration
	now  func() time.Time
	read func(context.Context) (T, error)

	mu      sync.Mutex
	value   T
	lacking error         // ErrUnsupported, in place of value
	readAt  time.Time     // when it was read; zero until the first success
	triedAt time.Time     // when it was last tried to read it
	reading chan struct{} // closed when the read under way ends; nil if none is
	failed  error         // of the last read, if it failed
}

// readTimeout bounds a read that no caller's context bounds.
const readTimeout = 30 * time.Second

func keep[T any](life, most time.Duration, now func() time.Time, read func(context.Context) (T, error)) *kept[T] {
	return &kept[T]{life: life, most: max(most, life), now: now, read: read}
}

// get returns the value. A caller whose context ends stops waiting; the read
// goes on for the others.
func (k *kept[T]) get(ctx context.Context) (T, error) {
	value, _, err := k.aged(ctx)
	return value, err
}

// aged is get with the time at which the value was read.
func (k *kept[T]) aged(ctx context.Context) (value T, readAt time.Time, err error) {
	k.mu.Lock()
	now := k.now()
	usable := k.usable(now)
	if usable && now.Sub(k.triedAt) < k.life {
		defer k.mu.Unlock()
		return k.value, k.readAt, k.lacking
	}
	if k.reading == nil {
		k.reading = make(chan struct{})
		go k.refresh(context.WithoutCancel(ctx), k.reading)
	}
	if usable {
		defer k.mu.Unlock()
		return k.value, k.readAt, k.lacking
	}
	reading := k.reading
	k.mu.Unlock()
	select {
	case <-reading:
		k.mu.Lock()
		defer k.mu.Unlock()
		if !k.usable(k.now()) {
			return value, time.Time{}, k.failed
		}
		return k.value, k.readAt, k.lacking
	case <-ctx.Done():
		return value, time.Time{}, ctx.Err()
	}
}

// usable reports whether what was last read may still be served.
func (k *kept[T]) usable(now time.Time) bool {
	return !k.readAt.IsZero() && now.Sub(k.readAt) < k.most
}

func (k *kept[T]) refresh(ctx context.Context, done chan struct{}) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	value, err := k.contained(ctx)

	k.mu.Lock()
	defer k.mu.Unlock()
	k.triedAt = k.now() // after a failure, try again after life, not at every call
	switch {
	case err == nil:
		k.value, k.lacking, k.readAt = value, nil, k.triedAt
	case errors.Is(err, ErrUnsupported):
		var none T
		k.value, k.lacking, k.readAt = none, err, k.triedAt
	}
	k.failed = err
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
