package conversation

import "encoding/json"

// The first line of a record.
const (
	formatName    = "activityhub-conversation"
	formatVersion = 1
)

// A head is the first line of a record.
type head struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
}

// An exchange is one other line: a request and what came of it.
type exchange struct {
	Number  int     `json:"n"`     // of the request, from 1, in the order that they came
	After   int64   `json:"after"` // ms since the first request
	Request request `json:"request"`
	Answer  reply   `json:"answer"`
}

type request struct {
	Method string          `json:"method"`
	Path   string          `json:"path"`             // escaped
	Query  []param         `json:"query,omitempty"`  // sorted
	Accept string          `json:"accept,omitempty"` // media types of Adobe's alone
	Body   json.RawMessage `json:"body,omitempty"`
	Stand  *standIn        `json:"standIn,omitempty"` // for a body that is not recorded
}

type reply struct {
	Took   int64             `json:"took"`             // ms
	Status int               `json:"status,omitempty"` // HTTP; 0 if none came
	Broke  bool              `json:"broke,omitempty"`  // the connection, before the end of the answer
	Type   string            `json:"type,omitempty"`   // media type
	Header map[string]string `json:"header,omitempty"`
	Body   json.RawMessage   `json:"body,omitempty"`
	Stand  *standIn          `json:"standIn,omitempty"` // for a body that is not recorded
}

// A standIn says what a body was like of which nothing is kept.
type standIn struct {
	Kind  string `json:"kind"`  // html, broken (JSON that is not), text, or large
	Bytes int64  `json:"bytes"` // of the body, as far as it was read
}
