package server

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"activityhub/platform"
	"activityhub/platform/xdm"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// errShuttingDown is why requests that outlive the shutdown are cancelled.
var errShuttingDown = errors.New("server: shutting down")

// kinds says which code each kind of platform error has. The first that fits
// counts.
var kinds = []struct {
	kind error
	code code
}{
	{platform.ErrInvalid, badUserInput},
	{platform.ErrUnsupported, engineUnsupported},
	{platform.ErrTooManyLinked, engineRejected},
	{platform.ErrRejected, engineRejected},
	{platform.ErrRateLimited, engineRateLimited},
	{platform.ErrCircuitOpen, engineCircuitOpen},
	{platform.ErrTimeout, engineTimeout},
	{platform.ErrUnavailable, engineUnavailable},
	{platform.ErrInvalidResponse, engineInvalidResponse},
	{platform.ErrTooLarge, engineTooLarge},
	{platform.ErrPartial, enginePartial},
	{platform.ErrStore, storeUnavailable},
	{platform.ErrReadOnly, storeReadOnly},
	{platform.ErrNotFound, notFound},
	{platform.ErrConflict, conflict},
}

// present makes the caller's form of err: a code, a message that holds nothing
// personal, and where it happened. The rest goes to the log. It is the
// executor's error presenter, so every error passes here once.
func (s *Server) present(ctx context.Context, err error) *gqlerror.Error {
	presented := &gqlerror.Error{Path: graphql.GetPath(ctx)}
	var located *gqlerror.Error
	if errors.As(err, &located) {
		presented.Path, presented.Locations = located.Path, located.Locations
	}
	field := graphql.GetFieldContext(ctx)
	coordinate := ""
	if field != nil && field.Field.Field != nil {
		coordinate = field.Object + "." + field.Field.Name
		if position := field.Field.Position; len(presented.Locations) == 0 && position != nil {
			presented.Locations = []gqlerror.Location{{Line: position.Line, Column: position.Column}}
		}
	}

	var fail *failure
	if field != nil && located != nil && beyond(located.Path, field.Path()) && isArgument(field, located.Path[len(field.Path())]) {
		fail = s.argumentFailure(err, field, located.Path[len(field.Path()):])
		presented.Path = field.Path()
	} else {
		fail = s.classify(ctx, err)
	}
	s.logFailure(ctx, fail, coordinate, err)

	presented.Err = fail
	presented.Message = fail.text()
	presented.Extensions = s.extensions(ctx, fail)
	if coordinate != "" {
		presented.Extensions["coordinate"] = coordinate
	}
	return presented
}

// classify finds the code of err and the message that a caller may read.
func (s *Server) classify(ctx context.Context, err error) *failure {
	var fail *failure
	if errors.As(err, &fail) {
		return fail
	}
	if coded := extensionFailure(err); coded != nil {
		return coded
	}
	var typed *xdm.TypeError
	if errors.As(err, &typed) {
		return &failure{code: engineInvalidResponse, message: typed.Error()}
	}
	fail = &failure{code: kindOf(err), message: callerMessage(err)}
	switch {
	case errors.Is(context.Cause(ctx), errShuttingDown):
		return &failure{code: shuttingDown}
	case ctx.Err() != nil && outOfTime(fail.code, err):
		return &failure{code: deadlineExceeded}
	case fail.code == internal && errors.Is(err, context.DeadlineExceeded):
		return &failure{code: engineTimeout}
	case fail.code == internal:
		return &failure{code: internal} // whatever its message, it was not written for callers
	}
	if wait := retryAfter(err); wait > 0 {
		fail.details = map[string]any{"retryAfterMs": wait.Milliseconds()}
	}
	return fail
}

// outOfTime reports whether an error is what a call makes of a context that
// ended.
func outOfTime(c code, err error) bool {
	return c == engineTimeout || c == engineUnavailable || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}

func kindOf(err error) code {
	var e *platform.Error
	if errors.As(err, &e) { // its own kind, before those of its causes
		for _, known := range kinds {
			if e.Kind == known.kind {
				return known.code
			}
		}
	}
	for _, known := range kinds {
		if errors.Is(err, known.kind) {
			return known.code
		}
	}
	return internal
}

// callerMessage returns the message that err has for callers; "" if none.
func callerMessage(err error) string {
	var e *platform.Error
	if errors.As(err, &e) {
		return e.Message
	}
	return ""
}

func retryAfter(err error) time.Duration {
	var e *platform.Error
	for errors.As(err, &e) {
		if e.RetryAfter > 0 {
			return e.RetryAfter
		}
		err = e.Err
	}
	return 0
}

// extensionFailure returns the failure that an extension of the executor
// reported as a GraphQL error with one of our codes; nil if err is none.
func extensionFailure(err error) *failure {
	var reported *gqlerror.Error
	if !errors.As(err, &reported) || reported.Err != nil {
		return nil
	}
	named, _ := reported.Extensions["code"].(string)
	if _, known := meanings[code(named)]; !known {
		return nil
	}
	return &failure{code: code(named), message: shorten(reported.Message, maxMessage)}
}

// extensions returns what callers read beside the message of fail.
func (s *Server) extensions(ctx context.Context, fail *failure) map[string]any {
	details := map[string]any{
		"code":      string(fail.code),
		"requestId": exchangeFrom(ctx).id,
		"retryable": meanings[fail.code].retryable,
	}
	for name, value := range fail.details {
		details[name] = value
	}
	if s.config.Engine != "" && ofEngine[fail.code] {
		details["engine"] = s.config.Engine
	}
	return details
}

var ofEngine = map[code]bool{
	engineCircuitOpen: true, engineTimeout: true, engineUnavailable: true, engineRateLimited: true, engineInvalidResponse: true,
	engineTooLarge: true, engineRejected: true, enginePartial: true, engineUnsupported: true,
}

// logFailure writes what an operator needs to know of a failure: once for each
// field and code of a request, and where the engine is to blame, once in a while
// for each field and code, with the number of those between; at the debug level
// all of them. What callers did wrong is in the access log.
func (s *Server) logFailure(ctx context.Context, fail *failure, coordinate string, err error) {
	level := slog.LevelWarn
	switch {
	case fail.code == internal || fail.code == storeUnavailable || fail.code == storeReadOnly:
		level = slog.LevelError
	case !ofEngine[fail.code] || fail.code == engineUnsupported:
		return
	}
	e := exchangeFrom(ctx)
	if _, logged := err.(*failure); logged || !e.firstOf(coordinate+" "+string(fail.code)) {
		return
	}
	attrs := []slog.Attr{
		slog.String("request", e.id), slog.String("field", coordinate), slog.String("code", string(fail.code)), slog.String("error", err.Error()),
	}
	if level == slog.LevelWarn {
		unsaid, ok := s.failures.say(coordinate+" "+string(fail.code), time.Now())
		switch {
		case !ok:
			level = slog.LevelDebug
		case unsaid > 0:
			attrs = append(attrs, slog.Int("more_since", unsaid))
		}
	}
	s.config.Logger.LogAttrs(ctx, level, "failure", attrs...)
}

// beyond reports whether path leads on from base.
func beyond(path, base ast.Path) bool {
	if len(path) <= len(base) {
		return false
	}
	for i, element := range base {
		if path[i] != element {
			return false
		}
	}
	return true
}
