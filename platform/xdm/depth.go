package xdm

import (
	"bytes"
	"strings"
)

// Deeper reports whether more than most objects and arrays stand inside each
// other in text, which need not be valid JSON. Readers of JSON that is somebody
// else's ask this first: many call themselves level by level, and a few
// megabytes of brackets would be the end of the process.
func Deeper[T string | []byte](text T, most int) bool {
	if brackets(text) <= most {
		return false
	}
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > most {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}

// brackets counts what may open an object or array, texts included: far sooner
// than reading.
func brackets[T string | []byte](text T) int {
	switch text := any(text).(type) {
	case string:
		return strings.Count(text, "{") + strings.Count(text, "[")
	case []byte:
		return bytes.Count(text, []byte{'{'}) + bytes.Count(text, []byte{'['})
	}
	panic("unreachable: the constraint has two types")
}
