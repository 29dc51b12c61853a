package gateway

import (
	"encoding/base64"
	"encoding/binary"
	"net/url"
	"strconv"
	"strings"
	"time"

	"activityhub/platform"
	"activityhub/platform/local"
	"activityhub/platform/xdm"
)

// eventPage is a page of one person's events, ready to be written.
type eventPage struct {
	events []local.EventDocument
	next   string // id of the first event of the next page; "" if this is the last
	start  string // what the continuation says; "" if this is the last
}

// getEvents answers with a page of the events of one person. A page that is not
// the last has a link to the next, which repeats what was asked.
//
// Source: Entities guide, edition of 2023.
func (g *Gateway) getEvents(q *request) (reply, error) {
	params, err := q.params()
	if err != nil {
		return reply{}, err
	}
	if params.Get("relatedSchema.name") != profileClass {
		return reply{}, malformed(q, "relatedSchema.name is "+profileClass+": events are those of a profile")
	}
	who, err := g.identify(q, "relatedEntityId", params.Get("relatedEntityId"), either(params, "relatedEntityIdNS", "relatedEntityIdNs"))
	if err != nil {
		return reply{}, err
	}
	who.start = params.Get("start")
	policy, err := g.policy(params.Get("mergePolicyId"))
	if err != nil {
		return reply{}, err
	}
	var w window
	if err := w.read(q, params.Get("startTime"), params.Get("endTime"), params.Get("limit"), either(params, "orderby", "orderBy")); err != nil {
		return reply{}, err
	}
	filters, err := readFilters(q, params["property"])
	if err != nil {
		return reply{}, err
	}
	if who.nobody {
		return reply{}, noEntity()
	}
	req, err := w.request(q, who.start, policy, []platform.Identity{who.identity})
	if err != nil {
		return reply{}, err
	}
	page, err := g.filteredPage(q, req, who, w.limit, filters)
	if err != nil {
		return reply{}, err
	}
	wanted := projection(strings.Split(params.Get("fields"), ","))
	return buffered(func(b []byte) []byte {
		return g.appendPage(b, page, &w, wanted, func(b []byte) []byte {
			b = append(b, `{"href":`...)
			b = appendText(b, nextLink(params, page.start, &w))
			return append(b, '}')
		})
	}), nil
}

// request asks the local Platform for one event more than a page has, which
// tells whether there is a next page.
func (w *window) request(q *request, start string, policy platform.MergePolicyID, ids []platform.Identity) (platform.EventsRequest, error) {
	req := platform.EventsRequest{Identities: ids, MergePolicy: policy, Filter: w.filter, Order: w.order(), Limit: w.limit + 1}
	if start != "" {
		after, ok := readStart(start)
		if !ok {
			return req, malformed(q, "start is what a continuation link says: follow the link as it is")
		}
		req.After = after
	}
	return req, nil
}

// filteredPage reads on until the page is full or the events are over.
func (g *Gateway) filteredPage(q *request, req platform.EventsRequest, who asked, limit int, filters filters) (*eventPage, error) {
	req.Filter.Types = filters.types()
	var passed []local.EventDocument
	for {
		found, err := g.platform.EventDocuments(q.Context(), req)
		if err := platform.ErrorFor(err, who.identity); err != nil {
			return nil, lookupError(err)
		}
		page := found[who.identity]
		if page == nil {
			return nil, noEntity()
		}
		if len(filters) == 0 {
			return cutPage(page.Events, limit), nil
		}
		for i := range page.Events {
			if filters.pass(page.Events[i].Text) {
				passed = append(passed, page.Events[i])
			}
		}
		if len(passed) > limit || !page.More {
			return cutPage(passed, limit), nil
		}
		req.After = page.Events[len(page.Events)-1].Position
	}
}

// cutPage makes a page of at most limit of events.
func cutPage(events []local.EventDocument, limit int) *eventPage {
	if len(events) <= limit {
		return &eventPage{events: events}
	}
	return &eventPage{events: events[:limit], next: events[limit].Position.ID, start: writeStart(events[limit-1].Position)}
}

// appendPage appends p with its events cut to what is wanted. link appends the
// link to the next page.
func (g *Gateway) appendPage(b []byte, p *eventPage, w *window, wanted xdm.Projection, link func([]byte) []byte) []byte {
	first := ""
	if len(p.events) > 0 {
		first = p.events[0].Position.ID
	}
	b = append(b, `{"_page":{"orderby":"`...)
	b = append(b, w.orderby()...)
	b = append(b, `","start":`...)
	b = appendText(b, first)
	b = append(b, `,"count":`...)
	b = strconv.AppendInt(b, int64(len(p.events)), 10)
	b = append(b, `,"next":`...)
	b = appendText(b, p.next)
	b = append(b, `},"children":[`...)
	for i := range p.events {
		if i > 0 {
			b = append(b, ',')
		}
		b = g.appendEvent(b, &p.events[i], wanted.Apply)
	}
	b = append(b, `],"_links":{"next":`...)
	if p.start == "" {
		b = append(b, `{"href":""}`...)
	} else {
		b = link(b)
	}
	return append(b, `}}`...)
}

// nextLink repeats what was asked, under the names that are current, with the
// place to go on from. It is relative to the base path of the profile service.
func nextLink(params url.Values, start string, w *window) string {
	var b strings.Builder
	b.WriteString("/entities?start=" + url.QueryEscape(start) + "&orderby=" + url.QueryEscape(w.orderby()))
	for _, names := range [][]string{
		{"schema.name"}, {"relatedSchema.name"}, {"relatedEntityId"}, {"relatedEntityIdNS", "relatedEntityIdNs"},
		{"fields"}, {"mergePolicyId"}, {"startTime"}, {"endTime"}, {"limit"},
	} {
		if value := either(params, names...); value != "" {
			b.WriteString("&" + names[0] + "=" + url.QueryEscape(value))
		}
	}
	for _, filter := range params["property"] {
		b.WriteString("&property=" + url.QueryEscape(filter))
	}
	return b.String()
}

// writeStart writes the place of the last event of a page, so that the next page
// is right even if an event came or went meanwhile.
func writeStart(p platform.EventPosition) string {
	b := binary.BigEndian.AppendUint64(make([]byte, 0, 8+len(p.ID)), uint64(p.Time.UnixMilli()))
	return base64.RawURLEncoding.EncodeToString(append(b, p.ID...))
}

func readStart(start string) (platform.EventPosition, bool) {
	b, ok := decoded(start)
	if !ok || len(b) <= 8 {
		return platform.EventPosition{}, false
	}
	return platform.EventPosition{Time: time.UnixMilli(int64(binary.BigEndian.Uint64(b))).UTC(), ID: string(b[8:])}, true
}
