package dialect

import (
	"hash/fnv"
	"time"
)

// timeForms are the forms of time that answers have.
//
// Source: Profile API guides and published answers.
var timeForms = []func(time.Time) tree{
	func(t time.Time) tree { return quoted(t.Format("2006-01-02T15:04:05.000Z")) },
	func(t time.Time) tree {
		return quoted(t.In(time.FixedZone("", -8*3600)).Format("2006-01-02T15:04:05.000-07:00"))
	},
	func(t time.Time) tree {
		return quoted(t.In(time.FixedZone("", 3600)).Format("2006-01-02T15:04:05.000-07:00"))
	},
	func(t time.Time) tree { return quoted(t.Format("2006-01-02T15:04:05.000+00:00")) },
	func(t time.Time) tree { return quoted(t.Format("2006-01-02T15:04:05.000+0000")) },
	func(t time.Time) tree { return quoted(t.Format("2006-01-02T15:04:05.000000Z")) },
	func(t time.Time) tree { return quoted(t.Format("2006-01-02 15:04:05.000")) },
	func(t time.Time) tree { return quoted(t.Format("2006-01-02 15:04:05.0")) },
	func(t time.Time) tree { return number(t.UnixMilli()) },
	func(t time.Time) tree { return number(t.UnixMicro()) },
}

const tenths = 7 // of timeForms

// moment writes the time in a member of o in another form, the same each time
// for the same time. The form with tenths of a second is for times that are such.
func (h *handler) moment(o *object, name string) {
	if !h.d.Times || o.text(name) == "" {
		return
	}
	t, err := time.Parse(time.RFC3339Nano, o.text(name))
	if err != nil {
		return
	}
	t = t.UTC().Truncate(time.Millisecond)
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(o.text(name))) // never fails: see hash.Hash
	form := int(sum.Sum32()) % len(timeForms)
	if form == tenths && t.Nanosecond()%int(100*time.Millisecond) != 0 {
		form--
	}
	o.set(name, timeForms[form](t))
}
