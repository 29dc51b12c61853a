package cached

import (
	"strconv"
	"time"

	"activityhub/platform"
)

// questionOf returns as text what req asks of each identity, but for what a
// shape says: equal questions have equal texts, others have others. Of text the
// length stands before it.
func questionOf(req *platform.EventsRequest) string {
	b := make([]byte, 0, 128)
	b = appendText(b, string(req.Order))
	b = appendPosition(b, req.After)
	b = appendPosition(b, req.Before)
	b = appendTime(b, req.Filter.From)
	b = appendTime(b, req.Filter.To)
	b = appendTexts(b, req.Filter.Types)
	b = appendTexts(b, req.Filter.Channels)
	return string(b)
}

func appendText(b []byte, s string) []byte {
	b = strconv.AppendInt(b, int64(len(s)), 10)
	b = append(b, ':')
	return append(b, s...)
}

// appendTexts tells no list, which means any, from an empty one.
func appendTexts(b []byte, list []string) []byte {
	if list == nil {
		return append(b, '*')
	}
	b = strconv.AppendInt(b, int64(len(list)), 10)
	b = append(b, '=')
	for _, s := range list {
		b = appendText(b, s)
	}
	return b
}

func appendTime(b []byte, t time.Time) []byte {
	if t.IsZero() {
		return append(b, '-')
	}
	b = strconv.AppendInt(b, t.Unix(), 36)
	b = append(b, '.')
	b = strconv.AppendInt(b, int64(t.Nanosecond()), 36)
	return append(b, ';')
}

func appendPosition(b []byte, p platform.EventPosition) []byte {
	if p.IsZero() {
		return append(b, '-')
	}
	b = appendTime(b, p.Time)
	return appendText(b, p.ID)
}
