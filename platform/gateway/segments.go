package gateway

import (
	"cmp"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"activityhub/platform"
	"activityhub/platform/gateway/condition"
	"activityhub/platform/local/definitions"
)

// ownSegments is the namespace of a Platform's own segments inside profiles and
// definitions. Audiences call it AEPSegments.
const ownSegments = "ups"

// segmentsPerPage is how many segment definitions a page has unless it is told
// otherwise, and at most.
//
// Source: Segment definitions API guide.
const segmentsPerPage = 100

// segmentService serves segment definitions: the rules of this Platform's own.
// segments_write.go has how they are written.
type segmentService struct{ g *Gateway }

func (g *Gateway) segmentRoutes() []route {
	const base = "/data/core/ups/segment/definitions"
	s := &segmentService{g: g}
	return []route{
		{method: http.MethodGet, path: base, serve: s.list},
		{method: http.MethodGet, path: base + "/{id}", serve: s.get},
		{method: http.MethodPost, path: base + "/bulk-get", serve: s.bulkGet},
		{method: http.MethodPost, path: base, serve: s.create},
		{method: http.MethodPatch, path: base + "/{id}", serve: s.change},
		{method: http.MethodDelete, path: base + "/{id}", serve: s.remove},
	}
}

// writtenSegments writes the segments of this Platform's own.
func (g *Gateway) writtenSegments(v *view) map[string]documents {
	return written(g, func(d wireSegment) string { return d.ID }, func(sandbox string) []wireSegment {
		var own []wireSegment
		for _, segment := range v.Segments {
			if segment.Namespace == ownSegments {
				own = append(own, g.wireSegment(v, segment, sandbox))
			}
		}
		return own
	})
}

type wireExpression struct {
	Type   string `json:"type"`
	Format string `json:"format"`
	Value  string `json:"value"`
}

type wireEnabled struct {
	Enabled bool `json:"enabled"`
}

// wireEvaluation says how a segment is evaluated: continuous is streaming,
// synchronous is on the edge.
type wireEvaluation struct {
	Batch       wireEnabled `json:"batch"`
	Continuous  wireEnabled `json:"continuous"`
	Synchronous wireEnabled `json:"synchronous"`
}

func newWireEvaluation(evaluation string) *wireEvaluation {
	if evaluation == "" {
		return nil
	}
	return &wireEvaluation{
		Batch: wireEnabled{evaluation == "BATCH"}, Continuous: wireEnabled{evaluation == "STREAMING"}, Synchronous: wireEnabled{evaluation == "EDGE"},
	}
}

type wireGovernance struct {
	ExcludeOptOut bool `json:"excludeOptOut"`
}

// wireSegment is a segment definition as the segmentation service writes it.
type wireSegment struct {
	ID           string          `json:"id"`
	Schema       wireName        `json:"schema"`
	Instance     string          `json:"profileInstanceId"`
	Organization string          `json:"imsOrgId"`
	Sandbox      wireSandbox     `json:"sandbox"`
	Name         string          `json:"name"`
	Description  string          `json:"description"`
	Expression   wireExpression  `json:"expression"`
	MergePolicy  string          `json:"mergePolicyId,omitempty"`
	Evaluation   *wireEvaluation `json:"evaluationInfo,omitempty"`
	Governance   wireGovernance  `json:"dataGovernancePolicy"`
	Created      int64           `json:"creationTime"`          // ms; 0 if unknown
	UpdatedSec   int64           `json:"updateEpoch,omitempty"` // s
	Updated      int64           `json:"updateTime,omitempty"`  // ms
	Payload      string          `json:"payloadSchema,omitempty"`
}

func (g *Gateway) wireSegment(v *view, s *platform.Segment, sandbox string) wireSegment {
	kept := noted[segmentNotes](v.About(definitions.OfSegment(s.SegmentKey)).Notes)
	return wireSegment{
		ID: string(s.ID), Schema: wireName{profileClass}, Instance: "ups", Organization: g.cfg.Organization, Sandbox: g.wireSandbox(sandbox),
		Name: s.Name, Description: s.Description, Expression: wireExpression(s.Expression), MergePolicy: string(s.MergePolicy),
		Evaluation: newWireEvaluation(s.Evaluation), Governance: wireGovernance{!kept.IncludeOptOut}, Payload: kept.Payload,
		Created: milliseconds(s.Created), UpdatedSec: milliseconds(s.Updated) / 1000, Updated: milliseconds(s.Updated),
	}
}

// milliseconds returns at as the wire counts it, and 0 for a time that is not
// known.
func milliseconds(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.UnixMilli()
}

type wireSegmentPage struct {
	Total     int    `json:"totalCount"`
	Pages     int    `json:"totalPages"`
	SortField string `json:"sortField"`
	Sort      string `json:"sort"`
	Size      int    `json:"pageSize"`
	Limit     int    `json:"limit"`
}

var segmentFilters = []string{"evaluationInfo.batch.enabled", "evaluationInfo.continuous.enabled", "evaluationInfo.synchronous.enabled"}

// list answers with a page, whose members have no underscores, unlike those of
// other lists. start counts definitions, page counts pages from 0; both together
// add up.
func (s *segmentService) list(q *request) (reply, error) {
	params, err := q.params()
	if err != nil {
		return reply{}, err
	}
	start, limit, err := page(q, params, segmentsPerPage, segmentsPerPage)
	if err != nil {
		return reply{}, err
	}
	number := 0
	if text := params.Get("page"); text != "" {
		if number, err = strconv.Atoi(text); err != nil || number < 0 || number > 1<<20 {
			return reply{}, malformed(q, "the parameter page is a whole number, not below zero: pages are counted from 0")
		}
	}
	var conditions []condition.Condition
	for _, name := range segmentFilters {
		if params.Has(name) {
			conditions = append(conditions, condition.Condition{Path: name, Operator: "==", Value: params.Get(name)})
		}
	}
	found, ok := s.g.view().segments()[q.sandbox].ordered(func(raw json.RawMessage) bool { return condition.HoldAll(conditions, raw) }, params.Get("sort"))
	if !ok {
		return reply{}, malformed(q, "the parameter sort is an attribute with a direction, such as name:asc or updateTime:desc")
	}
	from := start + number*limit
	segments := cut(found, from, limit)
	next := map[string]wireLink{}
	if from+limit < len(found) {
		next["next"] = wireLink{link("/definitions", params, map[string]string{"start": strconv.Itoa(start), "page": strconv.Itoa(number + 1), "limit": strconv.Itoa(limit)})}
	}
	field, direction := sorting(params.Get("sort"))
	return marshalled(http.StatusOK, struct {
		Segments []json.RawMessage   `json:"segments"`
		Page     wireSegmentPage     `json:"page"`
		Link     map[string]wireLink `json:"link"`
	}{segments, wireSegmentPage{len(found), (len(found) + limit - 1) / limit, field, direction, len(segments), limit}, next})
}

func (s *segmentService) get(q *request) (reply, error) {
	found, ok := s.g.view().segments()[q.sandbox].byID[q.PathValue("id")]
	if !ok {
		return reply{}, noSegment()
	}
	return reply{status: http.StatusOK, body: found}, nil
}

func noSegment() *refusal {
	return profileError(http.StatusNotFound, "There is no segment definition of that id", "")
}

// bulkGet answers 207 with those of the ids asked for that there are.
func (s *segmentService) bulkGet(q *request) (reply, error) {
	ids, ok, err := askedIDs(q)
	if err != nil {
		return reply{}, err
	}
	if !ok {
		return reply{}, malformed(q, `the body is {"ids": [{"id": "…"}]}, with 1 to 100 ids`)
	}
	results := make(map[string]json.RawMessage, len(ids))
	for _, id := range ids {
		if found, ok := s.g.view().segments()[q.sandbox].byID[id]; ok {
			results[id] = found
		}
	}
	return marshalled(http.StatusMultiStatus, map[string]any{"results": results})
}

// sorting returns what a list is sorted by, for its page.
func sorting(sort string) (field, direction string) {
	first, _, _ := strings.Cut(sort, ",")
	field, direction, _ = strings.Cut(first, ":")
	return cmp.Or(field, "id"), cmp.Or(direction, "asc")
}
