package adobe

import (
	"net/url"
	"path"
	"strings"

	"activityhub/platform"
)

// Bounds of following continuation links, which are data from outside.
const (
	maxPages    = 1000
	maxLinkSize = 16 << 10 // bytes
)

// A trail is the way through the pages of one list. It lets no link lead away
// from the list, or back to where it was.
type trail struct {
	op       string
	base     base
	resource string // path of the list, below the base
	seen     map[string]bool
}

func (e *Engine) newTrail(op string, s service, resource string) *trail {
	return &trail{op: op, base: e.bases[s], resource: resource, seen: map[string]bool{}}
}

// follow returns the query of the next page for call.link, given the link that
// the last page had. A link is relative to the parent of the list
// ("/entities?start=…", "@/mergePolicies?start=…"), or a whole path, or a whole
// URL of the same service. It is not taken apart. It returns an
// [platform.ErrElsewhere] for one that leads elsewhere, and an
// [platform.ErrInvalidResponse] for one that says nothing, was followed
// before, or is the one after maxPages.
//
// Source: Entities guide and Merge policies guide, on paging.
func (t *trail) follow(href string) (query string, err error) {
	if len(href) > maxLinkSize {
		return "", t.broken("a continuation link is longer than 16 KiB")
	}
	if err := t.check(href); err != nil {
		return "", err
	}
	_, query, _ = strings.Cut(href, "?")
	if query == "" {
		return "", t.broken("a continuation link does not say where to go on")
	}
	return t.step(query)
}

// check returns an [platform.ErrElsewhere] for a link that leads away from the
// list.
func (t *trail) check(href string) error {
	place, _, _ := strings.Cut(href, "?")
	if t.leadsHere(place) {
		return nil
	}
	return &platform.Error{Op: t.op, Kind: platform.ErrElsewhere, Message: "a continuation link leads away from the list that it was in, so it was not followed"}
}

// step is follow for a query of our own making, where the last page had a
// cursor and no link.
func (t *trail) step(query string) (string, error) {
	if t.seen[query] {
		return "", t.broken("a continuation link leads back to a page that was read before")
	}
	if len(t.seen) >= maxPages {
		return "", t.broken("the list goes on for more than 1,000 pages")
	}
	t.seen[query] = true
	return cleanQuery(query), nil
}

// leadsHere reports whether a link without its query is one to the list itself.
func (t *trail) leadsHere(place string) bool {
	if strings.Contains(place, "://") || strings.HasPrefix(place, "//") {
		u, err := url.Parse(place)
		return err == nil && u.User == nil && u.Fragment == "" &&
			(u.Scheme == t.base.scheme || u.Scheme == "") && strings.EqualFold(u.Host, t.base.host) &&
			strings.TrimPrefix(u.EscapedPath(), t.base.prefix) == t.resource
	}
	parent, name := path.Split(t.resource)
	switch place {
	case "", "/" + name, "@/" + name, name, parent + name, t.base.prefix + t.resource:
		return true
	}
	return false
}

func (t *trail) broken(message string) error {
	return &platform.Error{Op: t.op, Kind: platform.ErrInvalidResponse, Message: message}
}

// cleanQuery escapes the bytes that may not stand in a query, and leaves the
// others as they are.
func cleanQuery(query string) string {
	const hex = "0123456789ABCDEF"
	clean := true
	for i := range len(query) {
		clean = clean && inQuery(query[i])
	}
	if clean {
		return query
	}
	var b strings.Builder
	for i := range len(query) {
		if c := query[i]; inQuery(c) {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}

// inQuery reports whether c may stand in a query. Source: RFC 3986, section 3.4.
func inQuery(c byte) bool {
	return c > ' ' && c < 0x7f && !strings.ContainsRune(`"#<>\^`+"`{|}", rune(c))
}
