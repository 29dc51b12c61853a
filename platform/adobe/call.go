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
	link    string // a query as it goes out, such as that of a continuation link, as it came; replaces query where it is not ""
	broken  error  // why link is none, so that nothing goes out; it counts as the answer to the call
	body    []byte // JSON; nil for none
	accept  string // "" means application/json
	most    int64  // bytes of the answer, decoded; 0 means Config.MaxAnswer
	abroad  bool   // it is about no sandbox
	point   bool   // it looks one thing up, so that a second try may overtake a slow first one

	decode func(body string) (any, error) // reads the body of an answer: where it fails, the answer is malformed and may be asked for again; nil means nothing is read
}

// An answer is what a service said to a call: status 200 to 299. Everything else
// is a *platform.Error from send.
type answer struct {
	status  int
	header  http.Header
	request string // the x-request-id that it went by
	body    string // at most Config.MaxAnswer bytes; valid JSON in UTF-8 (checked once, so it may be read with xdm.TrustedObject), or "" for an empty one
	value   any    // what call.decode made of body
}

// capOf returns how many bytes the answer to c may have.
func (e *Engine) capOf(c call) int64 {
	if c.most > 0 {
		return c.most
	}
	return e.cfg.maxAnswer()
}
