package gateway

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"activityhub/platform"
)

// untyped is the type of problems that have none: Adobe writes it like that.
const untyped = "/placeholder/type/uri"

// A refusal is an error as one of Adobe's services words it. The makers below
// give the shapes; texts never hold a personal value.
//
// Source: the errors of each service's API reference, and the Platform FAQ and
// troubleshooting guide for the shapes in front of them.
type refusal struct {
	status int
	body   []byte
	header http.Header
}

// Error implements error for what passes through Go. Callers read the body.
func (r *refusal) Error() string { return "the gateway refused with status " + strconv.Itoa(r.status) }

func (r *refusal) reply() reply { return reply{status: r.status, body: r.body, header: r.header} }

func refuse(status int, shape any) *refusal {
	a, err := marshalled(status, shape)
	if err != nil {
		panic(err) // shapes are texts and numbers
	}
	return &refusal{status: status, body: a.body}
}

// gatewayError is an error of the gateway in front of every service. The code
// begins with the HTTP status.
func gatewayError(code, message string) *refusal {
	status, err := strconv.Atoi(code[:3])
	if err != nil {
		panic(err) // codes are constants
	}
	return refuse(status, struct {
		Code    string `json:"error_code"`
		Message string `json:"message"`
	}{code, message})
}

// profileError is an error of the profile service, whose numbers are strings.
// message and cause are left out where empty.
func profileError(status int, message, cause string) *refusal {
	return refuse(status, struct {
		Message    string `json:"message,omitempty"`
		Cause      string `json:"cause,omitempty"`
		StatusCode string `json:"statusCode"`
	}{message, cause, strconv.Itoa(status)})
}

// noEntity is what the profile service says of a person nobody knows.
func noEntity() *refusal { return profileError(http.StatusNotFound, "", "") }

// problem is an error in the shape of RFC 7807; detail is left out where empty.
func problem(status int, kind, title, detail string) *refusal {
	return refuse(status, struct {
		Type   string `json:"type"`
		Status int    `json:"status"`
		Title  string `json:"title"`
		Detail string `json:"detail,omitempty"`
	}{kind, status, title, detail})
}

// audienceError is an error of the audiences service. Its code is of the form
// UPAPI-113015-400.
func audienceError(q *request, status int, code, title, message string) *refusal {
	type item struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	key := strconv.Itoa(status)
	return refuse(status, struct {
		RequestID string            `json:"requestId"`
		Errors    map[string][]item `json:"errors"`
		Type      string            `json:"type"`
		Title     string            `json:"title"`
		Status    int               `json:"status"`
	}{q.id, map[string][]item{key: {{code, message}}}, "https://ns.adobe.com/aep/errors/" + code, title, status})
}

// identityError is an error of the Identity Service.
func identityError(status int, title, detail string) *refusal {
	return refuse(status, struct {
		Title  string `json:"title"`
		Status int    `json:"status"`
		Detail string `json:"detail"`
	}{title, status, detail})
}

// graphError is what the Identity Service says of a graph request that is wrong.
func graphError(q *request, message string) *refusal {
	return refuse(http.StatusBadRequest, struct {
		Reason  string `json:"reason"`
		Message string `json:"message"`
	}{"Validation error Request id: " + q.id + ".", message})
}

// namespaceError is an error of the namespaces of the Identity Service.
func namespaceError(status int, title, code, description string, now time.Time) *refusal {
	type report struct {
		Code string `json:"code"`
	}
	return refuse(status, struct {
		Timestamp   string `json:"timestamp"`
		Type        string `json:"type"`
		Status      int    `json:"status"`
		Error       string `json:"error"`
		Title       string `json:"title"`
		Description string `json:"description"`
		Report      report `json:"report"`
	}{
		now.UTC().Format("2006-01-02T15:04:05.000Z"), "http://ns.adobe.com/adobecloud/problem/namespacevalidation",
		status, code, title, description, report{code},
	})
}

// signInError is an error of OAuth, as the sign-in service words it.
func signInError(status int, code, description string) *refusal {
	return refuse(status, struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}{code, description})
}

// The base paths whose services have error shapes of their own.
const (
	profileBase  = "/data/core/ups/"
	identityBase = "/data/core/identity/"
	signInBase   = "/ims/"
)

// malformed says that q makes no sense, in the shape of its service.
func malformed(q *request, detail string) *refusal {
	switch path := q.URL.Path; {
	case strings.HasPrefix(path, profileBase):
		return profileError(http.StatusBadRequest, "Bad request", detail)
	case strings.HasPrefix(path, identityBase):
		return identityError(http.StatusBadRequest, "InvalidInput", detail)
	case strings.HasPrefix(path, signInBase):
		return signInError(http.StatusBadRequest, "invalid_request", detail)
	}
	return problem(http.StatusBadRequest, untyped, "BadRequestError", detail)
}

func wrongContentType(q *request, media string) *refusal {
	switch path := q.URL.Path; {
	case strings.HasPrefix(path, profileBase):
		return problem(http.StatusUnsupportedMediaType, "http://ns.adobe.com/adobecloud/problem/unsupported-media-type", "HTTP 415 Unsupported Media Type", "")
	case strings.HasPrefix(path, signInBase):
		return malformed(q, "the body is of type "+media)
	}
	return problem(http.StatusBadRequest, untyped, "BadRequestError", "A valid content-type must be specified")
}

func tooLarge(q *request, most int64) *refusal {
	detail := fmt.Sprintf("the body has at most %d bytes", most)
	if strings.HasPrefix(q.URL.Path, profileBase) {
		return profileError(http.StatusRequestEntityTooLarge, "Request entity too large", detail)
	}
	return problem(http.StatusRequestEntityTooLarge, untyped, "PayloadTooLarge", detail)
}

func noSuchPath(q *request) *refusal {
	if strings.HasPrefix(q.URL.Path, registryBase+"/") {
		return gatewayError("404001", "There is no such path. A resource of the Schema Registry is named by its meta:altId, or by its $id percent-encoded as one segment of the path.")
	}
	return gatewayError("404001", "There is no such path. The paths of this gateway are those of the Platform's services below /data, /ims and /collection.")
}

func wrongMethod(allowed string) *refusal {
	r := gatewayError("405001", "This path has no such method; it has "+allowed+".")
	r.header = http.Header{"Allow": {allowed}}
	return r
}

// noSandbox says that nobody has a sandbox of that name.
func noSandbox(known []string) *refusal {
	return problem(http.StatusForbidden, "https://ns.adobe.com/aep/errors/SANDBOX-403", "Forbidden",
		"The sandbox named by x-sandbox-name does not exist here; the sandboxes here are "+strings.Join(known, ", ")+".")
}

func internalError() *refusal {
	return profileError(http.StatusInternalServerError, "The local Platform failed", "Its log says more, under the request id of this answer")
}

// explain returns the answer for err. What the Platform cannot help is logged,
// and told without words.
func (g *Gateway) explain(q *request, err error) reply {
	var refused *refusal
	if errors.As(err, &refused) {
		return refused.reply()
	}
	var failed *platform.Error
	if errors.As(err, &failed) && failed.Kind == platform.ErrInvalid {
		return malformed(q, failed.Message).reply()
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return internalError().reply() // nobody reads it
	}
	g.log.Error("gateway: the local Platform failed", "method", q.Method, "request", q.id, "err", err)
	return internalError().reply()
}
