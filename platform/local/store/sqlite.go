package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"activityhub/platform"
)

// FileName is the name of the store in its folder.
const FileName = "platform.db"

// Config says where an SQLite store is and how it is kept.
type Config struct {
	Dir         string           // folder, made if it is not there; required
	Synchronous string           // "FULL": a write survives a power failure; "NORMAL": the last ones may not, a crash of the program they do; "" means FULL
	Readers     int              // most reads at once; zero means between 4 and 8, by the number of processors
	BusyTimeout time.Duration    // how long to wait for another process that is writing; zero means 10s
	Now         func() time.Time // the clock; nil means time.Now
}

func (c Config) synchronous() string { return strings.ToUpper(cmp.Or(c.Synchronous, "FULL")) }

func (c Config) readers() int {
	return cmp.Or(c.Readers, min(8, max(4, runtime.GOMAXPROCS(0))))
}

// SQLite is a [Store] in one file.
type SQLite struct {
	*queue
	writes *database
	reads  *sql.DB
	texts  sync.Map // :: text of a read → *sql.Stmt
}

var _ Store = (*SQLite)(nil)

// OpenSQLite opens the store in the folder of cfg, makes it if there is none,
// and brings one of an older version to this one. It starts one goroutine,
// which Close waits for.
func OpenSQLite(ctx context.Context, cfg Config) (*SQLite, error) {
	if mode := cfg.synchronous(); mode != "FULL" && mode != "NORMAL" {
		return nil, fmt.Errorf("synchronous %q is neither FULL nor NORMAL", cfg.Synchronous)
	}
	path, err := place(cfg.Dir)
	if err != nil {
		return nil, err
	}
	writes, err := openPool(path, cfg, 1, "_txlock=immediate", "_pragma=wal_autocheckpoint(4000)")
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, writes, path); err != nil {
		return nil, errors.Join(err, writes.Close())
	}
	reads, err := openPool(path, cfg, cfg.readers(), "_pragma=query_only(1)")
	if err != nil {
		return nil, errors.Join(err, writes.Close())
	}
	now := cfg.Now
	if now == nil {
		now = time.Now
	}
	d := &database{DB: writes, reader: sqliteBatch{}, now: now, explain: explainWrite}
	if err := d.prepare(ctx); err != nil {
		return nil, errors.Join(explainSQLite(err), writes.Close(), reads.Close())
	}
	return &SQLite{queue: newQueue(d.write), writes: d, reads: reads}, nil
}

// Write implements [Store].
func (s *SQLite) Write(ctx context.Context, entries []Entry) ([]Outcome, error) {
	return s.put(ctx, entries)
}

// Delete implements [Store].
func (s *SQLite) Delete(ctx context.Context, id platform.Identity, alone bool) (bool, error) {
	var found bool
	err := s.do(ctx, func() (err error) {
		found, err = s.writes.erase(erasure{id: id, alone: alone})
		return err
	})
	return found, err
}

// Close implements [Store].
func (s *SQLite) Close() error {
	s.close()
	return errors.Join(s.reads.Close(), s.writes.Close())
}

// place makes the folder if needed and returns the path of the file in it.
func place(dir string) (string, error) {
	if dir == "" {
		return "", errors.New("a local Platform needs a folder for its data")
	}
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return "", fmt.Errorf("%s is a file; the data of a local Platform need a folder", dir)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("the data folder cannot be made: %w", err)
	}
	path, err := filepath.Abs(filepath.Join(dir, FileName))
	if err != nil {
		return "", err
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return "", fmt.Errorf("%s is a folder; the store is a file", path)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		if errors.Is(err, fs.ErrPermission) || strings.Contains(err.Error(), "read-only file system") {
			return "", fmt.Errorf("the data folder %s cannot be written to; name a folder that can, or allow it: %w", dir, err)
		}
		return "", fmt.Errorf("the store cannot be opened: %w", err)
	}
	return path, f.Close()
}

// openPool opens up to size connections. The page cache of each is small: more
// was measured to cost memory and win nothing, since the system caches the file.
func openPool(path string, cfg Config, size int, more ...string) (*sql.DB, error) {
	settings := append([]string{
		fmt.Sprintf("_pragma=busy_timeout(%d)", cmp.Or(cfg.BusyTimeout, 10*time.Second).Milliseconds()),
		"_pragma=journal_mode(WAL)",
		"_pragma=synchronous(" + cfg.synchronous() + ")",
		"_pragma=cache_size(-8192)",
		"_pragma=temp_store(MEMORY)",
	}, more...)
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path}).String()+"?"+strings.Join(settings, "&"))
	if err != nil {
		return nil, explainSQLite(err)
	}
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return db, nil
}
