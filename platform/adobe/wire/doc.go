// Package wire reads what the Platform's profile access says: records, pages of
// events, failures of single identities, refusals.
//
//	answer, err := wire.Records(body)
//	for _, record := range answer.Records {
//		if record.Found() { … }
//	}
//
// An answer is read in place: what is returned refers to the text of the body,
// of which an entity is a part. Answers are data from outside, and written in
// several dialects: ids and counts are numbers or strings, booleans may be
// strings, times have seven forms, a map may be an array of maps, and members
// that nobody told us of are passed over. What is left is told apart from
// nonsense: [ErrShape].
//
// Texts that the Platform writes for people are read for what they mean and not
// kept: they name people and organisations.
package wire

import "errors"

// ErrShape says that an answer is JSON, but not of a shape that was ever
// documented.
var ErrShape = errors.New("an answer of another shape than documented")
