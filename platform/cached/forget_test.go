package cached_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"activityhub/platform"
	"activityhub/platform/cached"
	"activityhub/platform/xdm"
)

func linked(all ...platform.Identity) (l []platform.LinkedIdentity) {
	for _, id := range all {
		l = append(l, platform.LinkedIdentity{Identity: id})
	}
	return l
}

func TestForget(t *testing.T) {
	crm := platform.Identity{Namespace: "CRMID", ID: "C1"}
	engine := &scripted{link: map[platform.Identity][]platform.LinkedIdentity{id("a"): linked(id("a"), crm, id("a2"))}}
	e := open(t, engine)
	pages := func(names string) string {
		found, err := e.Events(t.Context(), platform.EventsRequest{Identities: ids(names), Limit: 1, Projection: xdm.Project("version")})
		if err != nil {
			t.Fatal(err)
		}
		words := []string{}
		for _, id := range ids(names) {
			words = append(words, found[id].Events[0].Attributes.Get("version").Raw())
		}
		return strings.Join(words, " ")
	}
	equal(t, "profiles", ask(t.Context(), e, "a a2 b"), "1 1 1")
	equal(t, "pages", pages("a a2 b"), "2 2 2")
	e.Forget(id("nobody"), platform.Identity{Namespace: "email", ID: "A"})
	equal(t, "of others", ask(t.Context(), e, "a a2 b")+" "+pages("a a2 b"), "1 1 1 2 2 2")
	e.Forget(platform.Identity{Namespace: "crmid", ID: "C1"})
	equal(t, "by a linked identity", ask(t.Context(), e, "b a a2"), "1 3 3")
	equal(t, "and its pages", pages("b a a2"), "2 4 4")
	e.Flush()
	equal(t, "of all", ask(t.Context(), e, "b a a2")+" "+pages("a a2 b"), "5 5 5 6 6 6")
}

func TestForgetPagesThatNameSomebody(t *testing.T) {
	link := map[platform.Identity][]platform.LinkedIdentity{id("a"): linked(id("x"), id("y"))}
	for _, c := range []struct {
		name, forget string
		projection   xdm.Projection
		calls        string
	}{
		{"who it is of", "a", xdm.Project("version"), "a+b a"},
		{"who an event was recorded under", "x", xdm.Project("version"), "a+b a"},
		{"who the identityMap of an event names", "y", xdm.Projection{}, "a+b a"},
		{"somebody else", "y", xdm.Project("version"), "a+b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			engine := &scripted{link: link}
			e := open(t, engine)
			for range 2 {
				if _, err := e.Events(t.Context(), platform.EventsRequest{Identities: ids("a b"), Limit: 1, Projection: c.projection}); err != nil {
					t.Fatal(err)
				}
				e.Forget(id(c.forget))
			}
			if _, err := e.Events(t.Context(), platform.EventsRequest{Identities: ids("b"), Limit: 1, Projection: c.projection}); err != nil {
				t.Fatal(err)
			}
			equal(t, "calls", engine.log(), c.calls)
		})
	}
}

func TestForgetCallsUnderWay(t *testing.T) {
	for _, c := range []struct {
		name   string
		forget func(e *cached.Engine)
		calls  string
		want   string
	}{
		{"who was asked for", func(e *cached.Engine) { e.Forget(id("a")) }, "a+b a", "2 1"},
		{"who turns out to be linked", func(e *cached.Engine) { e.Forget(id("x")) }, "a+b a", "2 1"},
		{"others", func(e *cached.Engine) { e.Forget(id("c")) }, "a+b", "1 1"},
		{"everybody", (*cached.Engine).Flush, "a+b a+b", "2 2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				engine := &scripted{takes: time.Second, link: map[platform.Identity][]platform.LinkedIdentity{id("a"): linked(id("a"), id("x"))}}
				e := open(t, engine)
				var wait sync.WaitGroup
				for range 2 {
					wait.Go(func() { equal(t, "who waits", ask(t.Context(), e, "a b"), c.want) })
				}
				time.Sleep(500 * ms)
				c.forget(e)
				wait.Go(func() { equal(t, "who joins", ask(t.Context(), e, "a b"), c.want) })
				wait.Wait()
				equal(t, "what is kept", ask(t.Context(), e, "a b"), c.want)
				equal(t, "calls", engine.log(), c.calls)
			})
		})
	}
}

func TestForgetWhatIsReadAgain(t *testing.T) {
	for name, forget := range map[string]func(*cached.Engine){"forget": func(e *cached.Engine) { e.Forget(id("a")) }, "flush": (*cached.Engine).Flush} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				engine := &scripted{takes: time.Second}
				e := open(t, engine)
				ask(t.Context(), e, "a")
				time.Sleep(31 * time.Second)
				ask(t.Context(), e, "a")
				synctest.Wait()
				forget(e)
				time.Sleep(2 * time.Second)
				equal(t, "afterwards", ask(t.Context(), e, "a"), "3")
			})
		})
	}
}

// A failure must not bring back who was forgotten while it lasted.
func TestForgetBeatsStale(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := &scripted{takes: time.Second, fail: func(n int, _ platform.Identity) error {
			if n > 1 {
				return &platform.Error{Kind: platform.ErrUnavailable}
			}
			return nil
		}}
		e := open(t, engine)
		ask(t.Context(), e, "a")
		time.Sleep(2 * time.Minute)
		time.AfterFunc(500*ms, func() { e.Forget(id("a")) })
		equal(t, "answer", ask(t.Context(), e, "a"), "unavailable")
	})
}

func TestScopesShareAStore(t *testing.T) {
	store, err := cached.NewStore(1 << 20)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	var engines []*cached.Engine
	for _, scope := range []string{"dev", "prod"} {
		engines = append(engines, open(t, &scripted{}, func(c *cached.Config) { c.Store, c.Scope = store, scope }))
	}
	if _, err := cached.New(cached.Config{Engine: &scripted{}, Scope: "dev", Store: store}); err == nil {
		t.Error("two caches of one scope share a store")
	}
	for n := range 2 {
		for _, e := range engines {
			equal(t, "answer", ask(t.Context(), e, "a"), fmt.Sprint(n+1))
			equal(t, "kept", ask(t.Context(), e, "a"), fmt.Sprint(n+1))
		}
		engines[0].Flush()
		equal(t, "the other one keeps its own", ask(t.Context(), engines[1], "a"), fmt.Sprint(n+1))
		engines[1].Flush()
	}
}
