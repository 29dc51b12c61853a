package demo

import (
	"time"
)

// tiers are the steps of the loyalty programme, by points.
var tiers = []struct {
	name   string
	points int
}{{"Bronze", 0}, {"Silver", 600}, {"Gold", 1800}, {"Platinum", 5000}}

// standing is where a member is in the programme.
type standing struct {
	points   int // balance
	lifetime int
	tier     int // index of tiers
}

// standing follows from what the customer bought: a point for every euro or
// so, and some to begin with.
func (c *customer) standing(orders []order) standing {
	r := newRandom(c.number, forLoyalty)
	lifetime := euros(spent(orders), c.locale.currency) + r.IntRange(50, 800)
	s := standing{points: lifetime * r.IntRange(20, 95) / 100, lifetime: lifetime}
	for i, t := range tiers {
		if lifetime >= t.points {
			s.tier = i
		}
	}
	return s
}

// loyaltyRecords is what the programme knows of a member. It has asked members
// for name, telephone number and address itself: some spell them differently,
// and some have moved since the customer system heard of them last.
func loyaltyRecords(c *customer) []doc {
	if c.loyaltyID == "" {
		return nil
	}
	r := newRandom(c.number, forLoyalty)
	orders := c.orders()
	joined := r.between(c.since, Reference.Add(-days(7)))
	modified := r.between(joined, Reference.Add(-time.Hour))
	if c.number == 1 { // moved, and told only the loyalty programme
		modified = Reference.Add(-days(3) - 5*time.Hour)
	}
	d := recordHeader(joined, modified)
	d["identityMap"] = doc{
		"LoyaltyID": []doc{identity(c.loyaltyID, true)},
		"Email":     []doc{identity(c.email, false)},
	}
	d["loyalty"] = c.loyalty(r, c.standing(orders), joined, orders)
	if c.number != 1 && r.chance(20) {
		d["person"] = doc{"name": doc{"firstName": c.first.latin, "lastName": c.last.latin}}
	}
	d["mobilePhone"] = doc{"number": c.phoneHome, "primary": true}
	if c.number == 1 || r.chance(15) {
		d["homeAddress"] = c.locale.drawAddress(r).doc(c.locale)
	}
	return []doc{d}
}

func (c *customer) loyalty(r random, s standing, joined time.Time, orders []order) doc {
	d := doc{
		"loyaltyID":         []string{c.loyaltyID},
		"program":           "Nordlicht Plus",
		"tier":              tiers[s.tier].name,
		"points":            s.points,
		"lifetimePoints":    s.lifetime,
		"lifetimePurchases": amount(spent(orders), c.locale.currency),
		"joinDate":          dateTime(joined),
	}
	if s.tier+1 < len(tiers) {
		d["nextTier"] = tiers[s.tier+1].name
		d["pointsToNextTier"] = tiers[s.tier+1].points - s.lifetime
	}
	if c.number == 1 || r.chance(30) {
		d["pointsExpiration"] = []doc{{"pointsExpiring": s.points / 5, "pointsExpirationDate": "2026-12-31T23:59:59Z"}}
		d["rewards"] = doc{"coupons": []doc{{"id": "C-" + c.key(), "name": "Free delivery", "state": "active", "endDate": "2026-12-31T23:59:59Z"}}}
	}
	return d
}

func (a address) doc(l *locale) doc {
	return doc{
		"street1": a.street, "postalCode": a.city.postalCode, "city": a.city.name, "stateProvince": a.city.region,
		"country": l.country, "countryCode": l.countryCode, "primary": true, "status": "active",
		"_schema": doc{"latitude": a.city.latitude, "longitude": a.city.longitude},
	}
}
