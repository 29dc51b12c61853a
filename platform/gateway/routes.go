package gateway

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// A route is one method of one path.
type route struct {
	method string
	path   string // such as /data/core/idnamespace/identities/{id}; a name in braces stands for one segment
	open   bool   // answered without token, key and organisation
	serve  func(*request) (reply, error)
}

// branch is a segment of the paths that are served. It is only read once it was
// planted.
type branch struct {
	children map[string]*branch
	any      *branch // for a segment that varies
	name     string  // what that segment is called
	routes   map[string]*route
}

// plant makes the tree of routes. Two routes for one method of one path, or one
// segment under two names, are mistakes of the program.
func plant(routes []route) *branch {
	root := &branch{}
	for i := range routes {
		at := root
		for _, segment := range segments(routes[i].path) {
			at = at.grow(segment)
		}
		if at.routes == nil {
			at.routes = map[string]*route{}
		}
		if at.routes[routes[i].method] != nil {
			panic("gateway: two routes for " + routes[i].method + " " + routes[i].path)
		}
		at.routes[routes[i].method] = &routes[i]
	}
	return root
}

func (b *branch) grow(segment string) *branch {
	if name, ok := strings.CutPrefix(segment, "{"); ok {
		name = strings.TrimSuffix(name, "}")
		if b.any == nil {
			b.any, b.name = &branch{}, name
		}
		if b.name != name {
			panic("gateway: one segment is called both {" + b.name + "} and {" + name + "}")
		}
		return b.any
	}
	next := b.children[segment]
	if next == nil {
		if b.children == nil {
			b.children = map[string]*branch{}
		}
		next = &branch{}
		b.children[segment] = next
	}
	return next
}

// find returns the route of q and sets the path values of q. Segments are taken
// apart before they are unescaped, so that one may hold an escaped slash, as the
// ids of schemas do.
func (b *branch) find(q *request) (*route, error) {
	at := b
	for _, segment := range segments(q.URL.EscapedPath()) {
		if next := at.children[segment]; next != nil {
			at = next
			continue
		}
		value, err := url.PathUnescape(segment)
		if err != nil || at.any == nil || value == "" {
			return nil, noSuchPath(q)
		}
		q.SetPathValue(at.name, value)
		at = at.any
	}
	if found := at.routes[q.Method]; found != nil {
		return found, nil
	}
	if len(at.routes) == 0 {
		return nil, noSuchPath(q)
	}
	return nil, wrongMethod(at.methods())
}

func (b *branch) methods() string {
	var all []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		if b.routes[method] != nil {
			all = append(all, method)
		}
	}
	return strings.Join(slices.Clip(all), ", ")
}

func segments(path string) []string { return strings.Split(strings.TrimPrefix(path, "/"), "/") }
