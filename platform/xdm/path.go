package xdm

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Limits of a path: no real schema comes near them.
const (
	MaxPathLength = 1024 // bytes
	MaxPathDepth  = 32   // names
)

// A Path names a place in a document by wire names with dots between, such as
// "person.name.firstName". A path goes through arrays without saying so: it
// then means that place in every element. Names that hold dots, as keys of maps
// may, cannot be named.
type Path string

// ParsePath checks that s can be a path, and says what is wrong with it if not.
func ParsePath(s string) (Path, error) {
	switch {
	case s == "":
		return "", fmt.Errorf("an XDM path is not empty: write wire names with dots between, such as person.name.firstName")
	case len(s) > MaxPathLength:
		return "", fmt.Errorf("an XDM path has at most %d bytes, this one has %d", MaxPathLength, len(s))
	case !utf8.ValidString(s):
		return "", fmt.Errorf("an XDM path is UTF-8 text")
	}
	names := strings.Split(s, ".")
	if len(names) > MaxPathDepth {
		return "", fmt.Errorf("an XDM path has at most %d names, this one has %d", MaxPathDepth, len(names))
	}
	for i, name := range names {
		if name == "" {
			return "", fmt.Errorf("name %d of the XDM path is empty: write wire names with one dot between, such as person.name.firstName", i+1)
		}
		if at := strings.IndexFunc(name, func(r rune) bool { return r < ' ' || strings.ContainsRune("/\\*[]{},\"' \u007f", r) }); at >= 0 {
			return "", fmt.Errorf("name %d of the XDM path holds a character that no wire name has: write wire names with dots between, without brackets, slashes, quotes or blanks", i+1)
		}
	}
	return Path(s), nil
}

// Cut returns the first name of p and the rest; rest is "" for a single name.
func (p Path) Cut() (name string, rest Path) {
	name, after, _ := strings.Cut(string(p), ".")
	return name, Path(after)
}

// Join returns the path of name below p.
func (p Path) Join(name string) Path {
	if p == "" {
		return Path(name)
	}
	return p + "." + Path(name)
}

// Covers reports whether q is p or lies below it.
func (p Path) Covers(q Path) bool {
	return strings.HasPrefix(string(q), string(p)) && (len(p) == len(q) || q[len(p)] == '.')
}
