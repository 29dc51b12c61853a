package xdm_test

import (
	"strings"
	"testing"

	"activityhub/platform/xdm"
)

func TestParsePath(t *testing.T) {
	for _, good := range []string{"a", "person.name.firstName", "_id", "größe", "language-preferences"} {
		if p, err := xdm.ParsePath(good); err != nil || string(p) != good {
			t.Errorf("ParsePath(%q) = %q, %v", good, p, err)
		}
	}
	for name, bad := range map[string]string{
		"empty": "", "empty name": "a..b", "dot at the end": "a.", "blank": "a b", "slash": "a/b", "brackets": "a[0]",
		"quote": `a"b`, "control character": "a\x00b", "bytes": "a\xff", "too deep": strings.Repeat("a.", 40) + "a", "too long": strings.Repeat("a", 2000),
	} {
		if _, err := xdm.ParsePath(bad); err == nil {
			t.Errorf("%s: ParsePath(%q) is accepted", name, bad)
		}
	}
}

func FuzzParsePath(f *testing.F) {
	f.Add("person.name.firstName")
	f.Add("a..b")
	f.Add("é.ö")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := xdm.ParsePath(s)
		if err != nil {
			return
		}
		var rebuilt xdm.Path
		for rest := p; rest != ""; {
			var name string
			name, rest = rest.Cut()
			if rebuilt != "" && !rebuilt.Covers(p) {
				t.Errorf("%q does not cover %q", rebuilt, p)
			}
			rebuilt = rebuilt.Join(name)
		}
		if string(rebuilt) != s || !p.Covers(p) {
			t.Errorf("the names of %q make %q", s, rebuilt)
		}
	})
}
