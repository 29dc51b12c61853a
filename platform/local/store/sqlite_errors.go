package store

import (
	"context"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"activityhub/platform"
)

// explainSQLite turns an error of SQLite into ErrStore, with words for people.
func explainSQLite(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	failed := &platform.Error{Kind: platform.ErrStore, Message: "the store failed", Err: err}
	switch primaryCode(err) {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		failed.Message = "another process is writing to the store and did not finish in time; try again"
	case sqlite3.SQLITE_FULL:
		failed.Message = "the disk is full"
	case sqlite3.SQLITE_IOERR:
		failed.Message = "the disk refused to read or write the store: it may be full or damaged"
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		failed.Message = "the store cannot be written to; allow it for the file and its folder"
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		failed.Message = "the store is damaged; restore it from a copy"
	case sqlite3.SQLITE_INTERRUPT:
		return context.Canceled
	}
	return failed
}

// explainWrite is explainSQLite for a write. A failure after which the file may
// be behind what SQLite believes is ErrReadOnly: the store is not written to
// again before it was opened anew.
func explainWrite(err error) error {
	explained := explainSQLite(err)
	var failed *platform.Error
	if code := primaryCode(err); code != 0 && code != sqlite3.SQLITE_BUSY && code != sqlite3.SQLITE_LOCKED && errors.As(explained, &failed) {
		failed.Kind = platform.ErrReadOnly
	}
	return explained
}

// primaryCode returns SQLite's code of err; 0 if err is none of SQLite's.
func primaryCode(err error) int {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return 0
	}
	return e.Code() & 0xff
}

// explainOpen is explainSQLite for a file that is being opened.
func explainOpen(path string, err error) error {
	if primaryCode(err) == sqlite3.SQLITE_NOTADB {
		return fmt.Errorf("%s is no database; name another folder, or move the file away: %w", path, err)
	}
	return fmt.Errorf("%s cannot be opened: %w", path, explainSQLite(err))
}
