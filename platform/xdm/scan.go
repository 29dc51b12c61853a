package xdm

import (
	"encoding/json"
	"math/bits"
	"strings"
)

// The scanner finds where the parts of a JSON value begin and end, and reads
// nothing of them. It expects valid JSON; of other text it makes something, but
// neither panics nor goes on forever.

// blanks are what may stand around a JSON value.
const blanks = " \t\r\n"

// skipBlanks returns the place of the first byte of s, from i on, that is no
// blank.
func skipBlanks(s string, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == '\n' || s[i] == '\t' || s[i] == '\r') {
		i++
	}
	return i
}

// skipValue returns the place after the value that begins at i.
func skipValue(s string, i int) int {
	if i >= len(s) {
		return len(s)
	}
	switch s[i] {
	case '"':
		return skipString(s, i)
	case '{', '[':
		return skipNested(s, i)
	}
	for ; i < len(s); i++ {
		switch s[i] {
		case ',', '}', ']', ' ', '\n', '\t', '\r':
			return i
		}
	}
	return i
}

// Words of eight equal bytes, to look at eight bytes of a string at once.
const (
	ones       = 0x0101010101010101
	highs      = 0x8080808080808080
	quoteWord  = ones * '"'
	escapeWord = ones * '\\'
)

// word returns the eight bytes of s from i on.
func word(s string, i int) uint64 {
	b := s[i : i+8]
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}

// skipString returns the place after the string whose quote is at i.
func skipString(s string, i int) int {
	i++
	for i+8 <= len(s) {
		w := word(s, i)
		q, e := w^quoteWord, w^escapeWord
		// The lowest high bit that is set here is that of the first byte which is
		// a quote or an escape.
		found := ((q-ones)&^q | (e-ones)&^e) & highs
		if found == 0 {
			i += 8
			continue
		}
		i += bits.TrailingZeros64(found) / 8
		if s[i] == '"' {
			return i + 1
		}
		i += 2 // the escape and the byte after it
	}
	for ; i < len(s); i++ {
		switch s[i] {
		case '"':
			return i + 1
		case '\\':
			i++
		}
	}
	return len(s)
}

// skipNested returns the place after the object or array whose bracket is at i.
func skipNested(s string, i int) int {
	for depth := 0; i < len(s); {
		switch s[i] {
		case '"':
			i = skipString(s, i)
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
		i++
	}
	return len(s)
}

// eachMember calls yield for the members of the object in s, with the name as it
// is written, quotes included.
func eachMember(s string, yield func(name, value string)) {
	for i := skipBlanks(s, 1); i < len(s) && s[i] == '"'; {
		nameEnd := skipString(s, i)
		begin := skipBlanks(s, nameEnd)
		if begin < len(s) && s[begin] == ':' {
			begin = skipBlanks(s, begin+1)
		}
		end := skipValue(s, begin)
		yield(s[i:nameEnd], s[begin:end])
		i = skipComma(s, end)
	}
}

// eachElement calls yield for the elements of the array in s.
func eachElement(s string, yield func(value string)) {
	for i := skipBlanks(s, 1); i < len(s) && s[i] != ']'; {
		end := skipValue(s, i)
		if end == i {
			return
		}
		yield(s[i:end])
		i = skipComma(s, end)
	}
}

func skipComma(s string, i int) int {
	if i = skipBlanks(s, i); i < len(s) && s[i] == ',' {
		i = skipBlanks(s, i+1)
	}
	return i
}

// unquote returns the text of a JSON string.
func unquote(quoted string) string {
	if len(quoted) < 2 {
		return ""
	}
	if inner := quoted[1 : len(quoted)-1]; strings.IndexByte(inner, '\\') < 0 {
		return inner
	}
	var s string
	if json.Unmarshal([]byte(quoted), &s) != nil {
		return ""
	}
	return s
}
