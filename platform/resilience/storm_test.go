package resilience_test

import (
	"context"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"activityhub/platform/resilience"
)

// TestStorm lets many callers meet an engine in all its moods, and checks what
// must hold whatever happens: the limit is kept, nothing begins before a
// slow-down is over, shares are kept, and nothing is left behind.
func TestStorm(t *testing.T) {
	var hedges uint64
	for seed := range uint64(20) {
		synctest.Test(t, func(t *testing.T) {
			g := guarded(t, resilience.Config{LeastLimit: 4, MostLimit: 40})
			var begun, underWay, points atomic.Int64
			var quiet struct {
				sync.Mutex
				asked, until time.Time
			}
			call := func(r *rand.Rand) func(context.Context) (int, error) {
				takes, mood, wait := time.Duration(r.ExpFloat64()*float64(30*time.Millisecond)), r.IntN(1000), time.Duration(r.IntN(int(time.Second)))
				if r.IntN(100) == 0 {
					takes = time.Minute
				}
				return func(ctx context.Context) (int, error) {
					begun.Add(1)
					defer underWay.Add(-1)
					if now := underWay.Add(1); now > 40 {
						t.Errorf("%d tries under way, want 40 at most", now)
					}
					quiet.Lock()
					if now := time.Now(); now.After(quiet.asked) && now.Before(quiet.until) {
						t.Errorf("a try began %v before the slow-down was over", quiet.until.Sub(now))
					}
					quiet.Unlock()
					err := step{takes: takes}.run(ctx)
					switch {
					case err != nil:
						return 0, err
					case mood < 5:
						panic("storm")
					case mood < 7:
						quiet.Lock()
						defer quiet.Unlock()
						if until := time.Now().Add(wait); until.After(quiet.until) {
							quiet.asked, quiet.until = time.Now(), until
						}
						return 0, throttledFor(wait)
					case mood < 7+int(seed)*10:
						return 0, broken
					case mood < 300:
						return 0, refused
					}
					return 0, nil
				}
			}
			var callers sync.WaitGroup
			for n := range uint64(100) {
				callers.Go(func() {
					r := rand.New(rand.NewPCG(seed, n))
					for range 40 {
						time.Sleep(time.Duration(r.IntN(int(500 * time.Millisecond))))
						ctx, cancel := context.WithTimeout(t.Context(), time.Duration(r.IntN(int(4*time.Second))))
						if r.IntN(5) == 0 {
							time.AfterFunc(time.Duration(r.IntN(int(100*time.Millisecond))), cancel)
						}
						point := r.IntN(2) == 0
						if point {
							points.Add(1)
						}
						resilience.Do(ctx, g, point, call(r))
						cancel()
					}
				})
			}
			callers.Wait()
			g.Close()
			s := g.State()
			equal(t, "calls", s.Calls, 4000)
			equal(t, "attempts", s.Attempts, uint64(begun.Load()))
			equal(t, "in flight", s.InFlight, 0)
			equal(t, "queued", s.Queued, 0)
			if s.Hedges*50 > uint64(points.Load()) {
				t.Errorf("%d hedges of %d point calls, want 2 %% at most", s.Hedges, points.Load())
			}
			if s.Limit < 4 || s.Limit > 40 {
				t.Errorf("the limit is %d, want 4 to 40", s.Limit)
			}
			hedges += s.Hedges
		})
	}
	if hedges < 10 {
		t.Errorf("the storms are too tame: %d hedges", hedges)
	}
	t.Logf("%d hedges", hedges)
}
