// Package records finds the records in a stream of JSON: one object a line
// (NDJSON), objects one after the other, with or without commas between, or an
// array of them, over one line or many.
//
// What is no record is told with its line and why, and never stops what
// follows: half a record ends where the next one begins, at a '{' that opens a
// line, and a record of any size or depth is passed over in bounded memory. A
// stream that is no JSON from its first byte, such as a packed one, is one item.
package records

import (
	"bufio"
	"bytes"
	"io"

	"github.com/tidwall/gjson"

	"activityhub/platform/xdm"
)

// MaxSize is the most bytes that one record has in the stream, blanks included.
const MaxSize = 1 << 20

// MaxDepth is how many objects and arrays stand inside each other in a record,
// at most. No schema comes near; text that does is made to exhaust its readers.
const MaxDepth = 100

// The codes of what can be no record.
const (
	CodeInvalidJSON = "INVALID_JSON"
	CodeNotObject   = "NOT_AN_OBJECT"
	CodeTooLarge    = "RECORD_TOO_LARGE"
	CodeTooDeep     = "NESTED_TOO_DEEPLY"
)

// An Item is a record, or what stands in the place of one.
type Item struct {
	Line   int    // where it begins, from 1
	Raw    string // the record: a valid JSON object; "" if it is none
	Code   string // what is wrong with it; "" if it is a record
	Reason string
}

// A Scanner reads items from a stream. It holds at most a few MaxSize of it.
type Scanner struct {
	in     *bufio.Reader
	line   int   // of the next byte
	read   int64 // bytes used
	last   byte  // used last; a line break before the first
	arrays int   // arrays that are open around the records
	slow   int64 // up to this place no line is one record alone, so that trying is in vain
	begun  bool
	over   bool // nothing that follows can be read
}

// NewScanner returns a scanner of in.
func NewScanner(in io.Reader) *Scanner {
	return &Scanner{in: bufio.NewReaderSize(in, 2*MaxSize), line: 1, last: '\n'}
}

// Bytes returns how much of the stream was used.
func (s *Scanner) Bytes() int64 { return s.read }

// Next returns the next item, and io.EOF after the last. Any other error is
// that of the stream.
func (s *Scanner) Next() (Item, error) {
	if !s.begun {
		s.begun = true
		if item, foreign := s.begin(); foreign {
			return item, nil
		}
	}
	if s.over {
		return Item{}, io.EOF
	}
	for {
		c, err := s.peek()
		switch {
		case err == io.EOF && s.arrays > 0:
			s.arrays = 0
			return broken(s.line, "the array is not closed at the end: the file seems to be cut off"), nil
		case err != nil:
			return Item{}, err
		case c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',':
			s.next()
		case c == '[':
			s.arrays++
			s.next()
		case c == ']' && s.arrays > 0:
			s.arrays--
			s.next()
		case c == '{':
			if s.read >= s.slow {
				if item, ok := s.wholeLine(); ok {
					return item, nil
				}
			}
			return s.object()
		default:
			return s.garbage()
		}
	}
}

// peek returns the next byte and leaves it where it is.
func (s *Scanner) peek() (byte, error) {
	c, err := s.in.Peek(1)
	if err != nil {
		return 0, err
	}
	return c[0], nil
}

// next uses the next byte.
func (s *Scanner) next() (byte, error) {
	c, err := s.in.ReadByte()
	if err != nil {
		return 0, err
	}
	s.read++
	s.last = c
	if c == '\n' {
		s.line++
	}
	return c, nil
}

// use uses text, which was peeked at.
func (s *Scanner) use(text []byte) {
	s.line += bytes.Count(text, []byte{'\n'})
	s.read += int64(len(text))
	s.last = text[len(text)-1]
	_, _ = s.in.Discard(len(text)) // it is buffered
}

// wholeLine is the short way for the usual case: the rest of the line is one
// record.
func (s *Scanner) wholeLine() (Item, bool) {
	line, ok := s.restOfLine()
	text := bytes.TrimRight(line, " \t\r")
	if !ok || text[len(text)-1] != '}' || xdm.Deeper(text, MaxDepth) || !gjson.ValidBytes(text) {
		s.slow = s.read + int64(len(line))
		return Item{}, false
	}
	item := Item{Line: s.line, Raw: string(text)}
	s.use(line)
	return item, true
}

// restOfLine peeks at what comes before the next line break or the end of the
// stream. ok is false if that is more than a record may have.
func (s *Scanner) restOfLine() (line []byte, ok bool) {
	for {
		window, err := s.in.Peek(max(1, s.in.Buffered()))
		if at := bytes.IndexByte(window, '\n'); at >= 0 {
			return window[:at], at <= MaxSize
		}
		if err != nil || len(window) > MaxSize {
			return window, err == io.EOF && len(window) <= MaxSize && len(window) > 0
		}
		more, err := s.in.Peek(len(window) + 1)
		if err != nil {
			return more, err == io.EOF && len(more) <= MaxSize
		}
	}
}
