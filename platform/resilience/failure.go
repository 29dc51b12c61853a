package resilience

import (
	"context"
	"errors"
	"fmt"
	"time"

	"activityhub/platform"
)

// errPanicked is what a call comes to that panicked. It is none of the kinds of
// package platform, since the mistake is ours; what it panicked with stays out
// of it, because that may name people.
var errPanicked = errors.New("resilience: a call to the engine panicked")

func closed() error {
	return &platform.Error{Kind: platform.ErrUnavailable, Message: "the engine is closed"}
}

// gone returns what a call comes to whose caller went away: context.Canceled, or
// an ErrTimeout if its time is over.
func gone(ctx context.Context) error {
	if err := ctx.Err(); !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return noTime()
}

func noTime() error {
	return &platform.Error{Kind: platform.ErrTimeout, Message: "too little time was left to ask the engine", Err: context.DeadlineExceeded}
}

// timedOut returns what a try comes to that used up its time, whatever the call
// made of that. It keeps the request's id and what the call says if that is a
// time-out too.
func timedOut(err error, length time.Duration) error {
	var typed *platform.Error
	isTyped := errors.As(err, &typed)
	if isTyped && typed.Kind == platform.ErrTimeout {
		return err
	}
	timeout := &platform.Error{
		Kind: platform.ErrTimeout, Err: context.DeadlineExceeded,
		Message: fmt.Sprintf("the engine did not answer within %v", length.Round(time.Millisecond)),
	}
	if isTyped {
		timeout.Op, timeout.RequestID = typed.Op, typed.RequestID
	}
	return timeout
}

func circuitOpen(wait time.Duration) error {
	return &platform.Error{
		Kind: platform.ErrCircuitOpen, RetryAfter: wait,
		Message: "the engine failed so often that it is not asked for a while",
	}
}

func slowedDown(wait time.Duration) error {
	return &platform.Error{
		Kind: platform.ErrRateLimited, RetryAfter: wait,
		Message: "the engine asks to slow down for longer than the caller has time",
	}
}

// retryFull is the hint that goes with a refusal for want of a place: the line
// moves within a few answers.
const retryFull = time.Second

func full() error {
	return &platform.Error{
		Kind: platform.ErrRateLimited, RetryAfter: retryFull,
		Message: "as many calls to the engine are under way as it can take",
	}
}
