package store

import (
	"context"
	"slices"

	"activityhub/platform"
)

// The rows of a look-up of clusters, told apart by the first column as those of
// people are. Links lead from the identity that something is kept under to the
// others it names.
const (
	clusterRows = `
	select 0, person, n, size, '', '', '' from asked
	union all
	select 1, person, 0, 0, ns, value, '' from members`
	tieRows = `
	union all
	select 2, m.person, min(f.stored), max(f.stored), o.ns || ':' || o.value, m.ns || ':' || m.value, f.dataset
	from members m cross join fragment_links l on l.pid = m.pid
	cross join fragments f on f.id = l.fragment cross join identities o on o.id = f.pid
	where o.cluster = m.person group by m.pid, o.id, f.dataset
	union all
	select 2, m.person, min(e.stored), max(e.stored), o.ns || ':' || o.value, m.ns || ':' || m.value, e.dataset
	from members m cross join event_links l on l.pid = m.pid
	cross join events e on e.pid = l.owner and e.ts = l.ts and e.id = l.id cross join identities o on o.id = l.owner
	where o.cluster = m.person group by m.pid, o.id, e.dataset`
)

// Clusters implements [Store].
func (s *SQLite) Clusters(ctx context.Context, ids []platform.Identity, links bool) (map[platform.Identity]*Cluster, error) {
	text := askedGraph + clusterRows
	if links {
		text += tieRows
	}
	rows, err := s.query(ctx, text, pairs(ids), platform.MaxIdentitiesPerCluster)
	if err != nil {
		return nil, err
	}
	defer rows.Close()

	found := make(map[platform.Identity]*Cluster, len(ids))
	clusters := map[int64]*Cluster{} // by number
	ties := map[int64][]tie{}        // by number of their cluster
	for rows.Next() {
		var kind int
		var number, a, b int64
		var first, second, dataSet string
		if err := rows.Scan(&kind, &number, &a, &b, &first, &second, &dataSet); err != nil {
			return nil, explainSQLite(err)
		}
		c := clusters[number]
		if c == nil {
			c = &Cluster{}
			clusters[number] = c
		}
		switch kind {
		case 0:
			c.Size = int(b)
			found[ids[a]] = c
		case 1:
			c.Members = append(c.Members, platform.Identity{Namespace: platform.Namespace(first), ID: second})
		case 2:
			ties[number] = append(ties[number], tie{a: joined(first), b: joined(second), first: a, last: b, dataSet: dataSet})
		}
	}
	if err := rows.Err(); err != nil {
		return nil, explainSQLite(err)
	}
	for number, c := range clusters {
		slices.SortFunc(c.Members, platform.Identity.Compare)
		c.link(ties[number])
	}
	return found, nil
}
