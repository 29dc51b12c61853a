package gateway

import (
	"crypto/subtle"
	"slices"
	"strings"
)

// admit checks what the gateway in front of every service checks, in its order:
// token, key, organisation, sandbox. A token that is missing is 403, one that is
// not valid 401.
//
// Source: Platform FAQ and troubleshooting guide.
func (g *Gateway) admit(q *request, to *route) error {
	if to.open {
		return nil
	}
	token, ok := bearer(q.Header.Get("Authorization"))
	switch key, organization := q.Header.Get("X-Api-Key"), q.Header.Get("X-Gw-Ims-Org-Id"); {
	case !ok:
		return gatewayError("403010", "Oauth token is missing.")
	case !g.tokens.valid(token):
		return gatewayError("401013", "Oauth token is not valid")
	case key == "":
		return gatewayError("403000", "Api Key is required")
	case !equal(key, g.cfg.ClientID):
		return gatewayError("403003", "Api Key is invalid")
	case organization == "":
		return gatewayError("400003", "Missing header")
	case !strings.EqualFold(organization, g.cfg.Organization):
		return gatewayError("403027", "User region is missing")
	}
	q.sandbox = q.Header.Get("X-Sandbox-Name")
	if q.sandbox == "" {
		q.sandbox = g.cfg.Sandboxes[0]
	}
	if !slices.Contains(g.cfg.Sandboxes, q.sandbox) {
		return noSandbox(g.cfg.Sandboxes)
	}
	return nil
}

// bearer returns the token in an Authorization header.
func bearer(header string) (token string, ok bool) {
	scheme, token, ok := strings.Cut(header, " ")
	token = strings.TrimSpace(token)
	return token, ok && token != "" && strings.EqualFold(scheme, "Bearer")
}

// equal compares in a time that does not tell where a and b differ.
func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
