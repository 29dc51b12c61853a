package gateway

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"activityhub/platform/gateway/condition"
	"activityhub/platform/gateway/registry"
)

const registryBase = "/data/foundation/schemaregistry"

// registryService serves the Schema Registry: it reads, for schemas are files.
type registryService struct{ g *Gateway }

// kindsOf are the kinds of resources that a container has.
var kindsOf = map[string][]registry.Kind{
	"global": {registry.Classes, registry.Behaviors, registry.FieldGroups, registry.Mixins, registry.DataTypes, registry.Schemas},
	"tenant": {registry.Classes, registry.FieldGroups, registry.Mixins, registry.DataTypes, registry.Schemas, registry.Unions},
}

func (g *Gateway) registryRoutes() []route {
	s := &registryService{g: g}
	routes := []route{
		{method: http.MethodGet, path: registryBase + "/stats", serve: s.stats},
		{method: http.MethodGet, path: registryBase + "/tenant/descriptors", serve: s.listDescriptors},
		{method: http.MethodGet, path: registryBase + "/tenant/descriptors/{id}", serve: s.getDescriptor},
		{method: http.MethodPost, path: registryBase + "/tenant/descriptors", serve: s.readOnly},
		{method: http.MethodPut, path: registryBase + "/tenant/descriptors/{id}", serve: s.readOnly},
		{method: http.MethodDelete, path: registryBase + "/tenant/descriptors/{id}", serve: s.readOnly},
	}
	for container, kinds := range kindsOf {
		for _, kind := range kinds {
			path := registryBase + "/" + container + "/" + string(kind)
			routes = append(routes,
				route{method: http.MethodGet, path: path, serve: func(q *request) (reply, error) { return s.list(q, container, kind) }},
				route{method: http.MethodGet, path: path + "/{id}", serve: func(q *request) (reply, error) { return s.get(q, container, kind) }},
			)
			if container == "tenant" && kind != registry.Unions {
				routes = append(routes, route{method: http.MethodPost, path: path, serve: s.readOnly})
				for _, method := range []string{http.MethodPut, http.MethodPatch, http.MethodDelete} {
					routes = append(routes, route{method: method, path: path + "/{id}", serve: s.readOnly})
				}
			}
		}
	}
	return routes
}

// in returns the resources of a kind that a container has: what is standard is
// global, what is made of files is the tenant's.
func (s *registryService) in(container string, kind registry.Kind) []*registry.Resource {
	if standard := kind != registry.Schemas && kind != registry.Unions; standard != (container == "global") {
		return nil
	}
	return s.g.view().registry.All(kind)
}

// whose returns the members that say whose a resource is.
func (s *registryService) whose(q *request, container string) map[string]any {
	if container == "global" {
		return nil
	}
	sandbox := s.g.wireSandbox(q.sandbox)
	return map[string]any{"imsOrg": s.g.cfg.Organization, "meta:sandboxId": sandbox.ID, "meta:sandboxType": sandbox.Type}
}

type wireRegistryPage struct {
	OrderBy string  `json:"orderby"`
	Next    *string `json:"next"` // start of the page that follows; null after the last
	Count   int     `json:"count"`
}

type wireRegistryList struct {
	Results []any              `json:"results"`
	Page    wireRegistryPage   `json:"_page"`
	Links   map[string]*string `json:"_links"`
}

// list answers with a page. Where it is the last one, both markers are null.
func (s *registryService) list(q *request, container string, kind registry.Kind) (reply, error) {
	form, err := registry.ListForm(q.Header.Get("Accept"))
	if err != nil {
		return reply{}, s.explain(q, err)
	}
	params, err := q.params()
	if err != nil {
		return reply{}, err
	}
	query, err := s.query(q, params)
	if err != nil {
		return reply{}, err
	}
	of := registry.List(s.in(container, kind), query)
	results := make([]any, len(of.Resources))
	for i, resource := range of.Resources {
		results[i] = resource.In(form, s.whose(q, container), nil)
	}
	return s.page(q, params, results, of.OrderBy, of.Next)
}

// page answers with a page of a list; next is the start of the one that follows,
// "" after the last.
func (s *registryService) page(q *request, params url.Values, results []any, orderBy, next string) (reply, error) {
	answer := wireRegistryList{results, wireRegistryPage{OrderBy: orderBy, Count: len(results)}, map[string]*string{"next": nil}}
	if next != "" {
		answer.Page.Next = &next
		to := q.URL.Path + strings.TrimPrefix(link("", params, map[string]string{"start": next}), "@")
		answer.Links["next"] = &to // text, unlike other lists. Source: schema-registry.yaml
	}
	return marshalled(http.StatusOK, answer)
}

// query reads the parameters of a list.
func (s *registryService) query(q *request, params url.Values) (registry.Query, error) {
	query := registry.Query{OrderBy: params.Get("orderby")}
	var texts []string
	for _, several := range params["property"] {
		texts = append(texts, strings.Split(several, ",")...)
	}
	conditions, wrong := condition.All(texts)
	if wrong != "" {
		return query, registryError(q, http.StatusBadRequest, "XDM-1011-400", "Query parameter invalid", "property is a path, or a path with ==, !=, <, <=, > or >= and a value, such as property=meta:immutableTags==union", s.g.cfg.Now().UTC())
	}
	query.Conditions = conditions
	for name, to := range map[string]*int{"start": &query.Start, "limit": &query.Limit} {
		text := params.Get(name)
		number, err := strconv.Atoi(text)
		if text != "" && (err != nil || number < 0) {
			return query, registryError(q, http.StatusBadRequest, "XDM-1011-400", "Query parameter invalid", "limit is a whole number, and start what _page.next of the page before says", s.g.cfg.Now().UTC())
		}
		*to = number
	}
	return query, nil
}

func (s *registryService) get(q *request, container string, kind registry.Kind) (reply, error) {
	form, err := registry.LookUpForm(q.Header.Get("Accept"))
	if err != nil {
		return reply{}, s.explain(q, err)
	}
	found, ok := s.g.view().registry.Find(kind, q.PathValue("id"))
	if !ok || len(s.in(container, kind)) == 0 {
		return reply{}, s.absent(q)
	}
	return marshalled(http.StatusOK, found.In(form, s.whose(q, container), s.g.view().registry.Descriptors))
}

// listDescriptors answers with a map from type to descriptors, their ids or
// their paths, and for the newest form with a list that has pages.
func (s *registryService) listDescriptors(q *request) (reply, error) {
	form, err := registry.DescriptorListForm(q.Header.Get("Accept"))
	if err != nil {
		return reply{}, s.explain(q, err)
	}
	params, err := q.params()
	if err != nil {
		return reply{}, err
	}
	query, err := s.query(q, params)
	if err != nil {
		return reply{}, err
	}
	all := []any{}
	for _, d := range s.g.view().registry.Descriptors {
		object, err := marshalled(http.StatusOK, d.Object(s.whose(q, "tenant")))
		if err != nil {
			return reply{}, err
		}
		if !condition.HoldAll(query.Conditions, object.body) {
			continue
		}
		switch form {
		case registry.DescriptorIDs:
			all = append(all, d.ID)
		case registry.DescriptorLinks:
			all = append(all, "/tenant/descriptors/"+d.ID)
		default:
			all = append(all, d.Object(s.whose(q, "tenant")))
		}
	}
	if form != registry.DescriptorPages {
		byType := map[string][]any{}
		if len(all) > 0 {
			byType[registry.IdentityDescriptor] = all
		}
		return marshalled(http.StatusOK, byType)
	}
	start, next := min(query.Start, len(all)), ""
	end := len(all)
	if query.Limit > 0 && start+query.Limit < end {
		end = start + query.Limit
		next = strconv.Itoa(end)
	}
	return s.page(q, params, all[start:end], "@id", next)
}

func (s *registryService) getDescriptor(q *request) (reply, error) {
	if err := registry.CheckDescriptorLookUp(q.Header.Get("Accept")); err != nil {
		return reply{}, s.explain(q, err)
	}
	found, ok := s.g.view().registry.FindDescriptor(q.PathValue("id"))
	if !ok {
		return reply{}, s.absent(q)
	}
	return marshalled(http.StatusOK, found.Object(s.whose(q, "tenant")))
}

func (s *registryService) readOnly(q *request) (reply, error) {
	return reply{}, registryError(q, http.StatusForbidden, "XDM-1403-403", "Resource is read only",
		"The schemas of this local Platform are files in the folder of its definitions, and the identities in them are in datasets.yaml: change them there and start it again", s.g.cfg.Now().UTC())
}

func (s *registryService) absent(q *request) error {
	return registryError(q, http.StatusNotFound, "XDM-1012-404", "Resource not found",
		"There is no such resource: name one by its meta:altId, or by its $id percent-encoded as one segment of the path", s.g.cfg.Now().UTC())
}

// explain words what is wrong with an Accept header.
func (s *registryService) explain(q *request, err error) error {
	var wrong *registry.AcceptError
	if !errors.As(err, &wrong) {
		return err
	}
	return registryError(q, http.StatusBadRequest, wrong.Code, "Accept header invalid", wrong.Detail, s.g.cfg.Now().UTC())
}
