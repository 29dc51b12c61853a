package memory_test

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"activityhub/server/memory"
)

// percent returns the collector's percentage and leaves it as it is.
func percent() int {
	p := debug.SetGCPercent(100)
	debug.SetGCPercent(p)
	return p
}

func TestTuneLeavesTheOperatorsSettings(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(111))
	limit := debug.SetMemoryLimit(-1)
	defer debug.SetMemoryLimit(limit)
	stop := memory.Tune([]string{"GOGC=111", "GOMEMLIMIT=1GiB"})
	defer stop()
	if got := percent(); got != 111 {
		t.Errorf("with GOGC set the collector runs at %d, want the operator's 111", got)
	}
	if got := debug.SetMemoryLimit(-1); got != limit {
		t.Errorf("with GOMEMLIMIT set the limit is %d, want the operator's %d", got, limit)
	}
}

// TestPaceFollowsTheHeap keeps little, then much, then little again.
func TestPaceFollowsTheHeap(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(-1))
	stop := memory.Tune(nil)
	if got := percent(); got <= 250 {
		t.Errorf("with a small heap the collector runs at %d, want far more than 250", got)
	}
	kept := make([]byte, 200<<20)
	await(t, "250 with a large heap", func(p int) bool { return p == 250 })
	runtime.KeepAlive(kept)
	kept = nil
	await(t, "more than 250 with a small heap again", func(p int) bool { return p > 250 })
	stop()
	if got := percent(); got != 100 {
		t.Errorf("stopped, the collector runs at %d, want the 100 it had", got)
	}
	runtime.GC()
	runtime.GC()
	time.Sleep(10 * time.Millisecond)
	if got := percent(); got != 100 {
		t.Errorf("some collections after it was stopped the collector runs at %d, want 100", got)
	}
}

func await(t *testing.T, want string, right func(int) bool) {
	t.Helper()
	for range 100 {
		runtime.GC()
		time.Sleep(5 * time.Millisecond)
		if right(percent()) {
			return
		}
	}
	t.Errorf("the collector runs at %d, want %s", percent(), want)
}
