package contract_test

import (
	"maps"
	"testing"

	"activityhub/platform/platformtest/contract"
)

// A reading tries one example: it reads it as the product does, and compares
// what comes out with what its index says.
type reading func(t *testing.T, e contract.Example)

// readings returns how each example is read, by its file.
func readings() map[string]reading {
	all := map[string]reading{}
	for _, some := range []map[string]reading{profileReadings, eventReadings, refusalReadings, definitionReadings, requestReadings, unread()} {
		maps.Copy(all, some)
	}
	return all
}

// TestExamples reads every published example. One that no table names fails, as
// does a name that no example has.
func TestExamples(t *testing.T) {
	known := readings()
	examples := contract.Examples(t)
	for _, e := range examples {
		t.Run(e.File, func(t *testing.T) {
			read, ok := known[e.File]
			if !ok {
				t.Fatal("no table says how this example is read")
			}
			read(t, e)
		})
		delete(known, e.File)
	}
	for file := range known {
		t.Errorf("there is no example %s", file)
	}
	if len(examples) != 137 {
		t.Errorf("there are %d examples, not 137: look at the new ones", len(examples))
	}
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
