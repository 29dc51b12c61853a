package demo

import (
	"time"

	"activityhub/platform"
)

// The segments of the built-in definitions that customers are in.
const (
	churnRisk       platform.SegmentID = "1f0a7c52-6b1e-4a8d-9c3f-2d5e8b7a4c01"
	likelyToUpgrade platform.SegmentID = "2c9b1d64-0f37-4e52-8a6b-7e1f3c5d9b02"
	goldMembers     platform.SegmentID = "3a8e4f17-5c20-4b9d-b1d7-94f6a2e8c703"
	boughtLately    platform.SegmentID = "4d2f9a08-7e61-4c3b-a5f8-0b6c1d3e7f04"
	bigSpenders     platform.SegmentID = "5b7c3e91-2a4d-4f86-9e0a-c8d5f1b2a605"
	openTicket      platform.SegmentID = "6e5d8b23-91fc-4a07-8d42-f3a9c7e60b06"
	newsletter      platform.SegmentID = "7f1a6c34-b8e2-4d59-a07c-1e4b9d2f8a07"
	leftInCart      platform.SegmentID = "8c0e2d45-63af-4b18-9f5d-a7b1e6c3d908"
	newCustomers    platform.SegmentID = "9a4b7f56-d01c-4e93-8b6e-5c2d0f9e1a09"
	dormant         platform.SegmentID = "a3d5e867-1f9b-4c20-b47a-8e6f1c0d2b10"
	contractEnds    platform.SegmentID = "b6f8c178-4e2d-4a71-9c0b-3d7a5e1f9c11"
	phoneVisits     platform.SegmentID = "c1e7d289-a05f-4b36-8d1e-f2c4b8a6e012"
	frequentCallers platform.SegmentID = "d4a9f39a-7c61-4e58-a2f3-0b5d9c7e8113"
	vipService      platform.SegmentID = "e8c2b4ab-35d0-4f9e-b681-d7e3a1f50c14"
	frenchSpeakers  platform.SegmentID = "f5b3a5bc-8e17-4d02-9a4c-6f1e2d8b7015"
	birthday        platform.SegmentID = "07d6e6cd-1b9f-4c85-8e53-b0a2f4d9c316"

	// Imported audiences, in the namespace aam.
	enthusiasts platform.SegmentID = "21870143"
	movingHouse platform.SegmentID = "21870155"
)

// rules say who is in a segment, as their expressions in the definitions do.
var rules = []struct {
	id   platform.SegmentID
	rule func(f facts) bool
}{
	{churnRisk, func(f facts) bool { return f.churn >= 70 }},
	{likelyToUpgrade, func(f facts) bool { return f.upgrade >= 70 }},
	{goldMembers, func(f facts) bool { return f.loyaltyID != "" && f.standing.tier >= 2 }},
	{boughtLately, func(f facts) bool { return f.recentOrders > 0 }},
	{bigSpenders, func(f facts) bool { return spent(f.orders) > thousands(2, f.locale.currency) }},
	{openTicket, func(f facts) bool { return f.openTickets > 0 }},
	{newsletter, func(f facts) bool { return f.mailConsent == "y" }},
	{newCustomers, func(f facts) bool { return f.since.After(Reference.Add(-days(90))) }},
	{dormant, func(f facts) bool {
		n := len(f.orders)
		return n == 0 || f.orders[n-1].at.Before(Reference.Add(-days(365)))
	}},
	{contractEnds, func(f facts) bool { return f.contractEnds }},
	{frequentCallers, func(f facts) bool { return callsSince(f.calls, 60) >= 3 }},
	{vipService, func(f facts) bool { return f.vip }},
	{frenchSpeakers, func(f facts) bool { return f.locale.language[:2] == "fr" }},
	{birthday, func(f facts) bool { return f.birth.Month() == scored.Month() }},
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// thousands is n thousand of a currency in its smallest unit.
func thousands(n int, currency string) int {
	if currency == "JPY" {
		return n * 1000
	}
	return n * 100_000
}

// memberships returns the segmentMembership of a customer.
func (f facts) memberships() doc {
	r := newRandom(f.number, forSegments)
	own, imported := doc{}, doc{}
	for _, s := range rules {
		since := r.recent(later(f.since, scored.Add(-days(150))), scored)
		switch {
		case s.rule(f):
			own[string(s.id)] = membership("realized", since)
		case r.chance(4): // of late they were
			own[string(s.id)] = membership("exited", r.between(scored.Add(-days(28)), scored))
		}
	}
	if r.chance(20) {
		imported[string(enthusiasts)] = lasting(r.recent(f.since, scored), stillValid)
	}
	if f.number == 1 {
		own[string(goldMembers)] = membership("existing", f.since.AddDate(1, 0, 0))
		own[string(leftInCart)] = membership("exited", scored.Add(-days(2)))
		own[string(phoneVisits)] = membership("exited", scored.Add(-5*time.Hour))
		imported[string(enthusiasts)] = lasting(scored.Add(-days(30)), stillValid)
		imported[string(movingHouse)] = lasting(scored.Add(-days(61)), dateTime(scored.Add(-days(31))))
	}
	d := doc{}
	if len(own) > 0 {
		d["ups"] = own
	}
	if len(imported) > 0 {
		d["aam"] = imported
	}
	return d
}

func membership(status string, qualified time.Time) doc {
	return doc{"status": status, "lastQualificationTime": dateTime(qualified)}
}

// lasting is a realized membership that ends by itself.
func lasting(qualified time.Time, until string) doc {
	d := membership("realized", qualified)
	d["validUntil"] = until
	return d
}
