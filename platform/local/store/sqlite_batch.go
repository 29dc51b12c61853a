package store

import (
	"database/sql"
	"encoding/json"

	"activityhub/platform"
)

// sqliteBatch reads batches by giving SQLite a JSON array to join with.
type sqliteBatch struct{}

const (
	batchIdentities = `select i.ns, i.value, i.id, i.cluster, r.size, i.owner
		from json_each(?1) k
		cross join identities i on i.ns = json_extract(k.value, '$[0]') and i.value = json_extract(k.value, '$[1]')
		cross join identities r on r.id = i.cluster`
	batchEventIDs  = `select e.id, e.pid, e.ts from json_each(?1) k cross join event_ids e on e.id = k.value`
	batchFragments = `select f.id, f.pid, f.dataset, f.stamp, f.stored, f.doc from json_each(?1) k cross join fragments f on f.pid = k.value`
)

func (sqliteBatch) identities(tx *sql.Tx, asked []platform.Identity, each func(platform.Identity, int64, int64, int, bool)) error {
	return scan(tx, batchIdentities, pairs(asked), func(rows *sql.Rows) error {
		var identity platform.Identity
		var id, cluster int64
		var size, owner int
		err := rows.Scan(&identity.Namespace, &identity.ID, &id, &cluster, &size, &owner)
		each(identity, id, cluster, size, owner == 1)
		return err
	})
}

func (sqliteBatch) eventIDs(tx *sql.Tx, ids []string, each func(string, int64, int64)) error {
	return scan(tx, batchEventIDs, array(ids), func(rows *sql.Rows) error {
		var id string
		var pid, ts int64
		err := rows.Scan(&id, &pid, &ts)
		each(id, pid, ts)
		return err
	})
}

func (sqliteBatch) fragments(tx *sql.Tx, pids []int64, each func(*keptFragment)) error {
	return scan(tx, batchFragments, array(pids), func(rows *sql.Rows) error {
		f := &keptFragment{}
		err := rows.Scan(&f.id, &f.pid, &f.dataSet, &f.stamp, &f.stored, &f.doc)
		each(f)
		return err
	})
}

func scan(tx *sql.Tx, text, param string, each func(*sql.Rows) error) error {
	rows, err := tx.Query(text, param)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// pairs writes identities as an array of [namespace, value].
func pairs(ids []platform.Identity) string {
	list := make([][2]string, len(ids))
	for i, id := range ids {
		list[i] = [2]string{string(id.Namespace.Fold()), id.ID}
	}
	return array(list)
}

func array[T any](list []T) string {
	raw, err := json.Marshal(list)
	if err != nil {
		panic(err) // texts and numbers always can be written
	}
	return string(raw)
}
