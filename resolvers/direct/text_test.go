package direct

import (
	"bytes"
	"context"
	"math"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"activityhub/graph"
)

// The values that the generated executor writes with its marshalers are written
// here by functions of our own: both must give the same bytes.

func written(m graphql.Marshaler) string {
	var b bytes.Buffer
	m.MarshalGQL(&b)
	return b.String()
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{"", "plain", "\"quoted\" \\ / \x00\x01\x1f\t\r\n\x7f", "grüße 日本 🎉", "\xff\xfe", "</script>\u2028"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := string(AppendText(nil, s)), written(graph.MarshalString(s)); got != want {
			t.Errorf("AppendText(%q) = %s, want %s", s, got, want)
		}
	})
}

func FuzzNumbers(f *testing.F) {
	for _, seed := range []float64{0, math.Copysign(0, -1), 1, -12.5, 1e6, 999999, 1e20, 1e21, 1e-4, 1e-5, 0.1, math.MaxFloat64, math.SmallestNonzeroFloat64} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, n float64) {
		if math.IsNaN(n) || math.IsInf(n, 0) {
			return // the data has none
		}
		var want bytes.Buffer
		if err := graphql.MarshalFloatContext(n).MarshalGQLContext(context.Background(), &want); err != nil {
			t.Fatal(err)
		}
		if got := string(appendFloat(nil, n)); got != want.String() {
			t.Errorf("appendFloat(%v) = %s, want %s", n, got, &want)
		}
		if got, want := string(appendInt(nil, int32(n))), written(graph.MarshalInt(int32(n))); got != want {
			t.Errorf("appendInt(%v) = %s, want %s", int32(n), got, want)
		}
	})
}

func FuzzTime(f *testing.F) {
	for _, seed := range []time.Time{{}, time.Unix(0, 0), time.Date(2026, 5, 19, 14, 0, 0, 999_999_999, time.UTC), time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(12345, 12, 31, 23, 59, 59, 0, time.UTC)} {
		f.Add(seed.Unix(), int64(seed.Nanosecond()), 0)
		f.Add(seed.Unix(), int64(seed.Nanosecond()), 3600)
	}
	f.Fuzz(func(t *testing.T, seconds, nanoseconds int64, offset int) {
		at := time.Unix(seconds%1e12, nanoseconds%1e9).In(time.FixedZone("", offset%86400))
		if got, want := string(appendTime(nil, at)), written(graph.MarshalDateTime(at)); got != want {
			t.Errorf("appendTime(%v) = %s, want %s", at, got, want)
		}
	})
}
