package gateway

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"activityhub/platform"
)

// maxDefinition is the most bytes of a request that writes a definition.
const maxDefinition = 1 << 20

// wording says of a request what is wrong with it, in the shape of a service.
type wording func(detail string) *refusal

// typed reads the body of q, a JSON value of the form of T. Members that T does
// not know are let be: answers are sent back as requests, with all they have.
func typed[T any](q *request, wrong wording) (body T, err error) {
	raw, err := q.body("application/json", maxDefinition)
	if err != nil {
		return body, err
	}
	if !json.Valid(raw) {
		return body, wrong("the body is not valid JSON")
	}
	return body, unmarshalled(raw, &body, wrong)
}

// unmarshalled reads raw, which is JSON, and says what member is of a wrong type,
// without its value.
func unmarshalled(raw []byte, to any, wrong wording) error {
	err := json.Unmarshal(raw, to)
	if err == nil {
		return nil
	}
	var mistyped *json.UnmarshalTypeError
	if !errors.As(err, &mistyped) {
		return wrong(err.Error()) // of an UnmarshalJSON of ours
	}
	place := "the body"
	if mistyped.Field != "" {
		place = mistyped.Field
	}
	return wrong(fmt.Sprintf("%s is %s", place, kindOf(mistyped.Type)))
}

// kindOf says what JSON is right for t.
func kindOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Slice:
		return "a list"
	case reflect.Struct, reflect.Map:
		return "an object"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	}
	return "a text"
}

// A flag is true or false, which some clients, and some samples, write as text.
type flag bool

var errNoFlag = errors.New("a flag of the body is neither true nor false")

// UnmarshalJSON implements [encoding/json.Unmarshaler].
func (f *flag) UnmarshalJSON(raw []byte) error {
	switch strings.ToLower(strings.Trim(string(raw), `"`)) {
	case "true":
		*f = true
	case "false":
		*f = false
	case "null":
	default:
		return errNoFlag
	}
	return nil
}

// notes writes what a service keeps with a definition, see definitions.About.
func notes(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // texts, flags, and JSON that was read
	}
	return raw
}

// noted reads what a service kept; of what it did not keep the zero.
func noted[T any](raw json.RawMessage) T {
	var v T
	if raw != nil {
		_ = json.Unmarshal(raw, &v) // notes wrote it
	}
	return v
}

// newUUID returns a UUID that nobody had before.
func newUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: see crypto/rand
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// unwritten says in the words of a service why definitions were not written:
// what is invalid, or depended on. Other errors are left as they are.
func unwritten(err error, invalid, inUse wording) error {
	var failed *platform.Error
	if !errors.As(err, &failed) {
		return err
	}
	switch failed.Kind {
	case platform.ErrInvalid:
		return invalid(failed.Message)
	case platform.ErrConflict:
		return inUse(failed.Message)
	}
	return err
}

// checked returns what is wrong with the texts of a definition; "" if nothing
// is.
func checked(texts ...named) string {
	for _, t := range texts {
		switch size := len([]rune(t.text)); {
		case t.needed && strings.TrimSpace(t.text) == "":
			return t.name + " is missing: it is a text that is not empty"
		case size > t.most:
			return fmt.Sprintf("%s has %d characters, at most %d", t.name, size, t.most)
		case strings.ContainsFunc(t.text, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0x7f }):
			return t.name + " holds control characters: it is text"
		}
	}
	return ""
}

// A named is a text with the member that holds it.
type named struct {
	name, text string
	most       int // characters
	needed     bool
}

// The most characters that names and descriptions have here.
const (
	maxName        = 255
	maxDescription = 4096
)
