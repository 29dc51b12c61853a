package server

import (
	"errors"
	"fmt"
	"strings"

	"activityhub/platform"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// What the executor says of arguments and variables names Go types and repeats
// values. The failures here are made anew, from the schema: which input it was
// and what it must be. What our own scalars and enums say is for callers, and
// is kept.

// isArgument reports whether an error at element below field is about one of its
// arguments, rather than about an element of the list that it answers with.
func isArgument(field *graphql.FieldContext, element ast.PathElement) bool {
	name, ok := element.(ast.PathName)
	return ok && field.Field.Definition != nil && field.Field.Definition.Arguments.ForName(string(name)) != nil
}

// argumentFailure returns the failure for an argument of field that could not
// be read; rest is the path from the field to it.
func (s *Server) argumentFailure(err error, field *graphql.FieldContext, rest ast.Path) *failure {
	var root *ast.Type
	if name, ok := rest[0].(ast.PathName); ok && field.Field.Definition != nil {
		if argument := field.Field.Definition.Arguments.ForName(string(name)); argument != nil {
			root = argument.Type
		}
	}
	where, expected := s.locate(rest, root)
	return &failure{code: badUserInput, message: "argument " + where + " " + s.complaint(err, expected)}
}

// variableFailure returns the failure for a variable of op that could not be
// coerced, from the executor's error about it.
func (s *Server) variableFailure(err *gqlerror.Error, op *ast.OperationDefinition) *failure {
	var root *ast.Type
	path := err.Path[1:] // the first element says that it is a variable
	if name, ok := path[0].(ast.PathName); ok && op != nil {
		if variable := op.VariableDefinitions.ForName(string(name)); variable != nil {
			root = variable.Type
		}
	}
	where, expected := s.locate(path, root)
	message := "variable $" + where + " "
	switch err.Message {
	case "must be defined", "cannot be null":
		message += "is missing: it " + s.mustBe(expected)
	case "unknown field":
		message += "has a field that its type does not have"
		if expected != nil {
			message += ": " + fieldsOf(s.schema.Types[expected.Name()])
		}
	default:
		message += s.complaint(err, expected)
	}
	return &failure{code: badUserInput, message: message}
}

// locate writes path as a.b[0].c and returns the type there. It stops at what
// the schema does not know, because unknown names can hold anything.
func (s *Server) locate(path ast.Path, root *ast.Type) (where string, expected *ast.Type) {
	var b strings.Builder
	expected = root
	for i, element := range path {
		switch element := element.(type) {
		case ast.PathIndex:
			fmt.Fprintf(&b, "[%d]", int(element))
			if expected != nil && expected.Elem != nil {
				expected = expected.Elem
			}
		case ast.PathName:
			if i == 0 {
				b.WriteString(shorten(string(element), 64))
				continue
			}
			if expected == nil || s.schema.Types[expected.Name()] == nil {
				return b.String(), expected
			}
			field := s.schema.Types[expected.Name()].Fields.ForName(string(element))
			if field == nil {
				return b.String(), expected
			}
			b.WriteString("." + field.Name)
			expected = field.Type
		}
	}
	return b.String(), expected
}

func (s *Server) complaint(err error, expected *ast.Type) string {
	var said *platform.Error
	if errors.As(err, &said) && said.Message != "" && !s.isEnum(expected) {
		return "is not valid: " + said.Message
	}
	return s.mustBe(expected)
}

// mustBe says what a value of type t is.
func (s *Server) mustBe(t *ast.Type) string {
	if t == nil {
		return "is not valid"
	}
	text := "must be of type " + t.String()
	if t.NamedType == "Int" {
		return text + ", a whole number of 32 bits"
	}
	if !s.isEnum(t) {
		return text
	}
	definition := s.schema.Types[t.Name()]
	names := make([]string, len(definition.EnumValues))
	for i, value := range definition.EnumValues {
		names[i] = value.Name
	}
	return text + ", one of " + strings.Join(names, ", ")
}

// isEnum reports whether values of type t, or elements of it, are names. What is
// said of those as text says nothing.
func (s *Server) isEnum(t *ast.Type) bool {
	return t != nil && s.schema.Types[t.Name()] != nil && s.schema.Types[t.Name()].Kind == ast.Enum
}

func fieldsOf(definition *ast.Definition) string {
	if definition == nil || len(definition.Fields) == 0 {
		return "it has no fields"
	}
	names := make([]string, len(definition.Fields))
	for i, field := range definition.Fields {
		names[i] = field.Name
	}
	return definition.Name + " has " + strings.Join(names, ", ")
}
