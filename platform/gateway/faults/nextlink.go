package faults

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/tidwall/gjson"
)

// otherOrigin is where nobody should follow a link or a redirect to.
const otherOrigin = "https://elsewhere.example"

// foreignXID is somebody that a continuation was not asked for.
const foreignXID = "A0FaultsSomebodyElse000000"

// nextLink bends the links to the next page in an answer: in that of a look-up of
// many, each person's own.
func nextLink(s strike, w http.ResponseWriter, q *question, next http.Handler) {
	asked := q.lookUp()
	rewrite(w, q, next, func(body []byte) ([]byte, int) {
		if !toMany(s.Effect, q) {
			return bendPage(body, linkOf(s.Form, q)), 0
		}
		ms := members(body)
		for i, m := range ms {
			if isPage(m.value) {
				ms[i].value = bendPage(m.value, continuation(s.Form, m.value, asked))
			}
		}
		return object(ms), 0
	})
}

// bendPage puts another link to the next page into a page; nil leaves it, and so
// does an answer that has no links.
func bendPage(page []byte, link map[string]any) []byte {
	if link == nil {
		return page
	}
	raw, _ := json.Marshal(link) // texts and JSON that was read before
	for _, name := range []string{"_links", "link"} {
		if links := gjson.GetBytes(page, name); links.IsObject() {
			return with(page, name, with([]byte(links.Raw), "next", raw))
		}
	}
	return page
}

// linkOf returns a link for the answer to a GET.
func linkOf(form string, q *question) map[string]any {
	uri := q.URL.RequestURI()
	switch form {
	case "other-origin":
		return map[string]any{"href": otherOrigin + uri}
	case "foreign":
		query := q.URL.Query()
		query.Set("relatedEntityId", foreignXID)
		query.Del("relatedEntityIdNS")
		uri = (&url.URL{Path: q.URL.Path, RawQuery: query.Encode()}).RequestURI()
	}
	return map[string]any{"href": strings.TrimPrefix(uri, "/data/core/ups/access")}
}

// continuation returns a link for one person in the answer to a POST. The body of
// the request that it answers is the payload that leads to itself, once the
// request is a continuation.
func continuation(form string, page, asked []byte) map[string]any {
	real := gjson.GetBytes(page, `_links.next.payload`)
	payload := []byte(real.Raw)
	if !real.IsObject() {
		payload = asked
	}
	switch form {
	case "other-origin":
		return map[string]any{"href": otherOrigin + "/entities", "payload": json.RawMessage(payload)}
	case "itself":
		if !gjson.GetBytes(asked, "identities.0.start").Exists() {
			return nil
		}
		payload = asked
	case "foreign":
		start := gjson.GetBytes(payload, "identities.0.start").String()
		identities, _ := json.Marshal([]map[string]string{{"relatedEntityId": foreignXID, "start": start}}) // always can be
		payload = with(payload, "identities", identities)
	}
	return map[string]any{"href": "/entities", "payload": json.RawMessage(payload)}
}
