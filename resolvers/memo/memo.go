// Package memo remembers what was made of GraphQL documents that come again, as
// they do where a server keeps parsed documents. What is remembered holds on to
// its document, so both are weighed.
package memo

import (
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"github.com/vektah/gqlparser/v2/ast"
)

// Bounds of a Cache: entries, and bytes as Weight estimates them.
const (
	maxEntries = 1024
	maxWeight  = 32 << 20
)

// A Cache remembers values by parts of documents, those used last. It is safe
// for concurrent use.
type Cache[K comparable, V any] struct {
	mu     sync.Mutex
	known  *simplelru.LRU[K, entry[V]]
	weight int
}

type entry[V any] struct {
	value  V
	weight int
}

// New returns an empty cache.
func New[K comparable, V any]() *Cache[K, V] {
	c := &Cache[K, V]{}
	var err error
	c.known, err = simplelru.NewLRU(maxEntries, func(_ K, gone entry[V]) { c.weight -= gone.weight })
	if err != nil {
		panic(err) // the size is a constant
	}
	return c
}

// Get returns what is remembered of key.
func (c *Cache[K, V]) Get(key K) (value V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.known.Get(key)
	return e.value, ok
}

// Add remembers value, unless it is too heavy by itself.
func (c *Cache[K, V]) Add(key K, value V, weight int) {
	if weight > maxWeight/16 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known.Remove(key) // another request may have been as fast
	c.known.Add(key, entry[V]{value, weight})
	c.weight += weight
	for c.weight > maxWeight {
		c.known.RemoveOldest()
	}
}

// Weight estimates the bytes of something made of that many parts, and of the
// document that position is in.
func Weight(position *ast.Position, parts int) int {
	weight := 1024 + 512*parts
	if position != nil && position.Src != nil {
		weight += 150 * len(position.Src.Input)
	}
	return weight
}
