package demo

import (
	"fmt"
	"slices"
	"time"
)

// A call is a conversation with an agent on the telephone.
type call struct {
	at          time.Time
	queue       string
	seconds     int
	waited      int
	disposition string
	sentiment   int  // -100 to 100
	outbound    bool // the agent called
	byPhone     bool // the agent noted the number, but not who it was
}

// A ticket is a request that takes more than one contact.
type ticket struct {
	id       string
	opened   time.Time
	subject  string
	priority string
	status   string
	resolved time.Time // zero while open
	csat     int       // 1 to 5; 0 if not asked
}

var subjects = []string{
	"Router restarts every night", "Invoice does not match the offer", "Parcel arrived damaged", "Slow internet in the evening",
	"Change of address", "Refund for returned headphones", "Television has no picture after the update", "Contract renewal question",
	"Door bell does not connect", "Number porting",
}

// isOpen reports whether somebody still has to do something.
func (t ticket) isOpen() bool { return t.resolved.IsZero() }

// contacts returns the calls and tickets of c, by time. They are drawn anew at
// every call, always the same.
func (c *customer) contacts() (calls []call, tickets []ticket) {
	r := newRandom(c.number, forSupport)
	until := Reference.Add(-2 * time.Hour)
	for i := range c.plan.calls {
		k := call{
			at: r.recent(c.since, until), queue: pick(r, []string{"service", "billing", "technical", "retention", "sales"}),
			seconds: r.IntRange(45, 1900), waited: r.IntRange(0, 600), disposition: pick(r, []string{"resolved", "resolved", "resolved", "follow-up", "dropped", "voicemail"}),
			sentiment: r.IntRange(-80, 95), outbound: r.chance(15), byPhone: r.chance(50),
		}
		if c.number == 1 && i < 3 { // enough calls of late to stand out
			k.at = Reference.Add(-days(4*i+2) - 7*time.Hour)
		}
		calls = append(calls, k)
	}
	slices.SortFunc(calls, func(a, b call) int { return a.at.Compare(b.at) })
	if len(calls) > 0 {
		calls[0].byPhone = false // the first time they ask who is calling
	}
	for i := range c.plan.tickets {
		t := ticket{opened: r.recent(c.since, Reference.Add(-days(2))), subject: pick(r, subjects), priority: pick(r, []string{"2-high", "3-normal", "3-normal", "4-low"})}
		open := r.chance(25)
		if c.number == 1 {
			open = i < 2
		}
		if open {
			t.opened = Reference.Add(-days(r.IntRange(2, 20)) - 9*time.Hour)
			t.status = pick(r, []string{"new", "open", "on-hold"})
		} else {
			t.status = pick(r, []string{"solved", "closed"})
			t.resolved = r.between(t.opened.Add(time.Hour), minTime(t.opened.Add(days(12)), until))
			t.csat = r.IntRange(1, 5)
		}
		tickets = append(tickets, t)
	}
	slices.SortFunc(tickets, func(a, b ticket) int { return a.opened.Compare(b.opened) })
	for i := range tickets {
		tickets[i].id = fmt.Sprintf("T-%s-%02d", c.key(), i+1)
	}
	return calls, tickets
}

// updated is when something was done last.
func (t ticket) updated() time.Time {
	switch {
	case !t.isOpen():
		return t.resolved
	case t.status == "new":
		return t.opened
	}
	return t.opened.Add(26 * time.Hour)
}

func minTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// supportEvents are the calls, known by the caller's number and by the customer
// number where the agent noted it, what happened to tickets, and consents that
// were withdrawn.
func supportEvents(c *customer) []doc {
	calls, tickets := c.contacts()
	var events []doc
	for i, k := range calls {
		events = append(events, k.event(c, i+1))
	}
	for _, t := range tickets {
		events = append(events, t.events(c)...)
	}
	if len(calls) > 0 && !c.unsubscribed.IsZero() {
		events = append(events, c.consentChange("marketing.email", c.unsubscribed))
	}
	if c.number == 1 {
		events = append(events, c.consentChange("marketing.call", calls[len(calls)-1].at.Add(time.Minute)))
	}
	return events
}

// consentChange is the withdrawal of a consent, as the agents' desk notes it.
func (c *customer) consentChange(consent string, at time.Time) doc {
	e := event("consent", c.key(), 1, at, "activityhub.consent.changed", "web")
	e["identityMap"] = doc{"CRMID": []doc{loggedIn(c.id, true)}}
	e["producedBy"] = "self"
	e["_activityhub"] = doc{"consentChange": doc{"consent": consent, "from": "y", "to": "n", "source": "preference centre"}}
	return e
}

func (k call) event(c *customer, n int) doc {
	e := event("call", c.key(), n, k.at, "activityhub.callCentre.callEnded", "phone")
	identities := doc{}
	if c.callsFrom != "" {
		identities["Phone"] = []doc{identity(c.callsFrom, true)}
	}
	if c.callsFrom == "" || !k.byPhone {
		identities["CRMID"] = []doc{loggedIn(c.id, c.callsFrom == "")}
	}
	e["identityMap"] = identities
	e["producedBy"] = "customerRep"
	direction := "inbound"
	if k.outbound {
		direction = "outbound"
	}
	e["_activityhub"] = doc{"callCentre": doc{
		"callID": fmt.Sprintf("K-%s-%02d", c.key(), n), "direction": direction, "queue": k.queue, "durationSeconds": k.seconds,
		"waitSeconds": k.waited, "disposition": k.disposition, "sentiment": float64(k.sentiment) / 100,
	}}
	return e
}

func (t ticket) events(c *customer) []doc {
	events := []doc{t.event(c, 1, "opened", t.opened, "new")}
	if t.isOpen() {
		if t.status != "new" {
			events = append(events, t.event(c, 2, "updated", t.updated(), t.status))
		}
		return events
	}
	return append(events, t.event(c, 2, "solved", t.resolved, t.status))
}

func (t ticket) event(c *customer, n int, step string, at time.Time, status string) doc {
	e := event("ticket", t.id[len("T-"):], n, at, "activityhub.supportTicket."+step, "email")
	e["identityMap"] = doc{"CRMID": []doc{loggedIn(c.id, true)}, "Email": []doc{identity(c.email, false)}}
	e["producedBy"] = "customerRep"
	details := doc{"ticketID": t.id, "status": status, "priority": t.priority, "subject": t.subject, "openedAt": dateTime(t.opened)}
	if step == "solved" {
		details["resolvedAt"] = dateTime(t.resolved)
		details["csat"] = t.csat
	}
	e["_activityhub"] = doc{"supportTicket": details}
	return e
}
