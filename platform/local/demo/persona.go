package demo

import (
	"fmt"
	"time"
)

// personas are the customers who are not drawn by lot, or not quite.
var personas = map[int]func(c *customer){
	1:   showcase,
	7:   recordOnly,
	8:   heaviest,
	50:  manyBrowsers,
	201: livesTogether(201),
	202: livesTogether(201),
	203: sharesMobile(203),
	204: sharesMobile(203),
}

// showcase has everything there is to show.
func showcase(c *customer) {
	c.female = true
	c.first, c.last = parseName("Johanna"), parseName("Weiß|Weiss")
	c.birth = time.Date(1984, time.June, 17, 0, 0, 0, 0, time.UTC)
	c.since = time.Date(2019, time.March, 2, 8, 11, 9, 0, time.UTC)
	c.address = address{city: c.locale.cities[0], street: "Lindenstraße 17"}
	c.landline, _ = c.locale.phone(c.locale.landline, c.number)
	c.email, c.workEmail = "johanna.weiss@example.com", "j.weiss@example.org"
	c.loyaltyID = "L-0000001"
	c.vip = true
	c.household, c.role = "H-000001", "head"
	c.mailConsent, c.unsubscribed = "y", time.Time{}
	c.plan = plan{visits: 45, devices: 4, orders: 16, campaigns: 40, calls: 6, tickets: 4, contracts: 2}
}

// recordOnly is known to the customer system and to nothing else.
func recordOnly(c *customer) {
	c.loyaltyID, c.workEmail = "", ""
	c.plan = plan{}
}

// heaviest keeps the shop busy.
func heaviest(c *customer) {
	c.mailConsent, c.unsubscribed = "y", time.Time{}
	c.since = Reference.AddDate(-8, 0, 0)
	c.plan = plan{visits: 110, devices: 5, orders: 60, campaigns: 90, calls: 14, tickets: 6, contracts: 2}
}

// manyBrowsers throws their cookies away after every visit, and so comes to 50
// identities, the most that can be looked up: customer number, two addresses,
// loyalty card, telephone, and 45 browsers.
func manyBrowsers(c *customer) {
	c.workEmail = mailAddress(name{latin: c.first.latin[:1]}, c.last, c.number, "example.org")
	c.loyaltyID = "L-0000050"
	c.plan = plan{visits: 45, devices: 45, orders: 5, campaigns: 6, calls: 2, tickets: 1, contracts: 1}
}

// livesTogether gives the address, the family name and the landline of another
// customer, and has the agents note the landline as who called.
func livesTogether(with int) func(*customer) {
	return func(c *customer) {
		c.locale = &british
		c.last = parseName("Fairfax-Lucy")
		c.first = parseName([]string{"Imogen", "Alfie"}[c.number-with])
		c.female = c.number == with
		c.address = c.locale.drawAddress(newRandom(with, forPerson))
		c.landline, _ = c.locale.phone(c.locale.landline, with)
		c.phone, c.phoneHome = c.locale.phone(c.locale.mobile, c.number)
		c.email, c.workEmail = mailAddress(c.first, c.last, c.number, "example.com"), ""
		c.household = fmt.Sprintf("H-%06d", with)
		c.role = []string{"head", "partner"}[c.number-with]
		c.callsFrom = c.landline
		c.plan = plan{visits: 3, devices: 2, orders: 2, campaigns: 2, calls: 2, tickets: 1, contracts: 1}
	}
}

// sharesMobile gives two customers one mobile number, which the agents never
// note as who called.
func sharesMobile(with int) func(*customer) {
	return func(c *customer) {
		r := newRandom(c.number, forPerson)
		c.locale = &german
		c.first, c.last = german.draw(r, c.female)
		c.address = german.drawAddress(r)
		c.email, c.workEmail, c.landline = mailAddress(c.first, c.last, c.number, "example.net"), "", ""
		c.phone, c.phoneHome = german.phone(german.mobile, with)
		c.callsFrom = ""
		c.plan = plan{visits: 2, devices: 1, orders: 1, campaigns: 2, calls: 2, contracts: 1}
	}
}
