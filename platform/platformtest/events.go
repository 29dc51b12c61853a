package platformtest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

// events asks for pages and fails the test if that fails. Where one without
// events cannot be told from a stranger, both have an empty page.
func events(t testing.TB, s Subject, req platform.EventsRequest) map[platform.Identity]*platform.EventPage {
	t.Helper()
	if req.Order == "" {
		req.Order = platform.NewestFirst
	}
	pages, err := s.Engine().Events(t.Context(), req)
	if err != nil {
		t.Fatalf("Events: %v", err)
	}
	for _, id := range req.Identities {
		if pages[id] == nil && lacks(s, EmptyPages) {
			pages[id] = &platform.EventPage{Total: -1}
			if req.Count {
				pages[id].Total = 0
			}
		}
	}
	return pages
}

func eventIDs(page *platform.EventPage) []string {
	ids := make([]string, len(page.Events))
	for i, e := range page.Events {
		ids[i] = e.ID
	}
	return ids
}

var begin = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

// happening is an event of the suite.
type happening struct {
	id, kind, channel string
	at                time.Time
	under             platform.Identity
	also              []platform.Identity
}

func (h happening) record() string {
	var b strings.Builder
	fmt.Fprintf(&b, `{"_id":%q,"timestamp":%q,"identityMap":{%q:[{"id":%q,"primary":true}]`, h.id, h.at.Format(time.RFC3339Nano), h.under.Namespace, h.under.ID)
	for _, id := range h.also {
		fmt.Fprintf(&b, `,%q:[{"id":%q}]`, id.Namespace, id.ID)
	}
	b.WriteByte('}')
	if h.kind != "" {
		fmt.Fprintf(&b, `,"eventType":%q`, h.kind)
	}
	if h.channel != "" {
		fmt.Fprintf(&b, `,"channel":{"_id":"https://ns.adobe.com/xdm/channels/%s"}`, h.channel)
	}
	return b.String() + `,"commerce":{"order":{"purchaseID":"P","priceTotal":10.50}}}`
}

// history stores events of one person under three identities, many at one
// instant, and returns them oldest first.
func history(t testing.TB, s Subject, size int) []happening {
	draw := rand.New(rand.NewPCG(7, 7))
	under := []platform.Identity{crmID("C1"), email("ada@example.com"), {Namespace: "LoyaltyID", ID: "L1"}}
	s.Put(t, "loyalty", link(under[0], under[1], ""), link(under[1], under[2], ""))
	all := make([]happening, size)
	records := map[string][]string{}
	for i := range all {
		all[i] = happening{
			id:      fmt.Sprintf("e%03d", draw.Perm(1000)[0]*1000+i),
			kind:    []string{"", "commerce.purchases", "web.webpagedetails.pageViews"}[draw.IntN(3)],
			channel: []string{"", "web", "email"}[draw.IntN(3)],
			at:      begin.Add(time.Duration(draw.IntN(size/2)) * time.Millisecond),
			under:   under[draw.IntN(3)],
		}
		set := []string{"web", "shop"}[draw.IntN(2)]
		records[set] = append(records[set], all[i].record())
	}
	for set, lines := range records {
		s.Put(t, set, lines...)
	}
	slices.SortFunc(all, func(a, b happening) int {
		return platform.EventPosition{Time: a.at, ID: a.id}.Compare(platform.EventPosition{Time: b.at, ID: b.id})
	})
	return all
}

func eventsInOrder(t *testing.T, s Subject) {
	all := history(t, s, 40)
	ids := []platform.Identity{email("ada@example.com"), crmID("C1")}
	const total = xdm.Path("commerce.order.priceTotal")
	whole := append(slices.Clone(platform.ChannelPaths), total, platform.TypePath, "identityMap")
	pages := events(t, s, platform.EventsRequest{Identities: ids, Order: platform.OldestFirst, Limit: 100, Projection: xdm.Project(whole...)})
	cut := events(t, s, platform.EventsRequest{Identities: ids, Order: platform.OldestFirst, Limit: 100, Projection: xdm.Project(total)})
	equal(t, "number of answers", len(pages), 2)
	for _, id := range ids {
		page := pages[id]
		equal(t, "events", len(page.Events), len(all))
		equal(t, "more", page.More, false)
		equal(t, "total that was not asked for", page.Total, -1)
		for i, want := range all {
			got := page.Events[i]
			equal(t, "event", fmt.Sprint(got.ID, got.Type, got.Channel, got.Timestamp, got.Identity), fmt.Sprint(want.id, want.kind, want.channel, want.at, want.under))
			equal(t, "its attributes", text(cut[id].Events[i].Attributes), `{"commerce":{"order":{"priceTotal":10.50}}}`)
		}
	}
	none := events(t, s, platform.EventsRequest{Identities: ids[:1], Limit: 0, Count: true})[ids[0]]
	equal(t, "events of a page of none", len(none.Events), 0)
	equal(t, "their number all the same", none.Total, len(all))
}

// expect pages through a plain list as the contract says.
func expect(all []happening, req platform.EventsRequest) (ids []string, more bool, total int) {
	for _, h := range all {
		f, p := req.Filter, platform.EventPosition{Time: h.at, ID: h.id}
		if f.Types != nil && !slices.Contains(f.Types, h.kind) || f.Channels != nil && !slices.Contains(f.Channels, h.channel) ||
			!f.From.IsZero() && h.at.Before(f.From) || !f.To.IsZero() && !h.at.Before(f.To) {
			continue
		}
		total++
		after, before := req.After, req.Before
		if req.Order == platform.NewestFirst {
			after, before = before, after
		}
		if !after.IsZero() && p.Compare(after) <= 0 || !before.IsZero() && p.Compare(before) >= 0 {
			continue
		}
		ids = append(ids, h.id)
	}
	if req.Order == platform.NewestFirst {
		slices.Reverse(ids)
	}
	if len(ids) > req.Limit {
		return ids[:req.Limit], true, total
	}
	return ids, false, total
}

// pagesAgree draws requests and compares the answers with a plain list.
func pagesAgree(t *testing.T, s Subject) {
	all := history(t, s, 120)
	draw := rand.New(rand.NewPCG(3, 4))
	somewhere := func() platform.EventPosition {
		h := all[draw.IntN(len(all))]
		return platform.EventPosition{Time: h.at, ID: h.id}
	}
	for range 300 {
		req := platform.EventsRequest{
			Identities: []platform.Identity{crmID("C1")}, Order: []platform.EventOrder{platform.NewestFirst, platform.OldestFirst}[draw.IntN(2)],
			Limit: 1 + draw.IntN(30), Count: true,
		}
		if draw.IntN(3) == 0 {
			req.Filter.Types = [][]string{{"commerce.purchases"}, {"commerce.purchases", "web.webpagedetails.pageViews"}, {"no.such"}}[draw.IntN(3)]
		}
		if draw.IntN(3) == 0 {
			req.Filter.Channels = [][]string{{"web"}, {"email", "web"}}[draw.IntN(2)]
		}
		if draw.IntN(2) == 0 {
			req.Filter.From = begin.Add(time.Duration(draw.IntN(60)) * time.Millisecond)
		}
		if draw.IntN(2) == 0 {
			req.Filter.To = begin.Add(time.Duration(draw.IntN(60)) * time.Millisecond)
		}
		if draw.IntN(2) == 0 {
			req.After = somewhere()
		}
		if draw.IntN(2) == 0 {
			req.Before = somewhere()
		}
		want, more, total := expect(all, req)
		page := events(t, s, req)[crmID("C1")]
		equal(t, fmt.Sprintf("page for %+v", req), fmt.Sprint(eventIDs(page), page.More, page.Total), fmt.Sprint(want, more, total))
		if t.Failed() {
			return
		}
	}
}

// walk reads all pages in order and returns the IDs.
func walk(t testing.TB, s Subject, order platform.EventOrder, limit int, each func()) (ids []string) {
	t.Helper()
	req := platform.EventsRequest{Identities: []platform.Identity{crmID("C1")}, Order: order, Limit: limit}
	for {
		page := events(t, s, req)[crmID("C1")]
		ids = append(ids, eventIDs(page)...)
		if !page.More {
			return ids
		}
		req.After = page.Events[len(page.Events)-1].Position()
		each()
	}
}

func forwardIsBackward(t *testing.T, s Subject) {
	history(t, s, 90)
	for _, limit := range []int{1, 7, 100} {
		forward := walk(t, s, platform.OldestFirst, limit, func() {})
		backward := walk(t, s, platform.NewestFirst, limit, func() {})
		slices.Reverse(backward)
		equal(t, fmt.Sprintf("pages of %d", limit), fmt.Sprint(forward), fmt.Sprint(backward))
		equal(t, "number of events", len(forward), 90)
	}
}

func cursorsStay(t *testing.T, s Subject) {
	all := history(t, s, 60)
	late := 0
	got := walk(t, s, platform.NewestFirst, 10, func() {
		late++
		s.Put(t, "web", happening{id: fmt.Sprintf("late%d", late), at: begin.Add(time.Hour), under: crmID("C1")}.record())
	})
	want := make([]string, len(all))
	for i, h := range all {
		want[len(all)-1-i] = h.id
	}
	equal(t, "what was there when paging began", fmt.Sprint(got), fmt.Sprint(want))
}

func windowEdges(t *testing.T, s Subject) {
	for ms := range 5 {
		s.Put(t, "web", happening{id: fmt.Sprint("e", ms), at: begin.Add(time.Duration(ms) * time.Millisecond), under: crmID("C1")}.record())
	}
	at := func(ms int) time.Time { return begin.Add(time.Duration(ms) * time.Millisecond) }
	for _, c := range []struct {
		from, to time.Time
		want     string
	}{
		{at(1), at(3), "[e1 e2]"}, {at(1), at(2), "[e1]"}, {time.Time{}, at(1), "[e0]"}, {at(4), time.Time{}, "[e4]"}, {at(5), time.Time{}, "[]"}, {time.Time{}, at(0), "[]"},
	} {
		req := platform.EventsRequest{Identities: []platform.Identity{crmID("C1")}, Order: platform.OldestFirst, Limit: 10, Filter: platform.EventFilter{From: c.from, To: c.to}}
		equal(t, fmt.Sprint("from ", c.from, " to ", c.to), fmt.Sprint(eventIDs(events(t, s, req)[crmID("C1")])), c.want)
	}
}

func eventsOfStrangers(t *testing.T, s Subject) {
	s.Put(t, "crm", ada)
	pages := events(t, s, platform.EventsRequest{Identities: []platform.Identity{crmID("C1"), crmID("C2")}, Limit: 5, Count: true})
	if !lacks(s, EmptyPages) {
		equal(t, "number of answers", len(pages), 1)
	}
	page := pages[crmID("C1")]
	equal(t, "events of one who has none", fmt.Sprint(len(page.Events), page.More, page.Total), "0 false 0")
}
