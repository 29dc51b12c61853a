package demo

import (
	"fmt"
	"time"
)

// Behind every visitorEvery-th customer, beginning with the third, comes a
// visitor who never says who they are.
const (
	visitorEvery   = 40
	anonymousAfter = 3
)

// AnonymousECID is the one identity of the first visitor who never said who
// they are.
const AnonymousECID = "71009200331754628190425577130964220813"

// anonymousEvents are the page views of a visitor who is nobody's customer.
func anonymousEvents(after int) []doc {
	r := newRandom(after, forVisitor)
	d := drawDevices(r, 1)[0]
	if after == anonymousAfter {
		d.ecid = AnonymousECID
	}
	at := r.recent(Reference.AddDate(0, -6, 0), Reference.Add(-6*time.Hour))
	events := make([]doc, r.IntRange(3, 9))
	for i := range events {
		e := event("web", fmt.Sprintf("visitor-%06d", after), i+1, at, "", "web")
		e["identityMap"] = doc{"ECID": []doc{identity(d.ecid, true)}}
		e["device"] = doc{"type": d.kind}
		e["environment"] = doc{"type": "browser"}
		act(e, r, "EUR")
		events[i] = e
		at = at.Add(time.Duration(r.IntRange(10, 200)) * time.Second)
	}
	return events
}

// A view is a page that is not about one article.
type view struct{ name, path, section string }

var views = []view{
	{"Home", "", "home"}, {"Offers", "offers", "offers"}, {"Audio", "c/audio", "audio"}, {"Television", "c/tv", "tv"},
	{"Internet contracts", "contracts", "contracts"}, {"Help", "help", "help"}, {"My account", "account", "account"}, {"Delivery status", "account/orders", "account"},
}

var referrers = []doc{
	{"type": "internal", "URL": "https://shop.example/"},
	{"type": "search_engine", "URL": "https://search.example/"},
	{"type": "email", "URL": "https://mail.example/"},
	{"type": "typed_bookmarked"},
	{"type": "social", "URL": "https://social.example/"},
}
