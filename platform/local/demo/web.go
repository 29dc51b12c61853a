package demo

import (
	"fmt"
	"slices"
	"time"
)

// webEvents are the visits to the shop. A browser is known by its ECID, and by
// who uses it from the login on; each device logs in on its first visit, and
// that is what ties it to the customer.
func webEvents(c *customer) []doc {
	r := newRandom(c.number, forWeb)
	events := visits(c, r)
	if c.number%visitorEvery == anonymousAfter {
		events = append(events, anonymousEvents(c.number)...)
	}
	return events
}

// A visit is a row of events on one device.
type visit struct {
	at      time.Time
	device  device
	login   int // place of the event with which the customer logs in; after all if never
	actions int
}

func visits(c *customer, r random) []doc {
	list := make([]visit, c.plan.visits)
	for i := range list {
		list[i] = visit{at: r.recent(c.since, Reference.Add(-6*time.Hour)), actions: r.IntRange(1, 5)}
	}
	if c.number == 1 {
		list[0].at = Reference.Add(-31 * time.Hour)
	}
	slices.SortFunc(list, func(a, b visit) int { return a.at.Compare(b.at) })
	var events []doc
	for i, v := range list {
		v.device = c.devices[i%len(c.devices)]
		switch {
		case i < len(c.devices):
			v.actions = max(v.actions, 2)
			v.login = r.IntN(v.actions)
		case r.chance(60):
			v.login = r.IntN(v.actions)
		default:
			v.login = v.actions
		}
		for n := range v.actions {
			events = append(events, v.event(c, r, n, len(events)+1))
			v.at = v.at.Add(time.Duration(r.IntRange(15, 300)) * time.Second)
		}
	}
	return events
}

// event is what happens in place n of a visit.
func (v visit) event(c *customer, r random, n, number int) doc {
	channel := "web"
	if v.device.app {
		channel = "mobile-app"
	}
	e := event("web", c.key(), number, v.at, "", channel)
	identities := doc{"ECID": []doc{identity(v.device.ecid, true)}}
	if n >= v.login {
		namespace, id := v.user(c)
		identities[namespace] = []doc{loggedIn(id, false)}
	}
	e["identityMap"] = identities
	v.device.describe(e)
	e["placeContext"] = doc{
		"localTime": c.locale.local(v.at),
		"geo":       doc{"countryCode": c.locale.countryCode, "city": c.address.city.name},
	}
	if n == v.login {
		e["eventType"] = "web.formFilledOut"
		e["web"] = doc{"webPageDetails": page("Login", "account/login", "account")}
		return e
	}
	act(e, r, c.locale.currency)
	return e
}

// user is whom the login knows: tablets are logged in with the e-mail address,
// everything else with the customer number.
func (v visit) user(c *customer) (namespace, id string) {
	if v.device.kind == "tablet" {
		return "Email", c.email
	}
	return "CRMID", c.id
}

// describe says in e what device it happened on.
func (d device) describe(e doc) {
	e["device"] = doc{"type": d.kind}
	if d.app {
		e["environment"] = doc{"type": "application"}
		e["application"] = doc{"name": "Shop", "version": "5.2.1"}
		return
	}
	e["environment"] = doc{"type": "browser"}
}

// act makes e one of the things that visitors do.
func act(e doc, r random, currency string) {
	p := pick(r, products)
	productPage := page(p.name, "p/"+p.sku, p.category)
	line := []orderLine{{p, 1, p.in(currency)}}
	switch lot := r.IntN(100); {
	case lot < 40:
		e["eventType"] = "web.webpagedetails.pageViews"
		v := pick(r, views)
		shown := page(v.name, v.path, v.section)
		shown["pageViews"] = measure()
		e["web"] = doc{"webPageDetails": shown, "webReferrer": pick(r, referrers)}
	case lot < 65:
		e["eventType"] = "commerce.productViews"
		e["commerce"] = doc{"productViews": measure()}
		e["productListItems"] = lineItems(line, currency)
		e["web"] = doc{"webPageDetails": productPage}
	case lot < 78:
		e["eventType"] = "commerce.productListAdds"
		e["commerce"] = doc{"productListAdds": measure(), "cart": doc{"cartID": fmt.Sprintf("CART-%06d", r.IntN(1_000_000))}}
		e["productListItems"] = lineItems(line, currency)
		e["web"] = doc{"webPageDetails": productPage}
	case lot < 88:
		e["eventType"] = "web.webinteraction.linkClicks"
		e["web"] = doc{
			"webPageDetails": productPage,
			"webInteraction": doc{"name": "Compare", "type": "other", "linkClicks": measure()},
		}
	case lot < 94:
		e["eventType"] = "web.webpagedetails.pageViews"
		words := pick(r, []string{"soundbar", "router+wifi+7", "oled+55", "charger+usb-c", "thermostat"})
		e["web"] = doc{"webPageDetails": page("Search", "search?q="+words, "search")}
	default:
		e["eventType"] = "advertising.impressions"
		e["marketing"] = doc{"campaignName": pick(r, campaigns).name, "trackingCode": "banner-home"}
		e["web"] = doc{"webPageDetails": page("Home", "", "home")}
	}
}

// page describes a page of the shop.
func page(name, path, section string) doc {
	return doc{"name": name, "URL": "https://shop.example/" + path, "siteSection": section}
}
