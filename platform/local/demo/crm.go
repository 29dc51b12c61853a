package demo

import (
	"time"
)

// crmRecords is what the customer system knows: the only source that knows
// everybody. Its identities stand in fields, as its data set's definition says.
func crmRecords(c *customer) []doc {
	r := newRandom(c.number, forCRM)
	modified := r.recent(c.since, Reference.Add(-time.Hour))
	if c.number == 1 {
		modified = Reference.Add(-days(12) - 8*time.Hour)
	}
	d := recordHeader(c.since, modified)
	d["personID"] = "P-" + c.key()
	d["person"] = c.person(r)
	d["preferredLanguage"] = c.locale.language
	d["timeZone"] = c.locale.zone
	d["personalEmail"] = doc{"address": c.email, "primary": true, "type": "personal", "status": "active"}
	if c.workEmail != "" {
		d["workEmail"] = doc{"address": c.workEmail, "primary": false, "type": "work", "status": pick(r, []string{"active", "active", "incomplete"})}
		d["organizations"] = []string{r.Company()}
	}
	d["mobilePhone"] = doc{"number": c.phone, "countryCode": c.locale.calling, "primary": true, "status": "active", "validity": "consistent"}
	if c.landline != "" {
		d["homePhone"] = doc{"number": c.landline, "countryCode": c.locale.calling}
	}
	d["homeAddress"] = c.address.doc(c.locale)
	if c.number == 1 || r.chance(15) {
		d["billingAddress"] = c.locale.drawAddress(r).doc(c.locale)
	}
	d["userAccount"] = doc{"ID": "u" + c.key(), "status": "active", "accountType": "residential", "startDate": dateTime(c.since), "autopayStatus": r.chance(60)}
	d["consents"] = c.consents(r, modified)
	d["_activityhub"] = c.ownFields(r)
	return []doc{d}
}

func (c *customer) person(r random) doc {
	title, gender := "Mr.", "male"
	if c.female {
		title, gender = "Ms.", "female"
	}
	if r.chance(6) {
		title = "Dr."
	}
	return doc{
		"name": doc{
			"courtesyTitle": title, "firstName": c.first.native, "lastName": c.last.native, "fullName": c.fullName(),
		},
		"birthDate":        date(c.birth),
		"birthDayAndMonth": c.birth.Format("01-02"),
		"birthYear":        c.birth.Year(),
		"gender":           gender,
		"maritalStatus":    pick(r, []string{"married", "single", "single", "divorced", "widowed", "not_specified"}),
		"nationality":      c.locale.countryCode,
	}
}

// ownFields are those below the tenant's namespace.
func (c *customer) ownFields(r random) doc {
	d := doc{
		"customerNumber": c.id,
		"customerSince":  date(c.since),
		"vip":            c.vip,
		"npsScore":       r.IntRange(0, 10),
		"preferredAgent": pick(r, []string{"A-17", "A-23", "A-31", "A-42", "A-58"}),
		"segmentLabel":   pick(r, []string{"residential", "residential", "residential", "small business"}),
	}
	if contracts := c.contracts(); len(contracts) > 0 {
		docs := make([]doc, len(contracts))
		for i, k := range contracts {
			docs[i] = k.doc(c, i+1)
		}
		d["contracts"] = docs
	}
	if c.household != "" {
		members := r.IntRange(2, 5)
		d["household"] = doc{"householdID": c.household, "members": members, "role": c.role}
	}
	if open := openTickets(c); len(open) > 0 {
		d["openTickets"] = open
	}
	switch {
	case c.number == 1:
		d["serviceNotes"] = doc{"access": "Ring twice; the bell is at the back.", "language": "Speaks German, English and a little Polish."}
	case r.chance(10):
		d["serviceNotes"] = doc{"contact": pick(r, []string{"Prefers to be called after 17:00.", "Answers e-mails quickly.", "Hard of hearing: speak slowly."})}
	}
	return d
}

func openTickets(c *customer) []doc {
	_, tickets := c.contacts()
	var open []doc
	for _, t := range tickets {
		if t.isOpen() {
			open = append(open, doc{
				"ticketID": t.id, "subject": t.subject, "status": t.status, "priority": t.priority,
				"openedAt": dateTime(t.opened), "updatedAt": dateTime(t.updated()),
			})
		}
	}
	return open
}
