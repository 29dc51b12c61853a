package schema_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"activityhub/platform/local/schema"
)

// reference is where the reference material of this project lies, where it does.
const reference = "../../../../shared/reference/xdm"

// TestReferenceExamples checks the example documents against the large unions.
func TestReferenceExamples(t *testing.T) {
	profile, event := compile(t, "union-profile.json"), compile(t, "union-experienceevent.json")
	var profiles map[string]struct{ Entity json.RawMessage }
	read(t, "examples/profile-response.json", &profiles)
	for _, p := range profiles {
		if problem := profile.Check(string(p.Entity)); problem != nil {
			t.Errorf("the example profile: %+v", problem)
		}
	}
	var page struct {
		Children []struct{ Entity json.RawMessage }
	}
	read(t, "examples/events-response.json", &page)
	if len(page.Children) == 0 || len(profiles) == 0 {
		t.Fatal("there are no examples")
	}
	for i, child := range page.Children {
		if problem := event.Check(string(child.Entity)); problem != nil {
			t.Errorf("example event %d: %+v", i, problem)
		}
	}
}

func compile(t testing.TB, name string) *schema.Schema {
	t.Helper()
	s, err := schema.Compile(file(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func read(t testing.TB, name string, to any) {
	t.Helper()
	if err := json.Unmarshal(file(t, name), to); err != nil {
		t.Fatal(err)
	}
}

func file(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(reference, name))
	if os.IsNotExist(err) {
		t.Skip("the reference material is not here")
	}
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

const small = `{"meta:class":"https://ns.adobe.com/xdm/context/profile","type":"object","properties":{
	"at":{"type":"string","format":"date-time"},"byte":{"meta:xdmType":"byte","type":"integer"},"long":{"type":"integer","meta:xdmType":"long"},"bounded":{"type":"number","minimum":1,"maximum":2},
	"closed":{"type":"integer","enum":[1,2]},"flag":{"type":"boolean"},"day":{"type":"string","format":"date"},
	"free":{"type":"object"},"needs":{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"required":["b"]},
	"maps":{"type":"object","additionalProperties":{"type":"object","additionalProperties":{"type":"integer"}}},
	"either":{"type":["null","string"]}}}`

func TestCheck(t *testing.T) {
	s, err := schema.Compile([]byte(small))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ record, code, path string }{
		{`{"byte":127}`, "", ""}, {`{"byte":128}`, "OUT_OF_RANGE", "byte"}, {`{"byte":1.0}`, "", ""}, {`{"byte":1e2}`, "", ""},
		{`{"long":9007199254740992}`, "", ""}, {`{"long":9007199254740994}`, "OUT_OF_RANGE", "long"}, {`{"long":1e999}`, "OUT_OF_RANGE", "long"},
		{`{"bounded":1}`, "", ""}, {`{"bounded":2.01}`, "OUT_OF_RANGE", "bounded"},
		{`{"closed":2}`, "", ""}, {`{"closed":3}`, "NOT_ALLOWED", "closed"},
		{`{"flag":false}`, "", ""}, {`{"flag":"false"}`, "WRONG_TYPE", "flag"},
		{`{"at":"2025-03-02T08:11:09.123+05:30"}`, "", ""}, {`{"at":"2025-03-02T8:11:09Z"}`, "WRONG_TYPE", "at"}, {`{"at":"2025-03-02T08:11:09,5Z"}`, "WRONG_TYPE", "at"}, {`{"at":"2025-03-02T08:11:09+24:00"}`, "WRONG_TYPE", "at"},
		{`{"either":"\ud83d\ude00 \\ud800 \u00e9"}`, "", ""}, {`{"either":"\ud800"}`, "INVALID_TEXT", "either"}, {`{"either":"\ude00\ud83d"}`, "INVALID_TEXT", "either"}, {`{"either":"\ud83d\u0041"}`, "INVALID_TEXT", "either"},
		{`{"maps":{"\udfff":{}}}`, "INVALID_TEXT", "maps.\ufffd"}, {`{"free":{"a\u0000":1}}`, "INVALID_TEXT", `free["a\x00"]`},
		{`{"day":"2024-02-29"}`, "", ""}, {`{"day":"2023-02-29"}`, "WRONG_TYPE", "day"},
		{`{"free":{"x":[{"y":1}]}}`, "", ""}, {`{"free":{"x":[{"y":null}]}}`, "EMPTY_VALUE", "free.x[0].y"}, {`{"free":{"x":1,"x":2}}`, "DUPLICATE_FIELD", "free.x"},
		{`{"needs":{"a":"x"}}`, "MISSING_FIELD", "needs.b"},
		{`{"maps":{"a":{"b c":1}}}`, "", ""}, {`{"maps":{"a":{"b c":"1"}}}`, "WRONG_TYPE", `maps.a["b c"]`}, {`{"maps":{"a":{}}}`, "", ""}, {`{"free":{"a":[]}}`, "", ""},
		{`{"maps":[1]}`, "WRONG_TYPE", "maps"}, {`{"either":"x"}`, "", ""}, {`{"either":1}`, "WRONG_TYPE", "either"},
		{`{"identityMap":{"Email":[{"id":"x","authenticatedState":"maybe"}]}}`, "NOT_ALLOWED", "identityMap.Email[0].authenticatedState"},
	} {
		problem := s.Check(c.record)
		if problem == nil {
			problem = &schema.Problem{}
		}
		if problem.Code != c.code || problem.Path != c.path {
			t.Errorf("%s: %q at %q, want %q at %q", c.record, problem.Code, problem.Path, c.code, c.path)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	s := compile(b, "union-profile.json")
	var profiles map[string]struct{ Entity json.RawMessage }
	read(b, "examples/profile-response.json", &profiles)
	for _, p := range profiles {
		record := string(p.Entity)
		b.SetBytes(int64(len(record)))
		for b.Loop() {
			if problem := s.Check(record); problem != nil {
				b.Fatal(problem)
			}
		}
	}
}
