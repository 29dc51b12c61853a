package wire

import (
	"strconv"
	"strings"

	"activityhub/platform/xdm"
)

// A Refusal is what the error of one entry means. Its words are read and not
// kept.
type Refusal struct {
	Status        int  // as HTTP has them; 0 if the entry does not say
	TooManyLinked bool // the person has more identities than are looked up
	Linked        int  // how many they are; 0 if the entry does not say
}

// ReadRefusal reads the error of an entry: {message, cause, statusCode}, or such
// an object in an array.
//
// Source: profile.yaml, status 207.
func ReadRefusal(v xdm.Value) Refusal {
	if elements, err := v.Array(); err == nil && len(elements) > 0 {
		v = elements[0]
	}
	if !v.IsObject() {
		return Refusal{}
	}
	o, err := v.Object()
	if err != nil {
		return Refusal{}
	}
	return refusalOf(o)
}

func refusalOf(o xdm.Object) Refusal {
	r := Refusal{Status: status(o)}
	r.Linked, r.TooManyLinked = TooManyLinked(o.Get("message").Text())
	return r
}

// status returns the HTTP status that an error says it has, as a number or as
// text; 0 if it says none.
func status(o xdm.Object) int {
	for _, name := range []string{"statusCode", "status", "code"} {
		if n, ok, err := o.Get(name).Long(); ok && err == nil && n >= 100 && n < 600 {
			return int(n)
		}
	}
	return 0
}

// TooManyLinked reports whether a text of the Platform says that a person has
// more identities than are looked up, and how many they are; linked is 0 where
// it does not say.
//
// Source: Entities guide; older answers for the number.
func TooManyLinked(text string) (linked int, ok bool) {
	lower := strings.ToLower(text)
	_, after, ok := strings.Cut(lower, "too many related identities")
	if !ok {
		return 0, false
	}
	if _, number, said := strings.Cut(after, "got:"); said {
		number = strings.TrimLeft(number, " ")
		if end := strings.IndexFunc(number, func(c rune) bool { return c < '0' || c > '9' }); end >= 0 {
			number = number[:end]
		}
		if n, err := strconv.Atoi(number); err == nil {
			linked = n
		}
	}
	return linked, true
}
