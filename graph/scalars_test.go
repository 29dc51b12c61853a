package graph_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"activityhub/graph"
	"activityhub/platform"
)

// secret is in every value that is refused, where the value is text: no message
// may repeat it.
const secret = "ada.secret@example.com"

func TestScalars(t *testing.T) {
	readers := map[string]func(any) (any, error){
		"String":   func(v any) (any, error) { return graph.UnmarshalString(v) },
		"ID":       func(v any) (any, error) { return graph.UnmarshalID(v) },
		"Boolean":  func(v any) (any, error) { return graph.UnmarshalBoolean(v) },
		"Int":      func(v any) (any, error) { return graph.UnmarshalInt(v) },
		"Long":     func(v any) (any, error) { return graph.UnmarshalLong(v) },
		"DateTime": func(v any) (any, error) { return graph.UnmarshalDateTime(v) },
		"Decimal":  func(v any) (any, error) { return graph.UnmarshalDecimal(v) },
		"XDMPath":  func(v any) (any, error) { return graph.UnmarshalXDMPath(v) },
	}
	list, object := []any{secret}, map[string]any{"a": secret}
	tests := []struct {
		scalar string
		given  any
		want   string // as fmt prints it; after "!" a part of the message
	}{
		{"String", "text", "text"}, {"String", "", ""},
		{"String", 7, "!text in quotes, not a number"}, {"String", true, "!not a boolean"}, {"String", nil, "!not null"},
		{"String", list, "!not a list"}, {"String", object, "!not an object"}, {"String", json.Number("7"), "!not a number"},

		{"ID", secret, secret}, {"ID", int64(7), "7"}, {"ID", json.Number("9007199254740993"), "9007199254740993"},
		{"ID", 1.5, "!text in quotes, or a whole number"}, {"ID", true, "!text in quotes"}, {"ID", nil, "!text in quotes"}, {"ID", list, "!text in quotes"},

		{"Boolean", true, "true"}, {"Boolean", false, "false"},
		{"Boolean", "true", "!without quotes, not text in quotes"}, {"Boolean", 1, "!not a number"}, {"Boolean", nil, "!not null"},

		{"Int", 7, "7"}, {"Int", int32(7), "7"}, {"Int", 7.0, "7"}, {"Int", json.Number("1e3"), "1000"}, {"Int", int64(math.MinInt32), "-2147483648"},
		{"Int", secret, "!without quotes, not text in quotes"}, {"Int", "7", "!without quotes"}, {"Int", 7.5, "!whole number of 32 bits"},
		{"Int", int64(math.MaxInt32 + 1), "!between -2147483648 and 2147483647"}, {"Int", json.Number("1e400"), "!32 bits"}, {"Int", math.NaN(), "!32 bits"},
		{"Int", math.Inf(1), "!32 bits"}, {"Int", nil, "!not null"}, {"Int", true, "!not a boolean"},

		{"Long", int64(1 << 53), "9007199254740992"}, {"Long", "-9007199254740992", "-9007199254740992"}, {"Long", json.Number("5"), "5"},
		{"Long", int64(1<<53 + 1), "!between -2^53 and 2^53"}, {"Long", secret, "!whole number"}, {"Long", "1.5", "!whole number"}, {"Long", nil, "!whole number"},
		{"Long", "99999999999999999999", "!whole number"}, {"Long", list, "!whole number"},

		{"DateTime", "2026-05-19T16:00:00.123456+02:00", "2026-05-19 14:00:00.123456 +0000 UTC"},
		{"DateTime", "2026-05-19T14:00:00", "!with a zone"}, {"DateTime", secret, "!RFC 3339"}, {"DateTime", "2026-02-30T00:00:00Z", "!RFC 3339"},
		{"DateTime", 1780000000, "!not a number"}, {"DateTime", nil, "!not null"},

		{"Decimal", "129.97", "129.97"}, {"Decimal", "-1e5", "-1e5"}, {"Decimal", "0.10", "0.10"},
		{"Decimal", "null", "!number as text"}, {"Decimal", `"1"`, "!number as text"}, {"Decimal", " 1", "!number as text"}, {"Decimal", "1\n", "!number as text"},
		{"Decimal", "01", "!number as text"}, {"Decimal", "", "!number as text"}, {"Decimal", "-", "!number as text"}, {"Decimal", "[1]", "!number as text"},
		{"Decimal", secret, "!number as text"}, {"Decimal", 1.5, "!number as text"}, {"Decimal", "NaN", "!number as text"}, {"Decimal", nil, "!number as text"},

		{"XDMPath", "person.name.firstName", "person.name.firstName"},
		{"XDMPath", "person..name", "!name 2 of the XDM path is empty"}, {"XDMPath", "a/" + secret, "!without brackets"}, {"XDMPath", "", "!not empty"},
		{"XDMPath", 7, "!not a number"}, {"XDMPath", list, "!not a list"},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s of %T %.20v", tt.scalar, tt.given, tt.given), func(t *testing.T) {
			got, err := readers[tt.scalar](tt.given)
			part, refused := strings.CutPrefix(tt.want, "!")
			switch {
			case !refused && (err != nil || fmt.Sprint(got) != tt.want):
				t.Errorf("got %v, %v; want %s", got, err, tt.want)
			case refused && (!errors.Is(err, platform.ErrInvalid) || !strings.Contains(err.Error(), part)):
				t.Errorf("got %v, error %v; want an invalid request and %q", got, err, part)
			case refused && strings.Contains(err.Error(), secret):
				t.Errorf("the message has the value: %v", err)
			}
		})
	}
}

func TestWrittenScalars(t *testing.T) {
	at := time.Date(2026, 5, 19, 16, 0, 0, 123_999_999, time.FixedZone("", 7200))
	for _, tt := range []struct {
		name string
		m    graphql.Marshaler
		want string
	}{
		{"String", graph.MarshalString("a\"\x00\n<é>"), `"a\"\u0000\n<é>"`},
		{"ID", graph.MarshalID("1"), `"1"`},
		{"Boolean", graph.MarshalBoolean(true), `true`},
		{"Int", graph.MarshalInt(-7), `-7`},
		{"Long", graph.MarshalLong(1 << 53), `9007199254740992`},
		{"DateTime", graph.MarshalDateTime(at), `"2026-05-19T14:00:00.123Z"`},
		{"Decimal", graph.MarshalDecimal("0.10"), `"0.10"`},
		{"XDMPath", graph.MarshalXDMPath("person.name"), `"person.name"`},
	} {
		var b bytes.Buffer
		tt.m.MarshalGQL(&b)
		if b.String() != tt.want {
			t.Errorf("%s is written %s, want %s", tt.name, b.String(), tt.want)
		}
	}
}
