package dialect_test

import (
	"context"
	"strings"
	"testing"
)

// written reads a list and writes its elements in lines.
func written[T any](t *testing.T, read func(context.Context) ([]T, error), write func(T) string) string {
	t.Helper()
	all, err := read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	lines := make([]string, len(all))
	for i, one := range all {
		lines[i] = write(one)
	}
	return strings.Join(lines, "\n")
}

func equal(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s\n got %s\nwant %s", what, got, want)
	}
}
