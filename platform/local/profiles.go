package local

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"activityhub/platform"
	"activityhub/platform/local/definitions"
	"activityhub/platform/local/merge"
	"activityhub/platform/local/store"
	"activityhub/platform/xdm"
)

// Profiles implements [platform.Engine]. Of identities that belong to one
// person the work is done once.
func (p *Platform) Profiles(ctx context.Context, req platform.ProfilesRequest) (map[platform.Identity]*platform.Profile, error) {
	defined := p.Definitions()
	policy, err := policyOf(defined, req.MergePolicy)
	if err != nil {
		return nil, err
	}
	people, err := p.store.People(ctx, folded(req.Identities), policy.IdentityGraph == definitions.GraphPrivate)
	if err != nil {
		return nil, err
	}
	projection := req.Projection.With("identityMap")
	found, err := perPerson(req.Identities, people, sizeOfPerson, func(person *store.Person) (*platform.Profile, error) {
		return profileOf(defined, policy, person, projection)
	})
	for id, profile := range found {
		answer := *profile
		answer.Asked = id
		found[id] = &answer
	}
	return found, err
}

// profile merges what is kept of a person. Without the identity graph the
// person has the one identity that was asked for.
func profileOf(defined *definitions.Definitions, policy *platform.MergePolicy, person *store.Person, projection xdm.Projection) (*platform.Profile, error) {
	profile := &platform.Profile{MergePolicy: policy.ID, Identities: linked(defined, person), LastModified: lastModified(person.Fragments)}
	counted := merge.Order(policy, person.Fragments)
	docs := make([]string, len(counted))
	for i, f := range counted {
		docs[i] = f.Doc
	}
	var err error
	if profile.Attributes, err = xdm.TrustedObject(merge.Merge(docs, identityMap(profile.Identities), projection)); err != nil {
		return nil, fmt.Errorf("merged record: %w", err)
	}
	return profile, nil
}

// identityMap writes the identities of a person, which are in order, as XDM
// does.
func identityMap(linked []platform.LinkedIdentity) string {
	b := append(make([]byte, 0, 64*len(linked)), '{')
	for i, identity := range linked {
		switch {
		case i > 0 && linked[i-1].Namespace == identity.Namespace:
			b = append(b, ',')
		default:
			if i > 0 {
				b = append(b, "],"...)
			}
			b = append(strconv.AppendQuote(b, string(identity.Namespace)), ":["...)
		}
		b = append(b, `{"id":`...)
		b = appendText(b, identity.ID)
		if identity.Primary {
			b = append(b, `,"primary":true`...)
		}
		b = append(b, '}')
	}
	if len(linked) > 0 {
		b = append(b, ']')
	}
	return string(append(b, '}'))
}

// registered returns identity with its namespace as the definitions write it.
func registered(defined *definitions.Definitions, identity platform.Identity) platform.Identity {
	if namespace, ok := defined.Namespace(identity.Namespace); ok {
		identity.Namespace = namespace.Code
	}
	return identity
}

func folded(ids []platform.Identity) []platform.Identity {
	all := slices.Clone(ids)
	for i := range all {
		all[i] = all[i].Fold()
	}
	return all
}

// A LinkedError says that a person has more identities than are looked up. It is
// a [platform.ErrTooManyLinked].
type LinkedError struct {
	Identities int // how many the person has
}

// Error implements error.
func (e *LinkedError) Error() string { return e.Unwrap().Error() }

// Unwrap returns the error as callers of the platform know it.
func (e *LinkedError) Unwrap() error {
	return &platform.Error{
		Kind:    platform.ErrTooManyLinked,
		Message: fmt.Sprintf("this person has %d linked identities, at most %d can be looked up", e.Identities, platform.MaxIdentitiesPerCluster),
	}
}

func linkedTooOften(identities int) error {
	if identities <= platform.MaxIdentitiesPerCluster {
		return nil
	}
	return &LinkedError{Identities: identities}
}
