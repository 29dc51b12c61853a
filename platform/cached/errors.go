package cached

import (
	"context"
	"errors"

	"activityhub/platform"
)

// reasons are the failures that a stale answer may stand in for, and the words
// for them. Every other failure says something of what was asked, which an old
// answer would hide.
var reasons = []struct {
	kind   error
	reason string
}{
	{platform.ErrCircuitOpen, "ENGINE_CIRCUIT_OPEN"},
	{platform.ErrRateLimited, "ENGINE_RATE_LIMITED"},
	{platform.ErrTimeout, "ENGINE_TIMEOUT"},
	{context.DeadlineExceeded, "ENGINE_TIMEOUT"},
	{platform.ErrInvalidResponse, "ENGINE_INVALID_RESPONSE"},
	{platform.ErrUnavailable, "ENGINE_UNAVAILABLE"},
}

// reasonOf returns the word for err; "" if no stale answer may stand in for it.
func reasonOf(err error) string {
	for _, refusal := range []error{platform.ErrRejected, platform.ErrUnsupported, platform.ErrInvalid, platform.ErrElsewhere} {
		if errors.Is(err, refusal) {
			return ""
		}
	}
	for _, r := range reasons {
		if errors.Is(err, r.kind) {
			return r.reason
		}
	}
	return ""
}

// failedWhole says whether nothing stands after err.
func failedWhole(err error) bool {
	return err != nil && !errors.As(err, new(*platform.PartialError))
}

func closedError(op string) error {
	return &platform.Error{Op: op, Kind: platform.ErrUnavailable, Message: "the engine is closed"}
}

func timeoutError(op string) error {
	return &platform.Error{Op: op, Kind: platform.ErrTimeout, Message: "the engine did not answer in the time that was left"}
}
