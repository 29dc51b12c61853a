package schema

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/tidwall/gjson"
)

// DateTime reads a time as RFC 3339 writes it, to the letter. ok is false if
// text is none. time.Parse alone lets hours of one digit, commas before
// fractions and zones beyond a day through.
func DateTime(text string) (at time.Time, ok bool) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil || text[len("2006-01-02T1")] == ':' || strings.Contains(text, ",") {
		return time.Time{}, false
	}
	if !strings.HasSuffix(text, "Z") {
		zone := text[len(text)-len("15:04"):]
		return at, zone[:2] <= "23" && zone[3:] <= "59"
	}
	return at, true
}

// checkText returns what is wrong with a text or a name: what databases and
// other programs would not take.
func checkText(v gjson.Result) *Problem {
	switch {
	case strings.IndexByte(v.Str, 0) >= 0:
		return &Problem{Code: CodeInvalidText, Reason: "there is a NUL character in the text: take it out"}
	case len(v.Raw) != len(v.Str)+2 && halfCharacter(v.Raw):
		return &Problem{Code: CodeInvalidText, Reason: `there is half of a character in the text: \ud800 to \udfff come in pairs`}
	}
	return nil
}

// halfCharacter reports whether raw, which is valid JSON, has an escaped
// surrogate without its other half. Read as text, all of them would be the same.
func halfCharacter(raw string) bool {
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			continue
		}
		unit := escaped(raw[i:])
		i++ // what is escaped needs no look
		if !utf16.IsSurrogate(unit) {
			continue
		}
		if i += 5; utf16.DecodeRune(unit, escaped(raw[i:])) == '\ufffd' {
			return true
		}
		i += 5
	}
	return false
}

// escaped returns the code unit that raw begins with as \uXXXX; 0 if it does
// not.
func escaped(raw string) rune {
	if len(raw) < 6 || raw[:2] != `\u` {
		return 0
	}
	unit, err := strconv.ParseUint(raw[2:6], 16, 16)
	if err != nil {
		return 0
	}
	return rune(unit)
}
