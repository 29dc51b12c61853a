package dialect

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

const entitiesPath = "/data/core/ups/access/entities"

// entities rewrites a look-up of records or events, of one person or several.
func (h *handler) entities(x *exchange) {
	root, ok := x.answer.(*object)
	if !ok {
		return
	}
	if root.index("children") >= 0 {
		h.page(x, root)
		if h.d.NoEvents && len(root.list("children")) == 0 {
			notFound(x)
		}
		return
	}
	asked := h.asked(x)
	for i := range root.members {
		entry, ok := root.members[i].value.(*object)
		switch {
		case !ok:
		case entry.index("children") >= 0:
			h.page(x, entry)
		case entry.index("entity") >= 0:
			h.record(entry, asked[root.members[i].name])
		}
	}
	if h.d.Unknown != "" {
		root.members = slices.DeleteFunc(root.members, func(m member) bool { return unknown(m.value) })
	}
	if h.d.NoEvents {
		root.members = slices.DeleteFunc(root.members, func(m member) bool { return noEvents(m.value) })
	}
	if h.d.Reversed {
		slices.Reverse(root.members)
	}
	if len(root.members) == 0 && h.d.Unknown == "404" {
		notFound(x)
		return
	}
	if h.d.Partial && x.request.Method == http.MethodPost {
		h.partial(x, root)
	}
}

// notFound answers as for one whom nobody knows.
func notFound(x *exchange) {
	x.status, x.answer = http.StatusNotFound, an(member{"statusCode", quoted("404")})
}

// unknown reports whether an entry is the shell of somebody nobody knows.
func unknown(entry tree) bool {
	o, ok := entry.(*object)
	return ok && o.index("entity") >= 0 && len(o.object("entity").members) == 0 && strings.HasPrefix(o.text("lastModifiedAt"), "1970-01-01")
}

// noEvents reports whether an entry is a page without events.
func noEvents(entry tree) bool {
	o, ok := entry.(*object)
	return ok && o.index("children") >= 0 && len(o.list("children")) == 0
}

// record rewrites the entry of a record.
func (h *handler) record(entry *object, asked *object) {
	if unknown(entry) {
		return
	}
	entity := entry.object("entity")
	h.identities(entity)
	h.memberships(entity)
	h.moment(entry, "lastModifiedAt")
	if h.d.Requested && asked != nil {
		entry.set("requestedIdentity", asked)
	}
	if h.d.Bare {
		entry.drop("lastModifiedAt", "mergePolicy", "tags", "identityGraph")
	}
	if h.d.Reversed {
		slices.Reverse(entry.members)
	}
}

// page rewrites one page of events. Its children keep their order, which has a
// meaning, and their entities the case of their codes, as they were ingested.
func (h *handler) page(x *exchange, page *object) {
	for _, child := range page.list("children") {
		event, ok := child.(*object)
		if !ok {
			continue
		}
		h.moment(event, "lastModifiedAt")
		if h.d.Bare {
			event.drop("lastModifiedAt", "relatedEntityId")
		}
		if h.d.Reversed {
			slices.Reverse(event.members)
		}
	}
	if h.d.Bare && page.object("_links").object("next").text("href") == "" {
		page.drop("_links") // a last page may do without
	}
	h.link(x, page.object("_links"))
}

// asked returns the identities that a look-up of several asked for, as
// requestedIdentity writes them, by their XIDs.
func (h *handler) asked(x *exchange) map[string]*object {
	if !h.d.Requested || x.request.Method != http.MethodPost {
		return nil
	}
	var body struct {
		Identities []struct {
			ID        string `json:"entityId"`
			Namespace struct {
				Code string `json:"code"`
			} `json:"entityIdNS"`
		} `json:"identities"`
	}
	if json.Unmarshal(x.body, &body) != nil {
		return nil
	}
	all := map[string]*object{}
	for _, identity := range body.Identities {
		if xid := h.xid(x, identity.Namespace.Code, identity.ID); xid != "" {
			id := quoted(identity.ID)
			if digits(identity.ID) {
				id = json.RawMessage(identity.ID)
			}
			all[xid] = an(member{"entityId", id}, member{"entityIdNS", an(member{"code", quoted(identity.Namespace.Code)})})
		}
	}
	return all
}

// digits reports whether a value can be written as a number and be read back as
// the same text.
func digits(s string) bool {
	return s != "" && len(s) <= 15 && s[0] != '0' && strings.Trim(s, "0123456789") == ""
}

// xid asks for the XID of an identity.
func (h *handler) xid(x *exchange, namespace, id string) string {
	r := x.request.Clone(x.request.Context())
	r.Method, r.URL.Path, r.URL.RawPath = http.MethodGet, "/data/core/identity/identity", ""
	query := r.URL.Query()
	query.Set("namespace", namespace)
	query.Set("id", id)
	r.URL.RawQuery = query.Encode()
	status, _, raw := h.ask(r, nil)
	answer, err := parse(raw)
	if o, ok := answer.(*object); status == http.StatusOK && err == nil && ok {
		return o.text("xid")
	}
	return ""
}
