package xdm

import (
	"slices"
	"strings"
)

// What follows is for generated accessors: types whose underlying type is Object
// or Entry, with a method per field. A value is handed on as a pointer into the
// document, which costs no allocation, together with the error of getting there.

// Ref returns a pointer to the member of that wire name, nil if there is none. It
// fails if o stands for an element of an array that is no object.
func (o *Object) Ref(name string) (*Value, error) {
	if o.broken != nil {
		return nil, o.broken
	}
	for i := len(o.members) - 1; i >= 0; i-- {
		if o.members[i].name == name {
			return &o.members[i].value, nil
		}
	}
	return nil, nil
}

// An Entry is one member of an object that is a map.
type Entry struct {
	key   string
	value Value
}

// Key returns the key, as the data holds it.
func (e *Entry) Key() string { return e.key }

// Ref returns a pointer to the value. It never fails.
func (e *Entry) Ref() (*Value, error) { return &e.value, nil }

// ObjectOf returns the object that v is, nil if v is absent.
func ObjectOf(v *Value, err error) (*Object, error) {
	if err != nil || v == nil || v.Absent() {
		return nil, err
	}
	o, err := v.Object()
	if err != nil {
		return nil, err
	}
	return &o, nil
}

// ElementOf returns the object that v, an element of an array, is; nil if v is
// null. An element that is no object becomes one of which every member fails, so
// that it spoils neither the array nor its other elements.
func ElementOf(v *Value) (*Object, error) {
	o, err := ObjectOf(v, nil)
	if err != nil {
		return &Object{broken: err}, nil
	}
	return o, nil
}

// ListOf returns the elements of the array that v is, each read by element. It is
// nil if v is absent or an empty array, which XDM reads alike.
func ListOf[T any](v *Value, err error, element func(*Value) (T, error)) ([]T, error) {
	if err != nil || v == nil || v.Absent() {
		return nil, err
	}
	values, err := v.Array()
	if err != nil || len(values) == 0 {
		return nil, err
	}
	list := make([]T, len(values))
	for i := range values {
		if list[i], err = element(&values[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// MapOf returns the members of the object that v is, as entries in the
// code-point order of their keys; nil if v is absent. Of a key that is there
// twice the last counts; nulls are left out.
func MapOf[T any](v *Value, err error, entry func(*Entry) T) ([]T, error) {
	o, err := ObjectOf(v, err)
	if o == nil {
		return nil, err
	}
	entries := make([]Entry, len(o.members))
	for i, m := range o.members {
		entries[i] = Entry{key: m.name, value: m.value}
	}
	slices.SortStableFunc(entries, func(a, b Entry) int { return strings.Compare(a.key, b.key) })
	list := make([]T, 0, len(entries))
	for i := range entries {
		if last := i+1 == len(entries) || entries[i+1].key != entries[i].key; last && !entries[i].value.Absent() {
			list = append(list, entry(&entries[i]))
		}
	}
	return list, nil
}
