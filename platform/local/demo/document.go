package demo

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// A doc is a JSON object. Its members are written in the order of their names,
// so equal documents have equal bytes.
type doc = map[string]any

// writeLines writes documents as NDJSON.
func writeLines(w io.Writer, docs []doc) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for _, d := range docs {
		if err := encoder.Encode(d); err != nil {
			return err
		}
	}
	return nil
}

// dateTime writes an instant as the Platform does.
func dateTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// date writes a day.
func date(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// identity is an entry of an identity map.
func identity(id string, primary bool) doc {
	d := doc{"id": id}
	if primary {
		d["primary"] = true
	}
	return d
}

// loggedIn is an entry of an identity map that a login vouches for.
func loggedIn(id string, primary bool) doc {
	d := identity(id, primary)
	d["authenticatedState"] = "authenticated"
	return d
}

// recordHeader is what every record says of itself. The source's own time of
// change decides which of two data sets is newer, whichever is loaded first.
func recordHeader(created, modified time.Time) doc {
	return doc{
		"_repo":                doc{"createDate": dateTime(created), "modifyDate": dateTime(modified)},
		"extSourceSystemAudit": doc{"lastUpdatedDate": dateTime(modified)},
	}
}

// event is what every event begins with. Number n is the event's place in the
// customer's part of the data set.
func event(prefix string, who string, n int, at time.Time, eventType, channel string) doc {
	return doc{
		"_id":       fmt.Sprintf("%s-%s-%04d", prefix, who, n),
		"timestamp": dateTime(at),
		"eventType": eventType,
		"channel": doc{
			"_id":   "https://ns.adobe.com/xdm/channels/" + channel,
			"_type": "https://ns.adobe.com/xdm/channel-types/" + channelTypes[channel],
		},
	}
}

// channelTypes are the standard types of the channels used here.
var channelTypes = map[string]string{"web": "web", "mobile-app": "mobile", "email": "email", "phone": "offline"}

// measure counts one occurrence.
func measure() doc { return doc{"value": 1} }
