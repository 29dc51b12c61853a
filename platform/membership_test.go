package platform_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

func parse(t *testing.T, raw string) xdm.Object {
	t.Helper()
	o, err := xdm.ParseObject([]byte(raw))
	if err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	return o
}

func TestMemberships(t *testing.T) {
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		name, raw string
		want      []string // namespace/id status lastQualification validUntil
		wantErr   string
	}{
		{"none", `{}`, nil, ""},
		{"null", `{"segmentMembership":null}`, nil, ""},
		{"empty", `{"segmentMembership":{"ups":{}}}`, nil, ""},
		{"every status", `{"segmentMembership":{"ups":{
			"a":{"status":"realized"},"b":{"status":"existing"},"c":{"status":"exited"},"d":{"status":"pending"},"e":{}}}}`,
			[]string{"ups/a REALIZED - -", "ups/b REALIZED - -", "ups/c EXITED - -"}, ""},
		{"latest change first, then by key", `{"segmentMembership":{
			"ups":{"old":{"status":"realized","lastQualificationTime":"2026-01-01T00:00:00Z"},"b":{"status":"exited","lastQualificationTime":"2026-05-01T00:00:00Z"}},
			"aam":{"b":{"status":"realized","lastQualificationTime":"2026-05-01T02:00:00+02:00"},"never":{"status":"realized"}}}}`,
			[]string{"aam/b REALIZED 2026-05-01T00:00:00Z -", "ups/b EXITED 2026-05-01T00:00:00Z -", "ups/old REALIZED 2026-01-01T00:00:00Z -", "aam/never REALIZED - -"}, ""},
		{"validity", `{"segmentMembership":{"ups":{
			"future":{"status":"realized","validUntil":"2026-06-01T00:00:00.001Z"},
			"now":{"status":"existing","validUntil":"2026-06-01T00:00:00Z"},
			"past":{"status":"exited","validUntil":"2027-01-01T00:00:00Z"}}}}`,
			[]string{"ups/future REALIZED - 2026-06-01T00:00:00.001Z", "ups/now EXITED - 2026-06-01T00:00:00Z", "ups/past EXITED - 2027-01-01T00:00:00Z"}, ""},
		{"whole milliseconds", `{"segmentMembership":{"ups":{"b":{"status":"realized","lastQualificationTime":"2026-05-01T00:00:00.0009Z"},"a":{"status":"realized","lastQualificationTime":"2026-05-01T00:00:00.0001Z"}}}}`,
			[]string{"ups/a REALIZED 2026-05-01T00:00:00Z -", "ups/b REALIZED 2026-05-01T00:00:00Z -"}, ""},
		{"no object", `{"segmentMembership":"x"}`, nil, "a string"},
		{"namespace of the wrong type", `{"segmentMembership":{"ups":[]}}`, nil, "an array"},
		{"membership of the wrong type", `{"segmentMembership":{"ups":{"a":3}}}`, nil, "a number"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found, err := platform.Memberships(parse(t, tt.raw), now)
			if tt.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), tt.wantErr) {
					t.Errorf("error %v, want one about %q", err, tt.wantErr)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, m := range found {
				got = append(got, fmt.Sprintf("%s/%s %s %s %s", m.Namespace, m.ID, m.Status, moment(m.LastQualification), moment(m.ValidUntil)))
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

func moment(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format(time.RFC3339Nano)
}

func TestChannelOf(t *testing.T) {
	tests := []struct{ name, raw, want string }{
		{"URI", `{"channel":{"_id":"https://ns.adobe.com/xdm/channels/email"}}`, "email"},
		{"id before type", `{"channel":{"_id":"https://x/channels/sms","_type":"https://x/channel-types/mobile"}}`, "sms"},
		{"type alone", `{"channel":{"_type":"https://ns.adobe.com/xdm/channel-types/web"}}`, "web"},
		{"slash at the end", `{"channel":{"_id":"https://ns.adobe.com/xdm/channels/email/"}}`, "email"},
		{"slashes alone", `{"channel":{"_id":"//","_type":"x/push"}}`, "push"},
		{"no URI", `{"channel":{"_id":"call"}}`, "call"},
		{"message of a journey", `{"_experience":{"customerJourneyManagement":{"messageProfile":{"channel":{"_id":"https://ns.adobe.com/xdm/channels/push"}}}}}`, "push"},
		{"its own before the message's", `{"channel":{"_type":"x/web"},"_experience":{"customerJourneyManagement":{"messageProfile":{"channel":{"_id":"x/push"}}}}}`, "web"},
		{"none", `{}`, ""},
		{"empty", `{"channel":{"_id":""}}`, ""},
		{"wrong types", `{"channel":{"_id":7,"_type":["web"]}}`, ""},
		{"no object", `{"channel":"email"}`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := platform.ChannelOf(parse(t, tt.raw)); got != tt.want {
				t.Errorf("channel %q, want %q", got, tt.want)
			}
		})
	}
}
