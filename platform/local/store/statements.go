package store

// The statements of a write that databases agree on. Batch reads differ and are
// with the database that they are for.
const (
	readState      = `select value from state where name = $1`
	writeState     = `update state set value = $2 where name = $1`
	insertIdentity = `insert into identities (id, ns, value, cluster, size, owner) values ($1, $2, $3, $4, $5, $6)`
	claimIdentity  = `update identities set owner = 1 where id = $1`
	joinCluster    = `update identities set cluster = $2 where cluster = $1`
	growCluster    = `update identities set size = $2 where id = $1`

	insertFragment = `insert into fragments (id, pid, dataset, stamp, stored, doc) values ($1, $2, $3, $4, $5, $6)`
	updateFragment = `update fragments set stamp = $2, stored = $3, doc = $4 where id = $1`
	unlinkFragment = `delete from fragment_links where fragment = $1`
	linkFragment   = `insert into fragment_links (pid, fragment) values ($1, $2)`

	readEvent     = `select doc from events where pid = $1 and ts = $2 and id = $3`
	insertEvent   = `insert into events (pid, ts, id, type, channel, dataset, stored, doc) values ($1, $2, $3, $4, $5, $6, $7, $8)`
	insertEventID = `insert into event_ids (id, pid, ts) values ($1, $2, $3)`
	linkEvent     = `insert into event_links (pid, ts, id, owner) values ($1, $2, $3, $4)`
)
