package platform

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// The kinds of failure a caller can tell apart, with errors.Is.
var (
	ErrInvalid         = errors.New("invalid request")     // the caller asked for something that makes no sense
	ErrNotFound        = errors.New("not found")           // no such thing
	ErrUnsupported     = errors.New("unsupported")         // the engine lacks the capability
	ErrRejected        = errors.New("rejected")            // the engine refused, and would again
	ErrRateLimited     = errors.New("rate limited")        // the engine asks to slow down
	ErrUnavailable     = errors.New("unavailable")         // the engine cannot be reached or failed
	ErrTimeout         = errors.New("timed out")           // the engine did not answer in time
	ErrCircuitOpen     = errors.New("circuit open")        // the engine failed so often that it is not asked for a while
	ErrInvalidResponse = errors.New("invalid response")    // the engine's data is not what its schema says
	ErrTooLarge        = errors.New("too large")           // the engine's answer is over a cap
	ErrPartial         = errors.New("partial answer")      // the engine answered for others, not for this one
	ErrStore           = errors.New("store unavailable")   // the embedded store failed
	ErrConflict        = errors.New("conflict")            // something else is stored under that id
	ErrReadOnly        = errors.New("store is read-only")  // a write failed to become durable
	ErrTooManyLinked   = errors.New("too many identities") // a cluster beyond MaxIdentitiesPerCluster; also ErrRejected
	ErrElsewhere       = errors.New("leads elsewhere")     // the engine points to another place, where nobody goes; also ErrInvalidResponse
)

// An Error says what went wrong with one call. errors.Is sees its Kind.
type Error struct {
	Op         string        // Client or engine method, such as "Profiles"
	Kind       error         // one of the kinds above
	Message    string        // for the caller: no personal value, no secret, no engine text
	RetryAfter time.Duration // zero if the engine named none
	RequestID  string        // of the call that failed, to quote to the engine's operators; "" if it left none
	Err        error         // for the operator's log alone; may be nil
}

func (e *Error) Error() string {
	var b strings.Builder
	if e.Op != "" {
		b.WriteString(e.Op + ": ")
	}
	if e.Message != "" {
		b.WriteString(e.Message)
	} else if e.Kind != nil {
		b.WriteString(e.Kind.Error())
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	if e.RequestID != "" {
		b.WriteString(" (request " + e.RequestID + ")")
	}
	return b.String()
}

// Unwrap lets errors.Is see the kind and the cause.
func (e *Error) Unwrap() []error {
	errs := []error{e.Kind}
	if e.Err != nil {
		errs = append(errs, e.Err)
	}
	switch e.Kind {
	case ErrTooManyLinked:
		errs = append(errs, ErrRejected)
	case ErrElsewhere:
		errs = append(errs, ErrInvalidResponse)
	}
	return errs
}

// Invalidf returns an [ErrInvalid] with a message for the caller. Personal
// values do not belong in its arguments.
func Invalidf(format string, args ...any) error {
	return &Error{Kind: ErrInvalid, Message: fmt.Sprintf(format, args...)}
}

// A PartialError says which identities of a batch have no answer, and why. The
// rest of the batch stands.
type PartialError struct {
	Failed map[Identity]error // by the identity as it was asked for
}

func (e *PartialError) Error() string {
	return fmt.Sprintf("%d of the identities asked for could not be answered", len(e.Failed))
}

// Unwrap makes a PartialError an [ErrPartial].
func (e *PartialError) Unwrap() error { return ErrPartial }

// ErrorFor returns what err says of id: its own failure if err is a
// [PartialError] (nil if id did not fail), and err itself otherwise.
func ErrorFor(err error, id Identity) error {
	var partial *PartialError
	if errors.As(err, &partial) {
		return partial.Failed[id]
	}
	return err
}
