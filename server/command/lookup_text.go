package command

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"activityhub/platform"
	"activityhub/platform/curated"
	"activityhub/platform/xdm"
)

// shown are the attributes that a look-up prints as text: what an agent asks
// for first, at the places that XDM gives them. Several paths make one line.
var shown = []struct {
	label string
	paths []xdm.Path
}{
	{"Name", []xdm.Path{"person.name.courtesyTitle", "person.name.firstName", "person.name.middleName", "person.name.lastName"}},
	{"Full name", []xdm.Path{"person.name.fullName"}},
	{"Born", []xdm.Path{"person.birthDate"}},
	{"E-mail", []xdm.Path{"personalEmail.address"}},
	{"Work e-mail", []xdm.Path{"workEmail.address"}},
	{"Mobile", []xdm.Path{"mobilePhone.number"}},
	{"Phone", []xdm.Path{"homePhone.number"}},
	{"Address", []xdm.Path{"homeAddress.street1", "homeAddress.postalCode", "homeAddress.city", "homeAddress.countryCode"}},
	{"Language", []xdm.Path{"preferredLanguage"}},
	{"Time zone", []xdm.Path{"timeZone"}},
	{"Loyalty", []xdm.Path{"loyalty.tier", "loyalty.points"}},
}

// print writes the profile as aligned tables.
func (f *found) print(w io.Writer) error {
	for i, t := range []table{f.identityTable(), f.attributeTable(), f.segmentTable(), f.eventTable()} {
		if err := t.print(w, i == 0); err != nil {
			return err
		}
	}
	return nil
}

func (f *found) identityTable() (t table) {
	t.row("IDENTITIES", "ID")
	for _, id := range f.profile.Identities {
		primary := ""
		if id.Primary {
			primary = "primary"
		}
		t.row(string(id.Namespace), id.ID, primary)
	}
	return t
}

func (f *found) attributeTable() (t table) {
	t.row("ATTRIBUTES")
	for _, line := range shown {
		var parts []string
		for _, path := range line.paths {
			if text := plain(f.profile.Attributes.At(path)); text != "" {
				parts = append(parts, text)
			}
		}
		if len(parts) > 0 {
			t.row(line.label, strings.Join(parts, " "))
		}
	}
	if worth, err := f.rules.LifetimeValueOf(f.profile.Attributes); err == nil && worth != nil {
		t.row("Lifetime value", price(worth))
	}
	for _, score := range f.rules.ScoresOf(f.profile.Attributes, nil) {
		if value, err := score.Value(); err == nil && value != nil {
			t.row("Score "+score.Name, fmt.Sprintf("%g", *value))
		}
	}
	if !f.profile.LastModified.IsZero() {
		t.row("Last change", stamp(f.profile.LastModified))
	}
	t.row("Merge policy", string(f.profile.MergePolicy))
	return t
}

func (f *found) segmentTable() (t table) {
	if len(f.standing) == 0 {
		return table{{"SEGMENTS"}, {"none"}}
	}
	t.row("SEGMENTS", "SINCE", "NAME")
	for _, m := range f.standing {
		name := string(m.ID) + " in " + m.Namespace
		if segment := f.segments[m.SegmentKey.Fold()]; segment != nil && segment.Name != "" {
			name = segment.Name
		}
		t.row(strings.ToLower(string(m.Status)), stamp(m.LastQualification), name)
	}
	return t
}

func (f *found) eventTable() (t table) {
	if f.noEvents {
		return table{{"EVENTS"}, {"this Platform does not look them up; see activityhub doctor"}}
	}
	if len(f.events) == 0 {
		return table{{"EVENTS"}, {"none"}}
	}
	t.row("EVENTS", "TYPE", "CHANNEL")
	for _, e := range f.events {
		t.row(stamp(e.Timestamp), e.Type, e.Channel, f.describe(e))
	}
	return t
}

// describe says in a few words what an event was, where the curated fields
// know its type.
func (f *found) describe(e *platform.Event) string {
	purchases, interactions := &f.rules.Purchases, &f.rules.CampaignInteractions
	for _, t := range purchases.Types {
		if t == e.Type {
			order, _ := purchases.Of(e.Attributes).OrderID()
			total, _ := purchases.Of(e.Attributes).Total()
			words := []string{"order"}
			if order != nil {
				words = append(words, *order)
			}
			if total != nil {
				words = append(words, price(total))
			}
			return strings.Join(words, " ")
		}
	}
	for _, t := range interactions.EventTypes() {
		if t == e.Type {
			campaign, _ := interactions.Of(e.Type, e.Attributes).Campaign()
			return withUnit(strings.ToLower(string(interactions.Of(e.Type, e.Attributes).Kind())), campaign)
		}
	}
	return ""
}

// A table is rows whose cells stand below each other.
type table [][]string

func (t *table) row(cells ...string) {
	for i, cell := range cells {
		cells[i] = printable(cell)
	}
	*t = append(*t, cells)
}

// print writes the rows, a blank line before them unless they are the first.
func (t table) print(w io.Writer, first bool) error {
	var widths []int
	for _, cells := range t {
		for i, cell := range cells {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	if !first {
		b.WriteByte('\n')
	}
	for _, cells := range t {
		line := ""
		for i, cell := range cells {
			line += fmt.Sprintf("%-*s  ", widths[i], cell)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// printable keeps what the data holds from steering the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, s)
}

// plain returns a scalar as text; "" for anything else.
func plain(v xdm.Value) string {
	if v.Absent() || v.IsObject() || v.IsArray() {
		return ""
	}
	if text := v.Text(); text != "" {
		return text
	}
	return strings.Trim(v.Raw(), `"`)
}

// price writes an amount with its currency, where the data say that.
func price(m *curated.Money) string {
	currency, err := m.Currency()
	if err != nil {
		return m.Amount
	}
	return withUnit(m.Amount, currency)
}

func withUnit(what string, of *string) string {
	if of == nil {
		return what
	}
	return what + " " + *of
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format("2006-01-02 15:04:05Z")
}
