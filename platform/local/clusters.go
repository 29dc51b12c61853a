package local

import (
	"context"
	"time"

	"activityhub/platform"
	"activityhub/platform/local/store"
)

// A Cluster is one person as the identity graph has them.
type Cluster struct {
	Members []platform.Identity // ordered by Identity.Compare
	Links   []Link              // only if asked for
}

// A Link is two identities of one person that records or events name together.
type Link struct {
	A, B        platform.Identity
	First, Last time.Time // when what links them was stored
	DataSets    []string  // names, sorted
}

// Clusters returns the identity graph around each of ids, with the links in it
// if they are wanted. An identity never seen is absent; so is, in a
// [platform.PartialError], one of a person with too many identities.
func (p *Platform) Clusters(ctx context.Context, ids []platform.Identity, links bool) (map[platform.Identity]*Cluster, error) {
	kept, err := p.store.Clusters(ctx, folded(ids), links)
	if err != nil {
		return nil, err
	}
	defined := p.Definitions()
	return perPerson(ids, kept, func(c *store.Cluster) int { return c.Size }, func(c *store.Cluster) (*Cluster, error) {
		cluster := &Cluster{Members: make([]platform.Identity, len(c.Members)), Links: make([]Link, len(c.Links))}
		for i, member := range c.Members {
			cluster.Members[i] = registered(defined, member)
		}
		for i, l := range c.Links {
			cluster.Links[i] = Link{
				A: registered(defined, l.A), B: registered(defined, l.B), DataSets: l.DataSets,
				First: time.UnixMicro(l.First).UTC(), Last: time.UnixMicro(l.Last).UTC(),
			}
		}
		return cluster, nil
	})
}
