package contract_test

import (
	"strings"
	"testing"
	"time"

	"activityhub/platform"
	"activityhub/platform/adobe/wire"
	"activityhub/platform/platformtest/contract"
	"activityhub/platform/xdm"
)

// eventReadings are those of pages of events.
var eventReadings = map[string]reading{
	"entities-get-events-page1.response.json":   page(1, "2018-07-10T22:07:56Z", "/entities?start="),
	"entities-get-events-page2.response.json":   page(1, "2018-07-10T22:07:57Z", ""),
	"entities-get-events-related.response.json": page(0, "", ""),
	"entities-get-events-live.response.json":    page(4, "", ""),
	"entities-post-events.response.json":        pages,
}

// page reads a page of one person's events: through the engine, and its link
// through the package that decodes it. newest is the time of the first event, in
// whole seconds; "" for any. Any number of events passes where number is 0.
func page(number int, newest, link string) reading {
	return func(t *testing.T, e contract.Example) {
		p, err := wire.EventPage(string(e.Body))
		if err != nil {
			t.Fatal(err)
		}
		if number > 0 {
			equal(t, "number of events", len(p.Events), number)
		}
		if len(p.Events) == 0 {
			t.Fatal("there are no events")
		}
		if newest != "" {
			equal(t, "time of the first", p.Events[0].Time.Truncate(time.Second).Format(time.RFC3339), newest)
		}
		if link == "" {
			equal(t, "it is the last page", p.Next.IsZero(), true)
		} else if !strings.HasPrefix(p.Next.Href, link) {
			t.Error("the link to the next page is not read")
		}

		last := answer{200, `{"_page":{"count":0,"next":""},"children":[],"_links":{"next":{"href":""}}}`, nil}
		engine := script(t, map[string]answer{entities: of(e), entities + "?start": last})
		id := ecid("89149270342662559642753730269986316900")
		found, err := engine.Events(soon(t), platform.EventsRequest{
			Identities: []platform.Identity{id}, MergePolicy: "m", Order: platform.OldestFirst, Limit: 1, Projection: xdm.Project("web"),
		})
		if err != nil {
			t.Fatal(err)
		}
		if found[id] == nil || len(found[id].Events) != 1 || found[id].Events[0].ID == "" || found[id].Events[0].Timestamp.IsZero() {
			t.Errorf("the engine reads %+v", found[id])
		}
	}
}

// pages reads pages of several people, of whom one has more.
func pages(t *testing.T, e contract.Example) {
	answer, err := wire.EventPages(string(e.Body))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "number of people", len(answer.Pages), 2)
	more := 0
	for _, p := range answer.Pages {
		if p.XID == "" || len(p.Events) == 0 {
			t.Errorf("the page of %q has %d events", p.XID, len(p.Events))
		}
		if !p.Next.IsZero() {
			more++
			if !strings.Contains(p.Next.Payload, `"start"`) || !strings.HasPrefix(p.Next.Payload, "{") {
				t.Errorf("the payload to be sent back is %q", p.Next.Payload)
			}
		}
	}
	equal(t, "people with more", more, 1)
}
