package curated_test

import (
	"fmt"
	"strings"
	"testing"

	"activityhub/platform/curated"
	"activityhub/platform/xdm"
)

// line writes a consent: whose purpose[list]=value granted reason time.
func line(c *curated.Consent) string {
	whose, list := "all", ""
	if c.Identity != nil {
		whose = c.Identity.String()
	}
	if c.Subscription != nil {
		list = "[" + *c.Subscription + "]"
	}
	value, err := c.Value()
	return fmt.Sprintf("%s %s%s=%s %s %s %s", whose, c.Purpose, list, show(&value, err), show(c.Granted(), nil), show(c.Reason()), show(c.Time()))
}

func TestConsents(t *testing.T) {
	tests := []struct {
		name, raw string
		want      []string // nil for nothing known
	}{
		{"nothing known", `{}`, nil},
		{"null", `{"consents":null}`, nil},
		{"no choice", `{"consents":{"metadata":{"time":"2026-01-01T00:00:00Z","val":"y"}}}`, []string{}},
		{"by purpose", `{"consents":{"share":{"val":"n"},"personalize":{"content":{"val":"dy"}},"marketing":{"preferred":"email","any":{"val":"u"},"call":{"val":"dn","reason":"Too many calls"}},"collect":{"val":"LI"}}}`,
			[]string{"all collect=LI - - -", "all marketing.any=u - - -", "all marketing.call=dn false Too many calls -", "all personalize.content=dy true - -", "all share=n false - -"}},
		{"times", `{"consents":{"metadata":{"time":"2026-01-01T00:00:00Z"},"collect":{"val":"y"},"share":{"val":"n","time":"2026-02-01T00:00:00+01:00"}}}`,
			[]string{"all collect=y true - 2026-01-01T00:00:00Z", "all share=n false - 2026-01-31T23:00:00Z"}},
		{"subscriptions after their purpose", `{"consents":{"marketing":{"email":{"val":"y","subscriptions":{"outages":{"val":"n","subscribers":{"ada@example.com":{"val":"y"}}},"news":{"val":"y"},"empty":{},"bad":"y"}}}}}`,
			[]string{"all marketing.email=y true - -", "all marketing.email[news]=y true - -", "all marketing.email[outages]=n false - -"}},
		{"subscriptions without a choice about the purpose", `{"consents":{"marketing":{"sms":{"subscriptions":{"news":{"val":"y"}}}}}}`, []string{"all marketing.sms[news]=y true - -"}},
		{"of one identity, last", `{"consents":{"metadata":{"time":"2026-01-01T00:00:00Z"},"idSpecific":{"Phone":{"+49":{"marketing":{"sms":{"val":"n"}}}},"Email":{"b@x":{"collect":{"val":"n"}},"a@x":{"collect":{"val":"y","time":"2026-03-01T00:00:00Z"},"metadata":{"val":"y"}}}},"share":{"val":"y"}}}`,
			[]string{"all share=y true - 2026-01-01T00:00:00Z", "Email:a@x collect=y true - 2026-03-01T00:00:00Z", "Email:b@x collect=n false - 2026-01-01T00:00:00Z", "Phone:+49 marketing.sms=n false - 2026-01-01T00:00:00Z"}},
		{"of one identity inside another", `{"consents":{"idSpecific":{"Email":{"a":{"idSpecific":{"Email":{"b":{"collect":{"val":"y"}}}}}}}}}`, []string{}},
		{"wrong types inside a choice", `{"consents":{"collect":{"val":{"val":"y"},"reason":[],"time":"yesterday"},"share":{"val":true}}}`,
			[]string{"all collect=!the data holds an object where the schema says a string - !the data holds an array where the schema says a string !the data holds a string where the schema says a date and time as RFC 3339 writes it", "all collect.val=y true - -", "all share=true - - -"}},
		{"wrong types around choices", `{"consents":{"collect":"y","share":["n"],"idSpecific":{"Email":"x","Phone":{"1":7}},"marketing":{"email":{"val":"y","subscriptions":["news"]}},"metadata":3}}`,
			[]string{"all marketing.email=y true - -"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found, err := curated.Consents(parse(t, tt.raw))
			if err != nil {
				t.Fatal(err)
			}
			if (found == nil) != (tt.want == nil) {
				t.Errorf("nil: %t, want %t", found == nil, tt.want == nil)
			}
			var got []string
			for _, c := range found {
				got = append(got, line(c))
			}
			equal(t, "consents", got, tt.want)
		})
	}
	if _, err := curated.Consents(parse(t, `{"consents":"y"}`)); err == nil || !strings.Contains(err.Error(), "a string") {
		t.Errorf("consents that are a string: %v, want an error that says so", err)
	}
}

// TestHostileConsents checks that nesting which no schema has costs no more than
// reading it: choices deeper than a path can name are passed over.
func TestHostileConsents(t *testing.T) {
	const choice = `{"val":"y"}`
	for name, tt := range map[string]struct {
		raw  string
		want int
	}{
		"as deep as a path goes":         {`{"consents":` + nested(32, choice) + `}`, 1},
		"one deeper":                     {`{"consents":` + nested(33, choice) + `}`, 0},
		"very deep":                      {`{"consents":` + nested(50_000, choice) + `}`, 0},
		"identities in identities":       {`{"consents":` + strings.Repeat(`{"idSpecific":{"E":{"a":`, 10_000) + choice + strings.Repeat(`}}}`, 10_000) + `}`, 0},
		"subscriptions in subscriptions": {`{"consents":{"a":` + strings.Repeat(`{"subscriptions":{"s":`, 10_000) + choice + strings.Repeat(`}}`, 10_000) + `}}`, 0},
	} {
		found, err := curated.Consents(parse(t, tt.raw))
		if err != nil || len(found) != tt.want {
			t.Errorf("%s: %d choices, %v; want %d", name, len(found), err, tt.want)
		}
	}
}

func FuzzConsents(f *testing.F) {
	f.Add(`{"collect":{"val":"y"},"idSpecific":{"Email":{"a":{"collect":{"val":"n"}}}}}`)
	f.Add(`{"marketing":{"email":{"val":"y","subscriptions":{"news":{"val":"n"}}}},"metadata":{"time":"2026-01-01T00:00:00Z"}}`)
	f.Add(`{"a":{"val":null},"a":{"val":[]}}`)
	f.Fuzz(func(t *testing.T, raw string) {
		profile, err := xdm.ParseObject([]byte(`{"consents":` + raw + `}`))
		if err != nil {
			return
		}
		found, err := curated.Consents(profile)
		if err != nil {
			return
		}
		for i, c := range found {
			if line(c); i > 0 && c.Identity == nil && found[i-1].Identity != nil {
				t.Errorf("a choice about the person comes after one about an identity: %s", line(c))
			}
		}
	})
}
