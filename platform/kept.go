package platform

import (
	"cmp"
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

// readTimeout bounds a read that no caller's context bounds, and readMargin is
// what a caller keeps of its time to answer in.
const (
	readTimeout = 30 * time.Second
	readMargin  = 50 * time.Millisecond
)

func keep[T any](life, most time.Duration, now func() time.Time, read func(context.Context) (T, error)) *kept[T] {
	return &kept[T]{life: life, most: max(most, life), now: now, read: read}
}

// get returns the value. A caller whose context ends stops waiting; the read
// goes on for the others.
func (k *kept[T]) get(ctx context.Context) (value T, err error) {
	k.mu.Lock()
	now := k.now()
	usable := k.usable(now)
	if usable && now.Sub(k.triedAt) < k.life {
		defer k.mu.Unlock()
		return k.value, k.lacking
	}
	if slowed := k.slowed(ctx, now); slowed != nil && !usable {
		defer k.mu.Unlock()
		return value, slowed
	}
	if k.reading == nil {
		k.reading = make(chan struct{})
		go k.refresh(context.WithoutCancel(ctx), k.reading)
	}
	if usable {
		defer k.mu.Unlock()
		return k.value, k.lacking
	}
	reading := k.reading
	k.mu.Unlock()
	late := make(<-chan time.Time)
	if deadline, ok := ctx.Deadline(); ok {
		timer := time.NewTimer(time.Until(deadline) - readMargin)
		defer timer.Stop()
		late = timer.C
	}
	select {
	case <-reading:
		k.mu.Lock()
		defer k.mu.Unlock()
		if !k.usable(k.now()) {
			return value, k.failed
		}
		return k.value, k.lacking
	case <-late:
		return value, &Error{Kind: ErrTimeout, Message: "the definitions that this needs could not be read in time"}
	case <-ctx.Done():
		return value, ctx.Err()
	}
}

// slowed returns the error of the last read if the engine asked then not to be
// asked until after the caller's deadline: a read now would only wait.
func (k *kept[T]) slowed(ctx context.Context, now time.Time) error {
	var failed *Error
	if !errors.Is(k.failed, ErrRateLimited) || !errors.As(k.failed, &failed) {
		return nil
	}
	left := failed.RetryAfter - now.Sub(k.triedAt)
	if deadline, ok := ctx.Deadline(); left <= 0 || !ok || time.Until(deadline)-readMargin > left {
		return nil
	}
	still := *failed
	still.RetryAfter = left
	return &still
}

// freshness returns how old the value is; known is false if there is none. One
// that is past its life stands in while it is read again, or while it cannot be.
func (k *kept[T]) freshness() (f Freshness, known bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.lacking != nil || !k.usable(k.now()) {
		return Freshness{}, false
	}
	f.FetchedAt = k.readAt
	switch f.Stale = k.now().Sub(k.readAt) >= k.life; {
	case f.Stale && errors.Is(k.failed, ErrRejected):
		f.Reason = "ENGINE_REJECTED" // a permission was withdrawn: definitions outlive that, answers about people do not
	case f.Stale:
		f.Reason = cmp.Or(StaleReason(k.failed), Refreshing)
	}
	return f, true
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
