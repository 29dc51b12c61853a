// Package nearest finds what somebody probably meant: the known name that is
// most like a mistyped one.
package nearest

import (
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Name returns the one of known that is most like word, without regard to case,
// the first in order of the alphabet where several are. ok is false when none
// is alike enough to be a likely meaning.
func Name(word string, known []string) (name string, ok bool) {
	if len(word) > 100 {
		return "", false
	}
	least := max(2, len(word)/2)
	for _, candidate := range slices.Sorted(slices.Values(known)) {
		distance := levenshtein.ComputeDistance(strings.ToLower(word), strings.ToLower(candidate))
		if distance < least || distance == least && !ok {
			name, ok, least = candidate, true, distance
		}
	}
	return name, ok
}

// Hint returns "; did you mean NAME?" for the nearest name, and "" without one.
func Hint(word string, known []string) string {
	if name, ok := Name(word, known); ok {
		return "; did you mean " + name + "?"
	}
	return ""
}
