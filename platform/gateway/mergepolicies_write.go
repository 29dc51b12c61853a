package gateway

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"activityhub/platform"
	"activityhub/platform/local/definitions"
)

// policyBody is a merge policy as it is written.
//
// Source: Merge policies API guide.
type policyBody struct {
	ID             string             `json:"id,omitempty"`
	Name           string             `json:"name"`
	Schema         wireName           `json:"schema"`
	IdentityGraph  wireType           `json:"identityGraph"`
	AttributeMerge wireAttributeMerge `json:"attributeMerge"`
	ActiveOnEdge   flag               `json:"isActiveOnEdge"`
	Default        flag               `json:"default"`
	Version        int                `json:"version"`
}

// policyNotes is what is kept of a merge policy and means nothing here.
type policyNotes struct {
	ActiveOnEdge bool `json:"isActiveOnEdge,omitempty"`
	Version      int  `json:"version,omitempty"`
}

// wrongRequest says what is wrong with a request that writes a definition of the
// profile service.
func wrongRequest(cause string) *refusal {
	return profileError(http.StatusBadRequest, "Bad request", cause)
}

// usedPolicy says why a merge policy cannot be deleted.
func usedPolicy(cause string) *refusal {
	return profileError(http.StatusBadRequest, "The merge policy cannot be deleted", cause)
}

func (g *Gateway) createMergePolicy(q *request) (reply, error) {
	body, err := typed[policyBody](q, wrongRequest)
	if err != nil {
		return reply{}, err
	}
	id := platform.MergePolicyID(newUUID())
	return g.putMergePolicy(q, id, func(d *definitions.Definitions) (policyBody, error) {
		if len(d.MergePolicies) >= definitions.MaxMergePolicies {
			return body, wrongRequest(fmt.Sprintf("there are %d merge policies, and %d is the most: delete one first", len(d.MergePolicies), definitions.MaxMergePolicies))
		}
		return body, nil
	})
}

func (g *Gateway) overwriteMergePolicy(q *request) (reply, error) {
	body, err := typed[policyBody](q, wrongRequest)
	if err != nil {
		return reply{}, err
	}
	id := platform.MergePolicyID(q.PathValue("id"))
	return g.putMergePolicy(q, id, func(d *definitions.Definitions) (policyBody, error) {
		if _, ok := d.MergePolicy(id); !ok {
			return body, noMergePolicy()
		}
		if body.ID != "" && body.ID != string(id) {
			return body, wrongRequest("id is the one in the path, or is left out: it does not change")
		}
		return body, nil
	})
}

// changeMergePolicy takes one change, as the guide has it, or a list of them, as
// the OpenAPI file has it.
func (g *Gateway) changeMergePolicy(q *request) (reply, error) {
	raw, err := typed[json.RawMessage](q, wrongRequest)
	if err != nil {
		return reply{}, err
	}
	changes, err := readPatch(raw, wrongRequest)
	if err != nil {
		return reply{}, err
	}
	id := platform.MergePolicyID(q.PathValue("id"))
	return g.putMergePolicy(q, id, func(d *definitions.Definitions) (policyBody, error) {
		p, ok := d.MergePolicy(id)
		if !ok {
			return policyBody{}, noMergePolicy()
		}
		kept := noted[policyNotes](d.About(definitions.OfMergePolicy(id)).Notes)
		body := policyBody{
			Name: p.Name, Schema: wireName{profileClass}, IdentityGraph: wireType{p.IdentityGraph}, AttributeMerge: wireAttributeMerge{p.AttributeMerge, slices.Clone(p.DataSetOrder)},
			ActiveOnEdge: flag(kept.ActiveOnEdge), Default: flag(p.Default), Version: kept.Version,
		}
		return body, applied(changes, map[string]any{
			"/name": &body.Name, "/schema.name": &body.Schema.Name, "/identityGraph.type": &body.IdentityGraph.Type,
			"/attributeMerge.type": &body.AttributeMerge.Type, "/attributeMerge.order": &body.AttributeMerge.Order,
			"/isActiveOnEdge": &body.ActiveOnEdge, "/default": &body.Default, "/version": &body.Version,
		}, wrongRequest)
	})
}

// putMergePolicy writes the body that read makes, and answers with what came of
// it.
func (g *Gateway) putMergePolicy(q *request, id platform.MergePolicyID, read func(*definitions.Definitions) (policyBody, error)) (reply, error) {
	err := g.redefine(q, func(d *definitions.Definitions) ([]definitions.Change, error) {
		body, err := read(d)
		if err != nil {
			return nil, err
		}
		p, err := body.policy(d, id)
		if err != nil {
			return nil, err
		}
		about := d.About(definitions.OfMergePolicy(id))
		about.Updated = g.moment()
		if _, there := d.MergePolicy(id); !there {
			about.Created = about.Updated
		}
		about.Notes = notes(policyNotes{bool(body.ActiveOnEdge), body.Version})
		changes := []definitions.Change{definitions.PutMergePolicy(p, about)}
		if body.ActiveOnEdge {
			changes = append(offEdge(d, p), changes...)
		}
		return changes, nil
	})
	if err != nil {
		return reply{}, unwritten(err, wrongRequest, wrongRequest)
	}
	return g.answerMergePolicy(q, id)
}

// offEdge takes the edge from the policy that is active there: one is, at most.
func offEdge(d *definitions.Definitions, now platform.MergePolicy) []definitions.Change {
	var changes []definitions.Change
	for _, other := range d.MergePolicies {
		about := d.About(definitions.OfMergePolicy(other.ID))
		kept := noted[policyNotes](about.Notes)
		if other.ID == now.ID || !kept.ActiveOnEdge {
			continue
		}
		kept.ActiveOnEdge = false
		about.Notes = notes(kept)
		p := *other
		p.Default = p.Default && !now.Default
		changes = append(changes, definitions.PutMergePolicy(p, about))
	}
	return changes
}

// policy returns the merge policy that b describes, or what is wrong with it.
func (b policyBody) policy(d *definitions.Definitions, id platform.MergePolicyID) (platform.MergePolicy, error) {
	p := platform.MergePolicy{
		ID: id, Name: cmp.Or(b.Name, string(id)), Default: bool(b.Default),
		IdentityGraph: b.IdentityGraph.Type, AttributeMerge: b.AttributeMerge.Type,
	}
	graphs, merges := []string{definitions.GraphNone, definitions.GraphPrivate}, []string{definitions.TimestampOrdered, definitions.DataSetPrecedence}
	wrong := checked(named{"name", b.Name, maxName, false})
	switch {
	case wrong != "":
	case b.Schema.Name != profileClass:
		wrong = "schema.name is " + profileClass + ": this local Platform merges profiles"
	case !slices.Contains(graphs, p.IdentityGraph):
		wrong = "identityGraph.type is " + strings.Join(graphs, " or ")
	case !slices.Contains(merges, p.AttributeMerge):
		wrong = "attributeMerge.type is " + strings.Join(merges, " or ")
	case b.Version < 0 || b.Version > 1<<30:
		wrong = "version is a whole number above zero"
	}
	if wrong != "" {
		return p, wrongRequest(wrong)
	}
	if p.AttributeMerge == definitions.TimestampOrdered {
		return p, nil // an order means nothing, and some clients leave it there
	}
	for i, id := range b.AttributeMerge.Order {
		name, ok := dataSetIn(d, id)
		if !ok {
			return p, wrongRequest(fmt.Sprintf("attributeMerge.order[%d] is no data set here; GET /data/foundation/catalog/dataSets lists those there are", i))
		}
		p.DataSetOrder = append(p.DataSetOrder, name)
	}
	return p, nil
}

func (g *Gateway) deleteMergePolicy(q *request) (reply, error) {
	id := platform.MergePolicyID(q.PathValue("id"))
	err := g.redefine(q, func(d *definitions.Definitions) ([]definitions.Change, error) {
		if _, ok := d.MergePolicy(id); !ok {
			return nil, noMergePolicy()
		}
		return []definitions.Change{definitions.Delete(definitions.OfMergePolicy(id))}, nil
	})
	return reply{status: http.StatusOK}, unwritten(err, usedPolicy, usedPolicy)
}
