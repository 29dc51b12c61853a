package gateway

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"activityhub/platform"
	"activityhub/platform/local/definitions"
)

// The schema classes that are looked up. A local Platform has people and their
// events.
const (
	profileClass     = "_xdm.context.profile"
	eventClass       = "_xdm.context.experienceevent"
	accountClass     = "_xdm.context.account"
	opportunityClass = "_xdm.context.opportunity"
)

// policiesPerPage is how many merge policies a page has unless it is told
// otherwise, and maxPoliciesPerPage the most.
const (
	policiesPerPage    = 20
	maxPoliciesPerPage = 100
)

func (g *Gateway) mergePolicyRoutes() []route {
	const base = "/data/core/ups/config/mergePolicies"
	return []route{
		{method: http.MethodGet, path: base, serve: g.listMergePolicies},
		{method: http.MethodGet, path: base + "/{id}", serve: g.getMergePolicy},
		{method: http.MethodPost, path: base + "/bulk-get", serve: g.getMergePolicies},
		{method: http.MethodPost, path: base, serve: g.createMergePolicy},
		{method: http.MethodPut, path: base + "/{id}", serve: g.overwriteMergePolicy},
		{method: http.MethodPatch, path: base + "/{id}", serve: g.changeMergePolicy},
		{method: http.MethodDelete, path: base + "/{id}", serve: g.deleteMergePolicy},
	}
}

// wireSandbox is a sandbox as resources name it.
type wireSandbox struct {
	ID      string `json:"sandboxId"`
	Name    string `json:"sandboxName"`
	Type    string `json:"type"`
	Default bool   `json:"default"`
}

func (g *Gateway) wireSandbox(name string) wireSandbox {
	s := wireSandbox{ID: stableUUID("sandbox " + name), Name: name, Type: "development", Default: name == g.cfg.Sandboxes[0]}
	if s.Default {
		s.Type = "production"
	}
	return s
}

// stableUUID returns the UUID that stands for name, the same each time.
func stableUUID(name string) string {
	sum := sha256.Sum256([]byte(name))
	sum[6], sum[8] = sum[6]&0x0f|0x80, sum[8]&0x3f|0x80 // version 8, variant of RFC 9562
	h := hex.EncodeToString(sum[:16])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

type wireName struct {
	Name string `json:"name"`
}

type wireType struct {
	Type string `json:"type"`
}

type wireAttributeMerge struct {
	Type  string   `json:"type"`
	Order []string `json:"order,omitempty"` // ids of data sets
}

// wireMergePolicy is a merge policy as the profile service writes it.
type wireMergePolicy struct {
	ID             string             `json:"id"`
	Name           string             `json:"name"`
	Organization   string             `json:"imsOrgId"`
	Sandbox        wireSandbox        `json:"sandbox"`
	Schema         wireName           `json:"schema"`
	Version        int                `json:"version"`
	IdentityGraph  wireType           `json:"identityGraph"`
	AttributeMerge wireAttributeMerge `json:"attributeMerge"`
	ActiveOnEdge   bool               `json:"isActiveOnEdge"`
	Default        bool               `json:"default"`
	Updated        int64              `json:"updateEpoch"` // s
}

func (g *Gateway) wireMergePolicy(q *request, v *view, p *platform.MergePolicy) wireMergePolicy {
	order := make([]string, len(p.DataSetOrder))
	for i, name := range p.DataSetOrder {
		order[i] = v.dataSetID(name)
	}
	about := g.dated(v, definitions.OfMergePolicy(p.ID))
	noted := noted[policyNotes](about.Notes)
	return wireMergePolicy{
		ID: string(p.ID), Name: p.Name, Organization: g.cfg.Organization, Sandbox: g.wireSandbox(q.sandbox),
		Schema: wireName{profileClass}, Version: max(noted.Version, 1), IdentityGraph: wireType{p.IdentityGraph},
		AttributeMerge: wireAttributeMerge{p.AttributeMerge, order}, ActiveOnEdge: noted.ActiveOnEdge, Default: p.Default, Updated: about.Updated.Unix(),
	}
}

type wireLink struct {
	Href string `json:"href"`
}

type wireNext struct {
	Next wireLink `json:"next"`
}

type wireCounts struct {
	Total int `json:"totalCount"`
	Size  int `json:"pageSize"`
}

// listMergePolicies answers with a page. The link to the next one begins with
// "@", which stands for the base path of the service.
func (g *Gateway) listMergePolicies(q *request) (reply, error) {
	params, err := q.params()
	if err != nil {
		return reply{}, err
	}
	start, limit, err := page(q, params, policiesPerPage, maxPoliciesPerPage)
	if err != nil {
		return reply{}, err
	}
	found, v := make([]wireMergePolicy, 0, 8), g.view()
	for _, p := range v.MergePolicies {
		if policy := g.wireMergePolicy(q, v, p); policy.passes(params) {
			found = append(found, policy)
		}
	}
	orderBy := either(params, "orderBy", "orderby")
	if !orderPolicies(found, orderBy) {
		return reply{}, malformed(q, "orderBy is name or updateEpoch, with - before it for the other direction")
	}
	total := len(found)
	found = found[min(start, total):min(start+limit, total)]
	var next string
	if start+limit < total {
		more := url.Values{"start": {strconv.Itoa(start + limit)}, "limit": {strconv.Itoa(limit)}, "orderBy": {orderBy}}
		for _, name := range policyFilters {
			if params.Has(name) {
				more.Set(name, params.Get(name))
			}
		}
		next = "@/mergePolicies?" + more.Encode()
	}
	return marshalled(http.StatusOK, struct {
		Page     wireCounts        `json:"_page"`
		Children []wireMergePolicy `json:"children"`
		Links    wireNext          `json:"_links"`
	}{wireCounts{total, len(found)}, found, wireNext{wireLink{next}}})
}

// orderPolicies sorts all by the field that orderBy names, and leaves them as
// they are where it is empty. It reports whether there is such an order.
func orderPolicies(all []wireMergePolicy, orderBy string) bool {
	field, descending := strings.CutPrefix(orderBy, "-")
	var order func(a, b wireMergePolicy) int
	switch strings.TrimLeft(field, "+ ") { // a bare plus is a blank in a query
	case "":
		return orderBy == ""
	case "name":
		order = func(a, b wireMergePolicy) int { return cmp.Compare(a.Name, b.Name) }
	case "updateEpoch":
		order = func(a, b wireMergePolicy) int { return cmp.Compare(a.Updated, b.Updated) }
	default:
		return false
	}
	slices.SortStableFunc(all, func(a, b wireMergePolicy) int {
		if descending {
			a, b = b, a
		}
		return order(a, b)
	})
	return true
}

// policyFilters are the parameters that a list of merge policies is filtered by.
var policyFilters = []string{"schema.name", "default", "identityGraph.type", "attributeMerge.type", "isActiveOnEdge", "version"}

func (p *wireMergePolicy) passes(params url.Values) bool {
	has := []string{p.Schema.Name, strconv.FormatBool(p.Default), p.IdentityGraph.Type, p.AttributeMerge.Type, strconv.FormatBool(p.ActiveOnEdge), strconv.Itoa(p.Version)}
	for i, name := range policyFilters {
		if params.Has(name) && params.Get(name) != has[i] {
			return false
		}
	}
	return true
}

// page reads the parameters start, an offset, and limit.
func page(q *request, params url.Values, limit, most int) (from, size int, err error) {
	size = limit
	for name, to := range map[string]*int{"start": &from, "limit": &size} {
		if params.Get(name) == "" {
			continue
		}
		if *to, err = strconv.Atoi(params.Get(name)); err != nil || *to < 0 {
			return 0, 0, malformed(q, fmt.Sprintf("the parameter %s is a whole number, not below zero", name))
		}
	}
	if size < 1 || size > most {
		return 0, 0, malformed(q, fmt.Sprintf("the parameter limit is 1 to %d", most))
	}
	return min(from, 1<<30), size, nil
}

func (g *Gateway) getMergePolicy(q *request) (reply, error) {
	return g.answerMergePolicy(q, platform.MergePolicyID(q.PathValue("id")))
}

func (g *Gateway) answerMergePolicy(q *request, id platform.MergePolicyID) (reply, error) {
	v := g.view()
	p, ok := v.MergePolicy(id)
	if !ok {
		return reply{}, noMergePolicy()
	}
	return marshalled(http.StatusOK, g.wireMergePolicy(q, v, p))
}

func noMergePolicy() *refusal {
	return profileError(http.StatusNotFound, "There is no merge policy of that id", "")
}

// getMergePolicies answers 207 with those of the ids asked for that there are.
func (g *Gateway) getMergePolicies(q *request) (reply, error) {
	asked, err := q.json()
	if err != nil {
		return reply{}, err
	}
	ids := asked.Get("ids").Array()
	if len(ids) == 0 {
		return reply{}, malformed(q, `the body is {"ids": [{"id": "…"}]}, with at least one id`)
	}
	results, v := make(map[string]wireMergePolicy, len(ids)), g.view()
	for _, item := range ids {
		id := item.Get("id").String()
		if p, ok := v.MergePolicy(platform.MergePolicyID(id)); ok && id != "" {
			results[id] = g.wireMergePolicy(q, v, p)
		}
	}
	return marshalled(http.StatusMultiStatus, map[string]any{"results": results})
}
