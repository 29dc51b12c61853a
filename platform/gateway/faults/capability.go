package faults

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// capabilities are what an organisation may lack, each with the requests that
// need it.
var capabilities = map[string]func(q *question) bool{
	"events": func(q *question) bool {
		return under(q, "/data/core/ups/access/entities") && q.schema() == "_xdm.context.experienceevent"
	},
	"profiles": func(q *question) bool {
		return under(q, "/data/core/ups/access/entities") && q.schema() == "_xdm.context.profile"
	},
	"profiles-bulk": func(q *question) bool {
		return q.Method == http.MethodPost && under(q, "/data/core/ups/access/entities")
	},
	"merge-policies":      func(q *question) bool { return under(q, "/data/core/ups/config/mergePolicies") },
	"computed-attributes": func(q *question) bool { return under(q, "/data/core/ca") },
	"segments":            func(q *question) bool { return under(q, "/data/core/ups/segment/definitions") },
	"audiences":           func(q *question) bool { return under(q, "/data/core/ups/audiences") },
	"bulk-get": func(q *question) bool {
		return q.Method == http.MethodPost && strings.HasSuffix(q.URL.Path, "/bulk-get")
	},
	"namespaces": func(q *question) bool { return under(q, "/data/core/idnamespace") },
	"identity":   func(q *question) bool { return under(q, "/data/core/identity") },
	"schemas":    func(q *question) bool { return under(q, "/data/foundation/schemaregistry") },
	"streaming":  func(q *question) bool { return under(q, "/collection") },
}

func under(q *question, base string) bool {
	rest, ok := strings.CutPrefix(q.URL.Path, base)
	return ok && (rest == "" || rest[0] == '/')
}

func capabilityNames() []string { return slices.Sorted(maps.Keys(capabilities)) }

func checkMissing(e Effect) error {
	if e.Code == "" {
		return errors.New("code is missing; it is one of " + strings.Join(capabilityNames(), ", "))
	}
	return oneOf("code", e.Code, capabilityNames())
}

// toLookUpOr reports whether a request is one that a form of not found is for:
// the two that change an answer are for look-ups alone.
func toLookUpOr(e Effect, q *question) bool {
	return e.Form != "shell" && e.Form != "absent" || under(q, "/data/core/ups/access/entities")
}

func toCapability(e Effect, q *question) bool { return capabilities[e.Code](q) }

// missing refuses what needs a capability: the service does, or the gateway in
// front of it, or there is no such address, or the request is not understood. How
// Adobe refuses event look-ups of an organisation that has none is not
// documented; any of them may occur.
func missing(s strike, w http.ResponseWriter, q *question, _ http.Handler) {
	switch s.Form {
	case "forbidden":
		reply(w, q.Request, http.StatusForbidden, profileError(http.StatusForbidden, "The operation is not permitted", "Status Code - 403 : Not licensed"))
	case "gateway":
		reply(w, q.Request, http.StatusForbidden, gatewayError("403025", gatewayCodes["403025"]))
	case "not-found":
		reply(w, q.Request, http.StatusNotFound, gatewayError("404000", "Not found"))
	case "bad-request":
		reply(w, q.Request, http.StatusBadRequest, profileError(http.StatusBadRequest, "The operation is not available", "Status Code - 400 : Not licensed"))
	}
}
