package adobe

import (
	"net/http"
	"net/url"
)

// A service is one of the hosts that answer for a Platform.
type service int

const (
	platformService service = iota // BaseURL
	identityService                // IdentityURL
)

// A call is one request to a service. It may be sent several times, so it only
// reads or is repeatable.
type call struct {
	op      string  // method of platform.Engine, for errors, such as "Profiles"
	service service //
	method  string  // GET or POST
	path    string  // below the host, such as "/data/core/ups/access/entities", already escaped
	query   url.Values
	body    []byte // JSON; nil for none
	accept  string // "" means application/json
	point   bool   // it looks one thing up, so that a second try may overtake a slow first one
}

// An answer is what a service said to a call: status 200 to 299. Everything else
// is a *platform.Error from send.
type answer struct {
	status int
	header http.Header
	body   string // at most Config.MaxAnswer bytes; valid JSON in UTF-8 (checked once, so it may be read with xdm.TrustedObject), or "" for an empty one
}
