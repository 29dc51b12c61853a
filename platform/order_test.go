package platform_test

import (
	"errors"
	"testing"
	"time"

	"activityhub/platform"
)

func TestEventPositions(t *testing.T) {
	early, late := time.UnixMilli(1).UTC(), time.UnixMilli(2).UTC()
	inOrder := []platform.EventPosition{{Time: early, ID: "a"}, {Time: early, ID: "b"}, {Time: late, ID: "a"}}
	for i, p := range inOrder {
		for j, q := range inOrder {
			if got := p.Compare(q); (got < 0) != (i < j) || (got == 0) != (i == j) {
				t.Errorf("%v compares with %v as %d", p, q, got)
			}
		}
	}
	e := platform.Event{ID: "b", Timestamp: early}
	if e.Position() != inOrder[1] || e.Position().IsZero() || !(platform.EventPosition{}).IsZero() {
		t.Errorf("the place of %+v is %v", e, e.Position())
	}
	if platform.NewestFirst.Reverse() != platform.OldestFirst || platform.OldestFirst.Reverse() != platform.NewestFirst {
		t.Error("the two orders are not each other's reverse")
	}
}

func TestErrors(t *testing.T) {
	cause := errors.New("connection refused")
	err := &platform.Error{Op: "Events", Kind: platform.ErrUnavailable, Err: cause}
	if got, want := err.Error(), "Events: unavailable: connection refused"; got != want {
		t.Errorf("message %q, want %q", got, want)
	}
	if !errors.Is(err, platform.ErrUnavailable) || !errors.Is(err, cause) || errors.Is(err, platform.ErrTimeout) {
		t.Error("an error is not its kind and its cause, or is another kind")
	}
	if linked := (&platform.Error{Kind: platform.ErrTooManyLinked}); !errors.Is(linked, platform.ErrRejected) {
		t.Error("too many linked identities are no rejection")
	}
	if got := platform.ErrorFor(cause, platform.Identity{}); got != cause {
		t.Errorf("a whole failure says %v of each identity, want itself", got)
	}
}
