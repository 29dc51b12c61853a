package xdm_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"activityhub/platform/xdm"
)

func TestProject(t *testing.T) {
	tests := []struct{ name, paths, want string }{
		{"sorted, without repeats", "b a b", "a,b"},
		{"covered by another", "person.name.firstName person.name person.nameX", "person.name,person.nameX"},
		{"a name that begins alike", "a a-b a.c", "a,a-b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := xdm.Project(paths(tt.paths)...).String(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func paths(s string) []xdm.Path {
	var list []xdm.Path
	for _, p := range strings.Fields(s) {
		list = append(list, xdm.Path(p))
	}
	return list
}

// cut is the projection as one would first write it: over decoded JSON.
func cut(v any, paths []string) (any, bool) {
	below := map[string][]string{}
	for _, p := range paths {
		if p == "" {
			return v, true
		}
		name, rest, _ := strings.Cut(p, ".")
		below[name] = append(below[name], rest)
	}
	switch v := v.(type) {
	case map[string]any:
		kept := map[string]any{}
		for name, rests := range below {
			if member, ok := v[name]; ok {
				if m, ok := cut(member, rests); ok {
					kept[name] = m
				}
			}
		}
		return kept, true
	case []any:
		kept := []any{}
		for _, element := range v {
			if e, ok := cut(element, paths); ok {
				kept = append(kept, e)
			}
		}
		return kept, true
	}
	return nil, false
}

func FuzzProjection(f *testing.F) {
	f.Add(`{"a":{"b":1,"c":[{"d":2},{"e":3},4]},"f":"x"}`, "a.b a.c.d")
	f.Add(`{"a":[[{"b":1}],{"b":[{}]}],"ä":{"\u00f6":null}}`, "a.b ä.ö")
	f.Add(` { "a" : { "a\"b" : "}" , "b" : [ ] } } `, "a.b a")
	f.Fuzz(func(t *testing.T, raw, list string) {
		var document map[string]any
		if json.Unmarshal([]byte(raw), &document) != nil || document == nil || duplicates(raw) {
			return
		}
		var texts []string
		for _, p := range paths(list) {
			if _, err := xdm.ParsePath(string(p)); err != nil {
				return
			}
			texts = append(texts, string(p))
		}
		if len(texts) == 0 {
			return
		}
		projection := xdm.Project(paths(list)...)
		got := projection.Apply(raw)
		var decoded any
		if err := json.Unmarshal([]byte(got), &decoded); err != nil {
			t.Fatalf("Apply gave %q, which is no JSON: %v", got, err)
		}
		want, _ := cut(document, texts)
		if !reflect.DeepEqual(decoded, want) {
			t.Errorf("got %s, want %v", got, want)
		}
		if twice := projection.Apply(got); twice != got {
			t.Errorf("applied twice: %s, once: %s", twice, got)
		}
		full, err := xdm.ParseObject([]byte(raw))
		if err != nil {
			t.Fatalf("ParseObject: %v", err)
		}
		projected, err := xdm.ParseObject([]byte(got))
		if err != nil {
			t.Fatalf("ParseObject of the projection: %v", err)
		}
		for _, p := range projection.Paths() {
			if was, is := full.Select(p).Raw(), projected.Select(p).Raw(); was != is {
				t.Errorf("%s is %s in the projection and %s in the document", p, is, was)
			}
		}
	})
}

// duplicates reports whether raw has an object with two members of one name: what
// decoding makes of that is another matter.
func duplicates(raw string) bool {
	decoder := json.NewDecoder(strings.NewReader(raw))
	var stack []map[string]bool
	var named []bool // whether the next token of an object is a name
	for {
		token, err := decoder.Token()
		if err != nil {
			return false
		}
		top := len(stack) - 1
		switch token {
		case json.Delim('{'):
			if top >= 0 {
				named[top] = true
			}
			stack, named = append(stack, map[string]bool{}), append(named, true)
			continue
		case json.Delim('['):
			if top >= 0 {
				named[top] = true
			}
			stack, named = append(stack, nil), append(named, false)
			continue
		case json.Delim('}'), json.Delim(']'):
			stack, named = stack[:top], named[:top]
			continue
		}
		if top < 0 || stack[top] == nil {
			continue
		}
		if name, ok := token.(string); ok && named[top] {
			if stack[top][name] {
				return true
			}
			stack[top][name] = true
			named[top] = false
			continue
		}
		named[top] = true
	}
}
