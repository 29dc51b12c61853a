package contract

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
)

// An operation is one method of one path of one file.
type operation struct {
	file  string
	name  string   // method and path as the file has them, such as "GET /ups/access/entities"
	parts []string // of the whole path, base included; "{NAME}" stands for any one
	route routers.Route
}

// add takes over the operations of doc.
func (c *Contract) add(file, base string, doc *openapi3.T) {
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			c.operations = append(c.operations, &operation{
				file:  file,
				name:  method + " " + path,
				parts: strings.Split(strings.Trim(base+path, "/"), "/"),
				route: routers.Route{Spec: doc, Path: path, PathItem: item, Method: method, Operation: op, Server: &openapi3.Server{URL: base}},
			})
		}
	}
}

// find returns the operation that a request is of, with the values of its path
// parameters. A part of a path that is written out wins over one that stands for
// any. An id with slashes is one part, because they are escaped in a URL.
func (c *Contract) find(method string, u *url.URL) (*operation, map[string]string) {
	asked := strings.Split(strings.Trim(u.EscapedPath(), "/"), "/")
	var best *operation
	var bestParams map[string]string
	for _, op := range c.operations {
		if op.route.Method != method && (method != http.MethodHead || op.route.Method != http.MethodGet) {
			continue
		}
		if params, ok := op.match(asked); ok && (best == nil || len(params) < len(bestParams)) {
			best, bestParams = op, params
		}
	}
	return best, bestParams
}

func (op *operation) match(asked []string) (map[string]string, bool) {
	if len(asked) != len(op.parts) {
		return nil, false
	}
	params := map[string]string{}
	for i, part := range op.parts {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			value, err := url.PathUnescape(asked[i])
			if err != nil || value == "" {
				return nil, false
			}
			params[strings.TrimSuffix(name, "}")] = value
		} else if part != asked[i] {
			return nil, false
		}
	}
	return params, true
}

// takes reports whether the operation has a query parameter of that name.
func (op *operation) takes(name string) bool {
	for _, all := range []openapi3.Parameters{op.route.Operation.Parameters, op.route.PathItem.Parameters} {
		if all.GetByInAndName(openapi3.ParameterInQuery, name) != nil {
			return true
		}
	}
	return false
}
