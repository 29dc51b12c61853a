package adobe

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"time"

	"activityhub/platform"
)

const (
	entitiesPath   = "/data/core/ups/access/entities"
	attributesPath = "/data/core/ca/attributes"
	eventSchema    = "_xdm.context.experienceevent"
)

// nobody is an identity that no one has: an ECID has 38 digits, and none begins
// like this one.
var nobody = platform.Identity{Namespace: "ECID", ID: "00000000000000000000000000000000000000"}

// Discover tries every capability with the smallest call there is, side by side,
// so that [Engine.Capabilities] knows. It returns why the Platform could not be
// asked; that a capability is missing is no error.
func (e *Engine) Discover(ctx context.Context) error {
	errs := make([]error, capabilityCount)
	var all sync.WaitGroup
	for can := range capabilityCount {
		all.Go(func() {
			if err := e.try(ctx, can, e.send); !forbidden(err) && !errors.Is(err, platform.ErrUnsupported) {
				errs[can] = err
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// try finds out about a capability by its smallest call, made through send, and
// keeps what that shows. Nil means that it is there.
func (e *Engine) try(ctx context.Context, can capability, send func(context.Context, call) (answer, error)) error {
	calls := e.smallest(can)
	a, err := send(ctx, calls[0])
	if len(calls) > 1 && forbidden(err) {
		a, err = send(ctx, calls[1])
	}
	switch can {
	case canProfiles:
		err = unlessAnswered(err)
	case canEvents:
		return unlessAnswered(e.capabilities.noteEvents(calls[0].op, err, true, time.Now()))
	case canComputed:
		if p, bad := readPage(calls[0].op, a.body); err == nil && bad == nil && len(p.items) == 0 {
			e.capabilities.known[canComputed].Store(missing) // there is none to read
			return nil
		}
	}
	e.capabilities.note(can, err)
	return err
}

// smallest returns the smallest call that a capability shows itself by, and
// another one that does if the first is forbidden.
func (e *Engine) smallest(can capability) []call {
	get := func(s service, path string, query url.Values) call {
		return call{op: "Discover", service: s, method: http.MethodGet, path: path, query: query}
	}
	one := url.Values{"limit": {"1"}}
	switch can {
	case canProfiles:
		return []call{get(platformService, entitiesPath, e.anyPolicy(url.Values{
			"schema.name": {profileSchema}, "entityId": {nobody.ID}, "entityIdNS": {string(nobody.Namespace)}, "fields": {"identityMap"},
		}))}
	case canEvents:
		return []call{get(platformService, entitiesPath, e.anyPolicy(url.Values{
			"schema.name": {eventSchema}, "relatedSchema.name": {profileSchema},
			"relatedEntityId": {nobody.ID}, "relatedEntityIdNS": {string(nobody.Namespace)}, "limit": {"1"},
		}))}
	case canSegments:
		return []call{get(platformService, definitionsPath, one), get(platformService, audiencesPath, one)}
	case canPolicies:
		return []call{get(platformService, policiesPath, url.Values{"schema.name": {profileSchema}, "limit": {"1"}})}
	case canNamespaces:
		return []call{get(identityService, namespacesPath, nil)}
	default:
		return []call{get(platformService, attributesPath, one)}
	}
}

// anyPolicy adds the merge policy of the settings to query, if there is one.
func (e *Engine) anyPolicy(query url.Values) url.Values {
	if e.cfg.MergePolicy != "" {
		query.Set("mergePolicyId", string(e.cfg.MergePolicy))
	}
	return query
}

// unlessAnswered returns err unless it is an answer that only a look-up which
// works can give: nobody has that identity.
func unlessAnswered(err error) error {
	if errors.Is(err, platform.ErrNotFound) || errors.Is(err, platform.ErrTooManyLinked) {
		return nil
	}
	return err
}
