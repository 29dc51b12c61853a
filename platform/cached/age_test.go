package cached_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"activityhub/platform"
	"activityhub/platform/cached"
	"activityhub/platform/xdm"
)

func TestProfilesByAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := &scripted{takes: 100 * time.Millisecond}
		e := open(t, engine)
		equal(t, "first", ask(t.Context(), e, "a"), "1")
		came := time.Now()
		at := func(age time.Duration, want, calls string) {
			t.Helper()
			time.Sleep(age - time.Since(came))
			synctest.Wait()
			equal(t, "at "+age.String(), ask(t.Context(), e, "a"), want)
			synctest.Wait()
			equal(t, "calls at "+age.String(), engine.log(), calls)
		}
		at(30*time.Second-time.Nanosecond, "1", "a")
		at(30*time.Second, "1!REFRESHING", "a a")
		at(30*time.Second+100*time.Millisecond-time.Nanosecond, "1!REFRESHING", "a a")
		at(30*time.Second+100*time.Millisecond, "2", "a a")
		came = time.Now()
		at(time.Minute-time.Nanosecond, "2!REFRESHING", "a a a")
		time.Sleep(time.Second)
		equal(t, "read again", ask(t.Context(), e, "a"), "3")
		time.Sleep(2 * time.Minute)
		began := time.Now()
		equal(t, "older than that", ask(t.Context(), e, "a"), "4")
		equal(t, "and waited for", time.Since(began), 100*time.Millisecond)
		state := e.State()
		equal(t, "hits", state.Hits, 3)
		equal(t, "misses", state.Misses, 2)
		equal(t, "stale", state.Stale, 3)
		equal(t, "refreshes", state.Refreshes, 2)
	})
}

func TestEventsByAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := &scripted{}
		e := open(t, engine)
		get := func() platform.Freshness {
			pages, err := e.Events(t.Context(), platform.EventsRequest{Identities: ids("a"), Limit: 2, Order: platform.NewestFirst})
			if err != nil || len(pages) != 1 {
				t.Fatalf("%d pages, %v", len(pages), err)
			}
			synctest.Wait()
			return pages[id("a")].Freshness
		}
		begin := time.Now()
		equal(t, "first", get(), platform.Freshness{FetchedAt: begin})
		time.Sleep(10*time.Second - time.Nanosecond)
		equal(t, "kept", get(), platform.Freshness{FetchedAt: begin})
		time.Sleep(time.Nanosecond)
		equal(t, "old", get(), platform.Freshness{FetchedAt: begin, Stale: true, Reason: "REFRESHING"})
		equal(t, "read again", get(), platform.Freshness{FetchedAt: begin.Add(10 * time.Second)})
		time.Sleep(20 * time.Second)
		equal(t, "too old", get(), platform.Freshness{FetchedAt: begin.Add(30 * time.Second)})
		equal(t, "calls", engine.log(), "a a a")
	})
}

// TestStaleNoLongerThanFresh gives lives of its own: an answer is served while it
// is read again for as long as it was fresh, and not at all if it is never fresh.
func TestStaleNoLongerThanFresh(t *testing.T) {
	for _, tt := range []struct {
		name string
		life time.Duration
		age  time.Duration
		want string
	}{
		{"fresh", 3 * time.Second, 3*time.Second - 1, "1"},
		{"served while it is read again", 3 * time.Second, 6*time.Second - 1, "1!REFRESHING"},
		{"too old", 3 * time.Second, 6 * time.Second, "2"},
		{"never fresh", -1, time.Millisecond, "2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := open(t, &scripted{}, func(c *cached.Config) { c.ProfileLife = tt.life })
				equal(t, "first", ask(t.Context(), e, "a"), "1")
				time.Sleep(tt.age)
				equal(t, "at "+tt.age.String(), ask(t.Context(), e, "a"), tt.want)
				synctest.Wait()
			})
		})
	}
}

func TestNotFoundByAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := &scripted{}
		e := open(t, engine)
		equal(t, "first", ask(t.Context(), e, "nobody"), "-")
		time.Sleep(2*time.Second - time.Nanosecond)
		equal(t, "kept", ask(t.Context(), e, "nobody"), "-")
		equal(t, "calls", engine.log(), "nobody")
		time.Sleep(time.Nanosecond)
		equal(t, "asked again", ask(t.Context(), e, "nobody"), "-")
		equal(t, "calls", engine.log(), "nobody nobody")
		found, err := e.Profiles(t.Context(), platform.ProfilesRequest{Identities: ids("nobody"), Projection: xdm.Project("lines")})
		equal(t, "whatever is asked for", len(found), 0)
		equal(t, "whatever is asked for", err, nil)
		equal(t, "calls", engine.log(), "nobody nobody")
	})
}

func TestGoneTakesThePlaceOfWhatWasThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := &scripted{}
		e := open(t, engine)
		ask(t.Context(), e, "a")
		whole := platform.ProfilesRequest{Identities: ids("a")}
		if _, err := e.Profiles(t.Context(), whole); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		engine.erase(id("a"))
		equal(t, "nobody any more", ask(t.Context(), e, "a"), "-")
		found, err := e.Profiles(t.Context(), whole)
		equal(t, "nor by another question", len(found), 0)
		equal(t, "without an error", err, nil)
	})
}

func TestMaxAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := &scripted{takes: time.Second}
		e := open(t, engine)
		within := func(age time.Duration) context.Context { return platform.WithMaxAge(t.Context(), age) }
		equal(t, "first", ask(t.Context(), e, "a"), "1") // began a second ago
		equal(t, "as old as its call", ask(within(time.Second), e, "a"), "1")
		equal(t, "older than allowed", ask(within(time.Second-time.Nanosecond), e, "a"), "2")
		equal(t, "kept for others", ask(t.Context(), e, "a"), "2")
		equal(t, "from the engine itself", ask(within(0), e, "a"), "3")
		equal(t, "also just after", ask(within(0), e, "a"), "4")
		time.Sleep(40 * time.Second)
		equal(t, "stale and allowed", ask(within(50*time.Second), e, "a"), "4!REFRESHING")
		time.Sleep(time.Second)
		synctest.Wait()
		equal(t, "read again", ask(t.Context(), e, "a"), "5")
		time.Sleep(40 * time.Second)
		equal(t, "stale and not allowed", ask(within(35*time.Second), e, "a"), "6")
	})
}
