package faults

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// maxLookUp bounds how much of a request body is read to match it, in bytes.
const maxLookUp = 8 << 20

// A question is a request with what the matchers ask of it, read once.
type question struct {
	*http.Request
	body   []byte // of a look-up by POST, as far as it was read
	peeked bool
}

// lookUp reads the body of a look-up, and puts it back for whoever serves it.
func (q *question) lookUp() []byte {
	if q.peeked || q.Body == nil {
		return q.body
	}
	q.peeked = true
	rest := q.Body
	q.body, _ = io.ReadAll(io.LimitReader(rest, maxLookUp)) // who serves the request meets the same error
	q.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(q.body), rest), rest}
	return q.body
}

// schema returns the schema that an entity look-up is for.
func (q *question) schema() string {
	if name := q.URL.Query().Get("schema.name"); name != "" {
		return name
	}
	if q.Method == http.MethodPost {
		return gjson.GetBytes(q.lookUp(), "schema.name").String()
	}
	return ""
}

// identities returns how many identities a look-up is for.
func (q *question) identities() int {
	if q.Method == http.MethodPost {
		return int(gjson.GetBytes(q.lookUp(), "identities.#").Int())
	}
	query := q.URL.Query()
	if query.Has("entityId") || query.Has("relatedEntityId") {
		return 1
	}
	return 0
}

// matches reports whether a fault is for the request.
func (o On) matches(q *question) bool {
	switch {
	case len(o.Methods) > 0 && !slices.Contains(o.Methods, q.Method),
		o.Path != "" && !globMatches(o.Path, q.URL.Path),
		o.Schema != "" && o.Schema != q.schema(),
		o.IdentitiesOver > 0 && q.identities() <= o.IdentitiesOver:
		return false
	}
	return true
}

// globMatches reports whether a path is one that the glob stands for.
func globMatches(glob, path string) bool {
	return segmentsMatch(split(glob), split(path))
}

func split(path string) []string {
	return strings.Split(strings.Trim(path, "/"), "/")
}

// segmentsMatch is the usual walk with one place to come back to: the last **
// seen takes one segment more each time that what follows does not fit.
func segmentsMatch(glob, path []string) bool {
	g, p, star, taken := 0, 0, -1, 0
	for p < len(path) {
		switch {
		case g < len(glob) && glob[g] == "**":
			star, taken = g, p
			g++
		case g < len(glob) && (glob[g] == "*" || glob[g] == path[p]):
			g, p = g+1, p+1
		case star >= 0:
			taken++
			g, p = star+1, taken
		default:
			return false
		}
	}
	for g < len(glob) && glob[g] == "**" {
		g++
	}
	return g == len(glob)
}
