package graph

import (
	"encoding/json"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

// The stock scalars take more than GraphQL allows, such as the text "1" for an
// Int, and name Go types in their errors. These take what the specification
// says, and say what would be right.

// MarshalString writes s.
func MarshalString(s string) graphql.Marshaler { return graphql.MarshalString(s) }

// UnmarshalString takes text alone.
func UnmarshalString(v any) (string, error) {
	if s, ok := v.(string); ok {
		return s, nil
	}
	return "", platform.Invalidf("a String is text in quotes, not %s", kindOf(v))
}

// MarshalID writes id.
func MarshalID(id string) graphql.Marshaler { return graphql.MarshalString(id) }

// UnmarshalID takes text, or a whole number, which is read as its digits.
func UnmarshalID(v any) (string, error) {
	if s, ok := v.(string); ok {
		return s, nil
	}
	if n, ok := integer(v); ok {
		return strconv.FormatInt(n, 10), nil
	}
	return "", platform.Invalidf("an ID is text in quotes, or a whole number")
}

// MarshalBoolean writes b.
func MarshalBoolean(b bool) graphql.Marshaler { return graphql.MarshalBoolean(b) }

// UnmarshalBoolean takes true and false alone.
func UnmarshalBoolean(v any) (bool, error) {
	if b, ok := v.(bool); ok {
		return b, nil
	}
	return false, platform.Invalidf("a Boolean is true or false without quotes, not %s", kindOf(v))
}

// MarshalInt writes n.
func MarshalInt(n int32) graphql.Marshaler { return graphql.MarshalInt32(n) }

// UnmarshalInt takes a whole number of 32 bits.
func UnmarshalInt(v any) (int32, error) {
	n, ok := integer(v)
	if kind := kindOf(v); !ok && kind != aNumber {
		return 0, platform.Invalidf("an Int is a whole number without quotes, not %s", kind)
	}
	if !ok || n < math.MinInt32 || n > math.MaxInt32 {
		return 0, platform.Invalidf("an Int is a whole number of 32 bits: between %d and %d", math.MinInt32, math.MaxInt32)
	}
	return int32(n), nil
}

// MarshalLong writes n as a JSON number.
func MarshalLong(n int64) graphql.Marshaler { return graphql.MarshalInt64(n) }

// UnmarshalLong takes a whole number of 53 bits, or text that is one.
func UnmarshalLong(v any) (int64, error) {
	n, ok := integer(v)
	if s, isText := v.(string); isText {
		parsed, err := strconv.ParseInt(s, 10, 64)
		n, ok = parsed, err == nil
	}
	if !ok || n < -1<<53 || n > 1<<53 {
		return 0, platform.Invalidf("a Long is a whole number between -2^53 and 2^53")
	}
	return n, nil
}

// MarshalDateTime writes t in UTC with milliseconds.
func MarshalDateTime(t time.Time) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) {
		var buf [26]byte
		b := append(buf[:0], '"')
		b = t.UTC().AppendFormat(b, "2006-01-02T15:04:05.000Z07:00")
		_, _ = w.Write(append(b, '"'))
	})
}

// UnmarshalDateTime takes RFC 3339 text.
func UnmarshalDateTime(v any) (time.Time, error) {
	s, ok := v.(string)
	if !ok {
		return time.Time{}, platform.Invalidf("a DateTime is text such as \"2026-05-19T14:00:00Z\", not %s", kindOf(v))
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}, platform.Invalidf("a DateTime is RFC 3339 text with a zone, such as \"2026-05-19T14:00:00Z\" or \"2026-05-19T16:00:00+02:00\"")
	}
	return t.UTC(), nil
}

// MarshalDecimal writes the number in text as a string.
func MarshalDecimal(text string) graphql.Marshaler { return graphql.MarshalString(text) }

// UnmarshalDecimal takes a number as text.
func UnmarshalDecimal(v any) (string, error) {
	s, _ := v.(string)
	if s == "" || !strings.ContainsRune("-0123456789", rune(s[0])) || strings.ContainsAny(s, " \t\r\n") || !json.Valid([]byte(s)) {
		return "", platform.Invalidf("a Decimal is a number as text, such as \"129.97\"")
	}
	return s, nil
}

// MarshalXDMPath writes p.
func MarshalXDMPath(p xdm.Path) graphql.Marshaler { return graphql.MarshalString(string(p)) }

// UnmarshalXDMPath takes what [xdm.ParsePath] takes.
func UnmarshalXDMPath(v any) (xdm.Path, error) {
	s, ok := v.(string)
	if !ok {
		return "", platform.Invalidf("an XDMPath is text such as \"person.name.firstName\", not %s", kindOf(v))
	}
	p, err := xdm.ParsePath(s)
	if err != nil {
		return "", &platform.Error{Kind: platform.ErrInvalid, Message: err.Error()}
	}
	return p, nil
}

// integer returns the whole number in v, in any form that a decoder gives it.
func integer(v any) (int64, bool) {
	switch n := v.(type) {
	case int:
		return int64(n), true
	case int32:
		return int64(n), true
	case int64:
		return n, true
	case float64:
		return int64(n), n == math.Trunc(n) && math.Abs(n) <= 1<<53
	case json.Number:
		i, err := strconv.ParseInt(n.String(), 10, 64)
		if err != nil {
			f, ferr := n.Float64()
			return int64(f), ferr == nil && f == math.Trunc(f) && math.Abs(f) <= 1<<53
		}
		return i, true
	}
	return 0, false
}

// kindOf names the JSON type of v, for messages.
func kindOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case string:
		return "text in quotes"
	case bool:
		return "a boolean"
	case []any:
		return "a list"
	case map[string]any:
		return "an object"
	}
	return aNumber
}

// aNumber is what kindOf says of numbers.
const aNumber = "a number"
