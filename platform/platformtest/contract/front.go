package contract

import (
	"encoding/json"
	"mime"
	"net/http"
	"slices"
)

// inFront reports whether the answer of x is one that the gateway in front of
// all services gives, before the service that the OpenAPI file describes is
// reached: a number of six digits whose first three are the status.
//
// Source: Platform FAQ and troubleshooting guide.
func inFront(x Exchange) bool {
	if kind, _, err := mime.ParseMediaType(x.Answered.Get("Content-Type")); err != nil || kind != "application/json" {
		return false
	}
	var body struct {
		Code    string `json:"error_code"`
		Message string `json:"message"`
	}
	if json.Unmarshal(x.Answer, &body) != nil || len(body.Code) != 6 || body.Message == "" {
		return false
	}
	refusals := []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests}
	return slices.Contains(refusals, x.Status) && body.Code[:3] == map[int]string{400: "400", 401: "401", 403: "403", 429: "429"}[x.Status]
}
