package contract_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"activityhub/platform"
	"activityhub/platform/adobe"
	"activityhub/platform/platformtest/contract"
)

// refusalReadings are those of answers that refuse. Each is the answer to a call
// that the engine makes; what the caller gets is the kind that the contract
// reference (17.5) calls for, without a word of the answer.
var refusalReadings = map[string]reading{
	"entities-error-403.response.json":                       refused(entities, lookUpOne, platform.ErrRejected),
	"entities-error-422.response.json":                       refused(entities, lookUpOne, platform.ErrRejected),
	"entities-error-429.response.json":                       refused(entities, lookUpOne, platform.ErrRateLimited),
	"entities-error-500.response.json":                       refused(entities, lookUpOne, platform.ErrUnavailable),
	"profile-error-415.response.json":                        refused(entities, lookUpOne, platform.ErrRejected),
	"platform-error-content-type.response.json":              refused(entities, lookUpOne, platform.ErrRejected),
	"gateway-error-403010.response.json":                     refused(entities, lookUpOne, platform.ErrRejected),
	"gateway-error-401013.response.json":                     refused(entities, lookUpOne, platform.ErrRejected),
	"gateway-error-403000.response.json":                     refused(entities, lookUpOne, platform.ErrRejected),
	"gateway-error-403003.response.json":                     refused(entities, lookUpOne, platform.ErrRejected),
	"gateway-error-400003.response.json":                     refused(entities, lookUpOne, platform.ErrRejected),
	"gateway-error-403025.response.json":                     refused(entities, lookUpOne, platform.ErrRejected),
	"gateway-error-403027.response.json":                     refused(entities, lookUpOne, platform.ErrRejected),
	"gateway-error-429050.response.json":                     throttled,
	"ims-error-invalid-scope.response.json":                  refused("/ims/token/v3", lookUpOne, platform.ErrRejected),
	"identity-error-400.response.json":                       refused(codes, namespaces, platform.ErrRejected),
	"identity-error-401.response.json":                       refused(codes, namespaces, platform.ErrRejected),
	"identity-error-403.response.json":                       refused(codes, namespaces, platform.ErrUnsupported),
	"identity-error-429.response.json":                       refused(codes, namespaces, platform.ErrRateLimited),
	"identity-error-500.response.json":                       refused(codes, namespaces, platform.ErrUnavailable),
	"audiences-error-403-not-enabled.response.json":          noAudiences,
	"audiences-error-403-labels.response.json":               noAudiences,
	"schema-registry-error-accept-list.response.json":        refused(profileUnion, fetchUnion, platform.ErrRejected),
	"schema-registry-error-accept-lookup.response.json":      refused(profileUnion, fetchUnion, platform.ErrRejected),
	"schema-registry-error-accept-descriptors.response.json": refused(profileUnion, fetchUnion, platform.ErrRejected),
}

type callOf func(context.Context, *adobe.Engine) error

func lookUpOne(ctx context.Context, e *adobe.Engine) error {
	id := ecid("1")
	_, err := e.Profiles(ctx, platform.ProfilesRequest{Identities: []platform.Identity{id}, MergePolicy: "m"})
	return platform.ErrorFor(err, id)
}

func namespaces(ctx context.Context, e *adobe.Engine) error {
	_, err := e.Namespaces(ctx)
	return err
}

func fetchUnion(ctx context.Context, e *adobe.Engine) error {
	_, err := e.Union(ctx, "profile")
	return err
}

// refused makes a call that is answered with the example at path.
func refused(path string, call callOf, kind error) reading {
	return func(t *testing.T, e contract.Example) {
		err := call(soon(t), script(t, map[string]answer{path: of(e)}))
		if !errors.Is(err, kind) {
			t.Fatalf("the caller gets %v, want %v", err, kind)
		}
		silent(t, err, e)
	}
}

// silent fails if the message for the caller repeats what the Platform said.
func silent(t *testing.T, err error, e contract.Example) {
	t.Helper()
	var told *platform.Error
	if !errors.As(err, &told) {
		t.Fatalf("the caller gets %T, not a *platform.Error", err)
	}
	for _, text := range texts(t, e.Body) {
		if len(text) > 20 && contains(err.Error(), text) {
			t.Errorf("the error repeats what the Platform said: %v", err)
		}
	}
}

// throttled reads a refusal that names its time in a header, in seconds. The
// caller, who cannot wait for that long, is told.
func throttled(t *testing.T, e contract.Example) {
	a := of(e)
	a.header = map[string]string{"Retry-After": "38"}
	err := lookUpOne(soon(t), script(t, map[string]answer{entities: a}))
	var told *platform.Error
	if !errors.Is(err, platform.ErrRateLimited) || !errors.As(err, &told) {
		t.Fatalf("the caller gets %v", err)
	}
	if told.RetryAfter < 30*time.Second || told.RetryAfter > 60*time.Second {
		t.Errorf("the caller may try again after %s, want some 38s", told.RetryAfter)
	}
}

// noAudiences reads the refusal of an organisation without audiences: its
// segment definitions are served all the same, and where both are refused the
// engine has no segments.
func noAudiences(t *testing.T, e contract.Example) {
	one := answer{200, `{"segments":[{"id":"s","name":"s","schema":{"name":"_xdm.context.profile"},"expression":{"type":"PQL","format":"pql/text","value":"true"}}],"page":{"totalCount":1,"totalPages":1},"link":{}}`, nil}
	found, err := script(t, map[string]answer{audience: of(e), segments: one}).Segments(soon(t))
	if err != nil || len(found) != 1 {
		t.Errorf("with definitions alone: %d segments, %v", len(found), err)
	}
	_, err = script(t, map[string]answer{audience: of(e), segments: of(e)}).Segments(soon(t))
	if !errors.Is(err, platform.ErrUnsupported) {
		t.Fatalf("with neither: %v, want ErrUnsupported", err)
	}
	silent(t, err, e)
}
