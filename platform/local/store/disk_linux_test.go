package store_test

import (
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"

	"activityhub/platform"
	"activityhub/platform/local/store"
)

// TestReadOnlyDisk opens a store where nothing can be written.
func TestReadOnlyDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_RDONLY, "size=1m"); err != nil {
		t.Skipf("a read-only disk needs the right to mount one: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	_, err := store.OpenSQLite(t.Context(), store.Config{Dir: dir})
	if err == nil || !strings.Contains(err.Error(), "cannot be written to") {
		t.Errorf("a read-only folder: %v", err)
	}
}

// TestDiskFull fills a small disk: what was acknowledged is there, the write
// that failed left nothing, and the store stays read-only until it is opened
// again with room.
func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=4m"); err != nil {
		t.Skipf("a small disk needs the right to mount one: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	s := open(t, dir)
	acknowledged := 0
	var err error
	for err == nil && acknowledged < 100_000 {
		if _, err = s.Write(t.Context(), events(acknowledged, acknowledged+100, 2000)); err == nil {
			acknowledged += 100
		}
	}
	if !errors.Is(err, platform.ErrReadOnly) || !strings.Contains(err.Error(), "disk is full") {
		t.Fatalf("a write to a full disk: %v; want ErrReadOnly that says so", err)
	}
	if _, err := s.Write(t.Context(), events(acknowledged, acknowledged+1, 1)); !errors.Is(err, platform.ErrReadOnly) || !strings.Contains(err.Error(), "start again") {
		t.Errorf("the write after that: %v; want ErrReadOnly that says what to do", err)
	}
	total := func() (total int) {
		ids := make([]platform.Identity, 10)
		for i := range ids {
			ids[i] = platform.Identity{Namespace: "crmid", ID: fmt.Sprint(i)}
		}
		pages, err := s.Events(t.Context(), store.EventQuery{Identities: ids, Graph: true, To: 1 << 40, Count: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, page := range pages {
			total += page.Total
		}
		return total
	}
	if got := total(); got != acknowledged {
		t.Errorf("%d events are there after the failure, %d were acknowledged", got, acknowledged)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT, "size=64m"); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	if _, err := s.Write(t.Context(), events(acknowledged, acknowledged+100, 2000)); err != nil {
		t.Fatalf("a write once there is room: %v", err)
	}
	if got := total(); got != acknowledged+100 {
		t.Errorf("%d events are there in the end, %d were acknowledged", got, acknowledged+100)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
