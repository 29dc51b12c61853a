package resolvers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"activityhub/platform"
)

// What a plan misses never happens through the front door, so a loader is tried
// on its own.

func person(n int) platform.Identity {
	return platform.Identity{Namespace: "CRMID", ID: fmt.Sprint(n)}
}

func persons(n int) (ids idSet) {
	for i := range n {
		ids.add([]platform.Identity{person(i), person(i)})
	}
	return ids
}

// echo answers with the values of identities, except for those that end in 7.
func echo(calls *atomic.Int32) fetch[string] {
	return func(_ context.Context, ids []platform.Identity) (map[platform.Identity]string, error) {
		calls.Add(1)
		if len(ids) > platform.MaxProfilesPerCall {
			return nil, errors.New("too many")
		}
		values := map[platform.Identity]string{}
		failed := map[platform.Identity]error{}
		for _, id := range ids {
			if strings.HasSuffix(id.ID, "7") {
				failed[id] = errors.New(id.ID)
			} else {
				values[id] = id.ID
			}
		}
		return values, &platform.PartialError{Failed: failed}
	}
}

func TestLoader(t *testing.T) {
	for _, test := range []struct{ announced, others, calls int }{
		{1, 0, 1}, {5, 0, 1}, {100, 0, 1}, {101, 0, 2}, {250, 0, 3}, {0, 1, 1}, {3, 2, 1}, {20, 100, 1},
	} {
		t.Run(fmt.Sprintf("%d announced, %d others", test.announced, test.others), func(t *testing.T) {
			var calls atomic.Int32
			l := newLoader(persons(test.announced), echo(&calls))
			if test.announced > 0 {
				l.run(t.Context())
			}
			var wait sync.WaitGroup
			for i := range test.announced + test.others {
				wait.Go(func() {
					v, err := l.Load(t.Context(), person(i))()
					if want := person(i).ID; strings.HasSuffix(want, "7") {
						if err == nil || err.Error() != want || v != "" {
							t.Errorf("get(%d) = %q, %v; want its own error", i, v, err)
						}
					} else if v != want || err != nil {
						t.Errorf("get(%d) = %q, %v", i, v, err)
					}
				})
			}
			wait.Wait()
			// A timer decides which of the others go together.
			if got := int(calls.Load()); got < test.calls || got > test.calls+test.others {
				t.Errorf("%d calls, want %d and at most one for each of the others", got, test.calls)
			}
		})
	}
}

func TestLoaderContainsPanics(t *testing.T) {
	l := newLoader(persons(2), func(context.Context, []platform.Identity) (map[platform.Identity]string, error) {
		panic("personal@example.com")
	})
	l.run(t.Context())
	for _, id := range []platform.Identity{person(1), person(5)} { // announced, and not
		if _, err := l.Load(t.Context(), id)(); err == nil || strings.Contains(err.Error(), "personal@example.com") {
			t.Errorf("Load = %v, want an error without what was panicked with", err)
		}
	}
}

func TestIDSet(t *testing.T) {
	for _, n := range []int{0, 1, few, few + 1, 300} {
		ids := persons(n)
		if len(ids.ids) != n {
			t.Errorf("%d identities, want %d", len(ids.ids), n)
		}
		for i := range n {
			if got := ids.place(person(i)); got != i {
				t.Errorf("of %d, %d is at %d", n, i, got)
			}
		}
		if got := ids.place(person(n)); got != -1 {
			t.Errorf("of %d, one that is not there is at %d", n, got)
		}
		if !slices.Equal(ids.ids, persons(n).ids) {
			t.Errorf("the order of %d is not that of adding", n)
		}
	}
}
