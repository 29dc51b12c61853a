package gateway

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"activityhub/platform"
	"activityhub/platform/local"
)

const entitiesPath = "/data/core/ups/access/entities"

func (g *Gateway) profileRoutes() []route {
	return []route{
		{method: http.MethodGet, path: entitiesPath, serve: g.getEntities},
		{method: http.MethodPost, path: entitiesPath, serve: g.postEntities},
		{method: http.MethodDelete, path: entitiesPath, serve: g.deleteEntities},
	}
}

// getEntities looks one profile up, or the events of one. Parameters that are
// unknown are left alone.
//
// Source: Entities guide.
func (g *Gateway) getEntities(q *request) (reply, error) {
	params, err := q.params()
	if err != nil {
		return reply{}, err
	}
	switch class := params.Get("schema.name"); class {
	case profileClass:
		return g.getProfile(q)
	case eventClass:
		return g.getEvents(q)
	case accountClass, opportunityClass:
		return reply{}, noEntity() // a local Platform has people alone
	default:
		return reply{}, wrongClass(q)
	}
}

func wrongClass(q *request) *refusal {
	return malformed(q, "schema.name is one of "+strings.Join([]string{profileClass, eventClass, accountClass, opportunityClass}, ", "))
}

// who reads the identity of a profile in the query of q, and the merge policy.
func (g *Gateway) who(q *request) (asked, platform.MergePolicyID, error) {
	params, err := q.params()
	if err != nil {
		return asked{}, "", err
	}
	who, err := g.identify(q, "entityId", params.Get("entityId"), either(params, "entityIdNS", "entityIdNs"))
	if err != nil {
		return asked{}, "", err
	}
	policy, err := g.policy(params.Get("mergePolicyId"))
	return who, policy, err
}

func (g *Gateway) getProfile(q *request) (reply, error) {
	who, policy, err := g.who(q)
	if err != nil {
		return reply{}, err
	}
	if who.nobody {
		return reply{}, noEntity()
	}
	found, err := g.platform.Documents(q.Context(), platform.ProfilesRequest{
		Identities: []platform.Identity{who.identity}, MergePolicy: policy,
		Projection: projection(strings.Split(q.query.Get("fields"), ",")),
	})
	if err := platform.ErrorFor(err, who.identity); err != nil {
		return reply{}, lookupError(err)
	}
	document := found[who.identity]
	if document == nil {
		return reply{}, noEntity()
	}
	return buffered(func(b []byte) []byte {
		b = append(b, '{')
		b = appendText(b, who.xid)
		b = append(b, ':')
		return append(g.appendEntry(b, who.xid, document), '}')
	}), nil
}

// lookupError words why nothing can be said of a person.
func lookupError(err error) error {
	if linked := linkedTooOften(err); linked != nil {
		return tooManyLinked(linked)
	}
	return err
}

// linkedTooOften returns what err says of a person with too many identities; nil
// if it says none of it.
func linkedTooOften(err error) *local.LinkedError {
	var linked *local.LinkedError
	if errors.As(err, &linked) {
		return linked
	}
	return nil
}

// tooManyLinked is what the profile service says of a graph that has collapsed.
// Clients know it by its phrase.
func tooManyLinked(of *local.LinkedError) *refusal {
	return profileError(http.StatusUnprocessableEntity,
		fmt.Sprintf("UPS-ACCSDK-1000005:Too many related identities. Got: %d, max: %d", of.Identities, platform.MaxIdentitiesPerCluster),
		"The identity graph of a person that was asked for has collapsed")
}

// deleteEntities deletes a person: records, events and identities.
func (g *Gateway) deleteEntities(q *request) (reply, error) {
	params, err := q.params()
	if err != nil {
		return reply{}, err
	}
	if params.Get("schema.name") != profileClass {
		return reply{}, malformed(q, "schema.name is "+profileClass+": profiles alone can be deleted")
	}
	who, _, err := g.who(q)
	if err != nil {
		return reply{}, err
	}
	if who.nobody {
		return reply{}, noEntity()
	}
	found, err := g.platform.Delete(q.Context(), who.identity)
	if err != nil {
		return reply{}, err
	}
	if !found {
		return reply{}, noEntity()
	}
	return reply{status: http.StatusAccepted}, nil
}
