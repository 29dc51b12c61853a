package dialect

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
)

// A tree is a JSON document that is rewritten: an *object, an array of trees, or
// a json.RawMessage for a value that holds nothing, kept as it was written, so
// that no number changes.
type tree any

// An object is a JSON object whose members keep their order.
type object struct{ members []member }

type member struct {
	name  string
	value tree
}

// parse reads raw, which must be one JSON value.
func parse(raw []byte) (tree, error) {
	if !json.Valid(raw) {
		return nil, errors.New("no JSON")
	}
	return build(bytes.TrimSpace(raw))
}

// build is parse for JSON without blanks around it.
func build(raw []byte) (tree, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	switch raw[0] {
	case '{':
		o := &object{}
		if _, err := d.Token(); err != nil {
			return nil, err
		}
		for d.More() {
			name, err := d.Token()
			if err != nil {
				return nil, err
			}
			value, err := buildNext(d)
			if err != nil {
				return nil, err
			}
			o.members = append(o.members, member{name.(string), value}) // the names of an object are strings
		}
		_, err := d.Token()
		return o, err
	case '[':
		all := []tree{}
		if _, err := d.Token(); err != nil {
			return nil, err
		}
		for d.More() {
			value, err := buildNext(d)
			if err != nil {
				return nil, err
			}
			all = append(all, value)
		}
		_, err := d.Token()
		return all, err
	}
	return json.RawMessage(raw), nil
}

func buildNext(d *json.Decoder) (tree, error) {
	var raw json.RawMessage
	if err := d.Decode(&raw); err != nil {
		return nil, err
	}
	return build(raw)
}

// MarshalJSON implements [json.Marshaler].
func (o *object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o.members {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(write(m.name))
		b.WriteByte(':')
		b.Write(write(m.value))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// write returns t as JSON.
func write(t tree) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(t); err != nil {
		panic(err) // trees hold texts, numbers, and what was parsed
	}
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'})
}

func (o *object) index(name string) int {
	return slices.IndexFunc(o.members, func(m member) bool { return m.name == name })
}

// get returns the member of that name, nil if there is none.
func (o *object) get(name string) tree {
	if i := o.index(name); i >= 0 {
		return o.members[i].value
	}
	return nil
}

// set gives the member of that name another value, or adds it.
func (o *object) set(name string, value tree) {
	if i := o.index(name); i >= 0 {
		o.members[i].value = value
		return
	}
	o.members = append(o.members, member{name, value})
}

// rename gives a member another name, in its place.
func (o *object) rename(from, to string) {
	if i := o.index(from); i >= 0 {
		o.members[i].name = to
	}
}

// drop takes members away.
func (o *object) drop(names ...string) {
	o.members = slices.DeleteFunc(o.members, func(m member) bool { return slices.Contains(names, m.name) })
}

// object returns the member of that name if it is an object, and an empty one
// that belongs to nothing if not.
func (o *object) object(name string) *object {
	if inner, ok := o.get(name).(*object); ok {
		return inner
	}
	return &object{}
}

// list returns the member of that name if it is an array.
func (o *object) list(name string) []tree {
	all, _ := o.get(name).([]tree)
	return all
}

// text returns the member of that name if it is text.
func (o *object) text(name string) string { return text(o.get(name)) }

// text returns what t says if it is text.
func text(t tree) string {
	raw, ok := t.(json.RawMessage)
	if !ok {
		return ""
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// quoted returns a tree of one text.
func quoted(s string) tree { return json.RawMessage(write(s)) }

// an returns an object with members in the order given.
func an(members ...member) *object { return &object{members} }
