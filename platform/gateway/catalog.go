package gateway

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"activityhub/platform/gateway/condition"
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
type catalogService struct {
	g    *Gateway
	kept map[string]documents // by sandbox
}

func (g *Gateway) catalogRoutes() []route {
	const base = "/data/foundation/catalog/dataSets"
	s := &catalogService{g: g}
	s.kept = written(g, func(d wireDataSet) string { return d.id }, func(sandbox string) []wireDataSet {
		all := make([]wireDataSet, 0, len(g.platform.DataSets()))
		for _, name := range g.platform.DataSets() {
			all = append(all, g.wireDataSet(name, sandbox))
		}
		return all
	})
	return []route{
		{method: http.MethodGet, path: base, serve: s.list},
		{method: http.MethodGet, path: base + "/{id}", serve: s.get},
		{method: http.MethodPost, path: base, serve: s.readOnly},
		{method: http.MethodPut, path: base + "/{id}", serve: s.readOnly},
		{method: http.MethodPatch, path: base + "/{id}", serve: s.readOnly},
		{method: http.MethodDelete, path: base + "/{id}", serve: s.readOnly},
	}
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

func (g *Gateway) wireDataSet(name, sandbox string) wireDataSet {
	set := g.platform.Definitions().DataSets[name]
	d := wireDataSet{
		id: dataSetID(name), Name: name, Description: cmp.Or(set.Title, name), Organization: g.cfg.Organization, SandboxID: g.wireSandbox(sandbox).ID,
		Version: "1.0.0", State: "ENABLED", Created: g.opened.UnixMilli(), Updated: g.opened.UnixMilli(),
		Tags: map[string][]string{"unifiedProfile": {"enabled:true"}, "unifiedIdentity": {"enabled:true"}},
	}
	if of, ok := g.registry.SchemaOf(set.SchemaName); ok {
		d.SchemaRef = wireSchemaRef{of.ID, "application/vnd.adobe.xed-full+json;version=1"}
	}
	return d
}

// dataSetNamed returns the name of the data set whose id or name is given.
func (g *Gateway) dataSetNamed(idOrName string) (name string, ok bool) {
	for _, name := range g.platform.DataSets() {
		if name == idOrName || g.dataSetIDs[name] == idOrName {
			return name, true
		}
	}
	return "", false
}

// list answers with a map from ids to data sets, cut to what properties names.
func (s *catalogService) list(q *request) (reply, error) {
	params, err := q.params()
	if err != nil {
		return reply{}, err
	}
	start, limit, err := page(q, params, dataSetsPerPage, maxDataSetsPerPage)
	if err != nil {
		return reply{}, err
	}
	found, _ := s.kept[q.sandbox].ordered(func(raw json.RawMessage) bool {
		return params.Get("name") == "" || condition.Get(raw, "name").String() == params.Get("name")
	}, "")
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
	name, ok := s.g.dataSetNamed(q.PathValue("id"))
	if !ok {
		return reply{}, noDataSet(s.g.platform.DataSets())
	}
	params, err := q.params()
	if err != nil {
		return reply{}, err
	}
	id := dataSetID(name)
	return marshalled(http.StatusOK, map[string]any{id: withProperties(s.kept[q.sandbox].byID[id], params.Get("properties"))})
}

func (s *catalogService) readOnly(*request) (reply, error) {
	return reply{}, problem(http.StatusForbidden, "https://ns.adobe.com/aep/errors/CATALOG-403", "Forbidden",
		"The data sets of this local Platform are in datasets.yaml in the folder of its definitions: change them there and start it again")
}

func noDataSet(known []string) *refusal {
	return problem(http.StatusNotFound, "https://ns.adobe.com/aep/errors/CATALOG-404", "Not Found",
		fmt.Sprintf("There is no data set of that id or name; the data sets here are %s", strings.Join(known, ", ")))
}
