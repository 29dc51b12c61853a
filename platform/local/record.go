package local

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tidwall/pretty"

	"activityhub/platform"
	"activityhub/platform/local/definitions"
	"activityhub/platform/local/records"
	"activityhub/platform/local/schema"
	"activityhub/platform/local/store"
	"activityhub/platform/xdm"
)

// The most bytes that a record or an event has, blanks between its parts not
// counted.
//
// Source: Real-Time Customer Profile guardrails (hard).
const (
	MaxRecordSize = 100 << 10
	MaxEventSize  = 10 << 10
)

// The codes of what can be wrong with a record, besides those of the packages
// schema and records.
const (
	CodeMissingIdentity   = "MISSING_IDENTITY"
	CodeInvalidIdentity   = "INVALID_IDENTITY"
	CodeUnknownNamespace  = "UNKNOWN_NAMESPACE"
	CodeTooManyIdentities = "TOO_MANY_IDENTITIES"
	CodeInvalidTimestamp  = "INVALID_TIMESTAMP"
	CodeInvalidID         = "INVALID_EVENT_ID"
	CodeEventIDConflict   = "EVENT_ID_CONFLICT"
)

// maxEventID is the most characters that the _id of an event has.
const maxEventID = 256

// reader turns the records of one data set into entries of the store.
type reader struct {
	set         *definitions.DataSet
	definitions *definitions.Definitions
	now         time.Time
}

// entry checks a record and returns what the store keeps of it, or what is
// wrong with it.
func (r *reader) entry(item records.Item) (store.Entry, *schema.Problem) {
	if item.Code != "" {
		return store.Entry{}, &schema.Problem{Code: item.Code, Reason: item.Reason}
	}
	if at := invalidUTF8(item.Raw); at >= 0 {
		return store.Entry{}, &schema.Problem{Code: schema.CodeInvalidText, Reason: fmt.Sprintf("not UTF-8 text at byte %d of the record", at+1)}
	}
	doc := item.Raw
	if strings.ContainsAny(doc, " \t\r\n") {
		doc = string(pretty.Ugly([]byte(doc)))
	}
	what, most := "a record", MaxRecordSize
	if r.set.Event {
		what, most = "an event", MaxEventSize
	}
	if len(doc) > most {
		return store.Entry{}, &schema.Problem{Code: records.CodeTooLarge, Reason: fmt.Sprintf("%s has at most %d bytes, this one has %d", what, most, len(doc))}
	}
	if problem := r.set.Schema.Check(doc); problem != nil {
		return store.Entry{}, problem
	}
	record, err := xdm.TrustedObject(doc)
	if err != nil {
		return store.Entry{}, &schema.Problem{Code: records.CodeNotObject, Reason: err.Error()}
	}
	e := store.Entry{DataSet: r.set.Name, Doc: doc, Event: r.set.Event}
	if problem := r.identities(&e, record); problem != nil {
		return store.Entry{}, problem
	}
	read := r.record
	if r.set.Event {
		read = r.event
	}
	problem := read(&e, record)
	return e, problem
}

// lastUpdated is where a record says when its source changed it.
const lastUpdated = "extSourceSystemAudit.lastUpdatedDate"

// record reads what is particular to records.
func (r *reader) record(e *store.Entry, record xdm.Object) *schema.Problem {
	changed := record.At(lastUpdated).Time()
	if changed.IsZero() {
		return nil
	}
	if r.ahead(changed) {
		return &schema.Problem{Code: CodeInvalidTimestamp, Path: lastUpdated, Reason: "the time is in the future, so that no later record could replace this one: it is at most 24 hours ahead of this machine's clock"}
	}
	e.Stamp = changed.UnixMicro()
	return nil
}

// ahead reports whether at cannot have been yet. A day is left for clocks that
// go wrong and zones that were mistaken.
func (r *reader) ahead(at time.Time) bool { return at.After(r.now.Add(24 * time.Hour)) }

// event reads what is particular to events.
func (r *reader) event(e *store.Entry, record xdm.Object) *schema.Problem {
	e.ID, e.Type, e.Channel = record.Get("_id").Text(), record.Get("eventType").Text(), platform.ChannelOf(record)
	if e.ID == "" {
		return &schema.Problem{Code: schema.CodeMissing, Path: "_id", Reason: "an event needs an _id, unique in this Platform"}
	}
	if utf8.RuneCountInString(e.ID) > maxEventID {
		return &schema.Problem{Code: CodeInvalidID, Path: "_id", Reason: fmt.Sprintf("the _id of an event has at most %d characters", maxEventID)}
	}
	text := record.Get("timestamp").Text()
	if text == "" {
		return &schema.Problem{Code: schema.CodeMissing, Path: "timestamp", Reason: "an event needs a timestamp, such as 2025-03-02T08:11:09Z"}
	}
	at, ok := schema.DateTime(text)
	if !ok {
		return &schema.Problem{Code: schema.CodeWrongType, Path: "timestamp", Reason: "not a date and time: write RFC 3339 with a zone, such as 2025-03-02T08:11:09Z"}
	}
	// An event is in the past; what is before 1970 was never recorded as one.
	switch {
	case at.Before(time.Unix(0, 0)):
		return &schema.Problem{Code: CodeInvalidTimestamp, Path: "timestamp", Reason: "the time is too early: an event has happened on or after 1970-01-01T00:00:00Z"}
	case r.ahead(at):
		return &schema.Problem{Code: CodeInvalidTimestamp, Path: "timestamp", Reason: "the time is in the future: an event has happened, and its time is at most 24 hours ahead of this machine's clock"}
	}
	e.Time = at.UnixMilli()
	return nil
}

// invalidUTF8 returns where text stops being UTF-8, and -1 if it does not.
func invalidUTF8(text string) int {
	if utf8.ValidString(text) {
		return -1
	}
	for i, r := range text {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
				return i
			}
		}
	}
	return -1
}

// appendText appends s as a JSON string.
func appendText(b []byte, s string) []byte {
	raw, err := json.Marshal(s)
	if err != nil {
		panic(err) // text always can be written
	}
	return append(b, raw...)
}
