// Package throttle reads how long Adobe asks to wait. There are several ways to
// say it, and a service behind a gateway may use two at once, which then need
// not agree: the longer one counts.
package throttle

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"
)

// Most is the longest wait that is believed.
const Most = time.Hour

// Wait returns how long an answer with that header and body asks to wait, at
// now: zero if it does not, and at most [Most]. The body may be anything.
//
// Source: Profile access specification (429 with retryAfterMs, text in an object
// in an array), gateway (header Retry-After in seconds), RFC 9110 (or a date).
func Wait(header http.Header, body string, now time.Time) time.Duration {
	wait := max(ofBody(body), 0)
	for _, value := range header.Values("Retry-After") {
		wait = max(wait, ofHeader(strings.TrimSpace(value), now))
	}
	return min(wait, Most)
}

func ofHeader(value string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseFloat(value, 64); err == nil {
		return of(seconds, time.Second)
	}
	if date, err := http.ParseTime(value); err == nil {
		return max(date.Sub(now), 0)
	}
	return 0
}

func ofBody(body string) time.Duration {
	body = strings.TrimSpace(body)
	if body == "" || body[0] != '[' && body[0] != '{' || len(body) > 64<<10 || !gjson.Valid(body) {
		return 0
	}
	answer := gjson.Parse(body)
	if answer.IsObject() {
		return of(answer.Get("retryAfterMs").Float(), time.Millisecond)
	}
	var wait time.Duration
	answer.ForEach(func(_, element gjson.Result) bool {
		if element.IsObject() {
			wait = max(wait, of(element.Get("retryAfterMs").Float(), time.Millisecond))
		}
		return true
	})
	return wait
}

// of returns n units, zero if that is no time to wait.
func of(n float64, unit time.Duration) time.Duration {
	if !(n > 0) {
		return 0
	}
	return time.Duration(min(n, float64(Most/unit)) * float64(unit))
}
