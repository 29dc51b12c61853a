package demo_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"activityhub/platform"
	"activityhub/platform/local/demo"
	"activityhub/platform/xdm"
)

func TestEveryCustomerIsKnownByNumberAndEmail(t *testing.T) {
	p := stitch(t)
	for n := 1; n <= 1000; n++ {
		id := fmt.Sprintf("C%06d", n)
		linked := p.with(crmID(id))
		if len(linked) > platform.MaxIdentitiesPerCluster {
			t.Errorf("%s has %d identities, at most %d", id, len(linked), platform.MaxIdentitiesPerCluster)
		}
		if !slices.ContainsFunc(linked, func(i platform.Identity) bool { return i.Namespace == "Email" }) {
			t.Errorf("%s has no e-mail address", id)
		}
		customers := 0
		for _, i := range linked {
			if i.Namespace == "CRMID" {
				customers++
			}
		}
		want := 1
		if n == 201 || n == 202 {
			want = 2
		}
		if customers != want {
			t.Errorf("%s is linked to %d customer numbers, want %d", id, customers, want)
		}
	}
}

func TestShowcase(t *testing.T) {
	all := of(t, "C000001")
	namespaces := map[platform.Namespace]int{}
	for _, id := range stitch(t).with(crmID("C000001")) {
		namespaces[id.Namespace]++
	}
	if want := map[platform.Namespace]int{"CRMID": 1, "Email": 2, "LoyaltyID": 1, "Phone": 1, "ECID": 4}; !maps.Equal(namespaces, want) {
		t.Errorf("identities %v, want %v", namespaces, want)
	}
	types, events := map[string]int{}, 0
	for _, l := range all {
		if l.isEvent() {
			events++
			types[l.doc.Get("eventType").Text()]++
		}
	}
	if events <= 200 {
		t.Errorf("%d events, want more than 200", events)
	}
	for _, want := range []string{
		"commerce.purchases", "commerce.productViews", "commerce.productListAdds", "web.webpagedetails.pageViews", "web.formFilledOut", "advertising.impressions",
		"directMarketing.emailSent", "directMarketing.emailDelivered", "directMarketing.emailOpened", "directMarketing.emailClicked", "directMarketing.emailBounced",
		"message.feedback", "message.tracking", "activityhub.callCentre.callEnded", "activityhub.supportTicket.opened", "activityhub.supportTicket.updated",
		"activityhub.supportTicket.solved", "activityhub.consent.changed",
	} {
		if types[want] == 0 {
			t.Errorf("no event of type %s", want)
		}
	}
	crm, loyalty, scores := record(t, "C000001", "crm"), record(t, "C000001", "loyalty"), record(t, "C000001", "scores")
	if open, err := crm.At("_activityhub.openTickets").Array(); err != nil || len(open) < 2 {
		t.Errorf("%d open tickets, want 2 at least", len(open))
	}
	if loyalty.At("loyalty.tier").Text() == "" {
		t.Error("no loyalty tier")
	}
	if crm.At("homeAddress.city").Text() == loyalty.At("homeAddress.city").Text() {
		t.Error("the data sets agree on the address, want a conflict for the merge policies to decide")
	}
	for _, model := range []string{"churn90d", "upgrade30d", "engagement"} {
		path := xdm.Path("_activityhub.models." + model)
		if factors, err := scores.At(path + ".influentialFactors").Array(); err != nil || len(factors) < 2 {
			t.Errorf("%s has %d factors, want 2 at least", model, len(factors))
		}
		if _, ok, err := scores.At(path + ".score").Int(); err != nil || !ok {
			t.Errorf("%s has no score", model)
		}
	}
	if _, ok, _ := scores.At("_activityhub.lifetimeValue.historic").Number(); !ok {
		t.Error("no lifetime value")
	}
}

func TestShowcaseMemberships(t *testing.T) {
	namespaces, err := record(t, "C000001", "scores").Get("segmentMembership").Object()
	if err != nil {
		t.Fatal(err)
	}
	statuses, imported, expired := map[string]int{}, 0, 0
	for namespace, v := range namespaces.All() {
		segments, _ := v.Object()
		for _, v := range segments.All() {
			m, _ := v.Object()
			until := m.Get("validUntil")
			switch {
			case !until.Absent() && until.Time().Before(demo.Reference):
				expired++
			case namespace == "aam":
				imported++
			default:
				statuses[m.Get("status").Text()]++
			}
		}
	}
	if statuses["realized"] < 5 || statuses["exited"] < 2 || statuses["existing"] != 1 {
		t.Errorf("memberships %v, want 5 realized and 2 exited at least, and one existing", statuses)
	}
	if imported != 1 || expired != 1 {
		t.Errorf("%d imported and %d expired memberships, want one of each", imported, expired)
	}
}

func TestShowcaseConsents(t *testing.T) {
	crm := record(t, "C000001", "crm")
	for path, want := range map[xdm.Path]string{
		"consents.collect.val": "y", "consents.share.val": "n", "consents.marketing.email.val": "y", "consents.marketing.call.val": "n",
		"consents.marketing.email.subscriptions.monthly-digest.val": "y", "consents.marketing.sms.val": "p",
	} {
		if got := crm.At(path).Text(); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	if crm.At("consents.marketing.call.reason").Text() == "" {
		t.Error("the withdrawn consent has no reason")
	}
	if specific, err := crm.At("consents.idSpecific.Email").Object(); err != nil || specific.Len() != 1 {
		t.Error("no consent of one address alone")
	}
}

func TestPersonas(t *testing.T) {
	p := stitch(t)
	t.Run("in the customer system alone", func(t *testing.T) {
		if all := of(t, "C000007"); len(all) != 1 || all[0].dataset != "crm" || len(p.with(crmID("C000007"))) != 2 {
			t.Errorf("C000007 has %d documents and %d identities, want one of crm with two", len(all), len(p.with(crmID("C000007"))))
		}
	})
	t.Run("heaviest", func(t *testing.T) {
		if n := len(of(t, "C000008")); n < 500 {
			t.Errorf("C000008 has %d documents, want several hundred", n)
		}
	})
	t.Run("fifty identities", func(t *testing.T) {
		if n := len(p.with(crmID("C000050"))); n != platform.MaxIdentitiesPerCluster {
			t.Errorf("C000050 has %d identities, want exactly %d", n, platform.MaxIdentitiesPerCluster)
		}
	})
	t.Run("anonymous visitor", func(t *testing.T) {
		alone := p.with(platform.Identity{Namespace: "ECID", ID: demo.AnonymousECID})
		if len(alone) != 1 {
			t.Errorf("the visitor has %d identities, want one", len(alone))
		}
	})
	t.Run("one landline", func(t *testing.T) {
		if p.find(crmID("C000201")) != p.find(crmID("C000202")) {
			t.Error("C000201 and C000202 are two people, want the landline to link them")
		}
	})
	t.Run("one mobile number", func(t *testing.T) {
		number := record(t, "C000203", "crm").At("mobilePhone.number").Text()
		if number == "" || number != record(t, "C000204", "crm").At("mobilePhone.number").Text() {
			t.Error("C000203 and C000204 do not share a mobile number")
		}
		if p.find(crmID("C000203")) == p.find(crmID("C000204")) {
			t.Error("C000203 and C000204 are one person, want the number to link nobody")
		}
	})
}

func TestTheWorldIsWide(t *testing.T) {
	scripts := map[string]*unicode.RangeTable{
		"Latin": unicode.Latin, "Greek": unicode.Greek, "Cyrillic": unicode.Cyrillic, "Arabic": unicode.Arabic, "Hebrew": unicode.Hebrew,
		"Han": unicode.Han, "Hangul": unicode.Hangul, "Devanagari": unicode.Devanagari,
	}
	currencies := map[string]*regexp.Regexp{}
	for _, code := range []string{"EUR", "GBP", "USD", "CHF"} {
		currencies[code] = regexp.MustCompile(`^\d+\.\d\d$`)
	}
	currencies["JPY"] = regexp.MustCompile(`^\d+$`)
	zones, withEvents := map[string]bool{}, map[string]bool{}
	found, apostrophe, hyphen := map[string]bool{}, false, false
	for _, l := range lines(t) {
		if name := l.doc.At("person.name.fullName").Text(); name != "" {
			apostrophe = apostrophe || strings.Contains(name, "'")
			hyphen = hyphen || strings.Contains(name, "-")
			for script, table := range scripts {
				found[script] = found[script] || strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(table, r) })
			}
			zones[l.doc.At("timeZone").Text()] = true
		}
		if code := l.doc.At("commerce.order.currencyCode").Text(); code != "" {
			withEvents[code] = true
			if amount := l.doc.At("commerce.order.priceTotal").Raw(); currencies[code] == nil || !currencies[code].MatchString(amount) {
				t.Fatalf("%s is no amount in %s", amount, code)
			}
		}
	}
	for script := range scripts {
		if !found[script] {
			t.Errorf("no name in %s script", script)
		}
	}
	for code := range currencies {
		if !withEvents[code] {
			t.Errorf("no order in %s", code)
		}
	}
	if !apostrophe || !hyphen || len(zones) < 15 {
		t.Errorf("apostrophe %t, hyphen %t, %d time zones; want all kinds of names and 15 zones at least", apostrophe, hyphen, len(zones))
	}
}

func TestConsentsAreGivenAndWithdrawn(t *testing.T) {
	given, withdrawn := 0, 0
	for _, l := range lines(t) {
		switch l.doc.At("consents.marketing.email.val").Text() {
		case "y":
			given++
		case "n":
			withdrawn++
		}
	}
	if given < 300 || withdrawn < 50 {
		t.Errorf("%d consents to e-mail given and %d withdrawn, want hundreds and some", given, withdrawn)
	}
}
