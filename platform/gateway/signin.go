package gateway

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// scopes are those that a credential for the Platform's APIs may ask for.
//
// Source: Developer Console, OAuth server-to-server credentials.
var scopes = map[string]bool{
	"openid": true, "AdobeID": true, "read_organizations": true, "session": true,
	"additional_info.projectedProductContext": true, "additional_info.roles": true, "additional_info.job_function": true,
	"adobeio_api": true, "read_pc.dma_aep_partners": true, "acp.foundation": true, "acp.core.pipeline": true,
}

// maxSignIn is the most bytes that the body of a sign-in has.
const maxSignIn = 16 << 10

func (g *Gateway) signInRoutes() []route {
	return []route{
		{method: http.MethodPost, path: "/ims/token/v3", open: true, serve: g.signIn},
		{method: http.MethodPost, path: "/ims/token/v2", open: true, serve: g.signIn},
	}
}

// signIn gives an access token for a client's id and secret. Parameters come in
// the body, in the query, or some here and some there.
func (g *Gateway) signIn(q *request) (reply, error) {
	given, err := q.signInParams()
	if err != nil {
		return reply{}, err
	}
	for _, name := range []string{"grant_type", "client_id", "client_secret"} {
		if given.Get(name) == "" {
			return reply{}, signInError(http.StatusBadRequest, "invalid_request", "the parameter "+name+" is missing")
		}
	}
	id, secret := equal(given.Get("client_id"), g.cfg.ClientID), equal(given.Get("client_secret"), g.cfg.ClientSecret)
	switch {
	case given.Get("grant_type") != "client_credentials":
		return reply{}, signInError(http.StatusBadRequest, "unsupported_grant_type", "the grant_type of a server is client_credentials")
	case !id || !secret:
		return reply{}, signInError(http.StatusUnauthorized, "invalid_client", "there is no client of that id and secret")
	}
	asked := strings.FieldsFunc(given.Get("scope"), func(c rune) bool { return c == ',' || c == ' ' })
	if len(asked) == 0 {
		return reply{}, signInError(http.StatusBadRequest, "invalid_scope", "the parameter scope is missing: name at least openid and AdobeID, with commas between")
	}
	for _, scope := range asked {
		if !scopes[scope] {
			return reply{}, signInError(http.StatusBadRequest, "invalid_scope", "one of the scopes is none that this client may ask for: "+strings.Join(slices.Sorted(maps.Keys(scopes)), ", "))
		}
	}
	answer, err := marshalled(http.StatusOK, struct {
		Token string `json:"access_token"`
		Type  string `json:"token_type"`
		Ends  int64  `json:"expires_in"`
	}{g.tokens.issue(), "bearer", int64(g.cfg.TokenLife / time.Second)})
	answer.header = http.Header{"Cache-Control": {"no-store"}}
	return answer, err
}

// signInParams returns the parameters of q, those of the body before those of
// the query.
func (q *request) signInParams() (url.Values, error) {
	given, err := q.params()
	if err != nil {
		return nil, err
	}
	if q.ContentLength == 0 {
		return given, nil
	}
	raw, err := q.body("application/x-www-form-urlencoded", maxSignIn)
	if err != nil {
		return nil, err
	}
	inBody, err := url.ParseQuery(string(raw))
	if err != nil {
		return nil, signInError(http.StatusBadRequest, "invalid_request", "the body is no form: percent-encode every name and value")
	}
	for name, values := range given {
		if inBody.Get(name) == "" {
			inBody[name] = values
		}
	}
	return inBody, nil
}
