package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// database is what a write needs of a home of the data.
type database struct {
	*sql.DB
	reader   batchReader
	prepared map[string]*sql.Stmt
	now      func() time.Time
	explain  func(error) error // turns the driver's error into one of the platform's kinds
}

// prepare gets the statements of writes ready.
func (d *database) prepare(ctx context.Context) error {
	d.prepared = map[string]*sql.Stmt{}
	for _, text := range []string{
		readState, writeState, insertIdentity, claimIdentity, joinCluster, growCluster,
		insertFragment, updateFragment, unlinkFragment, linkFragment, readEvent, insertEvent, insertEventID, linkEvent,
	} {
		stmt, err := d.PrepareContext(ctx, text)
		if err != nil {
			return err
		}
		d.prepared[text] = stmt
	}
	return nil
}

// write applies entries in one transaction.
func (d *database) write(entries []Entry) (outcomes []Outcome, err error) {
	err = d.change(func(tx *sql.Tx) error {
		w := &writer{tx: tx, reader: d.reader, now: d.now().UnixMicro(), stmt: func(text string) *sql.Stmt { return tx.Stmt(d.prepared[text]) }}
		outcomes, err = w.apply(entries)
		return err
	})
	if err != nil {
		return nil, err
	}
	return outcomes, nil
}

// change does what step does in one transaction, or nothing of it.
func (d *database) change(step func(*sql.Tx) error) error {
	tx, err := d.Begin()
	if err != nil {
		return d.explain(err)
	}
	if err = step(tx); err == nil {
		err = tx.Commit()
	}
	if err != nil {
		if undo := tx.Rollback(); undo != nil && !errors.Is(undo, sql.ErrTxDone) {
			err = errors.Join(err, undo)
		}
		return d.explain(err)
	}
	return nil
}
