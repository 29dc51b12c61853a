package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"activityhub/platform"
	"activityhub/platform/local/store"
)

func open(t testing.TB, dir string) *store.SQLite {
	t.Helper()
	s, err := store.OpenSQLite(context.Background(), store.Config{Dir: dir})
	if err != nil {
		t.Fatalf("OpenSQLite: %v", err)
	}
	t.Cleanup(func() { _ = s.Close() }) // the test may have closed it
	return s
}

// sqlFile makes a database file with plain SQL.
func sqlFile(t *testing.T, dir string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, store.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, c := range []struct {
		name    string
		prepare func(t *testing.T, dir string) (use string)
		want    []string
	}{
		{"a newer version", func(t *testing.T, dir string) string {
			if err := open(t, dir).Close(); err != nil {
				t.Fatal(err)
			}
			sqlFile(t, dir, "pragma user_version = 7")
			return dir
		}, []string{"version 7", fmt.Sprintf("versions up to %d", store.Version), store.FileName}},
		{"what is no database", func(t *testing.T, dir string) string {
			write(t, filepath.Join(dir, store.FileName), strings.Repeat("no database ", 1000))
			return dir
		}, []string{"is no database", "name another folder"}},
		{"the database of another program", func(t *testing.T, dir string) string {
			sqlFile(t, dir, "create table other (x)")
			return dir
		}, []string{"database of another program"}},
		{"a file instead of a folder", func(t *testing.T, dir string) string {
			write(t, filepath.Join(dir, "file"), "x")
			return filepath.Join(dir, "file")
		}, []string{"is a file", "folder"}},
		{"a folder instead of the file", func(t *testing.T, dir string) string {
			if err := os.Mkdir(filepath.Join(dir, store.FileName), 0o700); err != nil {
				t.Fatal(err)
			}
			return dir
		}, []string{"is a folder"}},
		{"a folder that cannot be written to", func(t *testing.T, dir string) string {
			forbid(t, dir)
			return dir
		}, []string{"cannot be written to"}},
		{"no folder", func(*testing.T, string) string { return "" }, []string{"needs a folder"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := store.OpenSQLite(t.Context(), store.Config{Dir: c.prepare(t, t.TempDir())})
			if err == nil {
				_ = s.Close()
				t.Fatal("it opens")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
		})
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestOpenOddFolder opens a store in a folder whose name means something in a
// URL.
func TestOpenOddFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a b?c#d%41&_pragma=x")
	if err := open(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, store.FileName)); err != nil {
		t.Error(err)
	}
}

func events(from, to, size int) []store.Entry {
	entries := make([]store.Entry, 0, to-from)
	for n := from; n < to; n++ {
		entries = append(entries, store.Entry{
			DataSet: "web", Event: true, ID: fmt.Sprint("e", n), Time: int64(n), Doc: `{"x":"` + strings.Repeat("x", size) + `"}`,
			Primary: platform.Identity{Namespace: "crmid", ID: fmt.Sprint(n % 10)},
		})
	}
	return entries
}

// forbid takes the right to write to dir from this process until the test ends.
// Permissions do not bind root, so root becomes nobody for that time.
func forbid(t *testing.T, dir string) {
	t.Helper()
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
	if os.Geteuid() != 0 {
		return
	}
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Seteuid(65534); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Seteuid(0); err != nil {
			panic(err) // no test after this one would mean anything
		}
	})
}
