package adobe

import (
	"context"
	"errors"
	"maps"
	"net/url"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

// listPage is how many definitions are asked for at once. Source: Segment
// definitions guide; the merge policies guide names no most.
const listPage = "100"

// A page is one page of a list of definitions, in any of the shapes in use.
//
// Source: guides and specifications of merge policies, audiences, segment
// definitions and computed attributes, which all differ.
type page struct {
	items      []xdm.Object
	link       string // to the next page; "" if there is none, or the list has no links
	cursor     string // of the next page, for start, where the list has no links
	totalPages int    // 0 if not said
}

// readPage reads a page out of body, which is valid JSON.
func readPage(op, body string) (page, error) {
	var p page
	root, err := xdm.TrustedObject(body)
	if err != nil {
		return p, malformed(op, "the Platform's list is no JSON object")
	}
	if p.items, err = objects(op, firstOf(root, "children", "segments", "computedAttributes", "results")); err != nil {
		return p, err
	}
	place, _ := firstOf(root, "_page", "_pages", "page").Object()
	pages, _, _ := place.Get("totalPages").Int()
	p.totalPages = int(pages)
	links := firstOf(root, "_links", "link")
	if links.Absent() {
		p.cursor, _, _ = place.Get("next").Str()
		return p, nil
	}
	to, _ := links.Object()
	p.link = to.Get("next").Text()
	if next, err := to.Get("next").Object(); err == nil {
		p.link = next.Get("href").Text()
	}
	return p, nil
}

// firstOf returns the first member of o that is there.
func firstOf(o xdm.Object, names ...string) xdm.Value {
	for _, name := range names {
		if v := o.Get(name); !v.Absent() {
			return v
		}
	}
	return xdm.Value{}
}

// objects returns the objects of the array that v is; absent is none.
func objects(op string, v xdm.Value) ([]xdm.Object, error) {
	elements, err := v.Array()
	if err != nil {
		return nil, malformed(op, "the Platform's list holds "+v.Kind()+" where its elements belong")
	}
	all := make([]xdm.Object, 0, len(elements))
	for _, element := range elements {
		o, err := element.Object()
		if err != nil {
			return nil, malformed(op, "the Platform's list holds "+element.Kind()+" where an object belongs")
		}
		all = append(all, o)
	}
	return all, nil
}

// readList reads a list to its end: by its links, or by its cursors where it has
// none.
func (e *Engine) readList(ctx context.Context, c call) ([]xdm.Object, error) {
	var all []xdm.Object
	trail := e.newTrail(c.op, c.service, c.path)
	for {
		a, err := e.send(ctx, c)
		if err != nil {
			return nil, err
		}
		p, err := readPage(c.op, a.body)
		if err != nil {
			return nil, err
		}
		all = append(all, p.items...)
		switch {
		case p.link != "":
			if c.link, err = trail.follow(p.link); errors.Is(err, platform.ErrElsewhere) {
				c.broken, err = err, nil
			}
		case p.cursor != "" && len(p.items) > 0:
			c.link, err = trail.step(withParameter(c.query, "start", p.cursor))
		default:
			return all, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

func withParameter(query url.Values, name, value string) string {
	query = maps.Clone(query)
	query.Set(name, value)
	return query.Encode()
}
