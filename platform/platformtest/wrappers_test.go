package platformtest_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"activityhub/platform"
	"activityhub/platform/platformtest"
)

// idle is an engine that knows nobody.
type idle struct{ platform.Engine }

func (idle) Profiles(context.Context, platform.ProfilesRequest) (map[platform.Identity]*platform.Profile, error) {
	return map[platform.Identity]*platform.Profile{}, nil
}

func (idle) Events(context.Context, platform.EventsRequest) (map[platform.Identity]*platform.EventPage, error) {
	return map[platform.Identity]*platform.EventPage{}, nil
}

func TestCounting(t *testing.T) {
	counting := platformtest.Count(platformtest.Delaying{Engine: idle{}, Delay: 20 * time.Millisecond})
	both := func() {
		var wait sync.WaitGroup
		wait.Go(func() { _, _ = counting.Profiles(t.Context(), platform.ProfilesRequest{MergePolicy: "p"}) })
		wait.Go(func() { _, _ = counting.Events(t.Context(), platform.EventsRequest{Limit: 7}) })
		wait.Wait()
	}
	both()
	if waves := platformtest.Waves(counting.Calls()); waves != 1 {
		t.Errorf("two calls at once are %d waves, want 1", waves)
	}
	both()
	if calls, waves := len(counting.Calls()), platformtest.Waves(counting.Calls()); calls != 4 || waves != 2 {
		t.Errorf("%d calls in %d waves, want 4 in 2", calls, waves)
	}
	if of := counting.Calls("Events"); len(of) != 2 || of[0].Events.Limit != 7 {
		t.Errorf("calls of Events: %+v", of)
	}
	if of := counting.Calls("Profiles"); len(of) != 2 || of[0].Profiles.MergePolicy != "p" || of[0].Ended.Sub(of[0].Started) < 20*time.Millisecond {
		t.Errorf("calls of Profiles: %+v", of)
	}
	counting.Reset()
	if calls := counting.Calls(); len(calls) != 0 {
		t.Errorf("after Reset there are %+v", calls)
	}
}

func TestDelayingStops(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	delaying := platformtest.Delaying{Engine: idle{}, Delay: time.Hour}
	if _, err := delaying.Profiles(ctx, platform.ProfilesRequest{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a call beyond its deadline: %v", err)
	}
}
