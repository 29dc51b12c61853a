package adobe

import (
	"context"
	"errors"
	"net/http"
	"time"

	"activityhub/platform"
	"activityhub/platform/adobe/signin"
	"activityhub/platform/resilience"
)

// send makes a call and returns the answer. It signs in, and once again if the
// token is refused; everything else that protects the two sides is package
// resilience's. An answer that call.decode refuses is tried again and counts
// against the Platform. As a slow point call may be sent twice, call.decode may
// run twice at once.
//
// The error is a *[platform.Error], whose cause is a *[refusal] if the Platform
// answered, or the error of a context that its caller cancelled.
func (e *Engine) send(ctx context.Context, c call) (answer, error) {
	return e.signedIn(ctx, c, func(ctx context.Context, token signin.Token) (answer, error) {
		a, err := resilience.Do(ctx, e.guard, c.point, func(ctx context.Context) (answer, error) {
			return e.exchange(ctx, c, token)
		})
		return a, about(err, c.op, "")
	})
}

// margin is what is kept of a caller's time to answer in.
const margin = 50 * time.Millisecond

// signedIn makes a call through exchange with a token, and once more with a new
// one if it is refused.
func (e *Engine) signedIn(ctx context.Context, c call, exchange func(context.Context, signin.Token) (answer, error)) (answer, error) {
	if e.closed.Load() {
		return answer{}, &platform.Error{Op: c.op, Kind: platform.ErrUnavailable, Message: "the engine is closed"}
	}
	token, ready := e.tokens.Ready()
	if !ready {
		var err error
		if token, err = inTime(ctx, c.op, e.tokens.Token); err != nil {
			return answer{}, err
		}
	}
	a, err := exchange(ctx, token)
	if err == nil || statusOf(err) != http.StatusUnauthorized {
		return a, err
	}
	token, err = inTime(ctx, c.op, func(ctx context.Context) (signin.Token, error) { return e.tokens.Renew(ctx, token) })
	if err != nil {
		return answer{}, err
	}
	return exchange(ctx, token)
}

// inTime gets a token with a margin kept of the caller's time.
func inTime(ctx context.Context, op string, get func(context.Context) (signin.Token, error)) (signin.Token, error) {
	if deadline, ok := ctx.Deadline(); ok {
		waiting, stop := context.WithDeadline(ctx, deadline.Add(-margin))
		defer stop()
		ctx = waiting
	}
	token, err := get(ctx)
	if err != nil {
		return signin.Token{}, ofCall(ctx, op, err)
	}
	return token, nil
}

// about says of a *[platform.Error] which method and request it is about, as far
// as it does not say so itself.
func about(err error, op, request string) error {
	if err == nil {
		return nil
	}
	var failed *platform.Error
	if !errors.As(err, &failed) || failed.Op != "" && (failed.RequestID != "" || request == "") {
		return err
	}
	named := *failed
	if named.Op == "" {
		named.Op = op
	}
	if named.RequestID == "" {
		named.RequestID = request
	}
	return &named
}

// judge says what a failed try means.
//
// Source: the service's resilience specification, section 5; reference on the
// Platform API, section 17.5.
func judge(err error) resilience.Verdict {
	var failed *platform.Error
	if !errors.As(err, &failed) {
		return resilience.Verdict{}
	}
	switch failed.Kind {
	case platform.ErrUnavailable:
		return resilience.Verdict{Retry: true, Counts: true, Throttled: failed.RetryAfter > 0, Wait: failed.RetryAfter}
	case platform.ErrTimeout:
		return resilience.Verdict{Retry: true, Counts: true}
	case platform.ErrInvalidResponse:
		return resilience.Verdict{Retry: statusOf(err) == 0, Counts: true}
	case platform.ErrElsewhere:
		return resilience.Verdict{Counts: true} // a redirect stays one
	case platform.ErrRateLimited:
		return resilience.Verdict{Retry: true, Throttled: true, Wait: failed.RetryAfter}
	}
	return resilience.Verdict{}
}
