package gateway

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"activityhub/platform"
	"activityhub/platform/local/definitions"
)

// segmentBody is a segment as it is written, as a definition or as an audience.
//
// Source: Segment definitions and Audiences API guides.
type segmentBody struct {
	Name        string          `json:"name"`
	Description string          `json:"description"`
	Expression  *wireExpression `json:"expression"`
	Schema      wireName        `json:"schema"`
	MergePolicy string          `json:"mergePolicyId"`
	Evaluation  *struct {
		Batch       flagged `json:"batch"`
		Continuous  flagged `json:"continuous"`
		Synchronous flagged `json:"synchronous"`
	} `json:"evaluationInfo"`
	Governance *struct {
		ExcludeOptOut flag `json:"excludeOptOut"`
	} `json:"dataGovernancePolicy"`
	Payload string   `json:"payloadSchema"`
	Labels  []string `json:"labels"`
	Tags    []string `json:"tags"`
}

type flagged struct {
	Enabled flag `json:"enabled"`
}

// segmentNotes is what is kept of a segment and means nothing here.
type segmentNotes struct {
	Labels        []string        `json:"labels,omitempty"`
	IncludeOptOut bool            `json:"includeOptOut,omitempty"`
	Payload       string          `json:"payloadSchema,omitempty"`
	DataSet       string          `json:"datasetId,omitempty"`
	Meta          json.RawMessage `json:"audienceMeta,omitempty"`
	Linked        json.RawMessage `json:"linkedAudienceRef,omitempty"`
}

// The most labels or tags that a segment has here.
const maxLabels = 100

// usedSegment says why a segment definition cannot be deleted.
func usedSegment(cause string) *refusal {
	return profileError(http.StatusBadRequest, "The segment definition cannot be deleted", cause)
}

func (s *segmentService) create(q *request) (reply, error) {
	body, err := typed[segmentBody](q, wrongRequest)
	if err != nil {
		return reply{}, err
	}
	key := platform.SegmentKey{Namespace: ownSegments, ID: platform.SegmentID(newUUID())}
	return s.put(q, key, body)
}

// change takes the whole definition, though its method is PATCH.
func (s *segmentService) change(q *request) (reply, error) {
	body, err := typed[segmentBody](q, wrongRequest)
	if err != nil {
		return reply{}, err
	}
	key := platform.SegmentKey{Namespace: ownSegments, ID: platform.SegmentID(q.PathValue("id"))}
	if _, ok := segmentIn(s.g.platform.Definitions(), key); !ok {
		return reply{}, noSegment()
	}
	return s.put(q, key, body)
}

func (s *segmentService) put(q *request, key platform.SegmentKey, body segmentBody) (reply, error) {
	err := s.g.redefine(q, func(d *definitions.Definitions) ([]definitions.Change, error) {
		if body.nameTaken(d, key) {
			return nil, profileError(http.StatusUnprocessableEntity, "The segment definition already exists", "name is that of another segment definition, and names are unique: give another name")
		}
		made := s.g.rewritten(d, key)
		if wrong := body.into(d, &made.segment, &made.notes); wrong != "" {
			return nil, wrongRequest(wrong)
		}
		return []definitions.Change{made.change()}, nil
	})
	if err != nil {
		return reply{}, unwritten(err, wrongRequest, wrongRequest)
	}
	found, ok := s.g.view().segments()[q.sandbox].byID[string(key.ID)]
	if !ok {
		return reply{}, noSegment() // it was deleted since
	}
	return reply{status: http.StatusOK, body: found}, nil
}

func (s *segmentService) remove(q *request) (reply, error) {
	key := platform.SegmentKey{Namespace: ownSegments, ID: platform.SegmentID(q.PathValue("id"))}
	err := s.g.redefine(q, func(d *definitions.Definitions) ([]definitions.Change, error) {
		if _, ok := segmentIn(d, key); !ok {
			return nil, noSegment()
		}
		if user := segmentUser(d, key); user != "" {
			return nil, usedSegment(user)
		}
		return []definitions.Change{definitions.Delete(definitions.OfSegment(key))}, nil
	})
	if err != nil {
		return reply{}, unwritten(err, usedSegment, usedSegment)
	}
	return marshalled(http.StatusOK, struct {
		Status  string `json:"status"`
		Message string `json:"message"`
	}{"200", "The segment definition was successfully deleted."})
}

// segmentIn returns the segment of that key.
func segmentIn(d *definitions.Definitions, key platform.SegmentKey) (*platform.Segment, bool) {
	at := slices.IndexFunc(d.Segments, func(s *platform.Segment) bool { return s.Fold() == key.Fold() })
	if at < 0 {
		return nil, false
	}
	return d.Segments[at], true
}

// segmentUser says which other segment is defined by the one of that key; "" if
// none is.
func segmentUser(d *definitions.Definitions, key platform.SegmentKey) string {
	quoted := `"` + string(key.ID) + `"`
	for _, other := range d.Segments {
		rule := strings.ReplaceAll(other.Expression.Value, `\"`, `"`)
		if other.SegmentKey != key && strings.Contains(rule, "inSegment") && strings.Contains(rule, quoted) {
			return fmt.Sprintf("the expression of segment %s refers to it: change that first", other.ID)
		}
	}
	return ""
}

// A rewrite is a segment on its way to be written.
type rewrite struct {
	segment platform.Segment
	notes   segmentNotes
}

// rewritten begins with the segment of that key as it is, or a new one, dated
// now.
func (g *Gateway) rewritten(d *definitions.Definitions, key platform.SegmentKey) rewrite {
	r := rewrite{segment: platform.Segment{SegmentKey: key, Lifecycle: "PUBLISHED", Created: g.moment()}}
	if known, ok := segmentIn(d, key); ok {
		r.segment = *known
		r.notes = noted[segmentNotes](d.About(definitions.OfSegment(key)).Notes)
	}
	r.segment.Updated = g.moment()
	return r
}

func (r rewrite) change() definitions.Change {
	return definitions.PutSegment(r.segment, definitions.About{Created: r.segment.Created, Updated: r.segment.Updated, Notes: notes(r.notes)})
}

// nameTaken reports whether another of this Platform's own segments has the name.
func (b segmentBody) nameTaken(d *definitions.Definitions, key platform.SegmentKey) bool {
	return slices.ContainsFunc(d.Segments, func(s *platform.Segment) bool {
		return s.Namespace == ownSegments && s.SegmentKey != key && s.Name == b.Name && b.Name != ""
	})
}

// into puts what b says into a segment of this Platform's own, or says what is
// wrong with it.
func (b segmentBody) into(d *definitions.Definitions, to *platform.Segment, kept *segmentNotes) (wrong string) {
	if wrong := b.described(to, kept); wrong != "" {
		return wrong
	}
	if b.Schema.Name != profileClass {
		return "schema.name is " + profileClass + ": the segments of this local Platform are of profiles"
	}
	if wrong := ruled(b.Expression, to); wrong != "" {
		return wrong
	}
	return b.evaluated(d, to, kept)
}

// described puts name, description, labels and tags into to.
func (b segmentBody) described(to *platform.Segment, kept *segmentNotes) (wrong string) {
	if wrong := checked(named{"name", b.Name, maxName, true}, named{"description", b.Description, maxDescription, false}, named{"payloadSchema", b.Payload, maxDescription, false}); wrong != "" {
		return wrong
	}
	if len(b.Labels) > maxLabels || len(b.Tags) > maxLabels {
		return fmt.Sprintf("labels and tags have at most %d texts each", maxLabels)
	}
	for _, text := range slices.Concat(b.Labels, b.Tags) {
		if wrong := checked(named{"labels and tags: each", text, maxName, true}); wrong != "" {
			return wrong
		}
	}
	to.Name, to.Description = b.Name, b.Description
	if b.Payload != "" {
		kept.Payload = b.Payload
	}
	if b.Labels != nil {
		kept.Labels = b.Labels
	}
	if b.Tags != nil {
		to.Tags = b.Tags
	}
	return ""
}

// ruled puts an expression into to.
func ruled(e *wireExpression, to *platform.Segment) (wrong string) {
	switch {
	case e == nil:
		return `expression is missing: write {"type": "PQL", "format": "pql/text", "value": "…"}`
	case e.Type != "PQL":
		return "expression.type is PQL"
	case e.Format != "pql/text" && e.Format != "pql/json":
		return "expression.format is pql/text or pql/json"
	case strings.TrimSpace(e.Value) == "":
		return "expression.value is missing: it is the rule in PQL, as text"
	case e.Format == "pql/json" && !json.Valid([]byte(e.Value)):
		return "expression.value is not valid JSON, and expression.format says pql/json"
	}
	to.Expression = platform.SegmentExpression(*e)
	return ""
}

// evaluated puts into to how and under which merge policy it is evaluated. A
// segment of the default policy goes along when another becomes the default.
func (b segmentBody) evaluated(d *definitions.Definitions, to *platform.Segment, kept *segmentNotes) (wrong string) {
	if b.Governance != nil {
		kept.IncludeOptOut = !bool(b.Governance.ExcludeOptOut)
	}
	switch e := b.Evaluation; {
	case e != nil && bool(e.Synchronous.Enabled):
		to.Evaluation = "EDGE"
	case e != nil && bool(e.Continuous.Enabled):
		to.Evaluation = "STREAMING"
	case e != nil || to.Evaluation == "":
		to.Evaluation = "BATCH"
	}
	p, ok := d.MergePolicy(platform.MergePolicyID(b.MergePolicy))
	if !ok {
		return "mergePolicyId is no merge policy here; GET /data/core/ups/config/mergePolicies lists those there are"
	}
	to.MergePolicy = p.ID
	if p.Default {
		to.MergePolicy = ""
	}
	return ""
}
