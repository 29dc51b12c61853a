package demo

import (
	"fmt"
	"strings"
	"time"
)

// A locale is where customers live and how names, addresses, numbers and money
// are written there.
type locale struct {
	language    string  // BCP 47
	weight      int     // share of the customers, in a hundred or so
	country     string  // its name in English
	countryCode string  // ISO 3166-1 alpha-2
	currency    string  // ISO 4217: what the shop charges there
	zone        string  // IANA name of the time zone
	offset      float64 // hours that zone is ahead of UTC in winter
	calling     string  // calling code
	mobile      string  // how mobile numbers begin, behind the calling code
	landline    string  // how numbers of a landline begin, behind the calling code
	familyFirst bool    // the family name comes first
	female      []string
	male        []string
	family      []string
	familyOfHer []string // where family names depend on gender, beside family; else nil
	cities      []city
	streets     []string // with %d where the number of the house goes
}

// A city is a place to live in.
type city struct {
	name       string
	postalCode string
	region     string // ISO 3166-2; "" where none is used
	latitude   float64
	longitude  float64
}

// A name is written in the script of its language, and in plain Latin letters
// for addresses on the internet. In the tables the two stand around a bar, and
// there is no bar where they do not differ.
type name struct{ native, latin string }

func parseName(s string) name {
	native, latin, ok := strings.Cut(s, "|")
	if !ok {
		latin = native
	}
	return name{native, latin}
}

// full puts a name together in writing order.
func (l *locale) full(given, family string) string {
	if !l.familyFirst {
		return given + " " + family
	}
	if l.language == "zh-CN" || l.language == "zh-TW" || l.language == "ko-KR" {
		return family + given
	}
	return family + " " + given
}

// local is t as a clock on the wall of l shows it, in RFC 3339.
func (l *locale) local(t time.Time) string {
	return t.In(time.FixedZone("", int(l.offset*3600))).Format("2006-01-02T15:04:05.000Z07:00")
}

// phone is a number nobody else has, because step and the number of numbers
// have no common divisor: in the international form, and as it is spelled at
// home.
func (l *locale) phone(prefix string, customer int) (international, home string) {
	const numbers, step = 10_000_000, 4_827_131
	n := (customer*step + 1_170_403) % numbers
	subscriber := fmt.Sprintf("%07d", n)
	return "+" + l.calling + prefix + subscriber, "0" + prefix + " " + subscriber[:3] + " " + subscriber[3:]
}

// locales are in the order in which the first customers go through them.
var locales = []*locale{
	&german, &polish, &french, &greek, &ukrainian, &arabic, &hebrew, &japanese, &chinese, &korean, &hindi, &irish,
	&swiss, &british, &american, &romand, &bulgarian, &taiwanese, &turkish, &italian, &spanish, &dutch, &swedish,
}

// localeOf returns the locale of a customer: the first ones go once round.
func localeOf(number int, r random) *locale {
	if number <= len(locales) {
		return locales[number-1]
	}
	total := 0
	for _, l := range locales {
		total += l.weight
	}
	lot := r.IntN(total)
	for _, l := range locales {
		if lot -= l.weight; lot < 0 {
			return l
		}
	}
	return locales[0]
}
