package conversation

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// momentForm is a date, or a date with a time in the spellings met in answers.
var momentForm = regexp.MustCompile(`^(\d{4}-\d\d-\d\d)(?:([T ])(\d\d:\d\d(?::\d\d)?)((?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?))?$`)

// shiftText moves a time that is written out, and leaves its spelling: zone,
// fractions of a second, what stands between date and time. ok is false for
// other texts, and for one that would leave the four digits of a year. The
// beginning of 1970 marks an empty record, and a year from 9000 on no end; both
// stay.
func (p *pseudonyms) shiftText(text string) (moved string, ok bool) {
	parts := momentForm.FindStringSubmatch(text)
	if parts == nil {
		return "", false
	}
	if parts[1] == "1970-01-01" && strings.Trim(parts[3], "0:") == "" || parts[1] >= "9000" {
		return text, true
	}
	if parts[2] == "" {
		day, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return "", false
		}
		return day.Add(p.shift.Truncate(24 * time.Hour)).Format(time.DateOnly), true
	}
	layout := "2006-01-02 15:04:05"[:len("2006-01-02 ")+len(parts[3])]
	at, err := time.Parse(layout, parts[1]+" "+parts[3])
	if err != nil {
		return "", false
	}
	moved = at.Add(p.shift).Format(layout)
	return moved[:10] + parts[2] + moved[11:] + parts[4], true
}

// timeNames end the names of members that hold a time as a number.
var timeNames = []string{"Time", "time", "Timestamp", "timestamp", "Date", "date", "Epoch", "epoch", "At", "Ms", "Until", "On"}

// shiftNumber moves a time that is a number of seconds, milliseconds or
// microseconds since 1970. ok is false unless the member's name is one of a time
// and the number within the years 1990 to 2100.
func (p *pseudonyms) shiftNumber(name, text string) (moved string, ok bool) {
	named := false
	for _, ending := range timeNames {
		named = named || strings.HasSuffix(name, ending)
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if !named || err != nil {
		return "", false
	}
	for _, unit := range []int64{1, 1e3, 1e6} {
		const from, to = 631152000, 4102444800
		if n >= from*unit && n < to*unit {
			return strconv.FormatInt(n+int64(p.shift/time.Second)*unit, 10), true
		}
	}
	return "", false
}
