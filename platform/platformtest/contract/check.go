package contract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// An Exchange is one request with its answer, as they went over the wire.
type Exchange struct {
	Method   string
	URL      *url.URL
	Header   http.Header
	Body     []byte
	Status   int // of the answer
	Answered http.Header
	Answer   []byte // decoded, if it was compressed
}

// An Issue is one thing about an exchange that the contract does not allow. It
// holds no value of the exchange.
type Issue struct {
	File      string
	Operation string // such as "GET /ups/access/entities"; the method and path asked for if there is none
	Where     string // such as "request parameter limit", "request body /identities/0/entityId", "answer 200 /children"
	Problem   string
}

func (i Issue) String() string {
	return fmt.Sprintf("%s, %s: %s: %s", i.File, i.Operation, i.Where, i.Problem)
}

// outside are the base paths that the platform has, and no OpenAPI file
// describes.
//
// Source: Developer Console reference (sign-in), Catalog, batch ingestion,
// sandbox and identity mapping guides.
var outside = []string{"/ims/", "/data/foundation/catalog/", "/data/foundation/import/", "/data/foundation/sandbox-management", "/data/core/identity/mapping"}

// Outside reports whether path belongs to a service that none of the files
// describes, so that nothing can be said of its traffic.
func Outside(path string) bool {
	return slices.ContainsFunc(outside, func(base string) bool { return strings.HasPrefix(path, base) })
}

// Check returns what is wrong with an exchange, request and answer. Of a service
// [Outside] nothing is.
func (c *Contract) Check(x Exchange) []Issue {
	return append(c.CheckRequest(x), c.CheckAnswer(x)...)
}

// CheckRequest returns what is wrong with the request of x.
func (c *Contract) CheckRequest(x Exchange) []Issue {
	if Outside(x.URL.Path) {
		return nil
	}
	op, input := c.input(x)
	if op == nil {
		return []Issue{{Operation: x.Method + " " + x.URL.Path, Where: "request", Problem: "no file has this operation"}}
	}
	var issues []Issue
	for name := range input.Request.URL.Query() {
		if !op.takes(name) {
			issues = append(issues, Issue{op.file, op.name, "request parameter " + name, "is not documented"})
		}
	}
	return append(issues, op.issues("request", openapi3filter.ValidateRequest(context.Background(), input))...)
}

// CheckAnswer returns what is wrong with the answer of x.
func (c *Contract) CheckAnswer(x Exchange) []Issue {
	if Outside(x.URL.Path) || inFront(x) {
		return nil
	}
	op, input := c.input(x)
	if op == nil {
		return []Issue{{Operation: x.Method + " " + x.URL.Path, Where: "answer", Problem: "no file has this operation"}}
	}
	err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: x.Status, Header: x.Answered,
		Body: io.NopCloser(bytes.NewReader(x.Answer)), Options: input.Options,
	})
	return op.issues(fmt.Sprintf("answer %d", x.Status), err)
}

// input is x as the validator takes it.
func (c *Contract) input(x Exchange) (*operation, *openapi3filter.RequestValidationInput) {
	op, params := c.find(x.Method, x.URL)
	if op == nil {
		return nil, nil
	}
	request := &http.Request{
		Method: x.Method, URL: x.URL, Header: x.Header, ContentLength: int64(len(x.Body)),
		Body: io.NopCloser(bytes.NewReader(x.Body)),
	}
	return op, &openapi3filter.RequestValidationInput{
		Request: request, PathParams: params, Route: &op.route,
		Options: &openapi3filter.Options{
			MultiError: true, IncludeResponseStatus: true, SkipSettingDefaults: true, RejectWhenRequestBodyNotSpecified: true,
			AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, // no file declares a security scheme
		},
	}
}

// issues takes err apart.
func (op *operation) issues(where string, err error) []Issue {
	var multi openapi3.MultiError
	var request *openapi3filter.RequestError
	var answer *openapi3filter.ResponseError
	var schema *openapi3.SchemaError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &multi) && !is[*openapi3filter.RequestError](err) && !is[*openapi3filter.ResponseError](err) && !is[*openapi3.SchemaError](err):
		var all []Issue
		for _, one := range multi {
			all = append(all, op.issues(where, one)...)
		}
		return all
	case is[*openapi3filter.RequestError](err) && errors.As(err, &request):
		if request.Parameter != nil {
			where += " parameter " + request.Parameter.Name
		} else {
			where += " body"
		}
		if request.Err == nil {
			return []Issue{{op.file, op.name, where, request.Reason}}
		}
		return op.issues(where, request.Err)
	case is[*openapi3filter.ResponseError](err) && errors.As(err, &answer):
		if answer.Err == nil {
			return []Issue{{op.file, op.name, where, answer.Reason}}
		}
		return op.issues(where, answer.Err)
	case errors.As(err, &schema):
		if schema.SchemaField == "allOf" && schema.Origin != nil {
			return op.issues(where, schema.Origin)
		}
		return []Issue{{op.file, op.name, where + " /" + strings.Join(schema.JSONPointer(), "/"), schema.SchemaField + ": " + schema.Reason}}
	}
	return []Issue{{op.file, op.name, where, err.Error()}}
}

// is reports whether err itself, not what it wraps, is an E.
func is[E error](err error) bool {
	_, ok := err.(E)
	return ok
}
