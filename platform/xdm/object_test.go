package xdm_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"unicode/utf8"

	"activityhub/platform/xdm"
)

func TestSelect(t *testing.T) {
	document, err := xdm.ParseObject([]byte(`{"a":{"b":[{"c":1},{"d":2},{"c":{"e":3}},4]},"x":null,"y":1,"y":2}`))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[xdm.Path]string{"a.b.c": `[1,{"e":3}]`, "a.b.c.e": "[3]", "a.b.z": "null", "x": "null", "y": "2", "y.z": "null", "a.b.d": "[2]"} {
		if got := document.Select(path).Raw(); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

func TestElementsThatAreNoObjects(t *testing.T) {
	document, err := xdm.ParseObject([]byte(`{"list":[{"a":"x"},"bad",null,{}],"none":[],"wrong":{}}`))
	if err != nil {
		t.Fatal(err)
	}
	v, err := document.Ref("list")
	list, err := xdm.ListOf(v, err, xdm.ElementOf)
	if err != nil || len(list) != 4 {
		t.Fatalf("ListOf = %v, %v; want four elements", list, err)
	}
	if a, err := list[0].Ref("a"); err != nil || a.Text() != "x" {
		t.Errorf("first element: %v, %v", a, err)
	}
	if _, err := list[1].Ref("a"); err == nil {
		t.Error("a member of an element that is a string is read without an error")
	}
	if list[2] != nil {
		t.Error("a null element is not nil")
	}
	if a, err := list[3].Ref("a"); a != nil || err != nil {
		t.Errorf("a member that is not there: %v, %v", a, err)
	}
	v, err = document.Ref("none")
	if list, err := xdm.ListOf(v, err, xdm.ElementOf); list != nil || err != nil {
		t.Errorf("an empty array is %v, %v; want nil, as if absent", list, err)
	}
	v, err = document.Ref("wrong")
	if _, err := xdm.ListOf(v, err, xdm.ElementOf); err == nil {
		t.Error("an object is read as a list")
	}
}

func TestMapOfSortsByKey(t *testing.T) {
	document, err := xdm.ParseObject([]byte(`{"m":{"b":1,"a/b.c":2,"B":3,"é":4,"b":5,"n":null},"empty":{},"wrong":[]}`))
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string) ([]*xdm.Entry, error) {
		v, err := document.Ref(name)
		return xdm.MapOf(v, err, func(e *xdm.Entry) *xdm.Entry { return e })
	}
	entries, err := read("m")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		v, _ := e.Ref()
		got = append(got, e.Key()+"="+v.Raw())
	}
	if want := []string{"B=3", "a/b.c=2", "b=5", "é=4"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if entries, err := read("empty"); entries == nil || len(entries) != 0 || err != nil {
		t.Errorf("an empty map is %v, %v; want an empty list", entries, err)
	}
	if entries, err := read("absent"); entries != nil || err != nil {
		t.Errorf("an absent map is %v, %v; want nil", entries, err)
	}
	if _, err := read("wrong"); err == nil {
		t.Error("an array is read as a map")
	}
}

// decoded is what encoding/json makes of v.
func decoded(v xdm.Value) any {
	var document any
	if json.Unmarshal([]byte(v.Raw()), &document) != nil {
		return "no JSON"
	}
	return document
}

func FuzzObject(f *testing.F) {
	f.Add([]byte(`{"a":1,"b":"x\"y","c":[1,{"d":null}],"é":true,"a":-1.5e3}`))
	f.Add([]byte(" {\n\"\\u0061\" : { } , \"b\\\\\":[ [ ] ] }\t"))
	f.Add([]byte(`{"n":"12","t":"true","d":"2024-02-29","f":1e999,"l":9007199254740993}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		_, _ = xdm.TrustedObject(string(raw)) // of anything it makes something
		var want map[string]any
		object, err := xdm.ParseObject(raw)
		if jsonErr := json.Unmarshal(raw, &want); (jsonErr == nil && want != nil) != (err == nil) {
			if err == nil && json.Valid(raw) {
				return // a number that encoding/json cannot hold
			}
			t.Fatalf("ParseObject: %v, encoding/json: %v", err, jsonErr)
		}
		if err != nil {
			return
		}
		for name := range object.All() {
			value := object.Get(name)
			if _, known := want[name]; !known {
				continue // a name with invalid UTF-8, which encoding/json mends
			}
			if got := decoded(value); !reflect.DeepEqual(got, want[name]) {
				t.Errorf("%q is %s, want %v", name, value.Raw(), want[name])
			}
			checkScalars(t, value, want[name])
		}
	})
}

// checkScalars compares the readers of v with what encoding/json made of it.
func checkScalars(t *testing.T, v xdm.Value, want any) {
	t.Helper()
	if text, isText := want.(string); isText && utf8.ValidString(v.Raw()) {
		if s, ok, err := v.Str(); !ok || err != nil || s != text {
			t.Errorf("Str is %q, %v, %v; want %q", s, ok, err, text)
		}
	}
	number, isNumber := want.(float64)
	if f, ok, err := v.Number(); isNumber && ok && err == nil && f != number {
		t.Errorf("Number is %v, want %v", f, number)
	}
	if n, ok, err := v.Long(); isNumber && ok && err == nil && float64(n) != number {
		t.Errorf("Long is %v, want %v", n, number)
	}
	if n, ok, err := v.Int(); ok && err == nil && isNumber && float64(n) != number {
		t.Errorf("Int is %v, want %v", n, number)
	}
	if b, ok, err := v.Boolean(); ok && err == nil {
		if is, isBool := want.(bool); isBool && is != b {
			t.Errorf("Boolean is %v, want %v", b, is)
		}
	}
}
