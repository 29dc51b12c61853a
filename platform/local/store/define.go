package store

import (
	"context"
	"database/sql"
	"errors"
)

// A Definition is a part of what a Platform is set up with that was written
// while it ran. What it says is for the Platform to know.
type Definition struct {
	Kind, ID string
	Doc      string // JSON; "" if Deleted
	Deleted  bool   // what was written is that there is none
}

// A Redefinition is definitions that are to be kept, each in place of the one of
// its kind and ID.
type Redefinition struct {
	Revision int64 // what Definitions returned when the change was thought out
	Written  []Definition
	Empty    []string // data sets that nothing may be kept of
}

// A Redefined is what became of a Redefinition.
type Redefined int

// What can become of a Redefinition.
const (
	Kept     Redefined = iota
	Outdated           // others wrote definitions after Revision
	NotEmpty           // something is kept of a data set in Empty
)

const (
	readDefinitions = `select kind, id, doc, deleted from definitions order by kind, id`
	writeDefinition = `insert into definitions (kind, id, doc, deleted) values ($1, $2, $3, $4)
		on conflict (kind, id) do update set doc = excluded.doc, deleted = excluded.deleted`
	holdsDataSet = `select exists (select 1 from fragments where dataset = $1) or exists (select 1 from events where dataset = $1)`
)

// revision is the name in state of how often definitions were written.
const revision = "definitions"

// define keeps a Redefinition in one transaction, or nothing of it.
func (d *database) define(r Redefinition) (became Redefined, err error) {
	err = d.change(func(tx *sql.Tx) error {
		var now int64
		if err := tx.QueryRow(readState, revision).Scan(&now); err != nil {
			return err
		}
		if now != r.Revision {
			became = Outdated
			return nil
		}
		for _, name := range r.Empty {
			var holds bool
			if err := tx.QueryRow(holdsDataSet, name).Scan(&holds); err != nil {
				return err
			}
			if holds {
				became = NotEmpty
				return nil
			}
		}
		for _, one := range r.Written {
			deleted := 0
			if one.Deleted {
				deleted = 1
			}
			if _, err := tx.Exec(writeDefinition, one.Kind, one.ID, one.Doc, deleted); err != nil {
				return err
			}
		}
		_, err := tx.Exec(writeState, revision, now+1)
		return err
	})
	return became, err
}

// definitions reads what was written, and the revision that it is.
func definitions(ctx context.Context, reads *sql.DB) (written []Definition, now int64, err error) {
	tx, err := reads.BeginTx(ctx, nil)
	if err != nil {
		return nil, 0, err
	}
	defer func() { err = errors.Join(err, tx.Rollback()) }() // nothing was changed
	if err := tx.QueryRowContext(ctx, readState, revision).Scan(&now); err != nil {
		return nil, 0, err
	}
	rows, err := tx.QueryContext(ctx, readDefinitions)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var one Definition
		if err := rows.Scan(&one.Kind, &one.ID, &one.Doc, &one.Deleted); err != nil {
			return nil, 0, err
		}
		written = append(written, one)
	}
	return written, now, rows.Err()
}

// Definitions implements [Store].
func (s *SQLite) Definitions(ctx context.Context) ([]Definition, int64, error) {
	written, now, err := definitions(ctx, s.reads)
	if err != nil {
		return nil, 0, explainSQLite(err)
	}
	return written, now, nil
}

// Define implements [Store].
func (s *SQLite) Define(ctx context.Context, r Redefinition) (Redefined, error) {
	var became Redefined
	err := s.do(ctx, func() (err error) {
		became, err = s.writes.define(r)
		return err
	})
	return became, err
}
