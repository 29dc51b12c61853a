package platform

import (
	"context"
	"errors"
	"time"
)

// Freshness says when an answer was read from its engine. The zero value is
// that of an answer which was read for this very call.
type Freshness struct {
	FetchedAt time.Time // when the engine gave it; zero means just now
	Stale     bool      // it is older than answers are kept
	Reason    string    // why a stale one is served: REFRESHING, or the code of the failure that it stands in for; "" if it is not stale
}

// Refreshing is the reason of an answer that is stale while it is read again.
const Refreshing = "REFRESHING"

// reasons are the failures that a stale answer may stand in for, and the words
// for them. Every other failure says something of what was asked, which an old
// answer would hide.
var reasons = []struct {
	kind   error
	reason string
}{
	{ErrCircuitOpen, "ENGINE_CIRCUIT_OPEN"},
	{ErrRateLimited, "ENGINE_RATE_LIMITED"},
	{ErrTimeout, "ENGINE_TIMEOUT"},
	{context.DeadlineExceeded, "ENGINE_TIMEOUT"},
	{ErrInvalidResponse, "ENGINE_INVALID_RESPONSE"},
	{ErrUnavailable, "ENGINE_UNAVAILABLE"},
}

// StaleReason returns the Freshness.Reason of an answer about people that stands
// in for err; "" if none may.
func StaleReason(err error) string {
	for _, refusal := range []error{ErrRejected, ErrUnsupported, ErrInvalid, ErrElsewhere} {
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

type maxAgeKey struct{}

// WithMaxAge returns a context under which no answer about people that is older
// than age is served: with zero, every one is read from the engine itself. The
// least age of those given counts. Definitions are kept as ever: reading all
// segments again for one caller would keep everyone else from the engine.
func WithMaxAge(ctx context.Context, age time.Duration) context.Context {
	if least, ok := MaxAge(ctx); ok && least <= age {
		return ctx
	}
	return context.WithValue(ctx, maxAgeKey{}, max(age, 0))
}

// MaxAge returns the age that [WithMaxAge] allows; ok is false if any is.
func MaxAge(ctx context.Context) (age time.Duration, ok bool) {
	age, ok = ctx.Value(maxAgeKey{}).(time.Duration)
	return age, ok
}
