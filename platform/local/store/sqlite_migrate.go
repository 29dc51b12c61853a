package store

import (
	"context"
	"database/sql"
	"fmt"
)

// applicationID marks a file as ours: "ActH".
const applicationID = 0x41637448

// migrate brings the store at path to this version, one step at a time. The
// lock that a step takes keeps two programs from doing the same step.
func migrate(ctx context.Context, db *sql.DB, path string) error {
	for {
		done, err := migrateStep(ctx, db, path)
		if done || err != nil {
			return err
		}
	}
}

func migrateStep(ctx context.Context, db *sql.DB, path string) (done bool, err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return false, explainOpen(path, err)
	}
	defer func() { _ = tx.Rollback() }() // after Commit it does nothing; before, err says why
	var version, application, tables int
	for pragma, to := range map[string]*int{"pragma user_version": &version, "pragma application_id": &application, "select count(*) from sqlite_schema": &tables} {
		if err := tx.QueryRowContext(ctx, pragma).Scan(to); err != nil {
			return false, explainOpen(path, err)
		}
	}
	switch {
	case application != applicationID && (application != 0 || tables > 0):
		return false, fmt.Errorf("%s is a database of another program; name an empty folder", path)
	case version > Version:
		return false, fmt.Errorf("%s is of version %d, this program knows versions up to %d; use the newer program that made it, or name another folder", path, version, Version)
	case version == Version:
		return true, nil
	}
	for _, text := range []string{
		inDialect(migrations[version], "without rowid", "integer primary key"),
		fmt.Sprintf("pragma application_id = %d", applicationID),
		fmt.Sprintf("pragma user_version = %d", version+1),
	} {
		if _, err := tx.ExecContext(ctx, text); err != nil {
			return false, explainOpen(path, fmt.Errorf("step %d of %d: %w", version+1, Version, err))
		}
	}
	if err := tx.Commit(); err != nil {
		return false, explainOpen(path, err)
	}
	return false, nil
}
