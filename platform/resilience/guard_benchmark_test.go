package resilience_test

import (
	"context"
	"testing"
	"time"

	"activityhub/platform/resilience"
)

// What the guard adds to a good call: "bare" is the floor, "limited" the floor
// with the deadline that every call needs anyway.
func BenchmarkDo(b *testing.B) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	answer := 0
	call := func(context.Context) (int, error) { answer++; return answer, nil }
	verify := func(b *testing.B, before int) {
		if answer-before != b.N {
			b.Fatalf("%d calls, want %d", answer-before, b.N)
		}
	}

	b.Run("bare", func(b *testing.B) {
		b.ReportAllocs()
		before := answer
		for range b.N {
			if _, err := call(ctx); err != nil {
				b.Fatal(err)
			}
		}
		verify(b, before)
	})
	b.Run("limited", func(b *testing.B) {
		b.ReportAllocs()
		before := answer
		for range b.N {
			ctx, cancel := context.WithTimeout(ctx, time.Second)
			if _, err := call(ctx); err != nil {
				b.Fatal(err)
			}
			cancel()
		}
		verify(b, before)
	})
	for _, point := range []bool{false, true} {
		name := map[bool]string{false: "guarded", true: "guarded point look-up"}[point]
		b.Run(name, func(b *testing.B) {
			g := guarded(b, resilience.Config{})
			b.ReportAllocs()
			before := answer
			for range b.N {
				if _, err := resilience.Do(ctx, g, point, call); err != nil {
					b.Fatal(err)
				}
			}
			verify(b, before)
			if s := g.State(); s.Attempts != uint64(b.N) {
				b.Fatalf("%d attempts, want %d", s.Attempts, b.N)
			}
		})
	}
}
