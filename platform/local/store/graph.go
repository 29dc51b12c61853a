package store

import (
	"slices"

	"activityhub/platform"
)

// graph links the identities of one write in memory: what is known of them goes
// in, what changed comes out. Clusters are joined by size, the smaller into the
// larger, so an identity changes its cluster at most once each time its cluster
// doubles.
type graph struct {
	nodes  map[platform.Identity]*node
	order  []*node               // as they came, so that the outcome does not depend on maps
	roots  map[int64]*clusterSet // cluster number → cluster
	lastID int64                 // last identity number given
}

type node struct {
	platform.Identity
	id      int64
	cluster int64 // as stored; of a new identity its own number
	fresh   bool  // not stored yet
	owner   bool
	claimed bool // became the owner of data in this write
}

// clusterSet is a cluster, or one that was joined into another.
type clusterSet struct {
	id     int64
	size   int
	into   *clusterSet // nil for the one that stays
	stored bool        // members of it are stored under id
	grown  bool
}

func (c *clusterSet) find() *clusterSet {
	for c.into != nil {
		if c.into.into != nil {
			c.into = c.into.into
		}
		c = c.into
	}
	return c
}

func newGraph(lastID int64) *graph {
	return &graph{nodes: map[platform.Identity]*node{}, roots: map[int64]*clusterSet{}, lastID: lastID}
}

// known tells the graph of a stored identity and its cluster.
func (g *graph) known(identity platform.Identity, id, cluster int64, size int, owner bool) {
	g.nodes[identity] = &node{Identity: identity, id: id, cluster: cluster, owner: owner}
	if g.roots[cluster] == nil {
		g.roots[cluster] = &clusterSet{id: cluster, size: size, stored: true}
	}
}

// node returns the node of identity, a new one if it was never seen.
func (g *graph) node(identity platform.Identity) *node {
	n, ok := g.nodes[identity]
	if !ok {
		g.lastID++
		n = &node{Identity: identity, id: g.lastID, cluster: g.lastID, fresh: true}
		g.nodes[identity] = n
		g.order = append(g.order, n)
		g.roots[n.id] = &clusterSet{id: n.id, size: 1, grown: true}
	}
	return n
}

// claim says that data are kept under n.
func (n *node) claim() {
	n.claimed = n.claimed || !n.owner
	n.owner = true
}

// link makes a and b one person.
func (g *graph) link(a, b *node) {
	x, y := g.roots[a.cluster].find(), g.roots[b.cluster].find()
	if x == y {
		return
	}
	if x.size < y.size || x.size == y.size && y.id < x.id {
		x, y = y, x
	}
	y.into = x
	x.size += y.size
	x.grown = true
}

// joined returns the stored clusters that were joined into others, in order of
// their numbers, and grown the clusters whose size changed.
func (g *graph) changes() (joined, grown []*clusterSet) {
	for _, c := range g.roots {
		switch {
		case c.into == nil && c.grown:
			grown = append(grown, c)
		case c.into != nil && c.stored:
			joined = append(joined, c)
		}
	}
	byID := func(a, b *clusterSet) int { return int(a.id - b.id) }
	slices.SortFunc(joined, byID)
	slices.SortFunc(grown, byID)
	return joined, grown
}
