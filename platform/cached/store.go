package cached

import (
	"errors"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/maypok86/otter/v2"

	"activityhub/platform"
)

// A Store holds answers within a bound of bytes; what is seldom asked for goes
// first. Caches of several scopes may share one. It is safe for concurrent use.
type Store struct {
	records *otter.Cache[key, *record]
	evicted atomic.Uint64

	mu     sync.Mutex
	scopes map[string]bool // of the caches that use it
}

// A key names what is kept: one question about one identity.
type key struct {
	scope    string
	policy   platform.MergePolicyID
	question string            // what is asked of events; "" for a profile
	identity platform.Identity // folded
}

// recordOverhead is about what a record takes in the store beside its variants:
// the key, a node in each of the store's structures, and the record itself.
const recordOverhead = 320

// NewStore returns an empty store of at most maxBytes, more than zero. It starts
// a goroutine that removes what is too old, which [Store.Close] ends.
func NewStore(maxBytes int64) (*Store, error) {
	if maxBytes <= 0 {
		return nil, fmt.Errorf("cached: a store needs room, not %d bytes", maxBytes)
	}
	s := &Store{scopes: map[string]bool{}}
	records, err := otter.New(&otter.Options[key, *record]{
		MaximumWeight: uint64(maxBytes),
		Weigher: func(k key, r *record) uint32 {
			return uint32(min(r.bytes+recordOverhead+len(k.question)+len(k.identity.ID), math.MaxUint32))
		},
		ExpiryCalculator: otter.ExpiryWritingFunc(func(e otter.Entry[key, *record]) time.Duration { return e.Value.life }),
		OnAtomicDeletion: func(e otter.DeletionEvent[key, *record]) {
			if e.Cause == otter.CauseOverflow {
				s.evicted.Add(1)
			}
		},
	})
	if err != nil {
		return nil, err
	}
	s.records = records
	return s, nil
}

// Close ends the store's goroutine. The caches that use it are closed before.
func (s *Store) Close() { s.records.StopAllGoroutines() }

// open takes a scope: two caches of one scope would not see each other's calls,
// so that neither could forget for both.
func (s *Store) open(scope string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.scopes[scope] {
		return errors.New("cached: another cache of this store has the same scope")
	}
	s.scopes[scope] = true
	return nil
}

// leave gives a scope back, and lets go of what is kept under it.
func (s *Store) leave(scope string) {
	s.flush(scope)
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.scopes, scope)
}

func (s *Store) get(k key) *record {
	r, _ := s.records.GetIfPresent(k)
	return r
}

// put keeps v under k for so long, unless what is there is newer and says it all.
// For no time at all, it removes what is there.
func (s *Store) put(k key, v variant, keep time.Duration) {
	if keep <= 0 {
		s.records.Invalidate(k)
		return
	}
	s.records.Compute(k, func(old *record, found bool) (*record, otter.ComputeOp) {
		if !found {
			old = nil
		}
		r, changed := old.with(v, keep)
		if !changed {
			return nil, otter.CancelOp
		}
		return r, otter.WriteOp
	})
}

// settle makes the store keep its bound now, rather than soon.
func (s *Store) settle() { s.records.CleanUp() }

// flush removes what is kept under scope.
func (s *Store) flush(scope string) {
	for k := range s.records.Keys() {
		if k.scope == scope {
			s.records.Invalidate(k)
		}
	}
	s.settle()
}

// bytes is about how much memory the store takes.
func (s *Store) bytes() int64 { return int64(s.records.WeightedSize()) }
