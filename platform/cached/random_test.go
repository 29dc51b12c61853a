package cached_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

// longest is the most that a call of a random engine takes.
const longest = 2 * time.Second

// callers is how many ask a random engine at the same time.
const callers = 6

var projections = []xdm.Projection{
	xdm.Project("version", "person"), xdm.Project("version", "person.name.firstName"), xdm.Project("version", "person.age", "lines.a"),
	xdm.Project("version"), {}, xdm.Project("version", "lines"),
}

// A world is what random callers check answers against.
type world struct {
	*scripted
	mu        sync.Mutex
	draw      *rand.Rand
	forgotten map[string]time.Time // when it last was
	requests  int
	model     map[string]time.Time // by identity and projection: when a plain cache read it last
	reads     int                  // calls that a plain cache would make
}

func (w *world) intn(n int) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.draw.IntN(n)
}

func (w *world) some(n int, unit time.Duration) time.Duration { return time.Duration(w.intn(n)) * unit }

// plain counts the call that a cache would make which neither shares calls nor
// cuts wider answers. What a caller in a hurry reads is not sure to be kept.
func (w *world) plain(names []string, p xdm.Projection, maxAge time.Duration, hurried bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.requests++
	missing, life := false, 30*time.Second
	if maxAge >= 0 {
		life = min(life, maxAge)
	}
	for _, name := range names {
		key := name + " " + p.String()
		if read, ok := w.model[key]; !ok || time.Since(read) >= life {
			missing = true
			if !hurried {
				w.model[key] = time.Now()
			}
		}
	}
	if missing {
		w.reads++
	}
}

// check says what is wrong with an answer to a request that came at began and
// allows maxAge, if that is not negative.
func (w *world) check(p *platform.Profile, asked platform.Identity, projection xdm.Projection, began time.Time, maxAge time.Duration) error {
	call, err := strconv.Atoi(p.Attributes.Get("version").Raw())
	if err != nil {
		return err
	}
	w.scripted.mu.Lock()
	read := w.calls[call-1].at // no earlier
	w.scripted.mu.Unlock()
	want, _ := xdm.TrustedObject(projection.With("identityMap").Apply(w.document(call, asked)))
	now := time.Now()
	allowed := now.Sub(began) + 30*time.Second + longest
	switch {
	case p.Freshness.Stale && p.Freshness.Reason == platform.Refreshing:
		allowed += 30 * time.Second
	case p.Freshness.Stale:
		allowed = 10*time.Minute + longest
	}
	if maxAge >= 0 {
		allowed = min(allowed, maxAge+now.Sub(began))
	}
	w.mu.Lock()
	forgotten := w.forgotten[asked.ID]
	w.mu.Unlock()
	switch {
	case p.Asked != asked:
		return errors.New("asked as another identity")
	case text(p.Attributes) != text(want):
		return fmt.Errorf("holds %s, want %s", text(p.Attributes), text(want))
	case now.Sub(read) > allowed:
		return fmt.Errorf("is of %s ago, %s is allowed (%+v)", now.Sub(read), allowed, p.Freshness)
	case read.Before(forgotten) && began.After(forgotten):
		return errors.New("was forgotten")
	case p.Freshness.FetchedAt.Before(read) || p.Freshness.FetchedAt.After(now):
		return fmt.Errorf("says it was fetched at %s", p.Freshness.FetchedAt)
	}
	return nil
}

// TestRandomCallers lets callers ask, go away, run out of time and forget at
// random, of an engine that fails at random, and checks every answer: never older
// than allowed, cut exactly, never of a call that somebody else makes at the same
// time, and with fewer calls than a plain cache needs.
func TestRandomCallers(t *testing.T) {
	for seed := range uint64(20) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { synctest.Test(t, func(t *testing.T) { randomCallers(t, seed) }) })
	}
}

func randomCallers(t *testing.T, seed uint64) {
	w := &world{scripted: &scripted{}, draw: rand.New(rand.NewPCG(seed, 1)), forgotten: map[string]time.Time{}, model: map[string]time.Time{}}
	w.each = func(ctx context.Context, n int) error {
		takes, failing := w.some(int(longest/ms)-1, ms)+1, seed%2 == 1 && w.intn(4) == 0
		if err := pause(ctx, takes); err != nil || !failing {
			return err
		}
		return &platform.Error{Kind: []error{platform.ErrUnavailable, platform.ErrTimeout, platform.ErrRejected}[w.intn(3)]}
	}
	e := open(t, w)
	pace := []int{8000, 500}[seed/4%2] // callers meet seldom, or all the time
	var wait sync.WaitGroup
	for range callers {
		wait.Go(func() {
			for range 150 {
				time.Sleep(w.some(pace, ms) + w.some(1000, time.Microsecond))
				if seed%4 > 1 && w.intn(15) == 0 {
					name := string(rune('a' + w.intn(8)))
					e.Forget(id(name))
					w.mu.Lock()
					w.forgotten[name] = time.Now()
					w.mu.Unlock()
				}
				one(t, w, func(ctx context.Context, req platform.ProfilesRequest) (map[platform.Identity]*platform.Profile, error) {
					return e.Profiles(ctx, req)
				})
			}
		})
	}
	wait.Wait()
	synctest.Wait()
	if w.twice && seed%4 < 2 { // who forgets has a call overtaken by another
		t.Error("one was asked for twice at the same time")
	}
	calls, state := len(w.calls), e.State()
	if seed%8 == 0 && calls > w.reads {
		t.Errorf("%d calls for %d requests, a plain cache makes %d", calls, w.requests, w.reads)
	}
	t.Logf("%d requests, %d calls, a plain cache makes %d; %+v", w.requests, calls, w.reads, state)
}

// one makes one random request.
func one(t *testing.T, w *world, profiles func(context.Context, platform.ProfilesRequest) (map[platform.Identity]*platform.Profile, error)) {
	ctx, maxAge, hurried := t.Context(), time.Duration(-1), false
	switch w.intn(6) {
	case 0:
		maxAge = w.some(40000, ms)
		if w.intn(3) == 0 {
			maxAge = 0
		}
		ctx = platform.WithMaxAge(ctx, maxAge)
	case 1:
		limited, cancel := context.WithTimeout(ctx, w.some(3000, ms))
		defer cancel()
		ctx, hurried = limited, true
	case 2:
		limited, cancel := context.WithCancel(ctx)
		time.AfterFunc(w.some(3000, ms), cancel)
		ctx, hurried = limited, true
	}
	var names []string
	for _, name := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		if w.intn(3) == 0 {
			names = append(names, name)
		}
	}
	projection := projections[w.intn(len(projections))]
	began := time.Now()
	if ctx.Err() == nil {
		w.plain(names, projection, maxAge, hurried)
	}
	found, err := profiles(ctx, platform.ProfilesRequest{Identities: ids(strings.Join(names, " ")), Projection: projection})
	if deadline, ok := ctx.Deadline(); ok && time.Now().After(deadline) && time.Now() != began {
		t.Errorf("answered %s after the deadline", time.Since(deadline))
	}
	for _, name := range names {
		p := found[id(name)]
		if p == nil {
			if failure := platform.ErrorFor(err, id(name)); failure == nil {
				t.Errorf("neither an answer nor an error")
			} else if !errors.Is(failure, platform.ErrUnavailable) && !errors.Is(failure, platform.ErrTimeout) && !errors.Is(failure, platform.ErrRejected) && ctx.Err() == nil {
				t.Errorf("unexpected error: %v", failure)
			}
			continue
		}
		if err := w.check(p, id(name), projection, began, maxAge); err != nil {
			t.Errorf("profile of %s for %s, %s allowed: %v", name, projection, maxAge, err)
		}
	}
}
