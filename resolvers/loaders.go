package resolvers

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/graph-gophers/dataloader/v7"

	"activityhub/platform"
)

// fallbackWait is how long a batch waits for keys that nobody announced. A plan
// announces all keys, so it decides only where a plan has missed something.
const fallbackWait = time.Millisecond

// A fetch is a method that answers with a map. A key that the map lacks is the
// zero value: nothing is known of it. A partial failure still serves what came.
type fetch[V any] func(context.Context, []platform.Identity) (map[platform.Identity]V, error)

// A loader answers for one identity at a time from calls that name many. It is
// a dataloader whose cache is in flight from the beginning: the keys announced
// when it is made are fetched together, so that no timer decides their batch.
// Keys that nobody announced are batched as they come. It lives for one
// response.
type loader[V any] struct {
	*dataloader.Loader[platform.Identity, V]
	fetch     fetch[V]
	announced idSet
	done      chan struct{} // closed when answers is complete
	answers   []found[V]    // to announced, MaxProfilesPerCall each
}

type found[V any] struct {
	values map[platform.Identity]V
	err    error
}

func (f found[V]) of(id platform.Identity) (V, error) {
	if v, ok := f.values[id]; ok {
		return v, nil
	}
	var none V
	return none, platform.ErrorFor(f.err, id)
}

// newLoader returns a loader for which run fetches announced, which is not added
// to any more.
func newLoader[V any](announced idSet, fetch fetch[V]) *loader[V] {
	l := &loader[V]{fetch: fetch, announced: announced, done: make(chan struct{})}
	l.Loader = dataloader.NewBatchedLoader(l.batch,
		dataloader.WithCache[platform.Identity, V](&inFlight[V]{loader: l}),
		dataloader.WithBatchCapacity[platform.Identity, V](platform.MaxProfilesPerCall),
		dataloader.WithInputCapacity[platform.Identity, V](platform.MaxProfilesPerCall),
		dataloader.WithWait[platform.Identity, V](fallbackWait))
	return l
}

// inFlight is the cache of a loader: what was announced is in it, and comes as
// soon as it is there. The loader locks around every call.
type inFlight[V any] struct {
	loader *loader[V]
	others map[platform.Identity]dataloader.Thunk[V] // keys that were not announced
}

func (f *inFlight[V]) Get(_ context.Context, id platform.Identity) (dataloader.Thunk[V], bool) {
	place := f.loader.announced.place(id)
	if place < 0 {
		thunk, ok := f.others[id]
		return thunk, ok
	}
	return func() (V, error) {
		<-f.loader.done
		return f.loader.answers[place/platform.MaxProfilesPerCall].of(id)
	}, true
}

func (f *inFlight[V]) Set(_ context.Context, id platform.Identity, thunk dataloader.Thunk[V]) {
	if f.others == nil {
		f.others = map[platform.Identity]dataloader.Thunk[V]{}
	}
	f.others[id] = thunk
}

func (f *inFlight[V]) Delete(_ context.Context, id platform.Identity) bool {
	_, ok := f.others[id]
	delete(f.others, id)
	return ok
}

func (f *inFlight[V]) Clear() { f.others = nil }

// run fetches what was announced, and returns when it is there. More keys than
// one call may name are asked for side by side.
func (l *loader[V]) run(ctx context.Context) {
	defer close(l.done)
	chunks := slices.Collect(slices.Chunk(l.announced.ids, platform.MaxProfilesPerCall))
	l.answers = make([]found[V], len(chunks))
	var wait sync.WaitGroup
	for i, ids := range chunks[:max(len(chunks)-1, 0)] {
		wait.Go(func() { l.answers[i] = l.call(ctx, ids) })
	}
	if last := len(chunks) - 1; last >= 0 {
		l.answers[last] = l.call(ctx, chunks[last])
	}
	wait.Wait()
}

// call fetches ids. A panic in an engine is an error of this call: nothing above
// its goroutine could contain it.
func (l *loader[V]) call(ctx context.Context, ids []platform.Identity) (answer found[V]) {
	defer func() {
		if panicked := recover(); panicked != nil {
			answer = found[V]{err: fmt.Errorf("an engine call panicked with %T: %s", panicked, debug.Stack())}
		}
	}()
	answer.values, answer.err = l.fetch(ctx, ids)
	return answer
}

// batch answers in key order.
func (l *loader[V]) batch(ctx context.Context, ids []platform.Identity) []*dataloader.Result[V] {
	answer := l.call(ctx, ids)
	results := make([]*dataloader.Result[V], len(ids))
	for i, id := range ids {
		v, err := answer.of(id)
		results[i] = &dataloader.Result[V]{Data: v, Error: err}
	}
	return results
}

// idSet collects identities in the order they come, without repeats.
type idSet struct {
	ids    []platform.Identity
	places map[platform.Identity]int // in ids; nil while they are few
}

// few is how many identities are sooner compared than hashed.
const few = 8

func (s *idSet) add(ids []platform.Identity) {
	s.ids = slices.Grow(s.ids, len(ids))
	for _, id := range ids {
		if s.place(id) >= 0 {
			continue
		}
		s.ids = append(s.ids, id)
		if s.places != nil {
			s.places[id] = len(s.ids) - 1
		} else if len(s.ids) > few {
			s.places = make(map[platform.Identity]int, cap(s.ids))
			for i, id := range s.ids {
				s.places[id] = i
			}
		}
	}
}

// place returns where id is in s.ids; -1 if it is not there.
func (s *idSet) place(id platform.Identity) int {
	if s.places == nil {
		return slices.Index(s.ids, id)
	}
	if i, ok := s.places[id]; ok {
		return i
	}
	return -1
}
