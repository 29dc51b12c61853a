package graph

import (
	"context"

	"activityhub/platform"
	"activityhub/platform/curated"
	"activityhub/platform/xdm"
)

// Arguments reads the arguments of a field before it is resolved, exactly as
// the generated executor will: that is how a plan knows what a resolver will be
// given. Each method fits the fields that its name says.
type Arguments struct {
	ctx context.Context
	raw map[string]any
}

// NewArguments returns the arguments in raw, which comes from a field of a
// validated document.
func NewArguments(ctx context.Context, raw map[string]any) Arguments { return Arguments{ctx, raw} }

// generated is what the executor reads arguments with. They need nothing of the
// execution context.
type generated func(context.Context, *executionContext, map[string]any) (map[string]any, error)

func (a Arguments) read(g generated) (map[string]any, error) {
	return g(a.ctx, &executionContext{}, a.raw)
}

// Profile reads those of Query.profile.
func (a Arguments) Profile() (identity IdentityInput, mergePolicy *string, err error) {
	if in, policy, ok := plainIdentities([]any{a.raw["identity"]}, a.raw["mergePolicy"]); ok {
		return *in[0], policy, nil
	}
	args, err := a.read(field_Query_profile_args)
	if err != nil {
		return IdentityInput{}, nil, err
	}
	return args["identity"].(IdentityInput), args["mergePolicy"].(*string), nil
}

// Profiles reads those of Query.profiles.
func (a Arguments) Profiles() (identities []*IdentityInput, mergePolicy *string, err error) {
	if list, ok := a.raw["identities"].([]any); ok {
		if in, policy, ok := plainIdentities(list, a.raw["mergePolicy"]); ok {
			return in, policy, nil
		}
	}
	args, err := a.read(field_Query_profiles_args)
	if err != nil {
		return nil, nil, err
	}
	return args["identities"].([]*IdentityInput), args["mergePolicy"].(*string), nil
}

// plainIdentities reads identities that are given as they mostly are, without
// making a path for each of their parts. ok is false for any others, right or
// wrong.
func plainIdentities(list []any, policy any) (identities []*IdentityInput, mergePolicy *string, ok bool) {
	if id, given := policy.(string); given {
		mergePolicy = &id
	} else if policy != nil {
		return nil, nil, false
	}
	backing := make([]IdentityInput, len(list))
	identities = make([]*IdentityInput, len(list))
	for i, v := range list {
		object, _ := v.(map[string]any)
		namespace, hasNamespace := object["namespace"].(string)
		id, hasID := object["id"].(string)
		if !hasNamespace || !hasID || len(object) > 2 {
			return nil, nil, false
		}
		backing[i] = IdentityInput{Namespace: namespace, ID: id}
		identities[i] = &backing[i]
	}
	return identities, mergePolicy, true
}

// Node reads those of Query.node.
func (a Arguments) Node() (string, error) {
	args, err := a.read(field_Query_node_args)
	if err != nil {
		return "", err
	}
	return args["id"].(string), nil
}

// Nodes reads those of Query.nodes.
func (a Arguments) Nodes() ([]string, error) {
	args, err := a.read(field_Query_nodes_args)
	if err != nil {
		return nil, err
	}
	return args["ids"].([]string), nil
}

// Events reads the filter and order of Profile.events.
func (a Arguments) Events() (*ExperienceEventFilter, platform.EventOrder, error) {
	args, err := a.read(field_Profile_events_args)
	if err != nil {
		return nil, "", err
	}
	return args["filter"].(*ExperienceEventFilter), args["order"].(platform.EventOrder), nil
}

// Page reads those that every connection has.
func (a Arguments) Page() (first *int32, after *string, last *int32, before *string, err error) {
	args, err := a.read(field_Profile_purchases_args)
	if err != nil {
		return nil, nil, nil, nil, err
	}
	return args["first"].(*int32), args["after"].(*string), args["last"].(*int32), args["before"].(*string), nil
}

// Segments reads the status of Profile.segments.
func (a Arguments) Segments() ([]platform.SegmentStatus, error) {
	args, err := a.read(field_Profile_segments_args)
	if err != nil {
		return nil, err
	}
	return args["status"].([]platform.SegmentStatus), nil
}

// Scores reads those of Profile.scores.
func (a Arguments) Scores() ([]curated.ScoreKind, error) {
	args, err := a.read(field_Profile_scores_args)
	if err != nil {
		return nil, err
	}
	return args["kinds"].([]curated.ScoreKind), nil
}

// Identities reads those of Profile.identities.
func (a Arguments) Identities() ([]string, error) {
	args, err := a.read(field_Profile_identities_args)
	if err != nil {
		return nil, err
	}
	return args["namespaces"].([]string), nil
}

// Attribute reads those of Profile.attribute and ExperienceEvent.attribute.
func (a Arguments) Attribute() (xdm.Path, error) {
	args, err := a.read(field_Profile_attribute_args)
	if err != nil {
		return "", err
	}
	return args["path"].(xdm.Path), nil
}
