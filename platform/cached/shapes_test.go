package cached_test

import (
	"context"
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

// text returns o as it was written.
func text(o xdm.Object) string {
	var b strings.Builder
	for name, value := range o.All() {
		fmt.Fprintf(&b, "%s=%s;", name, value.Raw())
	}
	return b.String()
}

func TestWiderAnswersServeNarrowerQuestions(t *testing.T) {
	engine := &scripted{}
	e := open(t, engine)
	for _, c := range []struct {
		paths string
		calls int // so far
		want  string
	}{
		{"version,person.name", 1, `version=1;person={"name":{"firstName":"A1","lastName":"B"}};`},
		{"person.name", 1, `person={"name":{"firstName":"A1","lastName":"B"}};`},
		{"version,person.name.lastName", 1, `version=1;person={"name":{"lastName":"B"}};`},
		{"person.name.no.such,version", 1, `version=1;person={"name":{}};`},
		{"lines.a,version", 2, `version=2;lines=[{"a":1},{}];`},
		{"version", 2, `version=2;`}, // the newer of two that cover it
		{"person.age,version", 3, `version=3;person={"age":7};`},
		{"*", 4, `version=4;person={"name":{"firstName":"A4","lastName":"B"},"age":7};lines=[{"a":1,"b":2},{"b":3}];`},
		{"lines.a,version", 4, `version=4;lines=[{"a":1},{}];`},
		{"person.name.firstName,no.such", 4, `person={"name":{"firstName":"A4"}};`},
	} {
		projection := xdm.Projection{}
		if c.paths != "*" {
			var paths []xdm.Path
			for _, p := range strings.Split(c.paths, ",") {
				paths = append(paths, xdm.Path(p))
			}
			projection = xdm.Project(paths...)
		}
		found, err := e.Profiles(t.Context(), platform.ProfilesRequest{Identities: ids("a"), Projection: projection})
		if err != nil {
			t.Fatal(err)
		}
		got := found[id("a")].Attributes
		equal(t, c.paths+": identityMap", got.Get("identityMap").Raw(), `{"Email":[{"id":"a"}]}`)
		equal(t, c.paths, text(got), `identityMap={"Email":[{"id":"a"}]};`+c.want)
		equal(t, c.paths+": calls", len(engine.calls), c.calls)
	}
}

func TestLongerPagesServeShorterOnes(t *testing.T) {
	engine := &scripted{}
	e := open(t, engine)
	for _, c := range []struct {
		limit int
		count bool
		paths []xdm.Path
		calls int    // so far
		want  string // events, more, total, call
	}{
		{3, false, []xdm.Path{"version", "person"}, 1, "e0 e1 e2 true -1 version=1;"},
		{2, false, []xdm.Path{"version"}, 1, "e0 e1 true -1 version=1;"},
		{3, false, []xdm.Path{"version"}, 1, "e0 e1 e2 true -1 version=1;"},
		{2, true, []xdm.Path{"version"}, 2, "e0 e1 true 5 version=2;"},
		{2, false, []xdm.Path{"version"}, 2, "e0 e1 true -1 version=2;"},
		{0, true, []xdm.Path{"version"}, 2, "true 5 "},
		{4, false, []xdm.Path{"version"}, 3, "e0 e1 e2 e3 true -1 version=3;"},
		{5, true, []xdm.Path{"version"}, 4, "e0 e1 e2 e3 e4 false 5 version=4;"},
		{100, true, []xdm.Path{"version"}, 4, "e0 e1 e2 e3 e4 false 5 version=4;"}, // the page was whole
		{5, false, []xdm.Path{"version"}, 4, "e0 e1 e2 e3 e4 false -1 version=4;"},
		{4, false, []xdm.Path{"version"}, 4, "e0 e1 e2 e3 true -1 version=4;"},
	} {
		what := fmt.Sprint(c.limit, c.count, c.paths)
		pages, err := e.Events(t.Context(), platform.EventsRequest{Identities: ids("a"), Order: platform.NewestFirst, Limit: c.limit, Count: c.count, Projection: xdm.Project(c.paths...)})
		if err != nil {
			t.Fatal(err)
		}
		page := pages[id("a")]
		var got []string
		for _, event := range page.Events {
			got = append(got, event.ID)
		}
		got = append(got, fmt.Sprint(page.More), fmt.Sprint(page.Total))
		said := ""
		if len(page.Events) > 0 {
			said = strings.SplitAfter(text(page.Events[0].Attributes), ";")[0]
			for _, event := range page.Events {
				if strings.Contains(text(event.Attributes), "person") != (len(c.paths) > 1) {
					t.Errorf("%s: event holds %s", what, text(event.Attributes))
				}
			}
		}
		equal(t, what, strings.Join(got, " ")+" "+said, c.want)
		equal(t, what+": calls", len(engine.calls), c.calls)
	}
}

// TestCountsAloneServeNoPages guards what a count alone does not say: whether
// there is anything on a page.
func TestCountsAloneServeNoPages(t *testing.T) {
	engine := &scripted{}
	e := open(t, engine)
	for _, c := range []struct {
		limit int
		count bool
		calls int // so far
		want  string
	}{
		{0, true, 1, "0 events, total 5"},
		{0, true, 1, "0 events, total 5"},
		{3, false, 2, "3 events, total -1"},
		{3, true, 3, "3 events, total 5"},
		{2, true, 3, "2 events, total 5"},
	} {
		pages, err := e.Events(t.Context(), platform.EventsRequest{Identities: ids("a"), Order: platform.NewestFirst, Limit: c.limit, Count: c.count})
		if err != nil {
			t.Fatal(err)
		}
		page, what := pages[id("a")], fmt.Sprint(c.limit, " ", c.count)
		equal(t, what, fmt.Sprintf("%d events, total %d", len(page.Events), page.Total), c.want)
		equal(t, what+": calls", len(engine.calls), c.calls)
	}
}

func TestQuestionsAreKeptApart(t *testing.T) {
	at := func(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
	base := platform.EventsRequest{Order: platform.NewestFirst, Limit: 2}
	different := map[string]func(*platform.EventsRequest){
		"as it is":          func(*platform.EventsRequest) {},
		"other order":       func(r *platform.EventsRequest) { r.Order = platform.OldestFirst },
		"a policy":          func(r *platform.EventsRequest) { r.MergePolicy = "p" },
		"after":             func(r *platform.EventsRequest) { r.After = platform.EventPosition{Time: at(5), ID: "x"} },
		"after, other id":   func(r *platform.EventsRequest) { r.After = platform.EventPosition{Time: at(5), ID: "y"} },
		"after, other time": func(r *platform.EventsRequest) { r.After = platform.EventPosition{Time: at(6), ID: "x"} },
		"before":            func(r *platform.EventsRequest) { r.Before = platform.EventPosition{Time: at(5), ID: "x"} },
		"from":              func(r *platform.EventsRequest) { r.Filter.From = at(5) },
		"to":                func(r *platform.EventsRequest) { r.Filter.To = at(5) },
		"from the year 0":   func(r *platform.EventsRequest) { r.Filter.From = at(0) },
		"types":             func(r *platform.EventsRequest) { r.Filter.Types = []string{"a", "b"} },
		"a type":            func(r *platform.EventsRequest) { r.Filter.Types = []string{"a1:b"} },
		"no type at all":    func(r *platform.EventsRequest) { r.Filter.Types = []string{} },
		"channels":          func(r *platform.EventsRequest) { r.Filter.Channels = []string{"a", "b"} },
	}
	engine := &scripted{}
	e := open(t, engine)
	for range 2 {
		for what, change := range different {
			req := base
			req.Identities = ids("a")
			change(&req)
			if _, err := e.Events(t.Context(), req); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
		}
		equal(t, "calls", len(engine.calls), len(different))
	}
}

func TestAskedAsAsked(t *testing.T) {
	engine := &scripted{}
	e := open(t, engine)
	for _, code := range []platform.Namespace{"Email", "email", "EMAIL", "Email"} {
		asked := platform.Identity{Namespace: code, ID: "a"}
		found, err := e.Profiles(t.Context(), platform.ProfilesRequest{Identities: []platform.Identity{asked}})
		if err != nil || found[asked] == nil {
			t.Fatalf("%s: %v, %v", code, found, err)
		}
		equal(t, "asked as", found[asked].Asked, asked)
	}
	equal(t, "calls", engine.log(), "a")
}

func TestBatchAsksForWhatIsMissing(t *testing.T) {
	engine := &scripted{}
	e := open(t, engine)
	ask(t.Context(), e, "a c nobody")
	equal(t, "a batch", ask(t.Context(), e, "a b c d nobody no-one"), "1 2 1 2 - -")
	equal(t, "the other way round", ask(t.Context(), e, "d c b a"), "2 1 2 1")
	equal(t, "calls", engine.log(), "a+c+nobody b+d+no-one")
	state := e.State()
	equal(t, "hits", state.Hits, 7)
	equal(t, "misses", state.Misses, 6)
}

// A call that began earlier and ends later must not take the place of what is
// newer, nor add to it.
func TestCallsThatEndInAnotherOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := &scripted{each: func(ctx context.Context, n int) error { return pause(ctx, []time.Duration{3, 1}[n-1]*time.Second) }}
		e := open(t, engine)
		get := func(name string, paths ...xdm.Path) string {
			found, err := e.Profiles(t.Context(), platform.ProfilesRequest{Identities: ids(name), Projection: xdm.Project(paths...)})
			if err != nil {
				t.Error(err)
			}
			if found[id(name)] == nil {
				return "-"
			}
			return found[id(name)].Attributes.Get("version").Raw()
		}
		var wait sync.WaitGroup
		wait.Go(func() { equal(t, "the first", get("a", "version"), "1") })
		time.Sleep(time.Second)
		equal(t, "a wider one after it", get("a", "version", "lines"), "2")
		wait.Wait()
		equal(t, "the newer one stays", get("a", "version"), "2")
		equal(t, "calls", engine.log(), "a a")
	})
}

// Nor must it bring back who is gone.
func TestGoneStaysGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := &scripted{}
		engine.each = func(ctx context.Context, n int) error {
			err := pause(ctx, []time.Duration{3, 1}[n-1]*time.Second)
			engine.erase([]platform.Identity{{}, id("a")}[n-1]) // the first one read what was there before
			return err
		}
		e := open(t, engine)
		var wait sync.WaitGroup
		wait.Go(func() { equal(t, "who was there", ask(t.Context(), e, "a"), "1") })
		time.Sleep(time.Second)
		found, err := e.Profiles(t.Context(), platform.ProfilesRequest{Identities: ids("a")})
		equal(t, "is gone", fmt.Sprint(len(found), err), "0 <nil>")
		wait.Wait()
		equal(t, "and stays it", ask(t.Context(), e, "a"), "-")
	})
}

// What is covered by something newer takes no room.
func TestCoveredAnswersAreDropped(t *testing.T) {
	bytes := func(e *cached.Engine, all ...xdm.Projection) int64 {
		for _, p := range all {
			if _, err := e.Profiles(platform.WithMaxAge(t.Context(), 0), platform.ProfilesRequest{Identities: ids("a"), Projection: p}); err != nil {
				t.Fatal(err)
			}
		}
		return e.State().Bytes
	}
	narrow, wide := xdm.Project("identityMap", "version"), xdm.Project("identityMap", "version", "lines")
	once := bytes(open(t, &scripted{}), wide)
	again := bytes(open(t, &scripted{}), wide, wide, narrow, wide)
	if again > once {
		t.Errorf("%d bytes, and %d after it was read again", once, again)
	}
	both := bytes(open(t, &scripted{}), wide, narrow)
	if both <= once {
		t.Errorf("%d bytes, and %d with a newer narrow answer beside it", once, both)
	}
}
