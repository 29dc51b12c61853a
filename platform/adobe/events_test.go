package adobe_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"activityhub/platform"
	"activityhub/platform/adobe"
	"activityhub/platform/xdm"
)

// at returns the instant ms milliseconds after the beginning of 2025.
func at(ms int) time.Time {
	return time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(ms) * time.Millisecond)
}

// child writes an event of a page.
func child(name string, ms int, members string) string {
	return fmt.Sprintf(`{"relatedEntityId":"XF","entityId":%q,"timestamp":%d,"entity":{%s},"lastModifiedAt":"2025-01-02T00:00:00Z"}`, name, at(ms).UnixMilli(), members)
}

// pageOf writes a page; next is the value of _links.next.
func pageOf(next string, children ...string) string {
	return fmt.Sprintf(`{"_page":{"orderby":"-timestamp","start":"s","count":"%d","next":""},"children":[%s],"_links":{"next":%s}}`, len(children), strings.Join(children, ","), next)
}

const last = `{"href":""}`

// events writes what a look-up of one person found: the names, + where there
// are more, and the number if it was counted.
func eventsShown(pages map[platform.Identity]*platform.EventPage, err error, asked platform.Identity) string {
	if why := platform.ErrorFor(err, asked); why != nil {
		return "!" + kindOf(why)
	}
	page := pages[asked]
	if page == nil {
		return "nobody"
	}
	var names []string
	for _, e := range page.Events {
		names = append(names, e.ID)
	}
	text := strings.Join(names, " ")
	if page.More {
		text += "+"
	}
	if page.Total >= 0 {
		text += fmt.Sprintf(" of %d", page.Total)
	}
	return text
}

// TestEventRequests compares what goes out first.
func TestEventRequests(t *testing.T) {
	one, two := ids("Email:a+b@example.com"), ids("CRMID:C1", "CRMID:C2")
	project := xdm.Project("commerce.order", "_id")
	const common = "&mergePolicyId=graph&orderby=-timestamp"
	const who = "&relatedEntityId=a%2Bb%40example.com&relatedEntityIdNS=Email&relatedSchema.name=_xdm.context.profile&schema.name=_xdm.context.experienceevent"
	const posted = `POST {"schema":{"name":"_xdm.context.experienceevent"},"relatedSchema":{"name":"_xdm.context.profile"},"identities":[{"relatedEntityId":"C1","relatedEntityIdNS":{"code":"CRMID"}},{"relatedEntityId":"C2","relatedEntityIdNS":{"code":"CRMID"}}],`
	for _, tt := range []struct {
		name string
		req  platform.EventsRequest
		want string
	}{
		{"newest", platform.EventsRequest{Identities: one, Projection: project, Limit: 10}, "GET fields=_id%2Ccommerce.order&limit=11" + common + who},
		{"whole events", platform.EventsRequest{Identities: one, Limit: 10}, "GET limit=11" + common + who},
		{"window", platform.EventsRequest{Identities: one, Projection: project, Limit: 10, Filter: platform.EventFilter{From: at(0), To: at(9)}},
			"GET endTime=1735689600009&fields=_id%2Ccommerce.order&limit=11" + common + who + "&startTime=1735689600000"},
		{"one type", platform.EventsRequest{Identities: one, Projection: project, Limit: 10, Filter: platform.EventFilter{Types: []string{"order.placed"}}},
			"GET fields=_id%2Ccommerce.order&limit=11" + common + "&property=eventType%3D%22order.placed%22" + who},
		{"one type that cannot be quoted", platform.EventsRequest{Identities: one, Projection: project, Limit: 10, Filter: platform.EventFilter{Types: []string{`a"b`}}},
			"GET fields=_id%2Ccommerce.order%2CeventType&limit=50" + common + who},
		{"two types", platform.EventsRequest{Identities: one, Projection: project, Limit: 20, Filter: platform.EventFilter{Types: []string{"a", "b"}}},
			"GET fields=_id%2Ccommerce.order%2CeventType&limit=84" + common + who},
		{"a channel", platform.EventsRequest{Identities: one, Projection: project, Limit: 20, Filter: platform.EventFilter{Channels: []string{"web"}}},
			"GET fields=_experience.customerJourneyManagement.messageProfile.channel%2C_id%2Cchannel%2Ccommerce.order&limit=84" + common + who},
		{"after, newest first", platform.EventsRequest{Identities: one, Projection: project, Limit: 10, After: platform.EventPosition{Time: at(5), ID: "e"}},
			"GET endTime=1735689600006&fields=_id%2Ccommerce.order&limit=12" + common + who},
		{"after, oldest first", platform.EventsRequest{Identities: one, Projection: project, Limit: 10, Order: platform.OldestFirst, After: platform.EventPosition{Time: at(5), ID: "e"}, Before: platform.EventPosition{Time: at(9), ID: "f"}},
			"GET endTime=1735689600010&fields=_id%2Ccommerce.order&limit=12&mergePolicyId=graph&orderby=timestamp" + who + "&startTime=1735689600005"},
		{"number alone", platform.EventsRequest{Identities: one, Projection: project, Count: true}, "GET fields=_id&limit=1000" + common + who},
		{"several", platform.EventsRequest{Identities: two, Projection: project, Limit: 3, Filter: platform.EventFilter{From: at(0)}},
			posted + `"fields":["_id","commerce.order"],"mergePolicyId":"graph","timeFilter":{"startTime":1735689600000},"limit":4,"orderby":"-timestamp"}`},
		{"several of a type", platform.EventsRequest{Identities: two, Projection: project, Limit: 3, Filter: platform.EventFilter{Types: []string{"a"}}},
			posted + `"fields":["_id","commerce.order","eventType"],"mergePolicyId":"graph","limit":50,"orderby":"-timestamp"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := say(404, `{"statusCode":"404"}`)
			if tt.req.Order == "" {
				tt.req.Order = platform.NewestFirst
			}
			pages, err := f.engine(t).Events(t.Context(), tt.req)
			if err != nil || pages == nil || len(pages) != 0 {
				t.Errorf("found %v, %v; want none", pages, err)
			}
			equal(t, "asked", strings.Join(f.asked(), "\n"), tt.want)
		})
	}
}

// TestEventShape looks at all of an event.
func TestEventShape(t *testing.T) {
	f := say(200, pageOf(last, child("e1", 7, `"_id":"e1","eventType":"web","channel":{"_id":"https://ns.adobe.com/xdm/channels/email"},"identityMap":{"ecid":[{"id":"1"}],"crmid":[{"id":"C7","primary":true}]},"x":{"y":1,"z":2}`)))
	pages, err := f.engine(t).Events(t.Context(), platform.EventsRequest{Identities: ids("CRMID:C1"), Limit: 5, Order: platform.NewestFirst,
		Projection: xdm.Project("identityMap", "x.y", "channel", "eventType")})
	if err != nil || len(pages) != 1 {
		t.Fatalf("found %v, %v", pages, err)
	}
	e := pages[id("CRMID:C1")].Events[0]
	equal(t, "event", fmt.Sprint(e.ID, e.Type, e.Channel, e.Timestamp, e.Identity, e.LastModified), fmt.Sprint("e1", "web", "email", at(7), id("CRMID:C7"), time.Date(2025, 1, 2, 0, 0, 0, 0, time.UTC)))
	equal(t, "x", e.Attributes.Get("x").Raw(), `{"y":1}`)
	equal(t, "identityMap as it was recorded", e.Attributes.Get("identityMap").Raw(), `{"ecid":[{"id":"1"}],"crmid":[{"id":"C7","primary":true}]}`)
	equal(t, "members", e.Attributes.Len(), 4)
}

// TestEventPages is about the pages of one person: what they are, and how they
// go on.
func TestEventPages(t *testing.T) {
	to := func(n int) string { return fmt.Sprintf(`{"href":"/entities?start=s%d&limit=3"}`, n) }
	web, mail := `"channel":{"_type":"web"}`, `"channel":{"_type":"email"}`
	newest := platform.EventsRequest{Limit: 2, Order: platform.NewestFirst}
	with := func(change func(*platform.EventsRequest)) platform.EventsRequest {
		req := newest
		change(&req)
		return req
	}
	channel := func(r *platform.EventsRequest) { r.Filter.Channels = []string{"web"} }
	for _, tt := range []struct {
		name    string
		req     platform.EventsRequest
		answers []string // one after the other; the last again and again
		want    string
		calls   int
	}{
		{"none", newest, []string{pageOf(last)}, "", 1},
		{"none, without members", newest, []string{`{"_page":{"count":0},"children":[]}`}, "", 1},
		{"none, null links", newest, []string{`{"_page":{},"children":[],"_links":{"next":null}}`}, "", 1},
		{"all", newest, []string{pageOf(last, child("b", 2, ""), child("a", 1, ""))}, "b a", 1},
		{"more", newest, []string{pageOf(to(1), child("c", 3, ""), child("b", 2, ""), child("a", 1, ""))}, "c b+", 1},
		{"exactly enough, and a link", newest, []string{pageOf(to(1), child("c", 3, ""), child("b", 2, "")), pageOf(last)}, "c b", 2},
		{"an instant is put in order", newest, []string{pageOf(last, child("a", 2, ""), child("c", 2, ""), child("b", 2, ""))}, "c b+", 1},
		{"an instant is read to its end", newest, []string{pageOf(to(1), child("b", 2, ""), child("a", 2, ""), child("c", 2, "")), pageOf(to(2), child("d", 2, ""), child("e", 1, ""))}, "d c+", 2},
		{"oldest first", with(func(r *platform.EventsRequest) { r.Order = platform.OldestFirst }), []string{pageOf(last, child("a", 1, ""), child("d", 2, ""), child("b", 2, ""))}, "a b+", 1},
		{"an event twice", newest, []string{pageOf(to(1), child("c", 3, ""), child("b", 2, "")), pageOf(last, child("b", 2, ""), child("a", 1, ""))}, "c b+", 2},
		{"outside of the window", with(func(r *platform.EventsRequest) { r.Filter = platform.EventFilter{From: at(2), To: at(4)} }),
			[]string{pageOf(to(1), child("d", 4, ""), child("c", 3, ""), child("b", 2, ""), child("a", 1, ""))}, "c b", 1},
		{"after", with(func(r *platform.EventsRequest) { r.After = platform.EventPosition{Time: at(3), ID: "c"} }),
			[]string{pageOf(last, child("d", 3, ""), child("c", 3, ""), child("b", 3, ""), child("a", 1, ""))}, "b a", 1},
		{"before", with(func(r *platform.EventsRequest) { r.Before = platform.EventPosition{Time: at(2), ID: "b"} }),
			[]string{pageOf(last, child("c", 3, ""), child("b", 2, ""), child("a", 2, ""))}, "c", 1},
		{"filtered here", with(channel), []string{pageOf(last, child("c", 3, mail), child("b", 2, web), child("a", 1, ""))}, "b", 1},
		{"filtered here, read on", with(channel), []string{pageOf(to(1), child("d", 4, mail), child("c", 3, web)), pageOf(last, child("c", 3, web), child("b", 2, mail), child("a", 1, web))}, "c a", 2},
		{"budget gone with something", with(channel), []string{pageOf(to(1), child("c", 3, web), child("b", 2, mail)), pageOf(to(2), child("a", 1, mail)), pageOf(to(3), child("9", 0, mail))}, "c+", 3},
		{"budget gone with nothing", with(channel), []string{pageOf(to(1), child("c", 3, mail)), pageOf(to(2), child("b", 2, mail)), pageOf(to(3), child("a", 1, mail))}, "!too large", 3},
		{"not found later", newest, []string{pageOf(to(1), child("c", 3, "")), "404"}, "c", 2},
		{"link to itself", newest, []string{pageOf(to(1), child("c", 3, "")), pageOf(to(1), child("b", 3, ""))}, "!invalid response", 2},
		{"link to another host", newest, []string{pageOf(`{"href":"https://evil.example/entities?start=1"}`, child("c", 3, ""))}, "!leads elsewhere", 1},
		{"link to another place", newest, []string{pageOf(`{"href":"/../secret?start=1"}`, child("c", 3, ""))}, "!leads elsewhere", 1},
		{"another order", newest, []string{pageOf(last, child("a", 1, ""), child("b", 2, ""))}, "!invalid response", 1},
		{"no id", newest, []string{pageOf(last, `{"timestamp":1,"entity":{}}`)}, "!invalid response", 2},
		{"id and time inside", newest, []string{pageOf(last, `{"entity":{"_id":"in","timestamp":"2025-01-01 00:00:01.5"}}`)}, "in", 1},
		{"time as text", newest, []string{pageOf(last, `{"entityId":"t","timestamp":"1735689600000"}`)}, "t", 1},
		{"no page", newest, []string{`{"X":{"children":[]}}`}, "!invalid response", 2},
		{"counted on one page", with(func(r *platform.EventsRequest) { r.Count = true }), []string{pageOf(last, child("c", 3, ""), child("b", 2, ""), child("a", 1, ""))}, "c b+ of 3", 1},
		{"counted apart", with(func(r *platform.EventsRequest) { r.Count, r.Limit = true, 1 }), []string{pageOf(to(1), child("c", 3, ""), child("b", 2, "")), pageOf(to(2), child("c", 3, ""), child("b", 2, "")), pageOf(last, child("a", 1, ""))}, "c+ of 3", 3},
		{"too many to count", with(func(r *platform.EventsRequest) { r.Count, r.Limit = true, 0 }), []string{pageOf(to(1), child("c", 3, "")), pageOf(to(2), child("b", 2, "")), pageOf(to(3), child("a", 1, ""))}, "", 3},
		{"a number of none", with(func(r *platform.EventsRequest) { r.Count, r.Limit = true, 0 }), []string{pageOf(last)}, " of 0", 1},
		{"too many identities", newest, []string{"422"}, "!too many identities", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := &fake{answer: func(l look) (int, string) {
				switch body := tt.answers[min(l.n, len(tt.answers))-1]; body {
				case "404":
					return 404, `{"statusCode":"404"}`
				case "422":
					return 422, tooMany
				default:
					return 200, body
				}
			}}
			tt.req.Identities = ids("CRMID:C1")
			pages, err := f.engine(t, func(c *adobe.Config) { c.PageBudget = 3 }).Events(t.Context(), tt.req)
			equal(t, "found", eventsShown(pages, err, id("CRMID:C1")), tt.want)
			equal(t, "calls", len(f.asked()), tt.calls)
		})
	}
}

// TestEventContinuations compares what is sent for second pages.
func TestEventContinuations(t *testing.T) {
	const link = "offsets=7,8&schema.name=_xdm.context.experienceevent&start=a%20b"
	f := &fake{answer: func(l look) (int, string) {
		if l.n == 1 {
			return 200, pageOf(`{"href":"/entities?`+link+`"}`, child("b", 2, ""))
		}
		return 200, pageOf(last, child("a", 1, ""))
	}}
	pages, err := f.engine(t).Events(t.Context(), platform.EventsRequest{Identities: ids("CRMID:C1"), Limit: 2, Order: platform.NewestFirst})
	equal(t, "found", eventsShown(pages, err, id("CRMID:C1")), "b a")
	equal(t, "link", f.asked()[1], "GET "+link)

	const payload = `{ "limit":3,"schema":{"name":"_xdm.context.experienceevent"}, "x":[1.0, 2e3],` + "\n" + `"identities":[{"relatedEntityId":"X1","start":"s"}]}`
	for name, tt := range map[string]struct{ payload, again, want string }{
		"sent as it came": {payload, "", "b a"},
		"of another":      {strings.Replace(payload, "X1", "X9", 1), "", "!invalid response"},
		"of two":          {strings.Replace(payload, `"start":"s"}`, `"start":"s"},{"relatedEntityId":"X2"}`, 1), "", "!invalid response"},
		"of records":      {strings.Replace(payload, "experienceevent", "profile", 1), "", "!invalid response"},
		"once more":       {payload, payload, "!invalid response"},
	} {
		t.Run(name, func(t *testing.T) {
			f := &fake{answer: func(l look) (int, string) {
				switch {
				case l.n == 1:
					return 200, `{"X2":` + pageOf(last, child("z", 9, "")) + `,"X1":` + pageOf(`{"href":"/entities","payload":`+tt.payload+`}`, child("b", 2, "")) + `}`
				case strings.Contains(l.body, "_xdm.context.profile\"},\"identities"):
					return 200, entries(record("X1", "CRMID:C1"), record("X2", "CRMID:C2"))
				case tt.again != "":
					return 200, `{"X1":` + pageOf(`{"href":"/entities","payload":`+tt.again+`}`, child("b", 2, "")) + `}`
				}
				return 200, `{"X1":` + pageOf(last, child("a", 1, "")) + `}`
			}}
			pages, err := f.engine(t).Events(t.Context(), platform.EventsRequest{Identities: crm(2), Limit: 2, Order: platform.NewestFirst})
			equal(t, "found", eventsShown(pages, err, id("CRMID:C1")), tt.want)
			equal(t, "of the other", eventsShown(pages, err, id("CRMID:C2")), "z")
			if tt.want == "b a" {
				equal(t, "sent back", f.asked()[2], "POST "+payload)
			}
		})
	}
}

// TestEventsGrow counts the pages of a filter that few events pass: the second
// one is as large as pages get, and begins where the first one ended.
func TestEventsGrow(t *testing.T) {
	f := &fake{answer: func(l look) (int, string) {
		return 200, pageOf(fmt.Sprintf(`{"href":"/entities?start=s%d"}`, l.n), child(fmt.Sprint("e", l.n), 100-l.n, ""))
	}}
	_, err := f.engine(t).Events(t.Context(), platform.EventsRequest{Identities: ids("CRMID:C1"), Limit: 2, Order: platform.NewestFirst, Filter: platform.EventFilter{Channels: []string{"web"}}})
	if err = platform.ErrorFor(err, id("CRMID:C1")); !errors.Is(err, platform.ErrTooLarge) || !strings.Contains(err.Error(), "6 events of this person were read") {
		t.Errorf("%v, want ErrTooLarge with the number of events", err)
	}
	var limits []string
	for _, l := range f.looks {
		limits = append(limits, l.query.Get("limit")+" "+l.query.Get("endTime")+l.query.Get("start"))
	}
	equal(t, "pages", strings.Join(limits, ", "), "50 , 1000 1735689600100,  s2,  s3,  s4,  s5")
}

// TestWhoseEvents is about pages of several people, which are keyed by XIDs.
func TestWhoseEvents(t *testing.T) {
	people := func(l look) (int, string) {
		var all []string
		for _, value := range asked(l) {
			all = append(all, known(value))
		}
		return 200, entries(all...)
	}
	pagesFor := func(xids ...string) string {
		var all []string
		for _, xid := range xids {
			all = append(all, fmt.Sprintf("%q:%s", xid, pageOf(last, child("of"+xid, 1, ""))))
		}
		return entries(all...)
	}
	isEvents := func(l look) bool {
		return strings.Contains(l.body, "experienceevent") || l.query.Get("schema.name") == "_xdm.context.experienceevent"
	}
	for _, tt := range []struct {
		name  string
		seen  bool // the profiles were looked up before
		body  string
		want  string
		calls int // besides those of what was seen
	}{
		{"known", true, pagesFor("XC2", "XC1", "XC3"), "ofXC1, ofXC2, ofXC3", 1},
		{"known, with one unasked", true, pagesFor("XC2", "XZ", "XC1"), "ofXC1, ofXC2, nobody", 1},
		{"unknown", false, pagesFor("XC2", "XC1", "XC3"), "ofXC1, ofXC2, ofXC3", 2},
		{"unknown, with one unasked", false, pagesFor("XC2", "XZ", "XC1"), "ofXC1, ofXC2, nobody", 2},
		{"nobody has any", false, `{}`, "nobody, nobody, nobody", 1},
		{"one fails for a while", true, `[` + pagesFor("XC1", "XC2") + `,{"xid":"XC3","error":{"statusCode":"500"}}]`, "ofXC1, ofXC2, alone", 2},
		{"one has too many identities", true, `[` + pagesFor("XC1", "XC2") + `,{"xid":"XC3","error":{"message":"Too many related identities","statusCode":"422"}}]`, "ofXC1, ofXC2, !too many identities", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := &fake{answer: func(l look) (int, string) {
				switch {
				case !isEvents(l):
					return people(l)
				case l.method == "GET":
					return 200, pageOf(last, child("alone", 1, ""))
				}
				return 200, tt.body
			}}
			engine := f.engine(t)
			if tt.seen {
				if _, err := engine.Profiles(t.Context(), platform.ProfilesRequest{Identities: crm(3)}); err != nil {
					t.Fatal(err)
				}
			}
			before := len(f.asked())
			pages, err := engine.Events(t.Context(), platform.EventsRequest{Identities: crm(3), Limit: 2, Order: platform.NewestFirst})
			var got []string
			for _, asked := range crm(3) {
				got = append(got, eventsShown(pages, err, asked))
			}
			equal(t, "found", strings.Join(got, ", "), tt.want)
			equal(t, "calls", len(f.asked())-before, tt.calls)
		})
	}
}

// TestOneWave starts the look-ups of profiles and of events together, of people
// who were never seen: two calls, whichever is answered first.
func TestOneWave(t *testing.T) {
	for _, first := range []string{"profiles", "events"} {
		t.Run(first+" first", func(t *testing.T) {
			both, answered := make(chan struct{}), make(chan struct{})
			var mu sync.Mutex
			n := 0
			f := &fake{}
			f.answer = func(l look) (int, string) {
				mu.Lock()
				if n++; n == 2 {
					close(both)
				}
				mu.Unlock()
				<-both
				kind := "profiles"
				if strings.Contains(l.body, "experienceevent") {
					kind = "events"
				}
				if kind == first {
					defer time.AfterFunc(20*time.Millisecond, func() { close(answered) })
				} else {
					<-answered
				}
				var all []string
				for _, value := range asked(l) {
					if kind == "events" {
						all = append(all, fmt.Sprintf(`"X%s":%s`, value, pageOf(last, child("of"+value, 1, ""))))
					} else {
						all = append(all, known(value))
					}
				}
				return 200, entries(all...)
			}
			engine := f.engine(t)
			if _, err := engine.MergePolicies(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, err := engine.Namespaces(t.Context()); err != nil {
				t.Fatal(err)
			}
			people := crm(50)
			var wait sync.WaitGroup
			wait.Go(func() {
				found, err := engine.Profiles(t.Context(), platform.ProfilesRequest{Identities: people, Projection: xdm.Project("person")})
				if err != nil || len(found) != len(people) {
					t.Errorf("%d profiles, %v", len(found), err)
				}
			})
			wait.Go(func() {
				pages, err := engine.Events(t.Context(), platform.EventsRequest{Identities: people, Limit: 3, Order: platform.NewestFirst})
				if err != nil || len(pages) != len(people) {
					t.Errorf("%d pages, %v", len(pages), err)
				}
				for asked, page := range pages {
					equal(t, "whose", page.Events[0].ID, "of"+asked.ID)
				}
			})
			wait.Wait()
			equal(t, "calls", len(f.asked()), 2)
			equal(t, "lists of definitions", f.lists, 2)
		})
	}
}

// TestNoEventLookup is about an organisation that has none.
func TestNoEventLookup(t *testing.T) {
	for _, status := range []int{403, 404} {
		f := say(status, `{"error_code":"404001","message":"Resource not found"}`)
		if status == 403 {
			f = say(status, `{"message":"not allowed","statusCode":"403"}`)
		}
		engine := f.engine(t)
		for range 2 {
			_, err := engine.Events(t.Context(), platform.EventsRequest{Identities: crm(2), Limit: 2, Order: platform.NewestFirst})
			if !errors.Is(err, platform.ErrUnsupported) {
				t.Errorf("status %d: %v, want ErrUnsupported", status, err)
			}
		}
		equal(t, "events are a capability", engine.Capabilities().Events, false)
		equal(t, "calls", len(f.asked()), 1)
	}
}
