package gateway

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"activityhub/platform"
	"activityhub/platform/gateway/condition"
	"activityhub/platform/local/definitions"
)

// audiencesPerPage is how many audiences a page has unless it is told otherwise,
// and maxAudiencesPerPage the most.
const (
	audiencesPerPage    = 20
	maxAudiencesPerPage = 100
)

// audienceService serves audiences: this Platform's own segments, and those that
// were imported from elsewhere. audiences_write.go has how they are written.
type audienceService struct{ g *Gateway }

func (g *Gateway) audienceRoutes() []route {
	const base = "/data/core/ups/audiences"
	s := &audienceService{g: g}
	return []route{
		{method: http.MethodGet, path: base, serve: s.list},
		{method: http.MethodGet, path: base + "/{id}", serve: s.get},
		{method: http.MethodPost, path: base + "/bulk-get", serve: s.bulkGet},
		{method: http.MethodPost, path: base, serve: s.create},
		{method: http.MethodPut, path: base + "/{id}", serve: s.overwrite},
		{method: http.MethodPatch, path: base + "/{id}", serve: s.change},
		{method: http.MethodDelete, path: base + "/{id}", serve: s.remove},
	}
}

// writtenAudiences writes all segments as audiences.
func (g *Gateway) writtenAudiences(v *view) map[string]documents {
	return written(g, func(a wireAudience) string { return a.ID }, func(sandbox string) []wireAudience {
		all := make([]wireAudience, len(v.Segments))
		for i, segment := range v.Segments {
			all[i] = g.wireAudience(v, segment, sandbox)
		}
		return all
	})
}

type wireReference struct {
	ResourceType string `json:"meta:resourceType"`
	Container    string `json:"meta:containerId"`
	Ref          string `json:"$ref"`
}

// profileUnion says that something is defined on the union of the profile class.
var profileUnion = []wireReference{{"unions", "tenant", "https://ns.adobe.com/xdm/context/profile__union"}}

// wireAudience is an audience as the audiences service writes it. What is not
// known is left out.
type wireAudience struct {
	ID             string          `json:"id"`
	AudienceID     string          `json:"audienceId"`
	Schema         wireName        `json:"schema"`
	Instance       string          `json:"profileInstanceId,omitempty"`
	Organization   string          `json:"imsOrgId"`
	Sandbox        wireSandbox     `json:"sandbox"`
	System         bool            `json:"isSystem"`
	Name           string          `json:"name"`
	Description    string          `json:"description,omitempty"`
	Expression     *wireExpression `json:"expression,omitempty"`
	MergePolicy    string          `json:"mergePolicyId,omitempty"`
	Evaluation     *wireEvaluation `json:"evaluationInfo,omitempty"`
	Governance     *wireGovernance `json:"dataGovernancePolicy,omitempty"`
	Created        int64           `json:"creationTime,omitempty"` // ms
	CreatedSec     int64           `json:"createEpoch,omitempty"`  // s
	Updated        int64           `json:"updateTime,omitempty"`   // ms
	UpdatedSec     int64           `json:"updateEpoch,omitempty"`  // s
	ETag           string          `json:"_etag"`
	Dependents     []string        `json:"dependents"`
	DefinedOn      []wireReference `json:"definedOn,omitempty"`
	Dependencies   []string        `json:"dependencies"`
	Type           string          `json:"type"`
	Origin         string          `json:"originName"`
	Lifecycle      string          `json:"lifecycleState,omitempty"`
	Labels         []string        `json:"labels"`
	Tags           []string        `json:"tags"`
	Namespace      string          `json:"namespace"`
	SaveMembership bool            `json:"saveSegmentMembership"`
	DataSet        string          `json:"datasetId,omitempty"`
	Meta           json.RawMessage `json:"audienceMeta,omitempty"`
	Linked         json.RawMessage `json:"linkedAudienceRef,omitempty"`
}

// wireAudience writes a segment. One of this Platform's own has the namespace
// AEPSegments and one id. One that was imported keeps its namespace and has its
// own id as audienceId; id is one that stands for both.
func (g *Gateway) wireAudience(v *view, s *platform.Segment, sandbox string) wireAudience {
	kept := noted[segmentNotes](v.About(definitions.OfSegment(s.SegmentKey)).Notes)
	a := wireAudience{
		ID: string(s.ID), AudienceID: string(s.ID), Schema: wireName{profileClass}, Organization: g.cfg.Organization, Sandbox: g.wireSandbox(sandbox),
		Name: s.Name, Description: s.Description, MergePolicy: string(s.MergePolicy), Evaluation: newWireEvaluation(s.Evaluation),
		Created: milliseconds(s.Created), CreatedSec: milliseconds(s.Created) / 1000, Updated: milliseconds(s.Updated), UpdatedSec: milliseconds(s.Updated) / 1000,
		ETag: strconv.Quote(stableUUID("audience " + s.Namespace + " " + string(s.ID) + " " + s.Updated.String())), Dependents: []string{}, Dependencies: []string{},
		Lifecycle: strings.ToLower(s.Lifecycle), Labels: append([]string{}, kept.Labels...), Tags: append([]string{}, s.Tags...), SaveMembership: true, DataSet: kept.DataSet, Meta: kept.Meta, Linked: kept.Linked,
	}
	if s.Expression != (platform.SegmentExpression{}) {
		a.Expression = (*wireExpression)(&s.Expression)
	}
	if s.Namespace == ownSegments {
		a.Namespace, a.Type, a.Origin, a.Instance = "AEPSegments", "SegmentDefinition", "REAL_TIME_CUSTOMER_PROFILE", "ups"
		a.DefinedOn, a.Governance = profileUnion, &wireGovernance{!kept.IncludeOptOut}
		return a
	}
	a.ID = audienceID(s.SegmentKey)
	a.Namespace, a.Type, a.Origin = s.Namespace, "ExternalSegment", "CUSTOM_UPLOAD"
	return a
}

// audienceID returns the id that a segment has as an audience.
func audienceID(key platform.SegmentKey) string {
	if key.Namespace == ownSegments {
		return string(key.ID)
	}
	return stableUUID("audience " + key.Namespace + " " + string(key.ID))
}

type wireAudiencePage struct {
	Total int    `json:"totalCount"`
	Size  int    `json:"pageSize"`
	Next  string `json:"next"` // start of the page that follows; "" after the last
}

// list answers with a page. start counts pages, as in the guide's own sample.
func (s *audienceService) list(q *request) (reply, error) {
	params, err := q.params()
	if err != nil {
		return reply{}, err
	}
	number, limit, err := page(q, params, audiencesPerPage, maxAudiencesPerPage)
	if err != nil {
		return reply{}, s.invalid(q, "start is a page, counted from 0, and limit is 1 to 100")
	}
	conditions, wrong := condition.All(params["property"])
	if wrong != "" || slices.ContainsFunc(conditions, func(c condition.Condition) bool { return c.Operator != "==" }) {
		return reply{}, s.invalid(q, "property is an attribute, == and the value that it has to the letter, such as property=audienceId==my-audience")
	}
	if entity := params.Get("entityType"); entity != "" && entity != profileClass {
		conditions = append(conditions, condition.Condition{Path: "schema.name", Operator: "==", Value: entity})
	}
	found, ok := s.g.view().audiences()[q.sandbox].ordered(func(raw json.RawMessage) bool {
		return condition.HoldAll(conditions, raw) && contains(raw, "name", params.Get("name")) && contains(raw, "description", params.Get("description"))
	}, params.Get("sort"))
	if !ok {
		return reply{}, s.invalid(q, "sort is an attribute with a direction, such as name:asc or updateTime:desc")
	}
	from := min(number, 1<<20) * limit
	children := cut(found, from, limit)
	of := wireAudiencePage{Total: len(found), Size: len(children)}
	var next string
	if from+limit < len(found) {
		of.Next = strconv.Itoa(number + 1)
		next = link("/audiences", params, map[string]string{"start": of.Next, "limit": strconv.Itoa(limit), "totalCount": strconv.Itoa(len(found))})
	}
	return marshalled(http.StatusOK, struct {
		Children []json.RawMessage `json:"children"`
		Page     wireAudiencePage  `json:"_page"`
		Links    wireNext          `json:"_links"`
	}{children, of, wireNext{wireLink{next}}})
}

// contains reports whether what raw has under name holds part, without regard
// to case.
func contains(raw json.RawMessage, name, part string) bool {
	return part == "" || strings.Contains(strings.ToLower(condition.Get(raw, name).String()), strings.ToLower(part))
}

func (s *audienceService) get(q *request) (reply, error) {
	found, ok := s.g.view().audiences()[q.sandbox].byID[q.PathValue("id")]
	if !ok {
		return reply{}, noAudience(q)
	}
	return reply{status: http.StatusOK, body: found}, nil
}

func noAudience(q *request) *refusal {
	const text = "There is no audience of that id. Use a valid entity and try again."
	return audienceError(q, http.StatusNotFound, "UPAPI-113430-404", text, text)
}

// bulkGet answers 207 with an audience or an error for each id asked for, and
// 404 where none of them is known.
func (s *audienceService) bulkGet(q *request) (reply, error) {
	ids, ok, err := askedIDs(q)
	if err != nil {
		return reply{}, err
	}
	if !ok {
		const text = "The number of requested IDs is invalid. Cannot be 0 or exceed 100."
		return reply{}, audienceError(q, http.StatusBadRequest, "UPAPI-113015-400", text, text)
	}
	results, known := make(map[string]any, len(ids)), false
	for _, id := range ids {
		if found, ok := s.g.view().audiences()[q.sandbox].byID[id]; ok {
			results[id], known = found, true
		} else {
			results[id] = absentAudience(q)
		}
	}
	if !known {
		const text = "None of the audiences asked for is found."
		return reply{}, audienceError(q, http.StatusNotFound, "UPAPI-113000-404", text, text)
	}
	return marshalled(http.StatusMultiStatus, map[string]any{"results": results})
}

// absentAudience stands for an audience that is not there among others that are.
// Its code is a number.
func absentAudience(q *request) any {
	type item struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	}
	return struct {
		RequestID string            `json:"requestId"`
		Errors    map[string][]item `json:"errors"`
	}{q.id, map[string][]item{"404": {{http.StatusNotFound, "Not found."}}}}
}

func (s *audienceService) invalid(q *request, right string) error {
	return audienceError(q, http.StatusBadRequest, "UPAPI-113011-400", "A query parameter is not valid.", "A query parameter is not valid: "+right+".")
}
