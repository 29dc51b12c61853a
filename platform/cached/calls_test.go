package cached_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"activityhub/platform"
	"activityhub/platform/cached"
)

// caller asks for names at some time and expects a word for each at another.
type caller struct {
	after   time.Duration // when it comes
	names   string
	within  time.Duration // its deadline, from when it comes; 0 means none
	cancels time.Duration // when it goes away, from when it comes; 0 means it does not
	fresh   bool          // it wants answers from the engine itself
	want    string
	at      time.Duration // when it is answered, from the beginning
}

func (c caller) context(t *testing.T) (context.Context, context.CancelFunc) {
	ctx, cancel := t.Context(), context.CancelFunc(func() {})
	if c.within > 0 {
		ctx, cancel = context.WithTimeout(ctx, c.within)
	}
	if c.cancels > 0 {
		ctx, cancel = context.WithCancel(ctx)
		time.AfterFunc(c.cancels, cancel)
	}
	if c.fresh {
		ctx = platform.WithMaxAge(ctx, 0)
	}
	return ctx, cancel
}

// guarded is a call by a guard that reads the deadline as it begins, keeps 50 ms
// of it, and has half a second to itself.
func guarded(takes time.Duration) func(context.Context, int) error {
	return func(ctx context.Context, _ int) error {
		limit := 5 * time.Second
		if deadline, ok := ctx.Deadline(); ok {
			limit = min(limit, time.Until(deadline)-50*time.Millisecond)
		}
		if takes < limit {
			return pause(ctx, takes)
		}
		return cmpError(pause(ctx, max(limit, 0)), &platform.Error{Op: "Profiles", Kind: platform.ErrTimeout})
	}
}

// cmpError returns err, or else the other one.
func cmpError(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

const ms = time.Millisecond

func TestCallsAreShared(t *testing.T) {
	timeout, late := "Profiles: timed out", "Profiles: the engine did not answer in the time that was left"
	for _, c := range []struct {
		name    string
		each    func(ctx context.Context, call int) error
		fail    func(call int, id platform.Identity) error
		callers []caller
		calls   string
	}{
		{"one for all", nil, nil, []caller{
			{0, "a b", 0, 0, false, "1 1", 1000 * ms}, {500 * ms, "a", 0, 0, false, "1", 1000 * ms}, {999 * ms, "b a", 0, 0, false, "1 1", 1000 * ms},
		}, "a+b"},
		{"the rest in a call of its own", nil, nil, []caller{
			{0, "a b", 0, 0, false, "1 1", 1000 * ms}, {500 * ms, "b c d", 0, 0, false, "1 2 2", 1500 * ms},
		}, "a+b c+d"},
		{"the first goes away", nil, nil, []caller{
			{0, "a", 0, 300 * ms, false, "context canceled", 300 * ms}, {100 * ms, "a", 0, 0, false, "1", 1000 * ms},
		}, "a"},
		{"the first runs out of time", nil, nil, []caller{
			{0, "a", 300 * ms, 0, false, late, 275 * ms}, {100 * ms, "a", 0, 0, false, "1", 1000 * ms},
		}, "a"},
		{"a later one goes away", nil, nil, []caller{
			{0, "a", 0, 0, false, "1", 1000 * ms}, {100 * ms, "a", 0, 200 * ms, false, "context canceled", 300 * ms},
		}, "a"},
		{"everyone goes away", nil, nil, []caller{
			{0, "a", 0, 300 * ms, false, "context canceled", 300 * ms}, {100 * ms, "a", 300 * ms, 0, false, late, 375 * ms},
			{500 * ms, "a", 0, 0, false, "2", 1500 * ms},
		}, "a a"},
		{"the guard keeps to the time of the first", guarded(1000 * ms), nil, []caller{
			{0, "a", 500 * ms, 0, false, timeout, 450 * ms}, {100 * ms, "a", 2000 * ms, 0, false, "2", 1450 * ms}, {200 * ms, "a", 0, 0, false, "2", 1450 * ms},
		}, "a a"},
		{"the guard refuses the first at once", guarded(1000 * ms), nil, []caller{
			{0, "a", 50 * ms, 0, false, timeout, 0}, {0, "a", 5000 * ms, 0, false, "2", 1000 * ms},
		}, "a a"},
		{"the guard runs out of its own time", guarded(6000 * ms), nil, []caller{
			{0, "a", 9000 * ms, 0, false, timeout, 5000 * ms}, {100 * ms, "a", 9500 * ms, 0, false, timeout, 5000 * ms}, {200 * ms, "a", 0, 0, false, timeout, 5000 * ms},
		}, "a"},
		{"a failure of all", func(ctx context.Context, n int) error {
			return cmpError(pause(ctx, 100*ms), platform.Invalidf("no such policy"))
		}, nil, []caller{
			{0, "a b", 0, 0, false, "no such policy no such policy", 100 * ms}, {50 * ms, "a", 0, 0, false, "no such policy", 100 * ms},
			{200 * ms, "a", 0, 0, false, "no such policy", 300 * ms},
		}, "a+b a"},
		{"a failure of one", nil, func(n int, id platform.Identity) error {
			if n == 1 && id.ID == "b" {
				return &platform.Error{Kind: platform.ErrTooManyLinked}
			}
			return nil
		}, []caller{
			{0, "a b c", 0, 0, false, "1 too many identities 1", 1000 * ms}, {50 * ms, "b", 0, 0, false, "too many identities", 1000 * ms},
			{1100 * ms, "c b a", 0, 0, false, "1 2 1", 2100 * ms},
		}, "a+b+c b"},
		{"slow down, longer than the first can wait", func(ctx context.Context, n int) error {
			if n > 1 {
				return pause(ctx, 300*ms)
			}
			ctx.Deadline()
			return cmpError(pause(ctx, 100*ms), &platform.Error{Kind: platform.ErrRateLimited, RetryAfter: 400 * ms})
		}, nil, []caller{
			{0, "a", 300 * ms, 0, false, "rate limited", 100 * ms}, {0, "a", 900 * ms, 0, false, "2", 400 * ms}, {0, "a", 350 * ms, 0, false, "rate limited", 100 * ms},
		}, "a a"},
		{"fresh ones share what begins after them", nil, nil, []caller{
			{0, "a", 0, 0, false, "1", 1000 * ms},
			{100 * ms, "a", 0, 0, true, "2", 2000 * ms}, {200 * ms, "a", 0, 0, true, "2", 2000 * ms},
			{1500 * ms, "a", 0, 0, true, "3", 3000 * ms}, {1600 * ms, "a", 0, 0, false, "1", 1600 * ms},
		}, "a a a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				engine := &scripted{takes: time.Second, each: c.each, fail: c.fail}
				e := open(t, engine)
				begin := time.Now()
				var wait sync.WaitGroup
				for i, who := range c.callers {
					wait.Go(func() {
						time.Sleep(who.after + time.Duration(i)) // in order
						ctx, cancel := who.context(t)
						defer cancel()
						got := ask(ctx, e, who.names)
						if words := strings.Fields(got); len(words) > 2 && words[0] == "context" && words[1] == "canceled" {
							got = "context canceled"
						}
						equal(t, fmt.Sprint("caller ", i, " got"), got, who.want)
						equal(t, fmt.Sprint("caller ", i, " at"), time.Since(begin).Truncate(10*time.Microsecond), who.at)
					})
				}
				wait.Wait()
				synctest.Wait()
				equal(t, "calls", engine.log(), c.calls)
				equal(t, "one was asked for twice at once", engine.twice, false)
			})
		})
	}
}

func TestDeadlineIsThatOfTheLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []string
		engine := &scripted{}
		begin := time.Now()
		engine.each = func(ctx context.Context, _ int) error {
			for range 5 {
				deadline, ok := ctx.Deadline()
				child, cancel := context.WithCancel(ctx)
				same, _ := child.Deadline()
				cancel()
				told = append(told, fmt.Sprint(deadline.Sub(begin) > 0 && ok, " ", deadline.Equal(same)))
				if ok {
					told[len(told)-1] = fmt.Sprint(deadline.Sub(begin), " ", deadline.Equal(same))
				}
				if err := pause(ctx, 100*ms); err != nil {
					told = append(told, fmt.Sprint(err, ", because ", context.Cause(ctx)))
					return err
				}
			}
			return nil
		}
		e := open(t, engine)
		var wait sync.WaitGroup
		for _, c := range []caller{{after: 0, within: 320 * ms}, {after: 50 * ms, within: 400 * ms}, {after: 150 * ms, cancels: 100 * ms}} {
			wait.Go(func() {
				time.Sleep(c.after)
				ctx, cancel := c.context(t)
				defer cancel()
				ask(ctx, e, "a")
			})
		}
		wait.Wait()
		synctest.Wait()
		equal(t, "deadlines", strings.Join(told, "; "), "320ms true; 450ms true; false true; 450ms true; 450ms true; context canceled, because context deadline exceeded")
		equal(t, "nothing of it is kept", e.State().Bytes, 0)
	})
}

func TestNothingIsKeptOfACallGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := &scripted{each: func(context.Context, int) error { time.Sleep(time.Second); return nil }} // whatever happens
		e := open(t, engine)
		ctx, cancel := context.WithTimeout(t.Context(), 100*ms)
		defer cancel()
		ask(ctx, e, "a")
		time.Sleep(2 * time.Second)
		equal(t, "bytes", e.State().Bytes, 0)
		equal(t, "afterwards", ask(t.Context(), e, "a"), "2")
	})
}

type valueKey struct{}

func TestCallRunsUnderTheValuesOfTheFirst(t *testing.T) {
	engine := &scripted{}
	var got any
	engine.each = func(ctx context.Context, _ int) error { got = ctx.Value(valueKey{}); return nil }
	ask(context.WithValue(t.Context(), valueKey{}, "trace"), open(t, engine), "a")
	equal(t, "value", got, any("trace"))
}

func TestPanicsAreErrors(t *testing.T) {
	for what, fall := range map[string]func(){"panic": func() { panic("Email:ada@example.com") }, "end of goroutine": runtime.Goexit} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				engine := &scripted{}
				engine.each = func(ctx context.Context, n int) error {
					time.Sleep(time.Second)
					if n == 1 {
						fall()
					}
					return nil
				}
				e := open(t, engine)
				var wait sync.WaitGroup
				for range 3 {
					wait.Go(func() {
						found, err := e.Profiles(t.Context(), platform.ProfilesRequest{Identities: ids("a b"), Projection: name})
						if found != nil || err == nil || strings.Contains(err.Error(), "ada@example.com") {
							t.Errorf("%v, %v: want an error that says nothing of what was panicked with", found, err)
						}
					})
				}
				wait.Wait()
				equal(t, "afterwards", ask(t.Context(), e, "a"), "2")
			})
		})
	}
}

func TestCancelledAtOnce(t *testing.T) {
	engine := &scripted{}
	e := open(t, engine)
	ask(t.Context(), e, "a")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Profiles(ctx, platform.ProfilesRequest{Identities: ids("a")}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want context.Canceled, also of what is kept", err)
	}
	equal(t, "calls", engine.log(), "a")
}

func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := &scripted{takes: time.Second}
		e, err := cached.New(cached.Config{Engine: engine, Scope: "scope"})
		if err != nil {
			t.Fatal(err)
		}
		ask(t.Context(), e, "a")
		time.Sleep(40 * time.Second)
		ask(t.Context(), e, "a") // and it is read again
		synctest.Wait()
		waiting := make(chan string)
		go func() { waiting <- ask(t.Context(), e, "b") }()
		synctest.Wait()
		began := time.Now()
		if err := e.Close(); err != nil {
			t.Error(err)
		}
		equal(t, "it waits for nobody", time.Since(began), 0)
		equal(t, "who waited", <-waiting, "Profiles: the engine is closed")
		equal(t, "calls", engine.log(), "a a b")
		equal(t, "their end", fmt.Sprint(engine.calls[1].ended, engine.calls[2].ended), "context canceled context canceled")
		equal(t, "the engine behind is closed", engine.closed, true)
		equal(t, "what was kept", ask(t.Context(), e, "a"), "Profiles: the engine is closed")
		equal(t, "twice", e.Close(), nil)
	})
}
