package gateway_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// visits gives ada seven events, under two of her identities: e1 to e7, one a
// second from 2025-01-01T00:00:01Z on, but e4 at the same time as e3.
func (f *fixture) visits() {
	f.Helper()
	f.put("crm", ada, bob)
	f.put("loyalty", card)
	for n, event := range []string{
		`"eventType":"web.view"`,
		`"eventType":"order.placed","commerce":{"order":{"purchaseID":"P2","priceTotal":10.50}}`,
		`"eventType":"order.placed","commerce":{"order":{"priceTotal":99}},"productListItems":[{"SKU":"a","quantity":1},{"SKU":"b","quantity":3}]`,
		`"eventType":"web.view","commerce":{"order":{"priceTotal":10.5}}`,
		`"eventType":"web.view"`,
		`"eventType":"order.placed","commerce":{"order":{"priceTotal":-1}}`,
		`"channel":{"_type":"email"}`,
	} {
		n++
		at := n
		if n == 4 {
			at = 3
		}
		namespace, id := "Email", "ada@example.com"
		if n%2 == 0 {
			namespace, id = "LoyaltyID", "L1"
		}
		f.put("web", fmt.Sprintf(`{"_id":"e%d","timestamp":"2025-01-01T00:00:%02dZ","identityMap":{"%s":[{"id":"%s","primary":true}]},%s}`, n, at, namespace, id, event))
	}
}

// eventsQuery is the question for ada's events.
func eventsQuery(more ...string) []string {
	return append([]string{"schema.name", eventClass, "relatedSchema.name", profileClass, "relatedEntityId", "C1", "relatedEntityIdNS", "CRMID"}, more...)
}

// ids returns the ids of the events on a page, with blanks between.
func (a answer) ids(path ...any) string {
	a.Helper()
	var all []string
	children, _ := a.at(append(path, "children")...).([]any)
	for _, child := range children {
		all = append(all, fmt.Sprint(child.(map[string]any)["entityId"]))
	}
	return strings.Join(all, " ")
}

func TestGetEvents(t *testing.T) {
	f := open(t)
	f.visits()
	got := f.get(entitiesPath, eventsQuery()...).is(200).
		says("timestamp", "_page", "orderby").says("e1", "_page", "start").says("7", "_page", "count").says("", "_page", "next").says("", "_links", "next", "href").
		says("1735689601000", "children", 0, "timestamp").says(f.xid("Email", "ada@example.com"), "children", 0, "relatedEntityId").
		says(f.xid("LoyaltyID", "L1"), "children", 1, "relatedEntityId")
	if !strings.Contains(got.body, `"entity":{"_id":"e2","timestamp":"2025-01-01T00:00:02Z","identityMap":{"LoyaltyID":[{"id":"L1","primary":true}]},"eventType":"order.placed","commerce":{"order":{"purchaseID":"P2","priceTotal":10.50}}}`) {
		t.Errorf("an event is not as it was ingested:\n%s", got.body)
	}
	for _, c := range []struct {
		name string
		more []string
		want string
	}{
		{"ascending", []string{"orderby", "+timestamp"}, "e1 e2 e3 e4 e5 e6 e7"},
		{"bare", []string{"orderby", "timestamp"}, "e1 e2 e3 e4 e5 e6 e7"},
		{"descending", []string{"orderby", "-timestamp"}, "e7 e6 e5 e4 e3 e2 e1"},
		{"other spelling", []string{"orderBy", "-timestamp", "limit", "2"}, "e7 e6"},
		{"from inclusive", []string{"startTime", "1735689605000"}, "e5 e6 e7"},
		{"to exclusive", []string{"endTime", "1735689603000"}, "e1 e2"},
		{"both", []string{"startTime", "1735689602000", "endTime", "1735689604000"}, "e2 e3 e4"},
		{"without the graph", []string{"mergePolicyId", "alone"}, ""},
		{"text", []string{"property", `eventType="order.placed"`}, "e2 e3 e6"},
		{"text in single quotes", []string{"property", `eventType='order.placed'`}, "e2 e3 e6"},
		{"not equal skips what is not there", []string{"property", `eventType!="order.placed"`}, "e1 e4 e5"},
		{"number", []string{"property", `commerce.order.priceTotal=10.5`}, "e2 e4"},
		{"less", []string{"property", `commerce.order.priceTotal<10.5`}, "e6"},
		{"at most", []string{"property", `commerce.order.priceTotal<=10.5`}, "e2 e4 e6"},
		{"more", []string{"property", `commerce.order.priceTotal>10.5`}, "e3"},
		{"at least", []string{"property", `commerce.order.priceTotal>=10.5`}, "e2 e3 e4"},
		{"any element", []string{"property", `productListItems.quantity>2`}, "e3"},
		{"any element is not", []string{"property", `productListItems.SKU!="a"`}, "e3"},
		{"date", []string{"property", `timestamp>="2025-01-01"`, "limit", "1"}, "e1"},
		{"date without dashes", []string{"property", `timestamp>"20250101"`}, ""},
		{"unknown path", []string{"property", `nothing.there!="x"`}, ""},
		{"all of three", []string{"property", `eventType="order.placed"`, "property", `commerce.order.priceTotal>0`, "property", `productListItems.SKU="b"`}, "e3"},
		{"filters and a limit", []string{"property", `commerce.order.priceTotal>-5`, "orderby", "-timestamp", "limit", "2"}, "e6 e4"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := f.get(entitiesPath, eventsQuery(c.more...)...).is(200); got.ids() != c.want {
				t.Errorf("events %q, want %q", got.ids(), c.want)
			}
		})
	}
	if got := f.get(entitiesPath, eventsQuery("fields", "_id,commerce.order.purchaseID", "limit", "2")...).is(200); !strings.Contains(got.body, `"entity":{"_id":"e2","commerce":{"order":{"purchaseID":"P2"}}}`) {
		t.Errorf("an event is not cut to the fields:\n%s", got.body)
	}
	if raw := f.get(entitiesPath + "?" + strings.ReplaceAll(url.Values{"schema.name": {eventClass}, "relatedSchema.name": {profileClass}, "relatedEntityId": {"C1"}, "relatedEntityIdNS": {"CRMID"}}.Encode(), "+", "%20") + "&orderby=+timestamp").is(200); raw.ids() != "e1 e2 e3 e4 e5 e6 e7" {
		t.Errorf("a bare plus: events %q", raw.ids())
	}
}

func TestGetEventsRefused(t *testing.T) {
	f := open(t)
	f.visits()
	for name, more := range map[string][]string{
		"four filters":        {"property", "a=1", "property", "b=1", "property", "c=1", "property", "d=1"},
		"no operator":         {"property", "eventType"},
		"bare text":           {"property", "eventType=order.placed"},
		"order of booleans":   {"property", "a>true"},
		"no number":           {"property", "a>NaN"},
		"hexadecimal":         {"property", "a=0x1p-2"},
		"broken path":         {"property", "a..b=1"},
		"order by name":       {"orderby", "name"},
		"limit of zero":       {"limit", "0"},
		"limit too large":     {"limit", "10001"},
		"time as text":        {"startTime", "2025-01-01T00:00:00Z"},
		"start made by hand":  {"start", "e2"},
		"start of odd length": {"start", "A"},
	} {
		t.Run(name, func(t *testing.T) {
			f.get(entitiesPath, eventsQuery(more...)...).is(400).says("400", "statusCode").says("Bad request", "message")
		})
	}
	f.get(entitiesPath, "schema.name", eventClass, "relatedEntityId", "C1", "relatedEntityIdNS", "CRMID").is(400)
	f.get(entitiesPath, "schema.name", eventClass, "relatedSchema.name", profileClass, "relatedEntityId", "C9", "relatedEntityIdNS", "CRMID").is(404).reads(`{"statusCode":"404"}`)
	f.get(entitiesPath, "schema.name", eventClass, "relatedSchema.name", profileClass, "relatedEntityId", "made-up").is(404)
	f.get(entitiesPath, "schema.name", eventClass, "relatedSchema.name", profileClass, "relatedEntityId", "C2", "relatedEntityIdNS", "CRMID").is(200).
		reads(`{"_page":{"orderby":"timestamp","start":"","count":0,"next":""},"children":[],"_links":{"next":{"href":""}}}`)
}

// TestGetEventPages follows the links from page to page. Events that arrive
// meanwhile shift nothing.
func TestGetEventPages(t *testing.T) {
	f := open(t)
	f.visits()
	for _, c := range []struct {
		name string
		more []string
		want string
	}{
		{"ascending", []string{"limit", "2"}, "e1 e2|e3 e4|e5 e6|e7"},
		{"descending", []string{"limit", "3", "orderBy", "-timestamp"}, "e7 e6 e5|e4 e3 e2|e1"},
		{"in a window", []string{"limit", "2", "startTime", "1735689602000", "endTime", "1735689606000"}, "e2 e3|e4 e5"},
		{"filtered", []string{"limit", "1", "property", `eventType="order.placed"`, "property", `commerce.order.priceTotal>0`}, "e2|e3"},
		{"all on one", []string{"limit", "7"}, "e1 e2 e3 e4 e5 e6 e7"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var pages []string
			got := f.get(entitiesPath, eventsQuery(append(c.more, "fields", "_id")...)...).is(200)
			for {
				pages = append(pages, got.ids())
				href := got.at("_links", "next", "href").(string)
				if href == "" {
					got.says("", "_page", "next")
					break
				}
				link, err := url.Parse(href)
				if err != nil || link.Path != "/entities" || link.IsAbs() {
					t.Fatalf("link %q", href)
				}
				next := fmt.Sprint(got.at("_page", "next"))
				got = f.get("/data/core/ups/access/entities?"+link.Query().Encode()).is(200).says(next, "_page", "start") // Encode reorders
				f.put("web", fmt.Sprintf(`{"_id":"late-%s-%s","timestamp":"2025-01-01T00:00:00Z","identityMap":{"Email":[{"id":"stranger@example.com","primary":true}]}}`, strings.ReplaceAll(c.name, " ", "-"), next))
			}
			if all := strings.Join(pages, "|"); all != c.want {
				t.Errorf("pages %q, want %q", all, c.want)
			}
		})
	}
}

func TestPostEvents(t *testing.T) {
	f := open(t)
	f.visits()
	f.put("web", `{"_id":"b1","timestamp":"2025-01-01T00:00:01Z","identityMap":{"CRMID":[{"id":"C2","primary":true}]}}`)
	adaXID, bobXID := f.xid("CRMID", "C1"), f.xid("CRMID", "C2")
	body := `{"schema":{"name":"_xdm.context.experienceevent"},"relatedSchema":{"name":"_xdm.context.profile"},
		"identities":[{"relatedEntityId":"C1","relatedEntityIdNS":{"code":"CRMID"}},{"relatedEntityId":"` + bobXID + `"},{"relatedEntityId":"C9","relatedEntityIdNS":{"code":"CRMID"}}],
		"fields":["_id","eventType"],"timeFilter":{"startTime":1735689601000,"endTime":1735689606000},"limit":2,"orderby":"-timestamp"}`
	got := f.post(entitiesPath, body).is(200)
	if n := len(got.at().(map[string]any)); n != 2 {
		t.Errorf("%d entries, want 2: a stranger has none\n%s", n, got.body)
	}
	got.says("-timestamp", adaXID, "_page", "orderby").says("/entities", adaXID, "_links", "next", "href").
		says("", bobXID, "_links", "next", "href").says("<nil>", bobXID, "_links", "next", "payload")
	pages := []string{got.ids(adaXID)}
	for i := 0; got.at(adaXID, "_links", "next", "payload") != nil; i++ {
		payload, err := json.Marshal(got.at(adaXID, "_links", "next", "payload"))
		if err != nil {
			t.Fatal(err)
		}
		got = f.post(entitiesPath, string(payload)).is(200)
		pages = append(pages, got.ids(adaXID))
		if i > 5 {
			t.Fatal("the pages do not end")
		}
	}
	if all := strings.Join(pages, "|"); all != "e5 e4|e3 e2|e1" {
		t.Errorf("pages %q, want e5 e4|e3 e2|e1", all)
	}
	if got := f.post(entitiesPath, strings.Replace(body, `"orderby":"-timestamp"`, `"orderBy":"timestamp"`, 1)).is(200); got.ids(adaXID) != "e1 e2" {
		t.Errorf("orderBy: events %q", got.ids(adaXID))
	}
	f.post(entitiesPath, `{"schema":{"name":"_xdm.context.experienceevent"},"relatedSchema":{"name":"_xdm.context.profile"},"identities":[{"relatedEntityId":"C9","relatedEntityIdNS":{"code":"CRMID"}}]}`).is(200).reads(`{}`)
	f.post(entitiesPath, strings.Replace(body, `"limit":2`, `"limit":"two"`, 1)).is(400)
	f.post(entitiesPath, strings.Replace(body, `{"relatedEntityId":"`+bobXID+`"}`, `{"relatedEntityId":"`+bobXID+`","start":"by hand"}`, 1)).is(400)
}
