package settings

import (
	"cmp"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// nearest returns the one of known that is most like name, without regard to
// case: the last part of a dotted key counts too, so that "depth" finds
// limits.depth, and so does the first, so that "gatway" finds a key of the
// gateway. It is "" only where known is empty.
func nearest(name string, known []string) string {
	if len(known) == 0 {
		return ""
	}
	return slices.MinFunc(known, func(a, b string) int {
		return cmp.Or(cmp.Compare(distance(name, a), distance(name, b)), cmp.Compare(a, b))
	})
}

func distance(name, known string) int {
	name, known = strings.ToLower(name), strings.ToLower(known)
	whole := levenshtein.ComputeDistance(name, known)
	group, last, ok := cutLast(known)
	if !ok {
		return whole
	}
	// One more, so that a key of that very name is nearer.
	return min(whole, 1+levenshtein.ComputeDistance(name, last), 1+levenshtein.ComputeDistance(name, group))
}

// cutLast cuts a dotted key before its last part.
func cutLast(key string) (before, last string, ok bool) {
	dot := strings.LastIndexByte(key, '.')
	if dot < 0 {
		return "", key, false
	}
	return key[:dot], key[dot+1:], true
}
