package xdm

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// ErrNotObject is what ParseObject returns for JSON that is no object.
var ErrNotObject = errors.New("not a JSON object")

// An Object is a JSON object of an XDM document. Its members are found when it
// is made, in one pass; what is inside them is read when it is asked for. The
// zero value is an object without members. An Object is never changed, so any
// number of goroutines may read one.
type Object struct {
	members []member
	broken  error // what Ref and Find give; see ElementOf
}

type member struct {
	name  string
	value Value
}

// ParseObject returns the object in raw, which must be valid JSON to the end.
func ParseObject(raw []byte) (Object, error) {
	if !gjson.ValidBytes(raw) {
		return Object{}, errors.New("not valid JSON")
	}
	return TrustedObject(string(raw))
}

// TrustedObject is [ParseObject] for text that is known to be valid JSON, such
// as what the store gave back.
func TrustedObject(raw string) (Object, error) {
	v := newValue(raw)
	if !v.IsObject() {
		return Object{}, ErrNotObject
	}
	return newObject(v), nil
}

func newObject(v Value) Object {
	var few [12]member // most objects have no more
	members := few[:0]
	eachMember(v.raw, func(name, value string) {
		members = append(members, member{name: unquote(name), value: Value{value}})
	})
	return Object{members: slices.Clone(members)}
}

// Get returns the member of that wire name. A missing member is an absent
// value. Of a name that is there twice the last counts, as for encoding/json.
func (o Object) Get(name string) Value {
	for i := len(o.members) - 1; i >= 0; i-- {
		if o.members[i].name == name {
			return o.members[i].value
		}
	}
	return Value{}
}

// At returns the value at path, which goes through objects only. See
// [Object.Select] for paths through arrays.
func (o Object) At(path Path) Value {
	name, rest := path.Cut()
	v := o.Get(name)
	for rest != "" {
		if !v.IsObject() {
			return Value{}
		}
		name, rest = rest.Cut()
		v = v.member(name)
	}
	return v
}

// Find is [Object.At] for readers that tell what is missing from what is wrong:
// it fails where something on the way is there and is no object, or o stands for
// an element of an array that is none.
func (o *Object) Find(path Path) (Value, error) {
	if o.broken != nil {
		return Value{}, o.broken
	}
	name, rest := path.Cut()
	v := o.Get(name)
	for rest != "" && !v.Absent() {
		if !v.IsObject() {
			return Value{}, v.mismatch("an object")
		}
		name, rest = rest.Cut()
		v = v.member(name)
	}
	return v, nil
}

// Select returns the value at path as JSON. Where the path goes through an
// array the answer is the array of what is there in its elements. It is absent
// where there is nothing.
func (o Object) Select(path Path) Value {
	name, rest := path.Cut()
	return o.Get(name).selectBelow(rest)
}

// With returns o with v as its member of that name, in the place that it has
// now or after the others.
func (o Object) With(name string, v Value) Object {
	members := make([]member, 0, len(o.members)+1)
	placed := false
	for _, m := range o.members {
		switch {
		case m.name != name:
			members = append(members, m)
		case !placed:
			members = append(members, member{name: name, value: v})
			placed = true
		}
	}
	if !placed {
		members = append(members, member{name: name, value: v})
	}
	return Object{members: members}
}

// Len returns the number of members.
func (o Object) Len() int { return len(o.members) }

// All returns the members in the order of the document.
func (o Object) All() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		for _, m := range o.members {
			if !yield(m.name, m.value) {
				return
			}
		}
	}
}

// A Value is one JSON value of a document, or its absence. The zero value is
// absent. Null is absent too: the Platform stores no nulls.
type Value struct {
	raw string // without blanks around it; "" for absent
}

// newValue returns the JSON value that raw is, maybe with blanks around it.
func newValue(raw string) Value {
	return Value{strings.Trim(raw, blanks)}
}

// first returns the byte that tells what v is; 0 if absent or null.
func (v Value) first() byte {
	if v.raw == "" || v.raw[0] == 'n' {
		return 0
	}
	return v.raw[0]
}

// TrustedValue is [ParseValue] for text that is known to be valid JSON.
func TrustedValue(raw string) Value { return newValue(raw) }

// ParseValue returns the JSON value in raw, which must be valid to the end.
func ParseValue(raw []byte) (Value, error) {
	if !gjson.ValidBytes(raw) {
		return Value{}, errors.New("not valid JSON")
	}
	return newValue(string(raw)), nil
}

// Absent reports whether v is missing or null.
func (v Value) Absent() bool { return v.first() == 0 }

// IsObject reports whether v is a JSON object.
func (v Value) IsObject() bool { return v.first() == '{' }

// IsArray reports whether v is a JSON array.
func (v Value) IsArray() bool { return v.first() == '[' }

// Raw returns v as it is in the document; "null" if absent.
func (v Value) Raw() string {
	if v.Absent() {
		return "null"
	}
	return v.raw
}

// Text returns the string that v is; "" if it is none.
func (v Value) Text() string {
	if v.first() == '"' {
		return unquote(v.raw)
	}
	return ""
}

// Object returns the object that v is. An absent value is an object without
// members.
func (v Value) Object() (Object, error) {
	if v.Absent() {
		return Object{}, nil
	}
	if !v.IsObject() {
		return Object{}, v.mismatch("an object")
	}
	return newObject(v), nil
}

// Array returns the elements of the array that v is; none if it is absent.
func (v Value) Array() ([]Value, error) {
	if v.Absent() {
		return nil, nil
	}
	if !v.IsArray() {
		return nil, v.mismatch("an array")
	}
	var few [16]Value // most arrays have no more
	elements := few[:0]
	eachElement(v.raw, func(element string) {
		elements = append(elements, Value{element})
	})
	return slices.Clone(elements), nil
}

func (v Value) member(name string) Value {
	var found Value
	eachMember(v.raw, func(key, value string) {
		if unquote(key) == name {
			found = Value{value}
		}
	})
	return found
}

func (v Value) selectBelow(rest Path) Value {
	switch {
	case rest == "" || v.Absent():
		return v
	case v.IsObject():
		name, after := rest.Cut()
		return v.member(name).selectBelow(after)
	case v.IsArray():
		raw := []byte{'['}
		eachElement(v.raw, func(element string) {
			if found := (Value{element}).selectBelow(rest); !found.Absent() {
				if len(raw) > 1 {
					raw = append(raw, ',')
				}
				raw = append(raw, found.raw...)
			}
		})
		if len(raw) == 1 {
			return Value{}
		}
		return Value{string(append(raw, ']'))}
	}
	return Value{}
}

// A TypeError says that a value of the data is not of the type that its schema
// declares. It names the types, never the value.
type TypeError struct {
	Want string // such as "an integer of 32 bits"
	Got  string // such as "a string"
}

func (e *TypeError) Error() string {
	return fmt.Sprintf("the data holds %s where the schema says %s", e.Got, e.Want)
}

// mismatch returns the error for v where want is declared.
func (v Value) mismatch(want string) error { return &TypeError{Want: want, Got: v.Kind()} }

// Kind says what v is, for messages: "a string", "an object" and so on.
func (v Value) Kind() string {
	switch v.first() {
	case 0:
		return "nothing"
	case '"':
		return "a string"
	case 't', 'f':
		return "a boolean"
	case '[':
		return "an array"
	case '{':
		return "an object"
	}
	return "a number"
}
