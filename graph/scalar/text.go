package scalar

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"activityhub/platform/xdm"
)

// The functions below return the JSON text of a value that is not absent, as a
// client gets it.

func stringText(v *xdm.Value) (string, error) {
	s, _, err := v.Str()
	if err != nil {
		return "", err
	}
	if v.Kind() != "a string" {
		return `"` + s + `"`, nil // a number or a boolean: nothing to escape
	}
	return valid(v.Raw()), nil
}

func intText(v *xdm.Value) (string, error) {
	n, _, err := v.Int()
	return integerText(v, int64(n)), err
}

func longText(v *xdm.Value) (string, error) {
	n, _, err := v.Long()
	return integerText(v, n), err
}

// integerText returns the number as the document holds it if that is plain
// digits: 1.5e3 and 12.0 are integers too, but not to every client.
func integerText(v *xdm.Value, n int64) string {
	raw := v.Raw()
	if strings.IndexFunc(raw, func(r rune) bool { return r != '-' && (r < '0' || r > '9') }) < 0 {
		return raw
	}
	return strconv.FormatInt(n, 10)
}

func floatText(v *xdm.Value) (string, error) {
	if _, _, err := v.Number(); err != nil {
		return "", err
	}
	text, _, err := v.Decimal()
	return text, err
}

func booleanText(v *xdm.Value) (string, error) {
	b, _, err := v.Boolean()
	return strconv.FormatBool(b), err
}

func dateText(v *xdm.Value) (string, error) {
	_, _, err := v.Date()
	return v.Raw(), err
}

func dateTimeText(v *xdm.Value) (string, error) {
	_, _, err := v.DateTime()
	return v.Raw(), err
}

func jsonText(v *xdm.Value) (string, error) { return valid(v.Raw()), nil }

// valid returns raw as valid UTF-8, which JSON between systems has to be.
func valid(raw string) string {
	if utf8.ValidString(raw) {
		return raw
	}
	return strings.ToValidUTF8(raw, "\ufffd")
}
