package gateway

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"activityhub/platform/gateway/condition"
	"activityhub/platform/local/definitions"
)

// dataSetsPerPage is how many data sets a page has unless it is told otherwise,
// and maxDataSetsPerPage the most.
//
// Source: Catalog Service API guide.
const (
	dataSetsPerPage    = 20
	maxDataSetsPerPage = 100
)

// catalogService serves the data sets of the Catalog.
type catalogService struct{ g *Gateway }

func (g *Gateway) catalogRoutes() []route {
	const base = "/data/foundation/catalog/dataSets"
	s := &catalogService{g: g}
	return []route{
		{method: http.MethodGet, path: base, serve: s.list},
		{method: http.MethodGet, path: base + "/{id}", serve: s.get},
		{method: http.MethodPost, path: base, serve: s.create},
		{method: http.MethodPatch, path: base + "/{id}", serve: s.change},
		{method: http.MethodDelete, path: base + "/{id}", serve: s.remove},
	}
}

// writtenDataSets writes all data sets.
func (g *Gateway) writtenDataSets(v *view) map[string]documents {
	return written(g, func(d wireDataSet) string { return d.id }, func(sandbox string) []wireDataSet {
		all := make([]wireDataSet, 0, len(v.DataSets))
		for _, name := range v.DataSetNames() {
			all = append(all, g.wireDataSet(v, name, sandbox))
		}
		return all
	})
}

type wireSchemaRef struct {
	ID          string `json:"id"`
	ContentType string `json:"contentType"`
}

// wireDataSet is a data set as the Catalog writes it.
type wireDataSet struct {
	id           string
	Name         string              `json:"name"`
	Description  string              `json:"description"`
	Organization string              `json:"imsOrg"`
	SandboxID    string              `json:"sandboxId"`
	Version      string              `json:"version"`
	State        string              `json:"state"`
	Tags         map[string][]string `json:"tags"`
	Created      int64               `json:"created"` // ms
	Updated      int64               `json:"updated"` // ms
	SchemaRef    wireSchemaRef       `json:"schemaRef"`
}

func (g *Gateway) wireDataSet(v *view, name, sandbox string) wireDataSet {
	set, about := v.DataSets[name], g.dated(v, definitions.OfDataSet(name))
	d := wireDataSet{
		id: dataSetID(name), Name: name, Description: cmp.Or(set.Title, name), Organization: g.cfg.Organization, SandboxID: g.wireSandbox(sandbox).ID,
		Version: "1.0.0", State: "ENABLED", Created: about.Created.UnixMilli(), Updated: about.Updated.UnixMilli(),
		Tags: map[string][]string{"unifiedProfile": {"enabled:true"}, "unifiedIdentity": {"enabled:true"}},
	}
	if of, ok := v.registry.SchemaOf(set.SchemaName); ok {
		d.SchemaRef = wireSchemaRef{of.ID, "application/vnd.adobe.xed-full+json;version=1"}
	}
	return d
}

// dataSetNamed returns the name of the data set whose id or name is given.
func (v *view) dataSetNamed(idOrName string) (name string, ok bool) {
	for _, name := range v.DataSetNames() {
		if name == idOrName || v.dataSetIDs[name] == idOrName {
			return name, true
		}
	}
	return "", false
}

// dataSetNamed is that of the definitions in force.
func (g *Gateway) dataSetNamed(idOrName string) (name string, ok bool) {
	return g.view().dataSetNamed(idOrName)
}

// list answers with a map from ids to data sets, those that name and property
// let through, cut to what properties names.
func (s *catalogService) list(q *request) (reply, error) {
	params, err := q.params()
	if err != nil {
		return reply{}, err
	}
	start, limit, err := page(q, params, dataSetsPerPage, maxDataSetsPerPage)
	if err != nil {
		return reply{}, err
	}
	conditions, wrong := condition.All(params["property"])
	if wrong != "" {
		return reply{}, malformed(q, "property is a member, or a member with ==, !=, <, <=, > or >= and a value, such as property=name==crm")
	}
	if params.Get("name") != "" {
		conditions = append(conditions, condition.Condition{Path: "name", Operator: "==", Value: params.Get("name")})
	}
	found, _ := s.g.view().dataSets()[q.sandbox].ordered(func(raw json.RawMessage) bool { return condition.HoldAll(conditions, raw) }, "")
	all := map[string]any{}
	for _, raw := range cut(found, start, limit) {
		all[dataSetID(condition.Get(raw, "name").String())] = withProperties(raw, params.Get("properties"))
	}
	return marshalled(http.StatusOK, all)
}

// withProperties cuts a data set to the members that properties names, with
// commas between; none mean all.
func withProperties(raw json.RawMessage, properties string) any {
	if properties == "" {
		return raw
	}
	some := map[string]json.RawMessage{}
	for name := range strings.SplitSeq(properties, ",") {
		if value := condition.Get(raw, name); value.Exists() {
			some[name] = json.RawMessage(value.Raw)
		}
	}
	return some
}

// get answers with a map too, of one data set.
func (s *catalogService) get(q *request) (reply, error) {
	v := s.g.view()
	name, ok := v.dataSetNamed(q.PathValue("id"))
	if !ok {
		return reply{}, noDataSet(v.DataSetNames())
	}
	params, err := q.params()
	if err != nil {
		return reply{}, err
	}
	id := dataSetID(name)
	return marshalled(http.StatusOK, map[string]any{id: withProperties(v.dataSets()[q.sandbox].byID[id], params.Get("properties"))})
}

func noDataSet(known []string) *refusal {
	return problem(http.StatusNotFound, "https://ns.adobe.com/aep/errors/CATALOG-404", "Not Found",
		fmt.Sprintf("There is no data set of that id or name; the data sets here are %s", strings.Join(known, ", ")))
}
