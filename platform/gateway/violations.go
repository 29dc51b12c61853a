package gateway

import (
	"fmt"
	"net/http"

	"activityhub/platform/gateway/registry"
	"activityhub/platform/local"
)

// maxViolations is how many errors of a record are told at once.
//
// Source: streaming validation guide.
const maxViolations = 5

// wireViolation is one thing that is wrong with a record, or the list of them.
type wireViolation struct {
	Schema   string          `json:"schemaLocation"`
	Pointer  string          `json:"pointerToViolation"`
	Causing  []wireViolation `json:"causingExceptions"`
	Keyword  string          `json:"keyword,omitempty"`
	Message  string          `json:"message"`
	location string          // path of the record, as checks write it
}

// keywords are those of JSON Schema that stand for the codes of rejects.
var keywords = map[string]string{
	"WRONG_TYPE": "type", "NOT_ALLOWED": "enum", "OUT_OF_RANGE": "range", "EMPTY_VALUE": "minLength",
	"MISSING_FIELD": "required", "UNKNOWN_FIELD": "additionalProperties", "DUPLICATE_FIELD": "uniqueItems", "INVALID_TEXT": "format",
}

// violations is the answer to a message whose record was refused: what is wrong
// with it, where, and what would be right, without its values.
func (s *inletService) violations(q *request, m message, first local.Reject) error {
	found := []wireViolation{s.violation(first)}
	record := m.record
	for len(found) < maxViolations {
		var ok bool
		if record, ok = registry.Without(record, found[len(found)-1].location); !ok {
			break
		}
		next, err := s.g.platform.Check(m.dataset, record)
		if err != nil {
			return err
		}
		if next == nil || isKnown(found, next.Path) {
			break
		}
		found = append(found, s.violation(*next))
	}
	all := wireViolation{Schema: "#", Pointer: "#", Causing: found, Message: fmt.Sprintf("%d schema violations found", len(found))}
	if len(found) == 1 {
		all.Message = "1 schema violation found"
	}
	return s.refuse(q, http.StatusBadRequest, "Invalid XDM Message Format", "Message is invalid", map[string]any{"_streamingValidation": []wireViolation{all}})
}

// isKnown reports whether what is wrong at path was told, so that what follows
// from taking it away is not.
func isKnown(found []wireViolation, path string) bool {
	for _, violation := range found {
		if violation.location == path {
			return true
		}
	}
	return false
}

func (s *inletService) violation(reject local.Reject) wireViolation {
	v := wireViolation{Schema: "#", Pointer: "#", Causing: []wireViolation{}, Keyword: keywords[reject.Code], Message: reject.Reason, location: reject.Path}
	view := s.g.view()
	if set := view.DataSets[reject.DataSet]; set != nil { // it may have been deleted meanwhile
		of, ok := view.registry.SchemaOf(set.SchemaName)
		if !ok {
			return v
		}
		place := of.At(reject.Path)
		v.Schema, v.Pointer = place.Schema, place.Pointer
	}
	return v
}
