package cached

import "sync/atomic"

// counters count identities, but for refreshes.
type counters struct {
	hits, misses, stale, coalesced, refreshes atomic.Uint64
}

// A State is what a cache holds, and what it has counted since it was made:
// identities asked for, each by how it was answered.
type State struct {
	Hits      uint64 // served fresh from the cache
	Misses    uint64 // asked of the engine behind
	Coalesced uint64 // waited for, with the call of another caller
	Stale     uint64 // served stale
	Refreshes uint64 // calls that read again what is stale, while nobody waited
	Evictions uint64 // of records from the store, for lack of room
	Bytes     int64  // about what the store takes
}

// State returns where the cache stands. Evictions and bytes are of its store.
func (e *Engine) State() State {
	return State{
		Hits: e.count.hits.Load(), Misses: e.count.misses.Load(), Coalesced: e.count.coalesced.Load(), Stale: e.count.stale.Load(),
		Refreshes: e.count.refreshes.Load(), Evictions: e.store.evicted.Load(), Bytes: e.store.bytes(),
	}
}
