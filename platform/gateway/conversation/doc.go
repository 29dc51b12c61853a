// Package conversation records what a client and a Platform say to each other,
// with personal values replaced, and serves a record again. So a case can be
// sent to somebody who may not see the data, and answers there as it did here.
//
//	recorder, err := conversation.NewRecorder(conversation.Config{Upstream: platform, SignIn: ims, Out: file})
//	http.ListenAndServe("127.0.0.1:8090", recorder) // the client is pointed here
//	err = recorder.Close()
//
//	replay, err := conversation.Load(file)
//	http.ListenAndServe("127.0.0.1:8090", replay)
//
// A record is NDJSON: a line that says format and version, then one line for
// each exchange. A pseudonym is what stands in the record in place of a value.
//
// What is not known to be structure is replaced. Kept are: member names, but not
// keys that are data (XIDs, ids of segments and audiences, whatever does not
// look like the name of a field); booleans and null; paths of the API and of
// fields; namespace codes, event types, currencies, and the words of closed
// lists of XDM and of the API; codes and known phrases of errors; counts, limits
// and versions outside of entities. Headers are left out but for a few, and
// tokens, keys and secrets are never looked at: token answers are made up.
//
// The same value has the same pseudonym everywhere in a record: in bodies, keys,
// queries, property filters and continuations. Pseudonyms keep kind and shape:
// an e-mail address is one at a domain reserved for examples, a telephone number
// keeps its plus, its length and its signs, an ECID its 38 digits, a UUID its
// groups, a number its digits and decimals, a text its length, its case and its
// script. What differs only by case, as when the Platform lowers it, differs
// only by case afterwards; mixed opaque ids, which nobody lowers, excepted. All
// times are moved by one span, so that order, distances and windows stay. They
// move into the future, because a membership that had not run out must not run
// out by being replayed.
//
// Pseudonyms are drawn with a key that is in memory only and goes with the
// recorder. They are pseudonyms all the same, not anonymous: how many events
// somebody has, and when within the week, can still be seen. Keys of maps that a
// tenant defined, and that look like names of fields, stay.
package conversation
