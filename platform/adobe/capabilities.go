package adobe

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"time"

	"activityhub/platform"
)

// A capability is a part of the contract that an organisation may lack.
type capability int

const (
	canProfiles capability = iota
	canEvents
	canSegments
	canPolicies
	canNamespaces
	canComputed
	capabilityCount
)

// What is known of a capability.
const (
	unknown int32 = iota
	there
	missing
)

// capabilities is what calls have shown so far. Its zero value knows nothing.
type capabilities struct {
	known     [capabilityCount]atomic.Int32
	askEvents atomic.Int64 // Unix nanoseconds: when event look-up, if missing, may be tried again
}

// note keeps what the outcome of a call shows of c: it is there, or it is
// forbidden or not offered. Other failures show nothing.
func (k *capabilities) note(c capability, err error) {
	switch {
	case err == nil:
		k.known[c].Store(there)
	case forbidden(err):
		k.known[c].Store(missing)
	}
}

// Capabilities implements [platform.Engine], from what calls have shown so far:
// see [Engine.Discover]. What was not tried yet is taken to be there, but for
// computed attributes. It never waits.
func (e *Engine) Capabilities() platform.Capabilities {
	k := &e.capabilities
	may := func(c capability) bool { return k.known[c].Load() != missing }
	return platform.Capabilities{
		Engine:             "adobe",
		Profiles:           may(canProfiles),
		Events:             may(canEvents),
		EventCounts:        may(canEvents), // pages are counted, within Config.PageBudget
		Segments:           may(canSegments),
		MergePolicies:      may(canPolicies),
		Namespaces:         may(canNamespaces),
		ComputedAttributes: k.known[canComputed].Load() == there,
	}
}

// eventsAgain is how long event look-up is not tried once it is known to be
// missing.
const eventsAgain = 10 * time.Minute

// noEvents is what callers are told where event look-up is missing.
//
// Source: Entities guide, state of May 2026: event look-up is withdrawn in part.
var noEvents = advice{
	"this organisation cannot look up events: Adobe offers that with Real-Time CDP Ultimate alone, and enables it on request",
	"ask Adobe support to enable look-up of experience events in the Profile access API, or use computed attributes instead",
}

// mayAskEvents returns an [platform.ErrUnsupported] if event look-up is known to
// be missing, and lets one caller in ten minutes try it all the same.
func (k *capabilities) mayAskEvents(op string, now time.Time) error {
	if k.known[canEvents].Load() != missing {
		return nil
	}
	again := k.askEvents.Load()
	if now.UnixNano() >= again && k.askEvents.CompareAndSwap(again, now.Add(eventsAgain).UnixNano()) {
		return nil
	}
	return &platform.Error{Op: op, Kind: platform.ErrUnsupported, Message: noEvents.String()}
}

// noteEvents keeps what the outcome of an event look-up shows, and returns err,
// as an [platform.ErrUnsupported] if it says that there is no such look-up: the
// simplest one being a bad request says so too. That nothing was found is the
// outcome of a look-up that works.
func (k *capabilities) noteEvents(op string, err error, simplest bool, now time.Time) error {
	switch {
	case err == nil || errors.Is(err, platform.ErrNotFound) || errors.Is(err, platform.ErrTooManyLinked):
		k.known[canEvents].Store(there)
	case forbidden(err) || k.eventsRefused(err) || simplest && badRequest(err):
		k.askEvents.Store(now.Add(eventsAgain).UnixNano())
		k.known[canEvents].Store(missing)
		return unsupported(op, err, noEvents.String())
	}
	return err
}

// sendEvents is [Engine.send] for event look-ups, which an organisation may
// lack: then the error is an [platform.ErrUnsupported] that says what to ask
// Adobe for, mostly without a call.
func (e *Engine) sendEvents(ctx context.Context, c call) (answer, error) {
	if err := e.capabilities.mayAskEvents(c.op, time.Now()); err != nil {
		return answer{}, err
	}
	a, err := e.send(ctx, c)
	if badRequest(err) && e.capabilities.known[canEvents].Load() == unknown {
		if missing := e.try(ctx, canEvents, e.send); errors.Is(missing, platform.ErrUnsupported) {
			return answer{}, about(missing, c.op, "")
		}
	}
	return a, e.capabilities.noteEvents(c.op, err, false, time.Now())
}

// forbidden reports whether err says that the credential lacks a permission or
// the Platform a service, as against a credential that is wrong altogether, or
// something that is no Platform.
func forbidden(err error) bool {
	var r *refusal
	if !errors.As(err, &r) || errors.Is(err, platform.ErrInvalidResponse) {
		return false
	}
	return r.status == http.StatusForbidden && !r.gateway && r.code != noSandbox || r.status == http.StatusNotFound
}

// eventsRefused reports whether the gateway refuses event look-ups to a
// credential that may look up profiles: then it is not the credential.
func (k *capabilities) eventsRefused(err error) bool {
	var r *refusal
	return errors.As(err, &r) && r.code == "403025" && k.known[canProfiles].Load() == there
}

// unsupported returns an [platform.ErrUnsupported] with the request that showed
// it.
func unsupported(op string, because error, message string) error {
	return restated(platform.ErrUnsupported, op, because, message)
}

// restated says of a failure what it means to op.
func restated(kind error, op string, because error, message string) error {
	err := &platform.Error{Op: op, Kind: kind, Message: message}
	var cause *platform.Error
	if errors.As(because, &cause) {
		err.RequestID, err.Err = cause.RequestID, cause.Err
	}
	return err
}
