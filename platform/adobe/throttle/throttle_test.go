package throttle_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"activityhub/platform/adobe/throttle"
)

func TestWait(t *testing.T) {
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name, header, body string
		want               time.Duration
	}{
		{"nothing", "", "", 0},
		{"seconds", "38", "", 38 * time.Second},
		{"date", "Mon, 01 Jun 2026 12:00:07 GMT", "", 7 * time.Second},
		{"date of another form", "Monday, 01-Jun-26 12:00:07 GMT", "", 7 * time.Second},
		{"date that is over", "Mon, 01 Jun 2026 11:59:00 GMT", "", 0},
		{"neither", "soon", "", 0},
		{"below zero", "-5", "", 0},
		{"not a number", "NaN", "", 0},
		{"blanks", " 2 ", "", 2 * time.Second},
		{"array with text", "", `[{"message":"Too many requests","retryAfterMs":"500","statusCode":"429"}]`, 500 * time.Millisecond},
		{"array with a number", "", `[{"retryAfterMs":1500}]`, 1500 * time.Millisecond},
		{"the longest of an array", "", `[{"retryAfterMs":"500"},{"retryAfterMs":"900"},7]`, 900 * time.Millisecond},
		{"object", "", ` {"retryAfterMs":"250"}`, 250 * time.Millisecond},
		{"object of the gateway", "", `{"error_code":"429050","message":"Too many requests"}`, 0},
		{"body longer than header", "1", `[{"retryAfterMs":"2500"}]`, 2500 * time.Millisecond},
		{"header longer than body", "3", `[{"retryAfterMs":"500"}]`, 3 * time.Second},
		{"no JSON", "", `[{"retryAfterMs":"500"`, 0},
		{"page", "2", `<html>`, 2 * time.Second},
		{"forever", "1e300", `[{"retryAfterMs":"1e300"}]`, throttle.Most},
	} {
		t.Run(tt.name, func(t *testing.T) {
			header := http.Header{}
			if tt.header != "" {
				header.Set("Retry-After", tt.header)
			}
			if got := throttle.Wait(header, tt.body, now); got != tt.want {
				t.Errorf("wait %s, want %s", got, tt.want)
			}
		})
	}
}

func FuzzWait(f *testing.F) {
	f.Add("38", `[{"retryAfterMs":"500"}]`)
	f.Add("Mon, 01 Jun 2026 12:00:07 GMT", `{"retryAfterMs":1e400}`)
	f.Add("+Inf", strings.Repeat("[", 1000))
	f.Fuzz(func(t *testing.T, header, body string) {
		got := throttle.Wait(http.Header{"Retry-After": {header}}, body, time.Unix(0, 0))
		if got < 0 || got > throttle.Most {
			t.Errorf("wait %s is none", got)
		}
	})
}
