package gateway

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"activityhub/platform/gateway/condition"
)

// documents are resources as one sandbox has them: written once for each view,
// and found by id.
type documents struct {
	all  []json.RawMessage
	byID map[string]json.RawMessage
}

// written writes the resources that make returns for each sandbox. id is the
// member that they are found by.
func written[T any](g *Gateway, id func(T) string, wire func(sandbox string) []T) map[string]documents {
	bySandbox := make(map[string]documents, len(g.cfg.Sandboxes))
	for _, name := range g.cfg.Sandboxes {
		resources := wire(name)
		d := documents{all: make([]json.RawMessage, len(resources)), byID: make(map[string]json.RawMessage, len(resources))}
		for i, resource := range resources {
			raw, err := json.Marshal(resource)
			if err != nil {
				panic(err) // resources are texts, numbers and flags
			}
			d.all[i] = raw
			d.byID[id(resource)] = raw
		}
		bySandbox[name] = d
	}
	return bySandbox
}

// ordered returns those of d that keep lets through, in the order that sort
// names: "attribute:asc" or "attribute:desc", several with commas between, and
// as defined where it is empty. ok is false where sort is none of that.
func (d documents) ordered(keep func(json.RawMessage) bool, sort string) (kept []json.RawMessage, ok bool) {
	for _, raw := range d.all {
		if keep(raw) {
			kept = append(kept, raw)
		}
	}
	if sort == "" {
		return kept, true
	}
	var orders []func(a, b json.RawMessage) int
	for one := range strings.SplitSeq(sort, ",") {
		attribute, direction, _ := strings.Cut(one, ":")
		if direction != "" && direction != "asc" && direction != "desc" || attribute == "" {
			return nil, false
		}
		orders = append(orders, func(a, b json.RawMessage) int {
			if direction == "desc" {
				a, b = b, a
			}
			return condition.Compare(a, b, attribute)
		})
	}
	slices.SortStableFunc(kept, func(a, b json.RawMessage) int {
		for _, order := range orders {
			if by := order(a, b); by != 0 {
				return by
			}
		}
		return 0
	})
	return kept, true
}

// cut returns the part of all that begins at start and has at most limit. It is
// never nil, so that an empty list is written as one.
func cut(all []json.RawMessage, start, limit int) []json.RawMessage {
	start = min(start, len(all))
	return append([]json.RawMessage{}, all[start:min(start+limit, len(all))]...)
}

// link returns the link to a page of resource: "@" stands for the base path of
// the service. params are those of the page under way, changed by set.
func link(resource string, params url.Values, set map[string]string) string {
	next := url.Values{}
	for name, values := range params {
		next[name] = values
	}
	for name, value := range set {
		next.Set(name, value)
	}
	return "@" + resource + "?" + next.Encode()
}

// maxBulk is how many ids one bulk-get names, at most.
//
// Source: Audiences API guide.
const maxBulk = 100

// askedIDs reads the body of a bulk-get. ok is false where it is none, or its
// ids are not 1 to maxBulk.
func askedIDs(q *request) (ids []string, ok bool, err error) {
	body, err := q.json()
	if err != nil {
		return nil, false, err
	}
	for _, item := range body.Get("ids").Array() {
		if id := item.Get("id").String(); id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, len(ids) >= 1 && len(body.Get("ids").Array()) <= maxBulk, nil
}
