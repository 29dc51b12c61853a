package conversation

import (
	"slices"
	"strings"
)

// A scope is what a part of a document is about, which says what is structure
// in it.
type scope int

const (
	personal    scope = iota // within entities, and whatever is not known
	interfacing              // the API's own members, around entities
	namespaces               // the same, about identity namespaces
	schemas                  // documents of the Schema Registry
)

// scopeOf returns the scope of the bodies of a path.
func scopeOf(path string) scope {
	switch {
	case strings.HasPrefix(path, "/data/foundation/import/") && strings.Contains(path, "/files/"):
		return personal
	case strings.HasPrefix(path, "/data/foundation/schemaregistry/"):
		return schemas
	case strings.HasPrefix(path, "/data/core/idnamespace/"):
		return namespaces
	case strings.HasPrefix(path, "/data/"), strings.HasPrefix(path, "/collection/"):
		return interfacing
	}
	return personal
}

// A place is where in a document a value stands.
type place struct {
	scope scope
	byXID bool     // the members of this very object are keyed by XID
	names []string // members on the way, the nearest last; elements of a list have its name
}

// up returns the name that is n above the nearest one, "" above the top.
func (at place) up(n int) string {
	if i := len(at.names) - 1 - n; i >= 0 {
		return at.names[i]
	}
	return ""
}

// below returns the place of a member.
func (at place) below(name string) place {
	in := place{scope: at.scope, names: append(slices.Clip(at.names), name)}
	if in.scope == interfacing && (name == "entity" || name == "xdmEntity") {
		in.scope = personal
	}
	return in
}

// keepsKey reports whether a key of the object here is the name of a field, or
// a code, rather than data.
func (at place) keepsKey(key string) bool {
	switch up := at.up(0); {
	case at.byXID:
		return false
	case at.scope == schemas:
		return true
	case up == "identityMap", up == "segmentMembership", up == "idSpecific":
		return namespaceCode.MatchString(key) && !isOpaque(key) && !isHex(key)
	case at.up(1) == "segmentMembership", at.up(1) == "idSpecific", up == "subscriptions", up == "subscribers":
		return false
	case up == "userActivityRegions":
		return region.MatchString(key)
	case at.scope != personal && up == "results":
		return false
	case at.scope != personal && up == "errors":
		return small.MatchString(key) || isFieldName(key)
	}
	return isFieldName(key)
}

// keepsText reports whether a text here is structure.
func (at place) keepsText(text string) bool {
	name := at.up(0)
	if xdmName.MatchString(text) || xdmURI.MatchString(text) {
		return true
	}
	switch name {
	case "eventType":
		return eventType.MatchString(text)
	case "currencyCode", "currency":
		return currency.MatchString(text)
	}
	if name == "code" && codeHolders[at.up(1)] {
		return namespaceCode.MatchString(text) && !isOpaque(text) && !isHex(text)
	}
	switch at.scope {
	case personal:
		return xdmWords[name][text] && (name != "status" || at.up(3) == "segmentMembership")
	case schemas:
		return schemaTexts[name] || apiWords[text] || tenantURI.MatchString(text) || tenantName.MatchString(text)
	case namespaces:
		if name == "code" || name == "namespace" {
			return namespaceCode.MatchString(text)
		}
	}
	switch name {
	case "ns", "namespace", "targetNs":
		return namespaceCode.MatchString(text) && !isOpaque(text) && !isHex(text)
	case "fields":
		return isFieldPath(text)
	case "orderby", "orderBy", "sort", "sortBy", "sortField":
		return ordering.MatchString(text)
	case "contentType":
		return mediaType.MatchString(text)
	case "code", "error_code", "statusCode", "retryAfterMs", "receivedTimeMs":
		return errorCode.MatchString(text)
	case "labels":
		return label.MatchString(text)
	case "start", "next", "expires_in":
		return small.MatchString(text)
	}
	return apiWords[text] || tenantURI.MatchString(text) || tenantName.MatchString(text)
}

// keepsNumber reports whether a number here is structure.
func (at place) keepsNumber(text string) bool {
	name := at.up(0)
	switch at.scope {
	case personal:
		return false
	case schemas:
		return true
	case namespaces:
		if name == "id" {
			return whole.MatchString(text)
		}
	}
	return (countNames[name] || name == "code") && whole.MatchString(text)
}
