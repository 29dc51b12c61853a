package gateway

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"activityhub/platform/gateway/condition"
	"activityhub/platform/gateway/registry"
	"activityhub/platform/local/definitions"
)

// computedPerPage is how many computed attributes a page has unless it is told
// otherwise, and maxComputedPerPage the most.
//
// Source: computed attributes API guide.
const (
	computedPerPage    = 20
	maxComputedPerPage = 40
)

const computedBase = "/data/core/ca/attributes"

// computedService serves the definitions of computed attributes. Their values
// are attributes of profiles like any other.
type computedService struct{ g *Gateway }

func (g *Gateway) computedRoutes() []route {
	s := &computedService{g: g}
	return []route{
		{method: http.MethodGet, path: computedBase, serve: s.list},
		{method: http.MethodGet, path: computedBase + "/{id}", serve: s.get},
		{method: http.MethodPost, path: computedBase, serve: s.readOnly},
		{method: http.MethodPatch, path: computedBase + "/{id}", serve: s.readOnly},
		{method: http.MethodDelete, path: computedBase + "/{id}", serve: s.readOnly},
	}
}

// writtenComputed writes all computed attributes.
func (g *Gateway) writtenComputed(v *view) map[string]documents {
	return written(g, func(c wireComputed) string { return c.ID }, func(sandbox string) []wireComputed {
		all := make([]wireComputed, len(v.Computed))
		for i, c := range v.Computed {
			all[i] = g.wireComputed(v, c, sandbox)
		}
		return all
	})
}

// wireComputedSandbox is a sandbox as computed attributes name it: unlike
// elsewhere, the default one has isDefault.
type wireComputedSandbox struct {
	ID      string `json:"sandboxId"`
	Name    string `json:"sandboxName"`
	Type    string `json:"type"`
	Default bool   `json:"isDefault"`
}

type wireValue struct {
	Value string `json:"value"`
}

type wireDuration struct {
	Count int    `json:"count"`
	Unit  string `json:"unit"`
}

// wireComputed is a computed attribute as its service writes it.
type wireComputed struct {
	ID            string              `json:"id"`
	Type          string              `json:"type"`
	Name          string              `json:"name"`
	DisplayName   string              `json:"displayName"`
	Description   string              `json:"description"`
	Organization  string              `json:"imsOrgId"`
	Sandbox       wireComputedSandbox `json:"sandbox"`
	Path          string              `json:"path"` // where the attribute stands, with slashes
	PositionPath  []string            `json:"positionPath"`
	KeepCurrent   bool                `json:"keepCurrent"`
	Expression    wireExpression      `json:"expression"`
	MergeFunction wireValue           `json:"mergeFunction"`
	MergePolicy   wireValue           `json:"mergePolicy"`
	Status        string              `json:"status"`
	Schema        wireName            `json:"schema"`
	Duration      *wireDuration       `json:"duration,omitempty"`
	Returns       map[string]string   `json:"returnSchema"` // meta:xdmType
	DefinedOn     []wireReference     `json:"definedOn"`
	Created       int64               `json:"createEpoch"` // s
	Updated       int64               `json:"updateEpoch"` // s
}

func (g *Gateway) wireComputed(v *view, c *definitions.ComputedAttribute, sandbox string) wireComputed {
	names := strings.Split(string(c.Path), ".")
	above := names[:len(names)-1]
	w := wireComputed{
		ID: stableUUID("computed attribute " + string(c.Path)), Type: "ComputedAttribute", Name: c.Name(), DisplayName: c.Title, Description: c.Description,
		Organization: g.cfg.Organization, Sandbox: wireComputedSandbox(g.wireSandbox(sandbox)),
		Path: strings.Join(above, "/"), PositionPath: append([]string{}, above...),
		Expression: wireExpression(c.Expression), MergeFunction: wireValue{c.MergeFunction}, MergePolicy: wireValue{string(c.MergePolicy)},
		Status: c.Status, Schema: wireName{profileClass}, DefinedOn: profileUnion, Returns: map[string]string{},
		Created: milliseconds(c.Created) / 1000, Updated: milliseconds(c.Updated) / 1000,
	}
	if union, ok := v.registry.Find(registry.Unions, "https://ns.adobe.com/xdm/context/profile__union"); ok {
		w.Returns["meta:xdmType"] = union.At(string(c.Path)).XDMType
	}
	if c.Count > 0 {
		w.Duration = &wireDuration{c.Count, c.Unit}
	}
	return w
}

type wireComputedPage struct {
	Offset int `json:"offset"`
	Limit  int `json:"limit"`
	Count  int `json:"count"`
	Total  int `json:"totalCount"`
}

// sortable are the attributes that a list may be ordered by, and filterable those
// that it may be filtered by.
var (
	sortable   = map[string]bool{"name": true, "status": true, "updateEpoch": true, "createEpoch": true}
	filterable = map[string]string{"name": "name", "createdEpoch": "createEpoch", "createEpoch": "createEpoch", "mergePolicy.value": "mergePolicy.value", "updateEpoch": "updateEpoch", "status": "status"}
)

func (s *computedService) list(q *request) (reply, error) {
	params, err := q.params()
	if err != nil {
		return reply{}, err
	}
	of := wireComputedPage{Limit: computedPerPage}
	for name, to := range map[string]*int{"offset": &of.Offset, "limit": &of.Limit} {
		if text := params.Get(name); text != "" {
			if *to, err = strconv.Atoi(text); err != nil || *to < 0 || *to > 1<<30 {
				return reply{}, malformed(q, "offset and limit are whole numbers, not below zero")
			}
		}
	}
	if of.Limit < 1 || of.Limit > maxComputedPerPage {
		return reply{}, malformed(q, "limit is 1 to 40")
	}
	conditions, wrong := condition.All(params["property"])
	for i := range conditions {
		path, ok := filterable[conditions[i].Path]
		if !ok {
			wrong = conditions[i].Path
		}
		conditions[i].Path = path
	}
	if wrong != "" {
		return reply{}, malformed(q, "property is name, createdEpoch, mergePolicy.value, updateEpoch or status, with ==, !=, <, <=, > or >= and a value")
	}
	by, descending := strings.CutPrefix(params.Get("sortBy"), "-")
	if by == "" {
		by, descending = "updateEpoch", true
	}
	if !sortable[by] {
		return reply{}, malformed(q, "sortBy is name, status, updateEpoch or createEpoch, with - before it for the other direction")
	}
	if descending {
		by += ":desc"
	}
	found, _ := s.g.view().computed()[q.sandbox].ordered(func(raw json.RawMessage) bool { return condition.HoldAll(conditions, raw) }, by)
	some := cut(found, of.Offset, of.Limit)
	of.Count, of.Total = len(some), len(found)
	return marshalled(http.StatusOK, map[string]any{"_page": of, "computedAttributes": some, "_links": computedLinks(params, of)})
}

// computedLinks are the links of a page; those to pages that there are not are
// empty.
func computedLinks(params url.Values, of wireComputedPage) map[string]wireLink {
	to := func(offset int) wireLink {
		return wireLink{link("/attributes", params, map[string]string{"offset": strconv.Itoa(offset), "limit": strconv.Itoa(of.Limit)})}
	}
	last := max(of.Total-1, 0) / of.Limit * of.Limit
	links := map[string]wireLink{"self": to(of.Offset), "last": to(last), "next": {}, "prev": {}}
	if of.Offset+of.Limit < of.Total {
		links["next"] = to(of.Offset + of.Limit)
	}
	if of.Offset > 0 {
		links["prev"] = to(max(of.Offset-of.Limit, 0))
	}
	return links
}

func (s *computedService) get(q *request) (reply, error) {
	found, ok := s.g.view().computed()[q.sandbox].byID[q.PathValue("id")]
	if !ok {
		return reply{}, problem(http.StatusNotFound, "https://ns.adobe.com/aep/errors/CA-404", "Not Found", "There is no computed attribute of that id")
	}
	return reply{status: http.StatusOK, body: found}, nil
}

func (s *computedService) readOnly(*request) (reply, error) {
	return reply{}, problem(http.StatusForbidden, "https://ns.adobe.com/aep/errors/CA-403", "Forbidden",
		"The computed attributes of this local Platform are in computedattributes.yaml in the folder of its definitions: change them there and start it again")
}
