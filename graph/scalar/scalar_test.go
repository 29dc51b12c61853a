package scalar_test

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"activityhub/graph/scalar"
	"activityhub/platform/xdm"
)

// read returns what a client gets where the data holds raw and the schema says
// kind.
func read(kind string, raw string) (string, error) {
	document, err := xdm.ParseObject([]byte(`{"f":` + raw + `}`))
	if err != nil {
		return "", err
	}
	var leaf graphql.Marshaler
	absent := false
	switch v, e := document.Ref("f"); kind {
	case "String":
		s, err2 := scalar.StringOf(v, e)
		leaf, err, absent = s, err2, s == nil
	case "Int":
		s, err2 := scalar.IntOf(v, e)
		leaf, err, absent = s, err2, s == nil
	case "Long":
		s, err2 := scalar.LongOf(v, e)
		leaf, err, absent = s, err2, s == nil
	case "Float":
		s, err2 := scalar.FloatOf(v, e)
		leaf, err, absent = s, err2, s == nil
	case "Boolean":
		s, err2 := scalar.BooleanOf(v, e)
		leaf, err, absent = s, err2, s == nil
	case "Date":
		s, err2 := scalar.DateOf(v, e)
		leaf, err, absent = s, err2, s == nil
	case "DateTime":
		s, err2 := scalar.DateTimeOf(v, e)
		leaf, err, absent = s, err2, s == nil
	case "JSON":
		s, err2 := scalar.JSONOf(v, e)
		leaf, err, absent = s, err2, s == nil
	}
	if err != nil {
		return "", err
	}
	if absent {
		return "absent", nil
	}
	var b bytes.Buffer
	leaf.MarshalGQL(&b)
	return b.String(), nil
}

func TestLeaves(t *testing.T) {
	tests := []struct{ kind, raw, want string }{ // want "" is an error
		{"String", `"Noor \"N\" \u00e9 \/"`, `"Noor \"N\" \u00e9 \/"`},
		{"String", "\"a\xffb\"", `"a` + "\ufffd" + `b"`},
		{"String", `12.50`, `"12.50"`},
		{"String", `true`, `"true"`},
		{"String", `{}`, ""},
		{"String", `null`, "absent"},
		{"Int", `1986`, `1986`},
		{"Int", `"12"`, `12`},
		{"Int", `12.0`, `12`},
		{"Int", `1.5e3`, `1500`},
		{"Int", `-0`, `-0`},
		{"Int", `2147483647`, `2147483647`},
		{"Int", `2147483648`, ""},
		{"Int", `1.5`, ""},
		{"Int", `"twelve"`, ""},
		{"Int", `true`, ""},
		{"Long", `4820113377412`, `4820113377412`},
		{"Long", `"9007199254740992"`, `9007199254740992`},
		{"Long", `9007199254740993`, ""},
		{"Float", `12480.50`, `12480.50`},
		{"Float", `12480`, `12480`},
		{"Float", `"3.5"`, `3.5`},
		{"Float", `1e999`, ""},
		{"Float", `"NaN"`, ""},
		{"Float", `" 1"`, ""},
		{"Boolean", `false`, `false`},
		{"Boolean", `"true"`, `true`},
		{"Boolean", `"yes"`, ""},
		{"Boolean", `1`, ""},
		{"Date", `"2024-02-29"`, `"2024-02-29"`},
		{"Date", `"2023-02-29"`, ""},
		{"Date", `20240229`, ""},
		{"DateTime", `"2025-05-19T21:40:02.118+02:00"`, `"2025-05-19T21:40:02.118+02:00"`},
		{"DateTime", `"2024-03-09 12:21:43.0"`, ""},
		{"JSON", `{"a": [1, null]}`, `{"a": [1, null]}`},
		{"JSON", `null`, "absent"},
	}
	for _, tt := range tests {
		t.Run(tt.kind+" "+tt.raw, func(t *testing.T) {
			got, err := read(tt.kind, tt.raw)
			if (err != nil) != (tt.want == "") || got != tt.want {
				t.Errorf("got %s, %v; want %s", got, err, tt.want)
			}
		})
	}
}

func TestReadingALeafAllocatesNothing(t *testing.T) {
	document, err := xdm.ParseObject([]byte(`{"s":"text","n":12,"d":"2025-05-19T21:40:02Z"}`))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	b.Grow(1 << 10)
	allocations := testing.AllocsPerRun(100, func() {
		b.Reset()
		s, _ := scalar.StringOf(document.Ref("s"))
		n, _ := scalar.IntOf(document.Ref("n"))
		d, _ := scalar.DateTimeOf(document.Ref("d"))
		for _, leaf := range [...]graphql.Marshaler{s, n, d} {
			leaf.MarshalGQL(&b)
		}
	})
	if allocations > 0 {
		t.Errorf("%v allocations, want none", allocations)
	}
}

func TestListsReportBadElements(t *testing.T) {
	document, err := xdm.ParseObject([]byte(`{"list":[[1,"2"],["x",null],3],"none":[],"wrong":{}}`))
	if err != nil {
		t.Fatal(err)
	}
	v, err := document.Ref("list")
	list, err := scalar.ListOf(v, err, scalar.KindInt, 2)
	if err != nil {
		t.Fatal(err)
	}
	ctx := graphql.WithResponseContext(context.Background(), graphql.DefaultErrorPresenter, graphql.DefaultRecover)
	ctx = graphql.WithFieldContext(ctx, &graphql.FieldContext{Field: graphql.CollectedField{}, Object: "Profile"})
	var b bytes.Buffer
	if err := list.MarshalGQLContext(ctx, &b); err != nil {
		t.Fatal(err)
	}
	if want := "[[1,2],[null,null],null]"; b.String() != want {
		t.Errorf("got %s, want %s", b.String(), want)
	}
	if errs := graphql.GetErrors(ctx); len(errs) != 2 {
		t.Errorf("errors are %v, want one for x and one for 3", errs)
	}
	v, err = document.Ref("none")
	if list, err := scalar.ListOf(v, err, scalar.KindInt, 1); list != nil || err != nil {
		t.Errorf("an empty array is %v, %v; want nil, as if absent", list, err)
	}
	v, err = document.Ref("wrong")
	if _, err := scalar.ListOf(v, err, scalar.KindInt, 1); err == nil {
		t.Error("an object is read as a list")
	}
}

func FuzzLeaves(f *testing.F) {
	for _, kind := range []string{"String", "Int", "Long", "Float", "Boolean", "Date", "DateTime", "JSON"} {
		f.Add(kind, `"12"`)
		f.Add(kind, `-1.0e2`)
	}
	f.Fuzz(func(t *testing.T, kind, raw string) {
		if !json.Valid([]byte(raw)) {
			return
		}
		switch kind {
		case "String", "Int", "Long", "Float", "Boolean", "Date", "DateTime", "JSON":
		default:
			return
		}
		got, err := read(kind, raw)
		if err == nil && got != "absent" && !json.Valid([]byte(got)) {
			t.Errorf("%s of %s is written as %s, which is no JSON", kind, raw, got)
		}
	})
}
