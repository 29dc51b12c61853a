package demo

import "time"

// consents are the customer's choices as of modified: given and withdrawn, by
// channel, by list, and for some by address.
func (c *customer) consents(r random, modified time.Time) doc {
	chosen := r.between(c.since, modified)
	marketing := doc{
		"preferred":  pick(r, []string{"email", "email", "phone", "sms", "phyMail", "none"}),
		"any":        doc{"val": pick(r, []string{"u", "u", "y"})},
		"email":      c.mailChoice(r, chosen),
		"call":       drawChoice(r, chosen),
		"sms":        drawChoice(r, chosen),
		"postalMail": drawChoice(r, chosen),
	}
	d := doc{
		"collect":     doc{"val": pick(r, []string{"y", "y", "y", "y", "n"})},
		"share":       doc{"val": pick(r, []string{"y", "n", "n", "p"})},
		"personalize": doc{"content": doc{"val": pick(r, []string{"y", "dy", "n"})}},
		"marketing":   marketing,
		"metadata":    doc{"time": dateTime(modified)},
	}
	specific := r.chance(10)
	if c.number == 1 {
		d["collect"], d["share"] = doc{"val": "y"}, doc{"val": "n"}
		marketing["preferred"] = "email"
		marketing["call"] = doc{"val": "n", "time": dateTime(chosen), "reason": "Too many calls"}
		marketing["sms"] = doc{"val": "p", "time": dateTime(chosen)}
		marketing["postalMail"] = doc{"val": "y", "time": dateTime(c.since)}
		marketing["push"] = doc{"val": "n", "time": dateTime(chosen), "reason": "Switched off in the app"}
		specific = true
	}
	if specific {
		address := c.email
		if c.workEmail != "" {
			address = c.workEmail
		}
		d["idSpecific"] = doc{"Email": doc{address: doc{"marketing": doc{"email": doc{"val": "n", "time": dateTime(chosen)}}}}}
	}
	return d
}

// mailChoice is the choice about e-mails, and about the lists they are sent to.
func (c *customer) mailChoice(r random, chosen time.Time) doc {
	if !c.unsubscribed.IsZero() {
		return doc{"val": "n", "time": dateTime(c.unsubscribed), "reason": "Unsubscribed: too many messages"}
	}
	d := doc{"val": c.mailConsent, "time": dateTime(chosen)}
	if c.mailConsent == "y" {
		d["subscriptions"] = doc{
			"monthly-digest": doc{"val": "y", "type": "newsletter", "topics": []string{"offers", pick(r, products).category}},
			"outage-alerts":  doc{"val": pick(r, []string{"y", "n"}), "type": "service"},
		}
	}
	return d
}

func drawChoice(r random, chosen time.Time) doc {
	d := doc{"val": pick(r, []string{"y", "y", "n", "n", "u", "dn", "LI"})}
	switch d["val"] {
	case "y":
		d["time"] = dateTime(chosen)
	case "n":
		d["time"] = dateTime(chosen)
		d["reason"] = pick(r, []string{"Not interested", "Moved to another provider", "Too many messages"})
	}
	return d
}
