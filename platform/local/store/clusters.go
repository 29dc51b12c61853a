package store

import (
	"cmp"
	"slices"

	"activityhub/platform"
)

// A Cluster is one person as the identity graph has them.
type Cluster struct {
	Members []platform.Identity // by namespace and ID; none if there are too many to count as one person
	Size    int                 // how many there are
	Links   []Link              // by their identities; only if asked for
}

// A Link is two identities that records or events name together.
type Link struct {
	A, B        platform.Identity // A before B
	First, Last int64             // when what links them was stored, in µs of the Unix epoch
	DataSets    []string          // of what links them, sorted
}

// tie is a link as one data set makes it.
type tie struct {
	a, b        platform.Identity
	first, last int64
	dataSet     string
}

// link puts the ties of a cluster together.
func (c *Cluster) link(ties []tie) {
	for i := range ties {
		if ties[i].b.Compare(ties[i].a) < 0 {
			ties[i].a, ties[i].b = ties[i].b, ties[i].a
		}
	}
	slices.SortFunc(ties, func(x, y tie) int {
		return cmp.Or(x.a.Compare(y.a), x.b.Compare(y.b), cmp.Compare(x.dataSet, y.dataSet))
	})
	for _, t := range ties {
		last := len(c.Links) - 1
		if last < 0 || c.Links[last].A != t.a || c.Links[last].B != t.b {
			c.Links = append(c.Links, Link{A: t.a, B: t.b, First: t.first, Last: t.last, DataSets: []string{t.dataSet}})
			continue
		}
		l := &c.Links[last]
		l.First, l.Last = min(l.First, t.first), max(l.Last, t.last)
		if l.DataSets[len(l.DataSets)-1] != t.dataSet {
			l.DataSets = append(l.DataSets, t.dataSet)
		}
	}
}
