package server_test

import (
	"os"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"activityhub/server/servertest"
)

// A served is a type, field, argument, enum value or directive, as a client
// reads it.
type served struct {
	Name, Description                     string
	Type                                  servedType
	DefaultValue                          *string
	Args, Fields, InputFields, EnumValues []served
	Interfaces                            []struct{ Name string }
}

type servedType struct {
	Kind, Name string
	OfType     *servedType
}

func (t servedType) String() string {
	switch t.Kind {
	case "NON_NULL":
		return t.OfType.String() + "!"
	case "LIST":
		return "[" + t.OfType.String() + "]"
	}
	return t.Name
}

// find returns the one called name; an empty one if there is none.
func find(all []served, name string) served {
	for _, one := range all {
		if one.Name == name {
			return one
		}
	}
	return served{}
}

func serveSchema(t *testing.T) (types, directives []served) {
	t.Helper()
	var answer struct {
		Data struct {
			Schema struct{ Types, Directives []served } `json:"__schema"`
		}
	}
	decode(t, servertest.Start(t, servertest.Config{}).Post(t, `{ __schema {
		types { name description interfaces { name }
			fields(includeDeprecated: true) { name description args { ...V } type { ...T } } inputFields { ...V } enumValues(includeDeprecated: true) { name description } }
		directives { name description args { ...V } } } }
		fragment V on __InputValue { name description defaultValue type { ...T } }
		fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } }`, nil), &answer)
	return answer.Data.Schema.Types, answer.Data.Schema.Directives
}

// TestEverythingIsDescribed reads the served schema, generated types too.
func TestEverythingIsDescribed(t *testing.T) {
	types, directives := serveSchema(t)
	count := 0
	var check func(at string, all []served)
	check = func(at string, all []served) {
		for _, one := range all {
			if strings.HasPrefix(one.Name, "__") {
				continue
			}
			count++
			if strings.TrimSpace(one.Description) == "" {
				t.Errorf("%s%s has no description", at, one.Name)
			}
			for _, below := range [][]served{one.Args, one.Fields, one.InputFields, one.EnumValues} {
				check(at+one.Name+".", below)
			}
		}
	}
	check("", types)
	check("@", directives)
	if count < 500 {
		t.Errorf("%d things are too few: the generated types are missing", count)
	}
	for _, internal := range []string{"goField", "goModel"} {
		if find(directives, internal).Name != "" {
			t.Errorf("@%s is of the code generator alone, and served", internal)
		}
	}
}

// TestSchemaIsTheContract compares the served schema with the one that the
// design fixes: names, arguments, defaults, nullability. More is welcome.
func TestSchemaIsTheContract(t *testing.T) {
	design, err := os.ReadFile("../../shared/design.md")
	if err != nil {
		t.Skip("the design is not on this machine")
	}
	_, text, _ := strings.Cut(string(design), "```graphql\n")
	text, _, _ = strings.Cut(text, "\n```")
	contract, err := parser.ParseSchema(&ast.Source{Input: text})
	if err != nil {
		t.Fatal(err)
	}
	if len(contract.Definitions) < 20 {
		t.Fatalf("the design has %d types, which are too few", len(contract.Definitions))
	}
	types, _ := serveSchema(t)
	for _, want := range contract.Definitions {
		got := find(types, want.Name)
		for _, value := range want.EnumValues {
			if find(got.EnumValues, value.Name).Name == "" {
				t.Errorf("%s.%s is missing", want.Name, value.Name)
			}
		}
		if len(got.Interfaces) != len(want.Interfaces) {
			t.Errorf("%s implements %v, want %v", want.Name, got.Interfaces, want.Interfaces)
		}
		for _, field := range want.Fields {
			same(t, want.Name+"."+field.Name, append(got.Fields, got.InputFields...), field.Name, field.Type, field.DefaultValue)
			for _, argument := range field.Arguments {
				same(t, want.Name+"."+field.Name+"."+argument.Name, find(got.Fields, field.Name).Args, argument.Name, argument.Type, argument.DefaultValue)
			}
		}
	}
}

// same checks the field or argument of that name.
func same(t *testing.T, at string, all []served, name string, want *ast.Type, wantDefault *ast.Value) {
	t.Helper()
	got := find(all, name)
	if got.Name == "" {
		t.Errorf("%s is missing", at)
		return
	}
	if got.Type.String() != want.String() {
		t.Errorf("%s is %s, want %s", at, got.Type, want)
	}
	if (got.DefaultValue == nil) != (wantDefault == nil) || wantDefault != nil && *got.DefaultValue != wantDefault.String() {
		t.Errorf("the default of %s is %v, want %v", at, got.DefaultValue, wantDefault)
	}
}
