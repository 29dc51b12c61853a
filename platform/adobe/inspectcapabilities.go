package adobe

import (
	"context"
	"errors"
	"fmt"
	"time"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

// slowLookUp is how long a look-up may take before it is worth a word.
//
// Source: Adobe's blueprint for support and sales, about 500 ms.
const slowLookUp = time.Second

// noSuchPolicy is what to make of a look-up that is refused for its merge policy.
var noSuchPolicy = advice{
	"the merge policy of the settings does not exist, or the Platform has no default one",
	"set the merge policy to one that is listed under Profiles, Merge policies, in this sandbox",
}

func (i *inspection) profiles(ctx context.Context) bool {
	const check = "profile look-up"
	began := time.Now()
	err := i.try(ctx, canProfiles, i.send)
	took := time.Since(began)
	var r *refusal
	switch {
	case errors.As(err, &r) && r.mergePolicy:
		i.add(check, Failed, noSuchPolicy)
	case errors.Is(err, platform.ErrUnsupported):
		i.add(check, Failed, advice{"what answers knows no such address, which the Platform's gateway does", "look at the base URL"})
		return false
	case forbidden(err) && r.code == "":
		i.add(check, Failed, advice{"the credential may not look up profiles", "ask the administrator for a role with the permission View Profiles, in this sandbox"})
	case err != nil:
		i.add(check, Failed, explain(err, "the base URL"))
		return r != nil // where one service answers, another may
	case took > i.cfg.timeout():
		i.add(check, Failed, advice{
			fmt.Sprintf("permitted, but answered after %s, and a call may take %s", took.Round(100*time.Millisecond), i.cfg.timeout()),
			"look for what is slow on the way to the Platform, or set a longer timeout",
		})
	case took > slowLookUp:
		i.add(check, Warning, advice{
			fmt.Sprintf("permitted, but answered after %s; half a second is usual", took.Round(100*time.Millisecond)),
			"look for what is slow on the way to the Platform, if it stays so",
		})
	default:
		i.add(check, OK, advice{found: "permitted"})
	}
	return true
}

func (i *inspection) policies(ctx context.Context) bool {
	const check = "merge policies"
	all, err := i.MergePolicies(ctx)
	defaults := 0
	for _, p := range all {
		if p.Default {
			defaults++
		}
	}
	switch {
	case errors.Is(err, platform.ErrUnsupported):
		i.add(check, Warning, advice{"the credential may not list them; the one in the settings is used", "ask the administrator for a role with the permission View Merge Policies, so that others can be named"})
	case forbidden(err):
		i.add(check, Failed, advice{"the credential may not list them, and none is set", "set the merge policy in the settings, or ask the administrator for a role with the permission View Merge Policies"})
	case err != nil:
		i.add(check, Failed, explain(err, "the base URL"))
	case defaults == 0:
		i.add(check, Failed, advice{fmt.Sprintf("%d of the profile class, none of them the default", len(all)), "set the merge policy in the settings, or make one the default in Experience Platform"})
	default:
		i.add(check, OK, advice{found: fmt.Sprintf("%d of the profile class, one of them the default", len(all))})
	}
	return true
}

func (i *inspection) namespaces(ctx context.Context) bool {
	const check = "namespaces"
	all, err := i.Namespaces(ctx)
	switch {
	case errors.Is(err, platform.ErrUnsupported):
		i.add(check, Warning, advice{"the credential may not list them; codes are sent as they are asked for", "ask the administrator for a role with the permission View Identity Namespaces, so that wrong codes are noticed"})
	case err != nil:
		i.add(check, Failed, explain(err, "the identity URL"))
	default:
		i.add(check, OK, advice{found: fmt.Sprintf("%d are known", len(all))})
	}
	return true
}

func (i *inspection) events(ctx context.Context) bool {
	const check = "event look-up"
	err := i.try(ctx, canEvents, i.send)
	var r *refusal
	switch {
	case errors.As(err, &r) && r.mergePolicy:
		i.add(check, Failed, noSuchPolicy)
	case errors.Is(err, platform.ErrUnsupported):
		i.add(check, Warning, noEvents)
	case err != nil:
		i.add(check, Failed, explain(err, "the base URL"))
	default:
		i.add(check, OK, advice{found: "permitted"})
	}
	return true
}

func (i *inspection) segments(ctx context.Context) bool {
	const check = "segments"
	all, err := i.Segments(ctx)
	switch {
	case errors.Is(err, platform.ErrUnsupported):
		i.add(check, Warning, advice{"the credential may list neither audiences nor segment definitions; memberships are shown without names", "ask the administrator for a role with the permission View Segments"})
	case err != nil:
		i.add(check, Failed, explain(err, "the base URL"))
	default:
		i.add(check, OK, advice{found: fmt.Sprintf("%d audiences and segment definitions", len(all))})
	}
	return true
}

func (i *inspection) computed(ctx context.Context) bool {
	const check = "computed attributes"
	err := i.try(ctx, canComputed, i.send)
	switch {
	case forbidden(err):
		i.add(check, Warning, advice{"the credential may not list them", "nothing, if none is used: their values are in the profiles all the same"})
	case err != nil:
		i.add(check, Failed, explain(err, "the base URL"))
	case i.Capabilities().ComputedAttributes:
		i.add(check, OK, advice{found: "some are defined"})
	default:
		i.add(check, OK, advice{found: "none is defined"})
	}
	return true
}

// union reads the union schema of a class, which the hub needs for schema fetch
// alone.
func (i *inspection) union(class string) func(context.Context) bool {
	check := "union of profiles"
	if class == "experienceevent" {
		check = "union of events"
	}
	return func(ctx context.Context) bool {
		raw, err := i.Union(ctx, class)
		var r *refusal
		switch {
		case errors.Is(err, platform.ErrNotFound):
			i.add(check, Warning, advice{"the Schema Registry has none in this sandbox", "enable a schema of that class for profile, if there should be one"})
		case errors.As(err, &r) && forbidden(err):
			i.add(check, Warning, advice{"the credential may not read it", "ask the administrator for a role with the permission View Schemas; without it, schema fetch does not work"})
		case err != nil:
			i.add(check, Warning, explain(err, "the base URL"))
		default:
			i.add(check, OK, advice{found: unionSize(raw)})
		}
		return true
	}
}

func unionSize(raw []byte) string {
	schema, err := xdm.ParseSchema(raw)
	if err != nil {
		return "can be read"
	}
	return fmt.Sprintf("can be read; %d members at its top", len(schema.Fields))
}
