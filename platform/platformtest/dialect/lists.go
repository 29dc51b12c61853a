package dialect

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const (
	policiesPath    = "/data/core/ups/config/mergePolicies"
	audiencesPath   = "/data/core/ups/audiences"
	definitionsPath = "/data/core/ups/segment/definitions"
)

// translate changes r into what the handler behind understands, and makes pages
// as small as the dialect wants them.
func (h *handler) translate(r *http.Request) {
	query := r.URL.Query()
	if h.d.Links == "offsets" && query.Has("offsets") {
		query.Set("start", query.Get("offsets"))
		query.Del("offsets")
	}
	lists := []string{policiesPath, audiencesPath, definitionsPath}
	if h.d.PageSize > 0 && r.Method == http.MethodGet && slices.Contains(lists, r.URL.Path) {
		query.Set("limit", strconv.Itoa(h.d.PageSize))
	}
	r.URL.RawQuery = query.Encode()
}

// link rewrites the link to the next page among links.
func (h *handler) link(x *exchange, links *object) {
	next := links.object("next")
	href := next.text("href")
	if href == "" {
		return
	}
	place, query, _ := strings.Cut(href, "?")
	if h.d.Links == "offsets" {
		query = strings.Replace("&"+query, "&start=", "&offsets=", 1)[1:]
	}
	name := place[strings.LastIndex(place, "/")+1:]
	path := x.request.URL.Path
	path = path[:strings.LastIndex(path, "/")+1] + name
	switch h.d.Links {
	case "absolute":
		scheme := "http"
		if x.request.TLS != nil {
			scheme = "https"
		}
		place = scheme + "://" + x.request.Host + path
	case "path":
		place = path
	}
	if query != "" {
		place += "?" + query
	}
	next.set("href", quoted(place))
}

// policies rewrites a list of merge policies: the page of the specification has
// a cursor and no link, and flags may be text.
func (h *handler) policies(x *exchange) {
	root, ok := x.answer.(*object)
	if !ok {
		return
	}
	h.link(x, root.object("_links"))
	for _, child := range root.list("children") {
		policy, ok := child.(*object)
		if !ok {
			continue
		}
		if h.d.Bare {
			policy.drop("imsOrgId", "sandbox", "version", "updateEpoch")
		}
		if h.d.Specs {
			policy.drop("imsOrgId", "sandbox", "updateEpoch")
			for _, name := range []string{"isActiveOnEdge", "default"} {
				policy.set(name, quoted(string(write(policy.get(name)))))
			}
		}
	}
	if h.d.Specs {
		cursor := cursorOf(root.object("_links").object("next").text("href"))
		root.drop("_links")
		root.set("_page", an(member{"count", number(int64(len(root.list("children"))))}, member{"next", quoted(cursor)}))
	}
}

// cursorOf returns the parameter start of a link, "" for none.
func cursorOf(href string) string {
	_, query, _ := strings.Cut(href, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return ""
	}
	return values.Get("start")
}

// audiences rewrites a list of audiences: _pages for _page with next as a
// number, and the life cycle under its older names.
func (h *handler) audiences(x *exchange) {
	root, ok := x.answer.(*object)
	if !ok {
		return
	}
	h.link(x, root.object("_links"))
	for i, child := range root.list("children") {
		audience, ok := child.(*object)
		if !ok {
			continue
		}
		if h.d.Bare {
			audience.drop("sandbox", "imsOrgId", "_etag", "createdBy", "dependents", "dependencies", "definedOn", "isSystem")
		}
		if h.d.Specs {
			audience.rename("lifecycleState", []string{"lifecycle", "lifecycleStatus"}[i%2])
		}
		if h.d.Times {
			micro(audience, "creationTime")
		}
	}
	if h.d.Specs {
		page := root.object("_page")
		if next := page.text("next"); digits(next) || next == "0" {
			page.set("next", json.RawMessage(next))
		}
		root.rename("_page", "_pages")
	}
}

// micro writes a time in milliseconds as one in microseconds, as one external
// audience has it.
func micro(o *object, name string) {
	if ms, err := strconv.ParseInt(string(write(o.get(name))), 10, 64); err == nil && ms > 0 {
		o.set(name, number(ms*1000))
	}
}

// definitions rewrites a list of segment definitions, whose link is empty in all
// samples: then its pages are counted.
func (h *handler) definitions(x *exchange) {
	root, ok := x.answer.(*object)
	if !ok {
		return
	}
	h.link(x, root.object("link"))
	if h.d.Specs {
		root.set("link", an())
	}
	for _, item := range root.list("segments") {
		definition, ok := item.(*object)
		if !ok {
			continue
		}
		if h.d.Bare {
			definition.drop("sandbox", "imsOrgId", "profileInstanceId", "updateEpoch", "baselineTime")
		}
		if h.d.Times {
			definition.drop("updateTime") // updateEpoch, in seconds, stays
		}
	}
}
