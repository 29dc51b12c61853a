package resilience_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"activityhub/platform"
	"activityhub/platform/resilience"
)

// asking is a wish to slow down that is not tried again, for as long as given;
// zero leaves it open.
func asking(wait time.Duration) fault {
	return fault{resilience.Verdict{Throttled: true, Wait: wait}}
}

func TestSlowDown(t *testing.T) {
	const second = time.Second
	fake(t, "the caller waits and tries again", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		start := time.Now()
		s := play(step{err: throttledFor(2 * second)}, step{})
		_, err := resilience.Do(within(t, 3*second), g, false, s.call)
		equal(t, "error", err, nil)
		since(t, start, 2*second+lengthened(200*time.Millisecond))
		equal(t, "attempts", g.State().Attempts, 2)
		equal(t, "throttled", g.State().Throttled, 1)
		equal(t, "failures", g.State().Failures, 0)
	})
	fake(t, "or fails at once", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		start := time.Now()
		equal(t, "error", calling(within(t, 2*second), g, step{err: throttledFor(2 * second)}), error(throttledFor(2*second)))
		since(t, start, 0)
	})
	fake(t, "no caller begins before it is over, none waits in vain", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		calling(t.Context(), g, step{err: asking(2 * second)})
		equal(t, "slow for", g.State().SlowFor, 2*second)
		start := time.Now()
		check(t, calling(within(t, 2050*time.Millisecond), g, step{}), platform.ErrRateLimited, 2*second)
		since(t, start, 0)
		var callers sync.WaitGroup
		for range 50 {
			callers.Go(func() {
				s := play(step{})
				if _, err := resilience.Do(within(t, 5*second), g, false, s.call); err != nil {
					t.Error(err)
				}
				if s.at[0] < 2*second || s.at[0] > 2200*time.Millisecond {
					t.Errorf("began after %v, want 2s to 2.2s", s.at[0])
				}
			})
		}
		callers.Wait()
		equal(t, "refused", g.State().RefusedSlow, 1)
	})
	fake(t, "the log warns of it once, and again after a calm minute", func(t *testing.T) {
		var log bytes.Buffer
		g := guarded(t, resilience.Config{Logger: slog.New(slog.NewTextHandler(&log, nil))})
		for i, pause := range []time.Duration{0, second, 59 * second, 59 * second, 61 * second} {
			time.Sleep(pause)
			calling(t.Context(), g, step{err: asking(second / 2)})
			time.Sleep(second / 2)
			equal(t, fmt.Sprint("warnings after wish ", i+1), strings.Count(log.String(), "level=WARN"), 1+i/4)
		}
	})
	fake(t, "a caller without a deadline has patience", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		calling(t.Context(), g, step{err: asking(31 * second)})
		check(t, calling(t.Context(), g, step{}), platform.ErrRateLimited, 31*second)
		time.Sleep(second)
		equal(t, "error", calling(t.Context(), g, step{}), nil)
	})
	fake(t, "the usual time of an answer must fit, too", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		warm(t, g, 20, 300*time.Millisecond)
		calling(t.Context(), g, step{err: asking(2 * second)})
		check(t, calling(within(t, 2349*time.Millisecond), g, step{}), platform.ErrRateLimited, 2*second)
		equal(t, "error", calling(within(t, 2350*time.Millisecond), g, step{}), nil)
	})
	fake(t, "it is capped at five minutes", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		calling(t.Context(), g, step{err: asking(24 * time.Hour)})
		equal(t, "slow for", g.State().SlowFor, 5*time.Minute)
	})
	fake(t, "it is never made shorter", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		done := make(chan error)
		go func() { done <- calling(t.Context(), g, step{takes: second, err: asking(second)}) }()
		synctest.Wait()
		calling(t.Context(), g, step{err: asking(10 * second)})
		<-done
		equal(t, "slow for", g.State().SlowFor, 9*second)
	})
	fake(t, "guards of one organisation share it", func(t *testing.T) {
		shared := resilience.NewSlowDown()
		a, b := guarded(t, resilience.Config{SlowDown: shared}), guarded(t, resilience.Config{SlowDown: shared})
		calling(t.Context(), a, step{err: asking(2 * second)})
		check(t, calling(within(t, second), b, step{}), platform.ErrRateLimited, 2*second)
	})
}

// Without a named wait it is a back-off that doubles while the engine keeps asking.
func TestSlowDownBackoff(t *testing.T) {
	fake(t, "", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		ask := func() time.Duration {
			calling(t.Context(), g, step{err: asking(0)})
			slow := g.State().SlowFor
			time.Sleep(slow)
			return slow
		}
		for _, want := range []time.Duration{500, 1000, 2000, 4000, 8000, 16000, 30000, 30000} {
			equal(t, "slow for", ask(), want*time.Millisecond)
		}
		calling(t.Context(), g, step{})
		equal(t, "after a good answer", ask(), 500*time.Millisecond)
	})
	fake(t, "what was under way is one wish", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		var callers sync.WaitGroup
		for range 20 {
			callers.Go(func() { calling(t.Context(), g, step{takes: time.Millisecond, err: asking(0)}) })
		}
		callers.Wait()
		equal(t, "slow for", g.State().SlowFor, 500*time.Millisecond)
		equal(t, "limit", g.State().Limit, 10)
		equal(t, "throttled", g.State().Throttled, 20)
	})
	fake(t, "a straggler's good answer does not end it", func(t *testing.T) {
		g := guarded(t, resilience.Config{})
		good := make(chan error)
		go func() { good <- calling(t.Context(), g, step{takes: time.Millisecond}) }()
		synctest.Wait()
		calling(t.Context(), g, step{err: asking(0)})
		<-good
		time.Sleep(time.Second)
		calling(t.Context(), g, step{err: asking(0)})
		equal(t, "slow for", g.State().SlowFor, time.Second)
	})
}
