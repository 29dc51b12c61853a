package platform

import (
	"context"
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

type maxAgeKey struct{}

// WithMaxAge returns a context under which no answer older than age is served:
// with zero, every one is read from the engine itself. The least age of those
// given counts.
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
