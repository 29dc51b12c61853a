package dialect

import (
	"bytes"
	"encoding/json"
	"testing"
)

// FuzzTree reads and writes documents: what is JSON keeps every byte that
// matters, and what is none is refused.
func FuzzTree(f *testing.F) {
	for _, seed := range []string{`{"a":{"b":[1,2.50,null,true,"x"]},"a":"twice"}`, `[]`, `{}`, `"<>&\u2028"`, `1e400`, ``, `{"a":1`, `[1] 2`, `nul`, ` {"" : ""} `} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		parsed, err := parse(raw)
		if !json.Valid(raw) {
			if err == nil {
				t.Fatalf("%q is no JSON and is read as %q", raw, write(parsed))
			}
			return
		}
		if err != nil {
			t.Fatalf("%q: %v", raw, err)
		}
		written := write(parsed)
		again, err := parse(written)
		if err != nil || !bytes.Equal(write(again), written) {
			t.Errorf("%q is written as %q, and that as %q (%v)", raw, written, write(again), err)
		}
		var want, got any
		if json.Unmarshal(raw, &want) != nil {
			return // a number that no float64 holds
		}
		if err := json.Unmarshal(written, &got); err != nil {
			t.Fatal(err)
		}
		a, _ := json.Marshal(want)
		b, _ := json.Marshal(got)
		if !bytes.Equal(a, b) {
			t.Errorf("%s becomes %s", a, b)
		}
	})
}
