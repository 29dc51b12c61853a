package resolvers

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/graph-gophers/dataloader/v7"

	"activityhub/platform"
)

// fallbackWait is how long a batch waits for keys that nobody announced. A plan
// announces all keys, so it decides only where a plan has missed something.
const fallbackWait = time.Millisecond

// newLoader returns a loader of what fetch answers, made for announced keys:
// once as many are loaded the batch starts, and no timer decides. It lives for
// one response.
func newLoader[V any](announced int, fetch func(context.Context, []platform.Identity) (map[platform.Identity]V, error)) *dataloader.Loader[platform.Identity, V] {
	announced = max(announced, 1)
	return dataloader.NewBatchedLoader(batch(fetch),
		dataloader.WithBatchCapacity[platform.Identity, V](announced),
		dataloader.WithInputCapacity[platform.Identity, V](announced),
		dataloader.WithWait[platform.Identity, V](fallbackWait))
}

// batch adapts a method that answers with a map to one result per key, in key
// order. A key that the map lacks is the zero value: nothing is known of it. A
// partial failure still serves what came. More keys than one call may name are
// asked for side by side.
func batch[V any](fetch func(context.Context, []platform.Identity) (map[platform.Identity]V, error)) dataloader.BatchFunc[platform.Identity, V] {
	return func(ctx context.Context, keys []platform.Identity) []*dataloader.Result[V] {
		results := make([]*dataloader.Result[V], 0, len(keys))
		if len(keys) <= platform.MaxProfilesPerCall {
			return appendResults(results, ctx, keys, fetch)
		}
		chunks := slices.Collect(slices.Chunk(keys, platform.MaxProfilesPerCall))
		parts := make([][]*dataloader.Result[V], len(chunks))
		var wait sync.WaitGroup
		for i, chunk := range chunks {
			wait.Go(func() { parts[i] = appendResults(nil, ctx, chunk, fetch) })
		}
		wait.Wait()
		return slices.Concat(parts...)
	}
}

func appendResults[V any](results []*dataloader.Result[V], ctx context.Context, keys []platform.Identity, fetch func(context.Context, []platform.Identity) (map[platform.Identity]V, error)) []*dataloader.Result[V] {
	found, err := fetch(ctx, keys)
	backing := make([]dataloader.Result[V], len(keys))
	for i, k := range keys {
		if v, ok := found[k]; ok {
			backing[i].Data = v
		} else {
			backing[i].Error = platform.ErrorFor(err, k)
		}
		results = append(results, &backing[i])
	}
	return results
}
