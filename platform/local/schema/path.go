package schema

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// name writes a member for a path: plainly if that can be read back, and as
// ["key"] for map keys with dots, blanks and the like.
func name(key string) string {
	if key != "" && len(key) <= 100 && utf8.ValidString(key) && !strings.ContainsFunc(key, func(r rune) bool {
		return r <= ' ' || strings.ContainsRune(".[]\"\\\u007f", r)
	}) {
		return key
	}
	if len(key) > 100 {
		return `["…"]`
	}
	return "[" + strconv.Quote(key) + "]"
}

// below puts the dot before what follows a name.
func below(path string) string {
	if path == "" || path[0] == '[' {
		return path
	}
	return "." + path
}

// keySet remembers the keys of a map. Few are kept in a list, many in a map.
type keySet struct {
	few  []string
	many map[string]struct{}
}

// add reports whether key was not there yet.
func (s *keySet) add(key string) bool {
	if s.many == nil {
		for _, k := range s.few {
			if k == key {
				return false
			}
		}
		if len(s.few) < 16 {
			s.few = append(s.few, key)
			return true
		}
		s.many = make(map[string]struct{}, 2*len(s.few))
	}
	for _, k := range s.few {
		if k == key {
			return false
		}
	}
	if _, ok := s.many[key]; ok {
		return false
	}
	s.many[key] = struct{}{}
	return true
}
