package gateway

import (
	"encoding/json"
	"strconv"
	"time"
	"unicode/utf8"

	"activityhub/platform/local"
)

// Answers are put together as text: the documents in them are those of the local
// Platform, byte for byte.

// appendEntry appends what is known of the person that xid points at.
func (g *Gateway) appendEntry(b []byte, xid string, d *local.Document) []byte {
	v := g.view()
	b = append(b, `{"entityId":`...)
	b = appendText(b, xid)
	b = append(b, `,"mergePolicy":{"id":`...)
	b = appendText(b, string(d.MergePolicy))
	b = append(b, `},"sources":[`...)
	for i, name := range d.DataSets {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(b, v.dataSetID(name))
	}
	b = append(b, `],"identityGraph":[`...)
	for i, identity := range d.Identities {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(g.xids.append(append(b, '"'), identity.Identity), '"')
	}
	b = append(b, `],"entity":`...)
	b = append(b, d.Text...)
	b = appendModified(b, d.LastModified)
	return append(b, '}')
}

// appendShell appends what the profile service says of a person nobody knows.
//
// Source: Entities guide, look-up of several profiles.
func appendShell(b []byte, xid string) []byte {
	b = append(b, `{"entityId":`...)
	b = appendText(b, xid)
	return append(b, `,"sources":[""],"entity":{},"lastModifiedAt":"1970-01-01T00:00:00Z"}`...)
}

// appendEvent appends an event, cut to what is asked for. Its relatedEntityId is
// the XID of the identity it was recorded under, whoever asks.
func (g *Gateway) appendEvent(b []byte, e *local.EventDocument, cut func(string) string) []byte {
	b = append(b, `{"relatedEntityId":"`...)
	b = g.xids.append(b, e.Primary)
	b = append(b, `","entityId":`...)
	b = appendText(b, e.Position.ID)
	b = append(b, `,"timestamp":`...)
	b = strconv.AppendInt(b, e.Position.Time.UnixMilli(), 10)
	b = append(b, `,"entity":`...)
	b = append(b, cut(e.Text)...)
	b = appendModified(b, e.LastModified)
	return append(b, '}')
}

func appendModified(b []byte, at time.Time) []byte {
	if at.IsZero() {
		return b
	}
	b = append(b, `,"lastModifiedAt":"`...)
	b = at.UTC().AppendFormat(b, time.RFC3339Nano)
	return append(b, '"')
}

// appendText appends s as JSON.
func appendText(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			raw, err := json.Marshal(s)
			if err != nil {
				panic(err) // text always can be written
			}
			return append(b, raw...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}
