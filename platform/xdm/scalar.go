package xdm

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"
)

// The readers below return what v is, converted where that loses nothing, and
// ok false without an error where v is absent.

// Str reads a string. Numbers and booleans are given as their JSON text.
func (v Value) Str() (s string, ok bool, err error) {
	switch v.first() {
	case 0:
		return "", false, nil
	case '"':
		return unquote(v.raw), true, nil
	case '{', '[':
		return "", false, v.mismatch("a string")
	}
	return v.raw, true, nil
}

// Boolean reads a boolean, or the strings "true" and "false".
func (v Value) Boolean() (b, ok bool, err error) {
	switch text := v.Text(); {
	case v.Absent():
		return false, false, nil
	case v.first() == 't' || text == "true":
		return true, true, nil
	case v.first() == 'f' || text == "false":
		return false, true, nil
	}
	return false, false, v.mismatch("a boolean")
}

// Long reads a whole number of at most 53 bits and a sign, or text that is one.
func (v Value) Long() (n int64, ok bool, err error) {
	return v.integer(-1<<53, 1<<53, "a whole number of 53 bits")
}

// Int reads a whole number of 32 bits, or text that is one.
func (v Value) Int() (n int32, ok bool, err error) {
	long, ok, err := v.integer(math.MinInt32, math.MaxInt32, "a whole number of 32 bits")
	return int32(long), ok, err
}

func (v Value) integer(least, most int64, want string) (int64, bool, error) {
	if v.Absent() {
		return 0, false, nil
	}
	text, isNumber := v.numeral()
	if !isNumber {
		return 0, false, v.mismatch(want)
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		f, ferr := strconv.ParseFloat(text, 64)
		if ferr != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
			return 0, false, &TypeError{Want: want, Got: "a number that is none"}
		}
		n = int64(f)
	}
	if n < least || n > most {
		return 0, false, &TypeError{Want: want, Got: "a number outside of it"}
	}
	return n, true, nil
}

// Number reads a finite number, or text that is one.
func (v Value) Number() (f float64, ok bool, err error) {
	if v.Absent() {
		return 0, false, nil
	}
	text, isNumber := v.numeral()
	if !isNumber {
		return 0, false, v.mismatch("a number")
	}
	f, err = strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return 0, false, &TypeError{Want: "a number", Got: "a number too large"}
	}
	return f, true, nil
}

// Decimal reads a number as the text that the data holds.
func (v Value) Decimal() (text string, ok bool, err error) {
	if v.Absent() {
		return "", false, nil
	}
	text, isNumber := v.numeral()
	if !isNumber {
		return "", false, v.mismatch("a number")
	}
	return text, true, nil
}

// numeral returns the number in v as text: a JSON number, or a string that
// would be one.
func (v Value) numeral() (string, bool) {
	switch v.Kind() {
	case "a number":
		return v.raw, true
	case "a string":
		text := v.Text()
		if text != "" && (text[0] == '-' || '0' <= text[0] && text[0] <= '9') && gjson.Valid(text) && !strings.ContainsAny(text, " \t\r\n") {
			return text, true
		}
	}
	return "", false
}

// Date reads an RFC 3339 full-date and returns its text unchanged.
func (v Value) Date() (text string, ok bool, err error) {
	return v.formatted("a date as RFC 3339 writes it", func(s string) bool {
		_, err := time.Parse(time.DateOnly, s)
		return err == nil
	})
}

// DateTime reads an RFC 3339 date-time and returns its text unchanged.
func (v Value) DateTime() (text string, ok bool, err error) {
	return v.formatted("a date and time as RFC 3339 writes it", func(s string) bool {
		_, err := time.Parse(time.RFC3339Nano, s)
		return err == nil
	})
}

func (v Value) formatted(want string, valid func(string) bool) (string, bool, error) {
	if v.Absent() {
		return "", false, nil
	}
	if v.first() != '"' {
		return "", false, v.mismatch(want)
	}
	text := v.Text()
	if !valid(text) {
		return "", false, &TypeError{Want: want, Got: "text that is none"}
	}
	return text, true, nil
}

// Moment is [Value.Time] for readers that tell what is missing from what is
// wrong: it fails where there is something that is no date and time.
func (v Value) Moment() (time.Time, error) {
	t := v.Time()
	if !t.IsZero() || v.Absent() {
		return t, nil
	}
	return t, v.mismatch("a date and time as RFC 3339 writes it")
}

// Time reads a date-time leniently, as the curated fields need it: RFC 3339,
// without a colon in the offset, with a blank for the T, or without a zone,
// which then is UTC. It is the zero time where there is none.
//
// Source: the time formats met in answers of the Profile API.
func (v Value) Time() time.Time {
	text := v.Text()
	if text == "" {
		return time.Time{}
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999-0700", "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
