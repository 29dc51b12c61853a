package cached_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"

	"activityhub/platform"
	"activityhub/platform/cached"
	"activityhub/platform/xdm"
)

// bulky is an engine whose records are of random sizes, each part of a far longer
// text, as the records of an answer are.
type bulky struct {
	platform.Engine
	mu   sync.Mutex
	draw *rand.Rand
}

func (b *bulky) Profiles(_ context.Context, req platform.ProfilesRequest) (map[platform.Identity]*platform.Profile, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	found := map[platform.Identity]*platform.Profile{}
	for _, id := range req.Identities {
		size := 1 << b.draw.IntN(15)
		long := fmt.Sprintf(`{"identityMap":{},"filler":"%s","size":%d}`, strings.Repeat("x", size), size) + strings.Repeat(" ", 32<<10)
		attributes, err := xdm.TrustedObject(long)
		if err != nil {
			return nil, err
		}
		found[id] = &platform.Profile{Asked: id, Attributes: attributes, Identities: []platform.LinkedIdentity{{Identity: id}}}
	}
	return found, nil
}

func (b *bulky) Close() error { return nil }

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func TestBytesAreBounded(t *testing.T) {
	const most = 4 << 20
	e := open(t, &bulky{draw: rand.New(rand.NewPCG(1, 2))}, func(c *cached.Config) { c.MaxBytes = most })
	before := heap()
	draw := rand.New(rand.NewPCG(3, 4))
	for range 1000 {
		var batch []platform.Identity
		for range 1 + draw.IntN(20) {
			batch = append(batch, id(fmt.Sprint("person", draw.IntN(1e6))))
		}
		if _, err := e.Profiles(t.Context(), platform.ProfilesRequest{Identities: batch}); err != nil {
			t.Fatal(err)
		}
		if bytes := e.State().Bytes; bytes > most {
			t.Fatalf("the store takes %d bytes, at most %d are allowed", bytes, most)
		}
	}
	state, grown := e.State(), int64(heap())-int64(before)
	if state.Evictions == 0 || state.Bytes < most/2 {
		t.Errorf("%d records were removed for lack of room, and %d bytes are left", state.Evictions, state.Bytes)
	}
	if grown > state.Bytes*5/4 {
		t.Errorf("the heap grew by %d bytes, the store says %d", grown, state.Bytes)
	}
	t.Logf("%+v, heap grew by %d", state, grown)
	e.Flush()
	equal(t, "bytes after a flush", e.State().Bytes, 0)
}

// TestManyCallers is for the race detector.
func TestManyCallers(t *testing.T) {
	engine := &scripted{takes: ms}
	e := open(t, engine, func(c *cached.Config) { c.MaxBytes, c.ProfileLife, c.ProfileRevalidate = 64<<10, 2*ms, 5*ms })
	var wait sync.WaitGroup
	for n := range 100 {
		wait.Go(func() {
			draw := rand.New(rand.NewPCG(uint64(n), 1))
			for range 50 {
				ctx, cancel := context.Context(t.Context()), context.CancelFunc(func() {})
				switch draw.IntN(8) {
				case 0:
					ctx = platform.WithMaxAge(ctx, 0)
				case 1:
					ctx, cancel = context.WithTimeout(ctx, 2*ms)
				case 2:
					e.Forget(id(fmt.Sprint("p", draw.IntN(30))))
				case 3:
					e.State()
				}
				names := fmt.Sprintf("p%d q%d no%d", draw.IntN(30), draw.IntN(30), draw.IntN(30))
				if draw.IntN(4) == 0 {
					_, _ = e.Events(ctx, platform.EventsRequest{Identities: ids(names), Limit: draw.IntN(6), Count: draw.IntN(2) == 0})
				} else if got := ask(ctx, e, names); ctx.Err() == nil && !strings.HasSuffix(got, " -") && !strings.Contains(got, "engine") {
					t.Errorf("%s: %s", names, got)
				}
				cancel()
			}
		})
	}
	wait.Wait()
	t.Logf("%+v", e.State())
}
