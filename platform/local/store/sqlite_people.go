package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"activityhub/platform"
)

// One statement answers for any number of people, so that a look-up sees one
// state of the store and its cost is in rows, not in calls. Its rows are of
// three kinds, told apart by the first column: who was asked for, the
// identities of the people found, and their fragments. The others hold what
// the kind needs.
const (
	// A cluster beyond the limit (?2) is named and not read.
	askedGraph = `with asked (n, person, size) as materialized (
		select k.key, i.cluster, r.size
		from json_each(?1) k
		cross join identities i on i.ns = json_extract(k.value, '$[0]') and i.value = json_extract(k.value, '$[1]')
		cross join identities r on r.id = i.cluster
	), members (person, pid, ns, value, owner) as materialized (
		select p.person, m.id, m.ns, m.value, m.owner
		from (select distinct person from asked where size <= ?2) p
		cross join identities m on m.cluster = p.person
	)`
	askedAlone = `with asked (n, person, size) as materialized (
		select k.key, i.id, 1
		from json_each(?1) k
		cross join identities i on i.ns = json_extract(k.value, '$[0]') and i.value = json_extract(k.value, '$[1]')
	), members (person, pid, ns, value, owner) as materialized (
		select distinct a.person, i.id, i.ns, i.value, i.owner from asked a cross join identities i on i.id = a.person
	)`
	peopleRows = `
	select 0, person, n, size, '', '', '' from asked
	union all
	select 1, person, owner, 0, ns, value, '' from members
	union all
	select 2, m.person, f.stamp, f.stored, f.dataset, m.ns || ':' || m.value, f.doc
	from members m cross join fragments f on f.pid = m.pid where m.owner = 1`
	carriedRows = `
	union all
	select 2, m.person, f.stamp, f.stored, f.dataset, o.ns || ':' || o.value, f.doc
	from members m cross join fragment_links l on l.pid = m.pid
	cross join fragments f on f.id = l.fragment cross join identities o on o.id = f.pid`
)

// People implements [Store].
func (s *SQLite) People(ctx context.Context, ids []platform.Identity, graph bool) (map[platform.Identity]*Person, error) {
	text, args := askedGraph+peopleRows, []any{pairs(ids), platform.MaxIdentitiesPerCluster}
	if !graph {
		text, args = askedAlone+peopleRows+carriedRows, args[:1]
	}
	rows, err := s.query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()

	found := make(map[platform.Identity]*Person, len(ids))
	people := make(map[int64]*Person, len(ids)) // :: cluster, or identity → person
	person := func(number int64) *Person {
		p := people[number]
		if p == nil {
			p = &Person{}
			people[number] = p
		}
		return p
	}
	for rows.Next() {
		var kind int
		var number, a, b int64
		var first, second, doc string
		if err := rows.Scan(&kind, &number, &a, &b, &first, &second, &doc); err != nil {
			return nil, explainSQLite(err)
		}
		p := person(number)
		switch kind {
		case 0:
			p.Size = int(b)
			found[ids[a]] = p
		case 1:
			p.Identities = append(p.Identities, Member{Identity: platform.Identity{Namespace: platform.Namespace(first), ID: second}, Owner: a == 1})
		case 2:
			p.Fragments = append(p.Fragments, Fragment{DataSet: first, Primary: joined(second), Stamp: a, Stored: b, Doc: doc})
		}
	}
	if err := rows.Err(); err != nil {
		return nil, explainSQLite(err)
	}
	for _, p := range people {
		slices.SortFunc(p.Identities, func(a, b Member) int { return a.Compare(b.Identity) })
		slices.SortFunc(p.Fragments, func(a, b Fragment) int { return cmp.Compare(a.Stored, b.Stored) })
	}
	return found, nil
}

// joined takes apart an identity that a statement put together. Namespaces hold
// no colon.
func joined(s string) platform.Identity {
	namespace, id, _ := strings.Cut(s, ":")
	return platform.Identity{Namespace: platform.Namespace(namespace), ID: id}
}

// query runs a statement that is prepared at its first use.
func (s *SQLite) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	known, ok := s.texts.Load(text)
	if !ok {
		stmt, err := s.reads.Prepare(text)
		if err != nil {
			return nil, explainSQLite(err)
		}
		var loaded bool
		if known, loaded = s.texts.LoadOrStore(text, stmt); loaded {
			_ = stmt.Close() // another goroutine prepared the same first
		}
	}
	rows, err := known.(*sql.Stmt).QueryContext(ctx, args...)
	if err != nil {
		return nil, explainSQLite(err)
	}
	return rows, nil
}
