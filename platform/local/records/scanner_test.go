package records_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"activityhub/platform/local/records"
)

// scan returns what is in the stream, one word an item: the record, or its code
// and line.
func scan(t testing.TB, r io.Reader) []string {
	t.Helper()
	var all []string
	for s := records.NewScanner(r); ; {
		item, err := s.Next()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		if item.Code != "" {
			all = append(all, fmt.Sprint(item.Code, "@", item.Line))
		} else {
			all = append(all, fmt.Sprint(item.Raw, "@", item.Line))
		}
	}
}

func TestScanner(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"lines", "{\"a\":1}\n{\"b\":2}\n", `[{"a":1}@1 {"b":2}@2]`},
		{"one line", `{"a":1}{"b":2} {"c":3}`, `[{"a":1}@1 {"b":2}@1 {"c":3}@1]`},
		{"braces in text", `{"a":"}{\"","b":"\\"}{"c":3}`, `[{"a":"}{\"","b":"\\"}@1 {"c":3}@1]`},
		{"over lines", "{\n\"a\": [\n1]}\n{\"b\":2}", "[{\n\"a\": [\n1]}@1 {\"b\":2}@4]"},
		{"text over lines", "{\"a\":\"x\ny\"}\n{\"b\":2}", `[INVALID_JSON@1 NOT_AN_OBJECT@2 {"b":2}@3]`},
		{"broken inside", "{\"a\":}\n{\"b\":2}", `[INVALID_JSON@1 {"b":2}@2]`},
		{"wrong brackets", "{\"a\":[}]\n{\"b\":2}", `[INVALID_JSON@1 {"b":2}@2]`},
		{"arrays one after the other", `[{"a":1}][{"b":2}]`, `[{"a":1}@1 {"b":2}@1]`},
		{"commas without an array", "{\"a\":1},\n{\"b\":2},\n", `[{"a":1}@1 {"b":2}@2]`},
		{"gzip", "\x1f\x8b\x08\x00{}\n{\"b\":2}", `[NOT_AN_OBJECT@1]`},
		{"UTF-16", "\xff\xfe{\x00}\x00", `[NOT_AN_OBJECT@1]`},
		{"deep", deep(records.MaxDepth) + "\n{\"b\":2}", "[" + deep(records.MaxDepth) + `@1 {"b":2}@2]`},
		{"too deep", deep(records.MaxDepth+1) + "\n{\"b\":2}", `[NESTED_TOO_DEEPLY@1 {"b":2}@2]`},
		{"many, not deep", `{"a":[` + strings.Repeat("{},", 200) + `{}]}`, `[{"a":[` + strings.Repeat("{},", 200) + `{}]}@1]`},
		{"words", "null\ntrue\n{\"b\":2}", `[NOT_AN_OBJECT@1 NOT_AN_OBJECT@2 {"b":2}@3]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			for name, r := range map[string]io.Reader{"whole": strings.NewReader(c.text), "by byte": iotest.OneByteReader(strings.NewReader(c.text))} {
				if got := fmt.Sprint(scan(t, r)); got != c.want {
					t.Errorf("%s: got %s\nwant %s", name, got, c.want)
				}
			}
		})
	}
}

// deep returns a record of that depth.
func deep(depth int) string {
	return `{"a":` + strings.Repeat("[", depth-1) + strings.Repeat("]", depth-1) + "}"
}

func TestScannerSize(t *testing.T) {
	record := func(size int) string { return `{"a":"` + strings.Repeat("x", size-len(`{"a":""}`)) + `"}` }
	for _, c := range []struct {
		name, before, after string
		size                int
		large               bool
	}{
		{"largest on its line", "", "\n", records.MaxSize, false},
		{"too large on its line", "", "\n", records.MaxSize + 1, true},
		{"largest in an array", "[", ",{}]", records.MaxSize, false},
		{"too large in an array", "[", ",{}]", records.MaxSize + 1, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := scan(t, strings.NewReader(c.before+record(c.size)+c.after))
			if large := got[0] == records.CodeTooLarge+"@1"; large != c.large {
				t.Errorf("refused: %v, want %v", large, c.large)
			}
			if strings.Contains(c.after, "{}") && got[1] != "{}@1" {
				t.Errorf("what follows is %s", got[1])
			}
		})
	}
}

func TestScannerFails(t *testing.T) {
	broken := errors.New("broken pipe")
	s := records.NewScanner(io.MultiReader(strings.NewReader(`{"a":1}`+"\n{"), iotest.ErrReader(broken)))
	if item, err := s.Next(); err != nil || item.Raw != `{"a":1}` {
		t.Errorf("first %+v, %v", item, err)
	}
	if item, err := s.Next(); !errors.Is(err, broken) {
		t.Errorf("then %+v, %v; want the error of the stream", item, err)
	}
}

// BenchmarkScanner reads the two usual forms: a record a line, and all in one.
func BenchmarkScanner(b *testing.B) {
	record := `{"a":"` + strings.Repeat("x", 300) + `","b":[1,2,3]}`
	for name, text := range map[string]string{"lines": strings.Repeat(record+"\n", 20000), "array": "[" + strings.Repeat(record+",", 20000) + "{}]"} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if got := len(scan(b, strings.NewReader(text))); got < 20000 {
					b.Fatalf("%d records", got)
				}
			}
		})
	}
}
