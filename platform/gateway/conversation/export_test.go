package conversation

import (
	"bytes"
	"testing"
	"time"
)

// A TestReplacer is a replacer with a key of the test's choice.
type TestReplacer struct{ *replacer }

func NewTestReplacer(t testing.TB, seed byte) TestReplacer {
	t.Helper()
	p, err := newPseudonyms(bytes.NewReader(bytes.Repeat([]byte{seed}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	return TestReplacer{&replacer{p, "upstream.test"}}
}

func (r TestReplacer) Text(text string) string { return r.of(text) }
func (r TestReplacer) Link(text string) string { return r.link(text) }
func (r TestReplacer) Shift() time.Duration    { return r.shift }
func (r TestReplacer) Filter(text string) string {
	return r.property(text, "/data/core/ups/access/entities")
}

func (r TestReplacer) Query(raw string) string {
	return encodeQuery(r.query(raw, "/data/core/ups/access/entities"))
}

// Document replaces the values in a body of a path; byXID says that it is a map
// of records.
func (r TestReplacer) Document(path, raw string, byXID bool) (string, bool) {
	made, ok := r.document([]byte(raw), place{scope: scopeOf(path), byXID: byXID})
	return string(made), ok
}
