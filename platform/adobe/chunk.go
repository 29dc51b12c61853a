package adobe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"activityhub/platform"
)

// sideBySide is how many calls of one look-up are under way at a time.
const sideBySide = 16

// A gathering asks about many identities in chunks, side by side. A chunk that
// is refused, or not answered in time, for what may be one of its identities or
// their number is halved until it is answered or one identity is left; then that
// one has failed, and the others stand.
//
// Source: Entities guide, which names no most of identities in a call, and fails
// the whole call for one person with too many identities.
type gathering[T any] struct {
	people *directory
	size   int // of a chunk, at first
	ask    func(context.Context, []platform.Identity) (map[platform.Identity]T, error)
	slots  chan struct{}

	mu       sync.Mutex
	found    map[platform.Identity]T
	failed   map[platform.Identity]error
	answered int   // calls that were answered
	baseless int   // identities that were asked for alone and called a bad request
	first    error // of the calls that failed for good
}

func newGathering[T any](people *directory, size int, ask func(context.Context, []platform.Identity) (map[platform.Identity]T, error)) *gathering[T] {
	return &gathering[T]{people: people, size: size, ask: ask}
}

// begin makes room for what several calls find.
func (g *gathering[T]) begin() {
	g.slots = make(chan struct{}, sideBySide)
	g.found, g.failed = map[platform.Identity]T{}, map[platform.Identity]error{}
}

// all asks about ids. The error is a [platform.PartialError] for those that
// failed, or that of the calls where none was answered.
func (g *gathering[T]) all(ctx context.Context, ids []platform.Identity) (map[platform.Identity]T, error) {
	together, alone := g.people.apart(ids, time.Now())
	if len(alone) == 0 && 0 < len(together) && len(together) <= g.size {
		found, err := contained(func() (map[platform.Identity]T, error) { return g.ask(ctx, together) })
		if err == nil && ctx.Err() == nil {
			return found, nil // as most often
		}
		g.begin()
		g.settle(ctx, together, found, err)
	} else {
		g.begin()
		chunks := slices.Collect(slices.Chunk(together, g.size))
		for _, id := range alone {
			chunks = append(chunks, []platform.Identity{id})
		}
		g.each(ctx, chunks)
	}
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return nil, ctx.Err()
	case len(g.failed) == 0:
		return g.found, nil
	case g.answered == 0 && g.first != nil:
		return nil, g.first
	}
	return g.found, &platform.PartialError{Failed: g.failed}
}

// each asks about chunks side by side.
func (g *gathering[T]) each(ctx context.Context, chunks [][]platform.Identity) {
	if len(chunks) == 0 {
		return
	}
	var others sync.WaitGroup
	for _, chunk := range chunks[1:] {
		others.Go(func() { g.chunk(ctx, chunk) })
	}
	g.chunk(ctx, chunks[0])
	others.Wait()
}

func (g *gathering[T]) chunk(ctx context.Context, ids []platform.Identity) {
	found, err := g.one(ctx, ids)
	g.settle(ctx, ids, found, err)
}

// settle keeps what a call about ids found, or asks about the halves of them
// where it failed and they may not.
func (g *gathering[T]) settle(ctx context.Context, ids []platform.Identity, found map[platform.Identity]T, err error) {
	var partial *platform.PartialError
	switch {
	case err == nil || errors.As(err, &partial):
		g.keep(found, partial)
	case len(ids) == 1 || ctx.Err() != nil:
		g.fail(ids, err)
	case badRequest(err):
		// One half after the other: where every request is bad, two identities
		// show it, and the rest is not asked for.
		middle := len(ids) / 2
		for _, half := range [][]platform.Identity{ids[:middle], ids[middle:]} {
			if g.hopeless() {
				g.fail(half, err)
			} else {
				g.chunk(ctx, half)
			}
		}
	case divisible(err):
		middle := len(ids) / 2
		g.each(ctx, [][]platform.Identity{ids[:middle], ids[middle:]})
	default:
		g.fail(ids, err)
	}
}

// one asks about one chunk when there is a slot for it.
func (g *gathering[T]) one(ctx context.Context, ids []platform.Identity) (map[platform.Identity]T, error) {
	select {
	case g.slots <- struct{}{}:
		defer func() { <-g.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return contained(func() (map[platform.Identity]T, error) { return g.ask(ctx, ids) })
}

// atOnce calls f for 0 to n-1, a bounded number of them side by side, and returns
// when all have.
func atOnce(n int, f func(i int)) {
	var wait sync.WaitGroup
	slots := make(chan struct{}, sideBySide)
	for i := range n {
		slots <- struct{}{}
		wait.Go(func() {
			defer func() { <-slots }()
			f(i)
		})
	}
	wait.Wait()
}

// contained calls f. A panic is an error of this call alone: nothing above its
// goroutine could contain it.
func contained[T any](f func() (T, error)) (v T, err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			err = &platform.Error{Kind: platform.ErrInvalidResponse, Message: "the Platform's answer could not be read", Err: fmt.Errorf("panicked with %T: %s", panicked, debug.Stack())}
		}
	}()
	return f()
}

func (g *gathering[T]) keep(found map[platform.Identity]T, partial *platform.PartialError) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.answered++
	for id, v := range found {
		g.found[id] = v
	}
	if partial != nil {
		for id, err := range partial.Failed {
			g.failed[id] = err
		}
	}
}

// fail notes that err is what is known of ids.
func (g *gathering[T]) fail(ids []platform.Identity, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if errors.Is(err, platform.ErrTooManyLinked) {
		g.answered++ // it is about the person, and no failure of the call
		for _, id := range ids {
			g.people.tooMany(id, time.Now())
		}
		err = tooManyLinked(err)
	} else if g.first == nil {
		g.first = err
	}
	if len(ids) == 1 && badRequest(err) {
		g.baseless++
	}
	for _, id := range ids {
		g.failed[id] = err
	}
}

// hopeless reports whether requests are called bad whomever they are about.
func (g *gathering[T]) hopeless() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.baseless >= 2 && g.answered == 0
}

// divisible reports whether half of a chunk may be answered where the whole was
// not: it is too large, took too long, or holds a person with too many
// identities.
func divisible(err error) bool {
	return errors.Is(err, platform.ErrTooManyLinked) || errors.Is(err, platform.ErrTooLarge) || errors.Is(err, platform.ErrTimeout) && !unconnected(err) ||
		statusOf(err) == http.StatusRequestEntityTooLarge
}

// unconnected reports whether no connection came about, whatever was asked for.
func unconnected(err error) bool {
	var failed *net.OpError
	return errors.As(err, &failed) && failed.Op == "dial"
}

func badRequest(err error) bool {
	var r *refusal
	return errors.As(err, &r) && r.status == http.StatusBadRequest && !r.gateway
}
