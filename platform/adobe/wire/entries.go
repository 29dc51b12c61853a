package wire

import (
	"activityhub/platform/xdm"
)

// eachEntry calls yield for every entry of an answer about many: the members of
// a map keyed by XID, the elements of an array, which say their XID themselves,
// and the members of maps in an array. An entry that is null is none.
func eachEntry(body string, yield func(xid string, entry xdm.Value) error) error {
	answer := xdm.TrustedValue(body)
	switch {
	case answer.IsObject():
		return eachMember(answer, yield)
	case answer.IsArray():
		elements, err := answer.Array()
		if err != nil {
			return err
		}
		for _, element := range elements {
			if err := eachElement(element, yield); err != nil {
				return err
			}
		}
		return nil
	}
	return ErrShape
}

func eachMember(answer xdm.Value, yield func(string, xdm.Value) error) error {
	entries, err := answer.Object()
	if err != nil {
		return ErrShape
	}
	for xid, entry := range entries.All() {
		if entry.Absent() {
			continue
		}
		if !entry.IsObject() {
			return ErrShape
		}
		if err := yield(xid, entry); err != nil {
			return err
		}
	}
	return nil
}

// eachElement reads an element of an array: an entry that says its XID, or else
// a map of entries.
func eachElement(element xdm.Value, yield func(string, xdm.Value) error) error {
	if element.Absent() {
		return nil
	}
	entry, err := element.Object()
	if err != nil {
		return ErrShape
	}
	for _, name := range []string{"xid", "entityId"} {
		if xid, ok, err := entry.Get(name).Str(); ok && err == nil {
			return yield(xid, element)
		}
	}
	if !entry.Get("error").Absent() || !entry.Get("statusCode").Absent() {
		return yield("", element) // a failure of nobody in particular
	}
	return eachMember(element, yield)
}
