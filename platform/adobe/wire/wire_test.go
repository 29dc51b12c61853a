package wire_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"activityhub/platform/adobe/wire"
	"activityhub/platform/xdm"
)

func TestMoment(t *testing.T) {
	for _, tt := range []struct{ wire, want string }{
		{`"2018-08-28T20:57:24Z"`, "2018-08-28T20:57:24Z"},
		{`"2018-10-18T15:59:10-08:00"`, "2018-10-18T23:59:10Z"},
		{`"2022-02-06T06:58:46.596+01:00"`, "2022-02-06T05:58:46.596Z"},
		{`"2018-04-26T15:52:25.000+0000"`, "2018-04-26T15:52:25Z"},
		{`"2018-04-26T15:52:25+02"`, "2018-04-26T13:52:25Z"},
		{`"2025-12-10T21:43:38.541076Z"`, "2025-12-10T21:43:38.541076Z"},
		{`"2024-03-09 12:21:43.0"`, "2024-03-09T12:21:43Z"},
		{`"2021-03-10 10:03:08"`, "2021-03-10T10:03:08Z"},
		{`"2021-03-10 10:03:08.5+0100"`, "2021-03-10T09:03:08.5Z"},
		{`"2021-03-10 10:03:08Z"`, "2021-03-10T10:03:08Z"},
		{`"2021-03-10"`, "2021-03-10T00:00:00Z"},
		{`1531260476000`, "2018-07-10T22:07:56Z"},
		{`"1531260476000"`, "2018-07-10T22:07:56Z"},
		{`1531260476`, "2018-07-10T22:07:56Z"},
		{`1531260476000123`, "2018-07-10T22:07:56.000123Z"},
		{`null`, ""}, {`"yesterday"`, ""}, {`""`, ""}, {`{}`, ""}, {`1.5`, ""},
	} {
		want := time.Time{}
		if tt.want != "" {
			var err error
			if want, err = time.Parse(time.RFC3339Nano, tt.want); err != nil {
				t.Fatal(err)
			}
		}
		if got := wire.Moment(xdm.TrustedValue(tt.wire)); !got.Equal(want) {
			t.Errorf("Moment(%s) = %s, want %s", tt.wire, got, want)
		}
	}
}

func TestTooManyLinked(t *testing.T) {
	for text, want := range map[string]string{
		"Too many related identities":                                              "0 true",
		"UPS-ACCSDK-1000005:Too many related identities. Got: 446, max: 50":        "446 true",
		`{"message":"too MANY related identities. got:51"}`:                        "51 true",
		"Too many related identities. Got: 99999999999999999999999999999, max: 50": "0 true",
		"merge policy": "0 false",
		"":             "0 false",
	} {
		linked, ok := wire.TooManyLinked(text)
		if got := fmt.Sprint(linked, ok); got != want {
			t.Errorf("TooManyLinked(%q) = %s, want %s", text, got, want)
		}
	}
}

func TestIdentityMap(t *testing.T) {
	for _, tt := range []struct{ entity, want string }{
		{`{}`, `{}`},
		{`{"identityMap":{"email":[{"id":"a\"<é"},{"id":7,"primary":"true"},{"id":""},{}],"ecid":[]}}`, `{"email":[{"id":"a\"\u003cé"},{"id":"7","primary":true}]}`},
		{`{"identities":[{"id":"a","namespace":{"code":"email"},"primary":true},{"id":"b","namespace":"ecid"},{"id":"c"}]}`, `{"email":[{"id":"a","primary":true}],"ecid":[{"id":"b"}]}`},
		{`{"identityMap":7}`, "error"}, {`{"identityMap":{"email":7}}`, "error"}, {`{"identityMap":{"email":[7]}}`, "error"}, {`{"identities":{}}`, "error"}, {`{"identityMap":{"email":[{"id":true}]}}`, "error"}, {`{"identityMap":{"email":[{"id":{}}]}}`, "error"}, {`{"identities":[{"id":[],"namespace":"Email"}]}`, "error"}, {`{"identities":[7]}`, "error"},
	} {
		o, err := xdm.TrustedObject(tt.entity)
		if err != nil {
			t.Fatal(err)
		}
		got := "error"
		if linked, err := wire.Identities(o); err == nil {
			got = wire.IdentityMap(linked)
		}
		if got != tt.want {
			t.Errorf("identities of %s\n got %s\nwant %s", tt.entity, got, tt.want)
		}
	}
}

// TestPages looks at answers about events that the engine's own tests do not
// come by.
func TestPages(t *testing.T) {
	for _, tt := range []struct{ body, want string }{
		{`{"X":{"children":[{"entityId":7,"timestamp":"5"}],"_links":{"next":"/entities?start=1"}}}`, `X 7@5 next "/entities?start=1" ""`},
		{`{"X":{"children":[],"_links":{"next":{"href":"/entities","payload":{"a": 1}}}}}`, `X next "/entities" "{\"a\": 1}"`},
		{`[{"xid":"X","children":[]},{"Y":{}},{"xid":"Z","error":{"statusCode":"500"}},{"statusCode":429},null]`, `X Y Z!500 !429`},
		{`{"X":{"children":7}}`, "error"}, {`{"X":{"children":[7]}}`, "error"}, {`{"X":{"_links":7}}`, "error"}, {`{"X":{"_links":{"next":7}}}`, "error"},
		{`{"X":{"children":[{"entityId":{},"timestamp":1}]}}`, "error"}, {`{"X":{"children":[{"entityId":"e"}]}}`, "error"}, {`{"X":{"children":[{"entityId":"e","timestamp":"x"}]}}`, "error"},
		{`{"X":{"children":[{"entityId":"e","timestamp":1,"entity":[]}]}}`, "error"},
		{`{"X":"y"}`, "error"}, {`[7]`, "error"}, {`7`, "error"}, {``, "error"},
	} {
		var got []string
		pages, err := wire.EventPages(tt.body)
		for _, p := range pages.Pages {
			got = append(got, p.XID)
			for _, e := range p.Events {
				got = append(got, fmt.Sprintf("%s@%d", e.ID, e.Time.UnixMilli()))
			}
			if !p.Next.IsZero() {
				got = append(got, fmt.Sprintf("next %q %q", p.Next.Href, p.Next.Payload))
			}
		}
		for _, f := range pages.Failures {
			got = append(got, fmt.Sprintf("%s!%d", f.XID, f.Status))
		}
		if err != nil {
			got = []string{"error"}
		}
		if text := strings.Join(got, " "); text != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.body, text, tt.want)
		}
	}
}
