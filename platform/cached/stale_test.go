package cached_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"activityhub/platform"
	"activityhub/platform/cached"
)

func TestStaleStandsInForFailures(t *testing.T) {
	for _, c := range []struct {
		kind   error
		reason string // "" if nothing may stand in
	}{
		{platform.ErrUnavailable, "ENGINE_UNAVAILABLE"},
		{platform.ErrTimeout, "ENGINE_TIMEOUT"},
		{platform.ErrCircuitOpen, "ENGINE_CIRCUIT_OPEN"},
		{platform.ErrRateLimited, "ENGINE_RATE_LIMITED"},
		{platform.ErrInvalidResponse, "ENGINE_INVALID_RESPONSE"},
		{platform.ErrRejected, ""},
		{platform.ErrTooManyLinked, ""},
		{platform.ErrUnsupported, ""},
		{platform.ErrInvalid, ""},
		{platform.ErrTooLarge, ""},
		{platform.ErrPartial, ""},
	} {
		failure := &platform.Error{Kind: c.kind}
		stale := "1!" + c.reason
		if c.reason == "" {
			stale = c.kind.Error()
		}
		for how, break_ := range map[string]func(*scripted){
			"whole": func(s *scripted) { s.each = func(context.Context, int) error { return failure } },
			"one":   func(s *scripted) { s.fail = func(int, platform.Identity) error { return failure } },
		} {
			t.Run(fmt.Sprint(c.kind, " ", how), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					engine := &scripted{}
					e := open(t, engine)
					ask(t.Context(), e, "a b")
					break_(engine)
					time.Sleep(time.Minute)
					equal(t, "after a minute", ask(t.Context(), e, "a new b nobody"), fmt.Sprintf("%s %s %s %[2]s", stale, c.kind, stale))
					equal(t, "if a minute is allowed", ask(platform.WithMaxAge(t.Context(), time.Minute), e, "a"), stale)
					equal(t, "if less is allowed", ask(platform.WithMaxAge(t.Context(), time.Minute-time.Nanosecond), e, "a"), c.kind.Error())
					time.Sleep(9*time.Minute - time.Nanosecond)
					equal(t, "after just under ten minutes", ask(t.Context(), e, "b a"), stale+" "+stale)
					time.Sleep(time.Nanosecond)
					equal(t, "after ten", ask(t.Context(), e, "b a"), fmt.Sprint(c.kind, " ", c.kind))
				})
			})
		}
	}
}

func TestFailureWhileItIsReadAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := &scripted{fail: func(n int, id platform.Identity) error {
			if n > 1 && n < 4 {
				return &platform.Error{Kind: platform.ErrUnavailable}
			}
			return nil
		}}
		e := open(t, engine)
		ask(t.Context(), e, "a")
		time.Sleep(31 * time.Second)
		for range 2 {
			equal(t, "while it fails", ask(t.Context(), e, "a"), "1!REFRESHING")
			synctest.Wait()
		}
		equal(t, "each one tries", engine.log(), "a a a")
		time.Sleep(30 * time.Second)
		equal(t, "failing is over", ask(t.Context(), e, "a"), "4")
	})
}

func TestRefreshesAreOneCallAndFew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := &scripted{takes: time.Second}
		e := open(t, engine, func(c *cached.Config) { c.Refreshes = 2 })
		ask(t.Context(), e, "a b c d e")
		time.Sleep(31 * time.Second)
		ask(t.Context(), e, "a b")
		synctest.Wait()
		ask(t.Context(), e, "b c")
		synctest.Wait()
		ask(t.Context(), e, "a b c d e") // no room for d and e
		synctest.Wait()
		equal(t, "calls", engine.log(), "a+b+c+d+e a+b c")
		began := time.Now()
		equal(t, "who may wait for it does", ask(platform.WithMaxAge(t.Context(), 5*time.Second), e, "a"), "2")
		equal(t, "until it is there", time.Since(began), time.Second)
		synctest.Wait()
		equal(t, "afterwards", ask(t.Context(), e, "a c d"), "2 3 1!REFRESHING")
	})
}

func TestRefreshEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := &scripted{}
		e := open(t, engine)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		ask(ctx, e, "a")
		time.Sleep(31 * time.Second)
		engine.takes = time.Hour
		began := time.Now()
		ask(ctx, e, "a")
		cancel()
		synctest.Wait()
		equal(t, "it has a deadline of its own", engine.calls[1].deadline.Sub(began), 10*time.Second)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		equal(t, "and ends with it", engine.calls[1].ended, context.Canceled)
	})
}

func TestStaleJustInTime(t *testing.T) {
	for _, c := range []struct {
		name, names, want string
		at                time.Duration
	}{
		{"all is there", "a b", "1!ENGINE_TIMEOUT 1!ENGINE_TIMEOUT", 975 * ms},
		{"some is there", "a new", "1!ENGINE_TIMEOUT Profiles: the engine did not answer in the time that was left", 975 * ms},
		{"something fresh is there", "new fresh", "Profiles: the engine did not answer in the time that was left 2", 975 * ms},
		{"nothing is there", "new", "Profiles: the engine did not answer in the time that was left", 975 * ms},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				engine := &scripted{}
				e := open(t, engine)
				ask(t.Context(), e, "a b")
				time.Sleep(2 * time.Minute)
				ask(t.Context(), e, "fresh")
				engine.takes = time.Hour
				began := time.Now()
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				equal(t, "answer", ask(ctx, e, c.names), c.want)
				equal(t, "at", time.Since(began), c.at)
				synctest.Wait()
				equal(t, "the call is given up", engine.calls[2].ended, context.Canceled)
			})
		})
	}
}

func TestErrorsAreNotKept(t *testing.T) {
	engine := &scripted{fail: func(n int, _ platform.Identity) error {
		if n == 1 {
			return &platform.Error{Kind: platform.ErrRejected}
		}
		return nil
	}}
	e := open(t, engine)
	equal(t, "first", ask(t.Context(), e, "a"), "rejected")
	equal(t, "then", ask(t.Context(), e, "a"), "2")
}

func TestErrorsKeepTheirForm(t *testing.T) {
	whole := &platform.Error{Kind: platform.ErrRejected}
	engine := &scripted{each: func(_ context.Context, n int) error {
		if n > 1 {
			return whole
		}
		return nil
	}}
	e := open(t, engine)
	ask(t.Context(), e, "a")
	found, err := e.Profiles(t.Context(), platform.ProfilesRequest{Identities: ids("b c")})
	if found != nil || err != error(whole) {
		t.Errorf("a failure of all: %v, %v, want what the engine said", found, err)
	}
	found, err = e.Profiles(t.Context(), platform.ProfilesRequest{Identities: ids("a b"), Projection: name})
	var partial *platform.PartialError
	if len(found) != 1 || !errors.As(err, &partial) || len(partial.Failed) != 1 || partial.Failed[id("b")] != error(whole) {
		t.Errorf("a failure of the rest: %v, %v, want it for that one", found, err)
	}
}
