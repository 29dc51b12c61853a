package wire

import (
	"time"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

// An Answer is what a look-up said: something of each identity, in no order.
type Answer struct {
	Records  []Record
	Failures []Failure
}

// A Record is one entry of a look-up of records.
type Record struct {
	XID          string                    // of the identity that was asked for
	Asked        platform.Identity         // the identity itself; zero unless the entry says it, as those of accounts do
	MergePolicy  string                    // "" if the entry does not say it
	Entity       xdm.Value                 // an object, or absent
	Members      xdm.Object                // of Entity, if the record was found
	Linked       []platform.LinkedIdentity // those that the entity holds, as they are written there
	LastModified time.Time                 // zero if unknown

	nothing bool // its sources say that there are none
}

// Found reports whether the entry is that of a record. For an identity that
// nothing is known of there may be an entry all the same, with an empty entity,
// no source and the first day of 1970.
//
// Source: Entities guide, sample of several profiles.
func (r *Record) Found() bool { return !r.nothing && !r.Entity.Absent() && !empty(r.Entity) }

// A Failure is one identity of a look-up that could not be answered.
type Failure struct {
	XID string // "" if it does not say whose it is
	Refusal
}

// Records reads the answer to a look-up of records: a map from XID to entry,
// where an entry may be a failure, or an array of both. It returns [ErrShape] for
// anything else.
//
// Source: Entities guide; profile.yaml for the status 207.
func Records(body string) (Answer, error) {
	var answer Answer
	var scratch xdm.Scratch
	var linked []platform.LinkedIdentity // of all records
	err := eachEntry(body, func(xid string, v xdm.Value) error {
		defer scratch.Release(scratch.Mark())
		entry, err := scratch.Object(v)
		if err != nil {
			return ErrShape
		}
		if failure, ok := readFailure(xid, entry); ok {
			answer.Failures = append(answer.Failures, failure)
			return nil
		}
		record, err := readRecord(xid, entry)
		if err != nil {
			return err
		}
		if record.Found() {
			if record.Members, err = record.Entity.Object(); err != nil {
				return ErrShape
			}
			before := len(linked)
			if linked, err = identities(linked, record.Members, &scratch); err != nil {
				return err
			}
			record.Linked = linked[before:len(linked):len(linked)]
		}
		answer.Records = append(answer.Records, record)
		return nil
	})
	return answer, err
}

func readRecord(xid string, entry xdm.Object) (Record, error) {
	r := Record{XID: xid, Entity: entry.Get("entity"), LastModified: Moment(entry.Get("lastModifiedAt"))}
	if !r.Entity.Absent() && !r.Entity.IsObject() {
		return Record{}, ErrShape
	}
	r.MergePolicy = entry.At("mergePolicy.id").Text()
	r.nothing = entry.Get("sources").Raw() == `[""]`
	if asked := entry.Get("requestedIdentity"); asked.IsObject() {
		identity, err := asked.Object()
		if err != nil {
			return Record{}, ErrShape
		}
		id, _, _ := identity.Get("entityId").Str()
		r.Asked = platform.Identity{Namespace: code(identity.Get("entityIdNS")), ID: id}
	}
	return r, nil
}

// readFailure reads an entry that holds an error instead of a record.
func readFailure(xid string, entry xdm.Object) (Failure, bool) {
	inner := entry.Get("error")
	if !inner.Absent() {
		refusal := ReadRefusal(inner)
		if refusal.Status == 0 {
			refusal.Status = status(entry)
		}
		return Failure{XID: xid, Refusal: refusal}, true
	}
	if entry.Get("entity").Absent() && entry.Get("children").Absent() && status(entry) != 0 {
		return Failure{XID: xid, Refusal: refusalOf(entry)}, true
	}
	return Failure{}, false
}

// empty reports whether v is an object without members.
func empty(v xdm.Value) bool {
	raw := v.Raw()
	for i := 1; i < len(raw); i++ {
		switch raw[i] {
		case ' ', '\t', '\n', '\r':
		default:
			return raw[i] == '}'
		}
	}
	return true
}
