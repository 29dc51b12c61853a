package store

import "strings"

// migrations are the steps from an empty store to this one. A step is done
// whole or not at all, in one transaction together with the number of the next,
// and is never changed once it was released: a new one is added instead.
//
// The words in braces are those in which databases differ.
var migrations = []string{
	// 1: identities, fragments and events.
	//
	// state holds numbers: "identity", the last identity number given, and
	// "clock", the last time of storing in µs, which never repeats.
	//
	// identities.cluster is the number of one of its identities, the root;
	// size is right at the root alone. owner is 1 if records or events are
	// kept under the identity.
	//
	// The links are for look-ups without the identity graph: what carries an
	// identity without being kept under it.
	`
	create table state (name text primary key, value bigint not null) {clustered};
	insert into state (name, value) values ('identity', 0), ('clock', 0);

	create table identities (
		id {number}, ns text not null, value text not null,
		cluster bigint not null, size bigint not null, owner bigint not null
	);
	create unique index identities_value on identities (ns, value);
	create index identities_cluster on identities (cluster);

	create table fragments (
		id {number}, pid bigint not null, dataset text not null,
		stamp bigint not null, stored bigint not null, doc text not null
	);
	create unique index fragments_pid on fragments (pid, dataset);
	create table fragment_links (pid bigint not null, fragment bigint not null, primary key (pid, fragment)) {clustered};
	create index fragment_links_fragment on fragment_links (fragment);

	create table events (
		pid bigint not null, ts bigint not null, id text not null, type text not null, channel text not null,
		dataset text not null, stored bigint not null, doc text not null,
		primary key (pid, ts, id)
	) {clustered};
	create index events_type on events (pid, type, ts, id);
	create table event_ids (id text primary key, pid bigint not null, ts bigint not null) {clustered};
	create table event_links (pid bigint not null, ts bigint not null, id text not null, owner bigint not null, primary key (pid, ts, id)) {clustered};
	`,

	// 2: definitions that were written while the Platform ran. Those in files
	// are not in the store.
	//
	// deleted is 1 if what was written is that there is none. In state,
	// "definitions" counts the changes.
	`
	create table definitions (
		kind text not null, id text not null, doc text not null, deleted bigint not null,
		primary key (kind, id)
	) {clustered};
	insert into state (name, value) values ('definitions', 0);
	`,
}

// Version is the number of the newest store that this program knows.
var Version = len(migrations)

// inDialect returns the text of a migration for one database.
func inDialect(migration, clustered, number string) string {
	return strings.NewReplacer("{clustered}", clustered, "{number}", number).Replace(migration)
}
