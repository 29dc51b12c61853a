package adobe

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"activityhub/platform"
	"activityhub/platform/adobe/wire"
	"activityhub/platform/xdm"
)

// A reading is the way through the pages of one person's events.
type reading struct {
	tally
	id    platform.Identity
	xid   string    // that the first page came under; "" in an answer about one
	next  wire.Next // of the page that was read last
	again bool      // the first page was asked for before, and the answer in part said nothing certain of this person
	trail *trail    // of GETs; nil before the first
	sent  []string  // payloads
	grown bool      // pages are as large as they get
}

func (s *scan) reading(id platform.Identity, xid string) *reading {
	return &reading{tally: tally{scan: s}, id: id, xid: xid}
}

// take notes a page and where the next one is.
func (r *reading) take(page *wire.Page) error {
	r.next = page.Next
	return r.tally.take(page)
}

// finish reads on until enough was read or the budget is spent.
func (r *reading) finish(ctx context.Context) error {
	for !r.done() && r.pages < r.cfg.pageBudget() {
		page, err := r.following(ctx)
		if r.pages > 0 && nothingFound(err) {
			r.ended = true // there was a page before, so the person is known
			return nil
		}
		if err == nil {
			err = r.take(page)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// following reads the next page. Where much is read for little, the second page
// is asked for anew, from the instant that the first one came to, and as large as
// pages get; else continuations are followed as they are.
func (r *reading) following(ctx context.Context) (*wire.Page, error) {
	switch {
	case r.pages == 0:
		return r.anew(ctx, r.span, r.limit)
	case r.here && !r.grown && r.limit < r.cfg.pageSize():
		r.grown = true
		return r.anew(ctx, r.span.onward(r.last, r.req.Order), r.largest())
	case r.next.Payload != "":
		return r.bySending(ctx)
	case r.trail == nil:
		return r.anew(ctx, r.span.onward(r.last, r.req.Order), r.limit) // a continuation that says nothing
	}
	query, err := r.trail.follow(r.next.Href)
	if err != nil && !errors.Is(err, platform.ErrElsewhere) {
		return nil, err
	}
	return r.one(ctx, call{op: eventsMethod, method: http.MethodGet, path: entitiesPath, link: query, broken: err})
}

// largest returns how many events the larger pages have: few where the Platform
// filters them now.
func (r *reading) largest() int {
	if r.typed != "" && !r.channels && r.fits(r.fields) {
		return r.limit
	}
	return r.cfg.pageSize()
}

// anew asks for events of this person in a span of time.
func (r *reading) anew(ctx context.Context, within span, limit int) (*wire.Page, error) {
	r.trail = r.newTrail(eventsMethod, platformService, entitiesPath)
	if !r.fits(r.fields) {
		return r.posted(ctx, post(eventsMethod, r.body([]platform.Identity{r.id}, within, limit), readPages))
	}
	query := r.query(r.id, within, limit)
	return r.one(ctx, call{op: eventsMethod, method: http.MethodGet, path: entitiesPath, link: query, point: true})
}

// one makes a call that is answered with the page of one person.
func (r *reading) one(ctx context.Context, c call) (*wire.Page, error) {
	c.decode = func(body string) (any, error) { return wire.EventPage(body) }
	a, err := r.sendEvents(ctx, c)
	if err != nil {
		return nil, err
	}
	page := a.value.(wire.Page)
	page.Next.Payload = ""
	return &page, nil
}

// bySending sends a continuation back as it came. It has to be one for this
// person, and another than those before.
//
// Source: Entities guide, edition of 2023, paging of several profiles.
func (r *reading) bySending(ctx context.Context) (*wire.Page, error) {
	if slices.Contains(r.sent, r.next.Payload) {
		return nil, malformed(eventsMethod, "a continuation leads back to a page that was read before")
	}
	if !continues(r.next.Payload, r.xid) {
		return nil, malformed(eventsMethod, "a continuation is about something else than the page that it was in, so it was not sent")
	}
	r.sent = append(r.sent, r.next.Payload)
	broken := r.newTrail(eventsMethod, platformService, entitiesPath).check(r.next.Href)
	return r.posted(ctx, call{op: eventsMethod, method: http.MethodPost, path: entitiesPath, body: []byte(r.next.Payload), broken: broken, decode: readPages})
}

// posted makes a call about this person alone that is answered as those about
// several are.
func (r *reading) posted(ctx context.Context, c call) (*wire.Page, error) {
	a, err := r.sendEvents(ctx, c)
	if err != nil {
		return nil, err
	}
	answer := a.value.(wire.Pages)
	if len(answer.Failures) > 0 && len(answer.Pages) == 0 {
		return nil, failedPart(eventsMethod, answer.Failures[0].Refusal)
	}
	for i := range answer.Pages {
		if page := &answer.Pages[i]; page.XID == r.xid || len(answer.Pages) == 1 && r.xid == "" {
			r.xid = page.XID
			return page, nil
		}
	}
	if len(answer.Pages) == 0 && r.pages > 0 {
		return &wire.Page{}, nil // no entry is no events
	}
	if len(answer.Pages) == 0 {
		return nil, &platform.Error{Op: eventsMethod, Kind: platform.ErrNotFound, Err: &refusal{status: http.StatusNotFound}}
	}
	return nil, malformed(eventsMethod, "the Platform's answer is about other people than those asked for")
}

// continues reports whether a payload asks for events of the person of that XID
// and nothing else.
func continues(payload, xid string) bool {
	o, err := xdm.TrustedObject(payload)
	if err != nil || o.At("schema.name").Text() != eventSchema {
		return false
	}
	if related := o.At("relatedSchema.name"); !related.Absent() && related.Text() != profileSchema {
		return false
	}
	identities, err := o.Get("identities").Array()
	if err != nil || len(identities) != 1 {
		return false
	}
	who, err := identities[0].Object()
	return err == nil && who.Get("relatedEntityId").Text() == xid
}

func readPages(body string) (any, error) { return wire.EventPages(body) }

// query returns the parameters of a GET for the events of one person.
//
// Source: Entities guide, parameters.
func (s *scan) query(id platform.Identity, within span, limit int) string {
	within = within.asked()
	var q queryText
	q.Grow(512)
	if within.end != noEnd {
		q.add("endTime", decimal(within.end))
	}
	q.list("fields", s.fields)
	q.add("limit", decimal(int64(limit)))
	q.add("mergePolicyId", string(s.policy))
	q.add("orderby", s.orderby())
	q.add("property", s.typed)
	q.add("relatedEntityId", id.ID)
	q.add("relatedEntityIdNS", string(id.Namespace))
	q.add("relatedSchema.name", profileSchema)
	q.add("schema.name", eventSchema)
	if within.start != noStart {
		q.add("startTime", decimal(within.start))
	}
	return q.String()
}

// fits reports whether a look-up with these fields can be a GET, whoever it is
// about.
func (s *scan) fits(fields []string) bool {
	longest := span{noStart + 1, noEnd - 1}
	probe := *s
	probe.fields = fields
	var id platform.Identity
	for _, asked := range s.req.Identities {
		if len(asked.ID) >= len(id.ID) {
			id = asked
		}
	}
	return fits(fields, probe.query(id, longest, s.cfg.pageSize()))
}

// body returns the body of a POST for the events of several people.
func (s *scan) body(ids []platform.Identity, within span, limit int) entitiesBody {
	within = within.asked()
	body := entitiesBody{
		Schema: schemaName{eventSchema}, Related: &schemaName{profileSchema}, Fields: s.fields,
		MergePolicy: string(s.policy), Limit: limit, Order: s.orderby(),
	}
	for _, id := range ids {
		body.Identities = append(body.Identities, relatedIdentity{id.ID, namespaceCode{id.Namespace}})
	}
	if within.start != noStart || within.end != noEnd {
		body.Time = &timeFilter{}
	}
	if within.start != noStart {
		body.Time.Start = &within.start
	}
	if within.end != noEnd {
		body.Time.End = &within.end
	}
	return body
}

// orderby returns the order as the wire has it. Ascending goes without its plus,
// which is a blank in a query.
func (s *scan) orderby() string {
	if s.req.Order == platform.OldestFirst {
		return "timestamp"
	}
	return "-timestamp"
}
