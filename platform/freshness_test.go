package platform_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"activityhub/platform"
)

// TestSegmentsFreshness tells how old the segment definitions are, and why they
// stand in once they are past their life.
func TestSegmentsFreshness(t *testing.T) {
	for _, tt := range []struct {
		name   string
		failed error // of the reads after the first
		want   string
	}{
		{"being read again", nil, "REFRESHING"},
		{"out of reach", &platform.Error{Kind: platform.ErrUnavailable}, "ENGINE_UNAVAILABLE"},
		{"throttled", &platform.Error{Kind: platform.ErrRateLimited}, "ENGINE_RATE_LIMITED"},
		{"too slow", context.DeadlineExceeded, "ENGINE_TIMEOUT"},
		{"no longer permitted", &platform.Error{Kind: platform.ErrRejected}, "ENGINE_REJECTED"},
		{"broken in another way", errors.New("x"), "REFRESHING"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				reads := 0
				client := newClient(t, &scripted{policies: policies, segments: func() ([]*platform.Segment, error) {
					if reads++; reads == 1 || tt.failed == nil {
						return nil, nil
					}
					return nil, tt.failed
				}})
				read := func() platform.Freshness {
					t.Helper()
					if _, err := client.Segments(t.Context()); err != nil {
						t.Fatal(err)
					}
					f, known := client.SegmentsFreshness()
					if !known {
						t.Fatal("nothing is known of how old they are")
					}
					return f
				}
				if _, known := client.SegmentsFreshness(); known {
					t.Error("what was never read has an age")
				}
				began := time.Now()
				if got := read(); got != (platform.Freshness{FetchedAt: began}) {
					t.Errorf("read just now: %+v", got)
				}
				time.Sleep(time.Minute)
				if tt.failed != nil {
					read() // begins to read again, in vain
					synctest.Wait()
				}
				if got, want := read(), (platform.Freshness{FetchedAt: began, Stale: true, Reason: tt.want}); got != want {
					t.Errorf("a minute later: %+v, want %+v", got, want)
				}
				synctest.Wait()
			})
		})
	}
}
