package wire

import (
	"strings"
	"time"

	"activityhub/platform/xdm"
)

// Moment reads a point in time in any of the forms that answers have: RFC 3339
// with Z or an offset, with a colon in it or without, a blank for the T, no zone,
// which then is UTC, a date alone, or a number, maybe as text, of seconds,
// milliseconds or microseconds since 1970, by its size. It is the zero time where
// there is none and for what is none: one bad date never fails a profile.
//
// Source: Profile API guides and published answers.
func Moment(v xdm.Value) time.Time {
	if t := v.Time(); !t.IsZero() {
		return t
	}
	if n, ok, err := v.Long(); ok && err == nil {
		return sinceEpoch(n)
	}
	text := strings.TrimSpace(v.Text())
	for _, layout := range []string{"2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999-0700", "2006-01-02T15:04:05.999999999-07"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// The bounds between the units: the year 5138 in seconds and in milliseconds.
const (
	mostSeconds      = 99_999_999_999
	mostMilliseconds = 99_999_999_999_999
)

func sinceEpoch(n int64) time.Time {
	switch size := max(n, -n); {
	case size <= mostSeconds:
		return time.Unix(n, 0).UTC()
	case size <= mostMilliseconds:
		return time.UnixMilli(n).UTC()
	}
	return time.UnixMicro(n).UTC()
}

// instant reads the time of an event, which is a number of milliseconds whatever
// its size, or else text.
func instant(v xdm.Value) time.Time {
	if n, ok, err := v.Long(); ok && err == nil {
		return time.UnixMilli(n).UTC()
	}
	return Moment(v).Truncate(time.Millisecond)
}
