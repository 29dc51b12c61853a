package demo

import (
	"fmt"
	"strings"
	"time"
)

// A customer is what all data sets agree on: who somebody is, how they can be
// identified, and how much there is of them.
type customer struct {
	number    int
	id        string // CRMID
	locale    *locale
	first     name
	last      name
	female    bool
	birth     time.Time
	since     time.Time // first contact
	address   address
	email     string // personal
	workEmail string // "" if none
	phone     string // mobile, international form
	phoneHome string // the same as spelled at home
	landline  string // "" if none
	loyaltyID string // "" if not a member
	vip       bool
	household string // "" if not known
	role      string // in the household
	plan      plan
	devices   []device
	// callsFrom is the number that the agents note as the caller's identity; ""
	// where they note the customer number alone.
	callsFrom   string
	mailConsent string // a value of consents: whether marketing e-mails are wanted
	// unsubscribed is when the customer had enough of marketing e-mails; zero if
	// never.
	unsubscribed time.Time
}

// An address is where somebody lives.
type address struct {
	city   city
	street string
}

// A device is a browser or an app, known by its ECID.
type device struct {
	ecid string
	kind string // mobile, tablet or desktop
	app  bool   // the shop's app rather than a browser
}

// newCustomer makes a customer. It depends on the number alone.
func newCustomer(number int) *customer {
	r := newRandom(number, forPerson)
	c := &customer{number: number, id: fmt.Sprintf("C%06d", number), locale: localeOf(number, r)}
	l := c.locale
	c.female = r.chance(51)
	c.first, c.last = l.draw(r, c.female)
	c.birth = r.between(time.Date(1941, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2007, 1, 1, 0, 0, 0, 0, time.UTC))
	c.since = r.between(Reference.AddDate(-9, 0, 0), Reference.AddDate(0, 0, -10))
	c.address = l.drawAddress(r)
	c.phone, c.phoneHome = l.phone(l.mobile, number)
	c.callsFrom = c.phone
	if r.chance(35) {
		c.landline, _ = l.phone(l.landline, number)
	}
	c.email = mailAddress(c.first, c.last, number, pick(r, []string{"example.com", "example.net", "mail.example"}))
	if r.chance(25) {
		c.workEmail = mailAddress(name{latin: c.first.latin[:1]}, c.last, number, "example.org")
	}
	if r.chance(60) {
		c.loyaltyID = fmt.Sprintf("L-%07d", number)
	}
	c.vip = r.chance(4)
	c.mailConsent = pick(r, []string{"y", "y", "y", "y", "y", "p", "dn", "u"})
	if r.chance(20) {
		c.household, c.role = fmt.Sprintf("H-%06d", number), "head"
	}
	if r.chance(12) {
		c.mailConsent = "n"
		c.unsubscribed = r.recent(c.since.Add(days(5)), Reference.Add(-days(2)))
	}
	c.plan = drawPlan(number, newRandom(number, forPlan))
	if adapt := personas[number]; adapt != nil {
		adapt(c)
	}
	c.devices = drawDevices(r, c.plan.devices)
	return c
}

// draw returns a given name and a family name.
func (l *locale) draw(r random, female bool) (first, last name) {
	given, family := l.male, l.family
	if female {
		given = l.female
		if l.familyOfHer != nil {
			family = l.familyOfHer
		}
	}
	return parseName(pick(r, given)), parseName(pick(r, family))
}

func (l *locale) drawAddress(r random) address {
	return address{city: pick(r, l.cities), street: fmt.Sprintf(pick(r, l.streets), r.IntRange(1, 148))}
}

func drawDevices(r random, n int) []device {
	devices := make([]device, n)
	for i := range devices {
		kind := pick(r, []string{"mobile", "desktop", "mobile", "tablet"})
		devices[i] = device{ecid: fmt.Sprint(r.IntRange(1, 9)) + r.DigitN(37), kind: kind, app: kind == "mobile" && r.chance(40)}
	}
	return devices
}

// mailAddress is one nobody else has, in a domain that is reserved for examples.
func mailAddress(first, last name, number int, domain string) string {
	plain := strings.NewReplacer(" ", "", "'", "", ".", "")
	return strings.ToLower(fmt.Sprintf("%s.%s.%d@%s", plain.Replace(first.latin), plain.Replace(last.latin), number, domain))
}

// fullName is the name in writing order.
func (c *customer) fullName() string { return c.locale.full(c.first.native, c.last.native) }

// key is the customer in the identifiers of events.
func (c *customer) key() string { return fmt.Sprintf("%06d", c.number) }
