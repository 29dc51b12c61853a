package gateway

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"activityhub/platform"
	"activityhub/platform/local/definitions"
)

// audienceBody is an audience as it is written: one of this Platform's own, or
// one that was made elsewhere, whose people come as memberships in records.
//
// Source: Audiences API guide.
type audienceBody struct {
	segmentBody
	AudienceID string          `json:"audienceId"`
	Namespace  string          `json:"namespace"`
	Type       string          `json:"type"`
	Origin     string          `json:"originName"`
	State      string          `json:"lifecycleState"`
	Lifecycle  string          `json:"lifecycle"`
	Status     string          `json:"lifecycleStatus"`
	DataSet    string          `json:"datasetId"`
	Meta       json.RawMessage `json:"audienceMeta"`
	Linked     json.RawMessage `json:"linkedAudienceRef"`
}

// ownAudiences is what audiences call the namespace of a Platform's own.
const ownAudiences = "AEPSegments"

// lifecycles are the states that an audience may be put into, by what they are
// called.
var lifecycles = map[string]string{
	"draft": "DRAFT", "published": "PUBLISHED", "active": "PUBLISHED", "inactive": "INACTIVE", "archived": "ARCHIVED",
}

// wrong says what is wrong with an audience.
func (s *audienceService) wrong(q *request) wording {
	return func(detail string) *refusal {
		return audienceError(q, http.StatusBadRequest, "UPAPI-113434-400", "There is a problem in audience validation.", "There is a problem in audience validation. "+detail)
	}
}

// unread says that a body makes no sense.
func (s *audienceService) unread(q *request) wording {
	return func(detail string) *refusal {
		return audienceError(q, http.StatusBadRequest, "UPLIB-101206-500", "There is a problem extracting the user JSON, field(s) missing or invalid. Correct and try again.", detail)
	}
}

// used says why an audience cannot be deleted.
func (s *audienceService) used(q *request) wording {
	return func(detail string) *refusal {
		return audienceError(q, http.StatusBadRequest, "UPAPI-113631-403", "The audience cannot be deleted.", "The audience cannot be deleted: "+detail)
	}
}

func (s *audienceService) create(q *request) (reply, error) {
	body, err := typed[audienceBody](q, s.unread(q))
	if err != nil {
		return reply{}, err
	}
	key := platform.SegmentKey{Namespace: ownSegments, ID: platform.SegmentID(newUUID())}
	if body.external() {
		key = platform.SegmentKey{Namespace: body.Namespace, ID: platform.SegmentID(body.AudienceID)}
	}
	return s.put(q, key, true, func(*platform.Segment, *segmentNotes) (audienceBody, error) { return body, nil })
}

// external reports whether an audience was made elsewhere.
func (b audienceBody) external() bool {
	return b.Type == "ExternalSegment" || b.Type == "ExternalAudience" || b.Type == "" && b.Origin != "" && b.Origin != "REAL_TIME_CUSTOMER_PROFILE"
}

// overwrite takes a whole audience.
func (s *audienceService) overwrite(q *request) (reply, error) {
	body, err := typed[audienceBody](q, s.unread(q))
	if err != nil {
		return reply{}, err
	}
	key, err := s.key(q)
	if err != nil {
		return reply{}, err
	}
	return s.put(q, key, false, func(*platform.Segment, *segmentNotes) (audienceBody, error) { return body, nil })
}

// change takes changes of single members.
func (s *audienceService) change(q *request) (reply, error) {
	raw, err := typed[json.RawMessage](q, s.unread(q))
	if err != nil {
		return reply{}, err
	}
	changes, err := readPatch(raw, s.unread(q))
	if err != nil {
		return reply{}, err
	}
	key, err := s.key(q)
	if err != nil {
		return reply{}, err
	}
	return s.put(q, key, false, func(was *platform.Segment, kept *segmentNotes) (audienceBody, error) {
		var body audienceBody
		body.Name, body.Description, body.Schema.Name, body.MergePolicy = was.Name, was.Description, profileClass, string(was.MergePolicy)
		body.Labels, body.Tags = slices.Clone(kept.Labels), slices.Clone(was.Tags)
		if was.Expression != (platform.SegmentExpression{}) {
			rule := wireExpression(was.Expression)
			body.Expression = &rule
		}
		err := applied(changes, map[string]any{
			"/name": &body.Name, "/description": &body.Description, "/expression": &body.Expression, "/labels": &body.Labels, "/tags": &body.Tags,
			"/mergePolicyId": &body.MergePolicy, "/evaluationInfo": &body.Evaluation, "/lifecycleState": &body.State, "/lifecycle": &body.Lifecycle,
		}, s.unread(q))
		return body, err
	})
}

// key returns the key of the segment that is the audience of q.
func (s *audienceService) key(q *request) (platform.SegmentKey, error) {
	for _, segment := range s.g.platform.Definitions().Segments {
		if audienceID(segment.SegmentKey) == q.PathValue("id") {
			return segment.SegmentKey, nil
		}
	}
	return platform.SegmentKey{}, noAudience(q)
}

// put writes an audience: a new one, or read makes what it will be of what it is.
func (s *audienceService) put(q *request, key platform.SegmentKey, fresh bool, read func(*platform.Segment, *segmentNotes) (audienceBody, error)) (reply, error) {
	wrong := s.wrong(q)
	err := s.g.redefine(q, func(d *definitions.Definitions) ([]definitions.Change, error) {
		_, there := segmentIn(d, key)
		made := s.g.rewritten(d, key)
		body, err := read(&made.segment, &made.notes)
		switch {
		case err != nil:
			return nil, err
		case fresh && there:
			return nil, wrong("There is an audience of that audienceId in that namespace; PUT changes it")
		case !fresh && !there:
			return nil, noAudience(q) // it was deleted since
		}
		if problem := body.fits(key); problem != "" {
			return nil, wrong(problem)
		}
		if problem := body.into(d, &made); problem != "" {
			return nil, s.unread(q)(problem)
		}
		return []definitions.Change{made.change()}, nil
	})
	if err != nil {
		return reply{}, unwritten(err, s.unread(q), wrong)
	}
	found, ok := s.g.view().audiences()[q.sandbox].byID[audienceID(key)]
	if !ok {
		return reply{}, noAudience(q) // it was deleted since
	}
	return reply{status: http.StatusCreated, body: found}, nil
}

// fits says what of b is not so, or cannot be, of the segment of that key; "" if
// all is.
func (b audienceBody) fits(key platform.SegmentKey) string {
	own, given := key.Namespace == ownSegments, b.Namespace
	if strings.EqualFold(given, ownAudiences) {
		given = ownSegments
	}
	for _, state := range []string{b.State, b.Lifecycle, b.Status} {
		if strings.EqualFold(state, "deleted") || strings.EqualFold(state, "delete") {
			return "Cannot set lifecycleState as deleted"
		}
		if _, ok := lifecycles[strings.ToLower(state)]; state != "" && !ok {
			return "lifecycleState is draft, published, inactive or archived"
		}
	}
	switch {
	case !own && (key.ID == "" || key.Namespace == "" || strings.EqualFold(key.Namespace, ownSegments) || strings.EqualFold(key.Namespace, ownAudiences)):
		return "an external audience needs an audienceId, and a namespace that is not this Platform's own"
	case given != "" && !strings.EqualFold(given, key.Namespace):
		return "Namespace is immutable field"
	case b.AudienceID != "" && b.AudienceID != string(key.ID):
		return "audienceId is immutable field"
	case b.Type != "" && b.external() == own:
		return "type is SegmentDefinition for an audience of this Platform, and ExternalSegment for one of another namespace"
	case b.Origin != "" && (b.Origin == "REAL_TIME_CUSTOMER_PROFILE") != own:
		return "originName is REAL_TIME_CUSTOMER_PROFILE for an audience of this Platform, and CUSTOM_UPLOAD for one made elsewhere"
	case !own && b.Origin != "" && b.Origin != "CUSTOM_UPLOAD":
		return "originName is CUSTOM_UPLOAD: this local Platform has no other origin of external audiences"
	case own && b.Type != "" && b.Type != "SegmentDefinition":
		return "type is SegmentDefinition or ExternalSegment"
	}
	return checked(named{"audienceId", string(key.ID), maxName, true}, named{"namespace", key.Namespace, maxName, true})
}

// into puts what b says into r, or says what is wrong with it.
func (b audienceBody) into(d *definitions.Definitions, r *rewrite) (wrong string) {
	for _, state := range []string{b.Status, b.Lifecycle, b.State} {
		if state != "" {
			r.segment.Lifecycle = lifecycles[strings.ToLower(state)]
		}
	}
	if b.DataSet != "" {
		r.notes.DataSet = b.DataSet
	}
	if len(b.Meta) > 0 {
		r.notes.Meta = b.Meta
	}
	if len(b.Linked) > 0 {
		r.notes.Linked = b.Linked
	}
	if r.segment.Namespace != ownSegments {
		return b.described(&r.segment, &r.notes)
	}
	if b.nameTaken(d, r.segment.SegmentKey) {
		return "name is that of another audience of this Platform, and names are unique: give another name"
	}
	return b.segmentBody.into(d, &r.segment, &r.notes)
}

func (s *audienceService) remove(q *request) (reply, error) {
	key, err := s.key(q)
	if err != nil {
		return reply{}, err
	}
	err = s.g.redefine(q, func(d *definitions.Definitions) ([]definitions.Change, error) {
		if _, ok := segmentIn(d, key); !ok {
			return nil, noAudience(q)
		}
		if user := segmentUser(d, key); user != "" {
			return nil, s.used(q)(user)
		}
		return []definitions.Change{definitions.Delete(definitions.OfSegment(key))}, nil
	})
	return reply{status: http.StatusNoContent}, unwritten(err, s.used(q), s.used(q))
}
