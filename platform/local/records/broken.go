package records

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/tidwall/gjson"

	"activityhub/platform/xdm"
)

// object reads an object that is not simply the rest of its line: it spans
// lines, another follows it, it is too large, or it is broken.
func (s *Scanner) object() (Item, error) {
	line := s.line
	var text []byte
	depth, quoted, escaped, large := 0, false, false, false
	breaksOff := func(why string) Item {
		if large {
			return tooLarge(line)
		}
		return broken(line, "the record breaks off: "+why)
	}
	keep := func(more ...byte) {
		if large = large || len(text)+len(more) > MaxSize; large {
			text = nil
		} else {
			text = append(text, more...)
		}
	}
	for {
		if quoted && !escaped {
			if plain := s.plain(); len(plain) > 0 {
				keep(plain...)
				s.use(plain)
			}
		}
		before := s.last
		c, err := s.next()
		switch {
		case err == io.EOF:
			return breaksOff("the file ends before it is closed"), nil
		case err != nil:
			return Item{}, err
		case c < ' ' && c != '\t' && c != '\r' && c != '\n':
			_, err := s.skipLine()
			return broken(line, fmt.Sprintf("not valid JSON: control character U+%04X", c)), err
		case c == '\n' && quoted:
			return breaksOff("a line ends before the closing quote of a text"), nil
		case escaped:
			escaped = false
		case quoted:
			escaped, quoted = c == '\\', c != '"'
		case c == '"':
			quoted = true
		case c == '{' && before == '\n' && depth > 0:
			_ = s.in.UnreadByte() // it was just read
			s.read, s.last = s.read-1, before
			return breaksOff("the next one begins before it is closed"), nil
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
		}
		keep(c)
		if depth == 0 {
			return closed(line, text, large), nil
		}
	}
}

// plain peeks at what is buffered of a text up to the next character that means
// something.
func (s *Scanner) plain() []byte {
	window, _ := s.in.Peek(s.in.Buffered()) // what is buffered is there
	for i, c := range window {
		if c == '"' || c == '\\' || c < ' ' {
			return window[:i]
		}
	}
	return window
}

// closed returns the item for an object whose last brace was found.
func closed(line int, text []byte, large bool) Item {
	switch {
	case large:
		return tooLarge(line)
	case xdm.Deeper(text, MaxDepth):
		return Item{Line: line, Code: CodeTooDeep, Reason: fmt.Sprintf("more than %d objects and arrays stand inside each other", MaxDepth)}
	case !gjson.ValidBytes(text):
		return broken(line, "not valid JSON"+syntax(text))
	}
	return Item{Line: line, Raw: string(text)}
}

// garbage passes over what is no object. Of binary data, lines that follow each
// other are one item.
func (s *Scanner) garbage() (Item, error) {
	item := Item{Line: s.line, Code: CodeNotObject, Reason: "not a JSON object: a record is one object and begins with {"}
	binary, err := s.skipLine()
	if binary {
		item.Reason = "binary data: records are JSON text"
	}
	for binary && err == nil {
		c, end := s.peek()
		if end != nil || strings.IndexByte("{[,]", c) >= 0 {
			break // the end shows again at the next call
		}
		_, err = s.skipLine()
	}
	return item, err
}

// skipLine passes over the rest of the line, or inside an array over the rest of
// the element if that ends sooner, and reports whether it holds what no text
// does.
func (s *Scanner) skipLine() (binary bool, err error) {
	quoted, escaped := false, false
	for {
		c, err := s.peek()
		if err == io.EOF {
			return binary, nil
		}
		if err != nil {
			return binary, err
		}
		if s.arrays > 0 && !quoted && (c == ',' || c == ']') {
			return binary, nil
		}
		switch {
		case escaped:
			escaped = false
		case c == '\\':
			escaped = quoted
		case c == '"':
			quoted = !quoted
		}
		if _, err := s.next(); err != nil {
			return binary, err
		}
		if c == '\n' {
			return binary, nil
		}
		binary = binary || c < ' ' && c != '\t' && c != '\r' || c == 0x7f
	}
}

func broken(line int, reason string) Item {
	return Item{Line: line, Code: CodeInvalidJSON, Reason: reason}
}

func tooLarge(line int) Item {
	return Item{Line: line, Code: CodeTooLarge, Reason: fmt.Sprintf("the record has more than %d bytes", MaxSize)}
}

// syntax says where text stops being JSON, for the end of a sentence.
func syntax(text []byte) string {
	var value any
	err := json.Unmarshal(text, &value)
	var at *json.SyntaxError
	if errors.As(err, &at) {
		return fmt.Sprintf(": %s at byte %d of the record", strings.TrimPrefix(at.Error(), "json: "), at.Offset)
	}
	return ""
}
