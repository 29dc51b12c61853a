package server

import (
	"encoding/json"
	"math"
	"reflect"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// checkVariables refuses variables that the executor coerces where the
// specification does not: enum values in another case, numbers for strings,
// strings for numbers. Custom scalars read their own values.
func (s *Server) checkVariables(operation *graphql.OperationContext) *failure {
	for _, definition := range operation.Operation.VariableDefinitions {
		value, given := operation.Variables[definition.Variable]
		if !given {
			continue
		}
		if path := s.misfit(ast.Path{ast.PathName(definition.Variable)}, definition.Type, value); path != nil {
			where, expected := s.locate(path, definition.Type)
			return &failure{code: badUserInput, message: "variable $" + where + " " + s.mustBe(expected)}
		}
	}
	return nil
}

// misfit returns the path to what in value is not of type t; nil if all is.
// Nulls were looked at before.
func (s *Server) misfit(path ast.Path, t *ast.Type, value any) ast.Path {
	definition := s.schema.Types[t.Name()]
	switch {
	case value == nil || definition == nil:
		return nil
	case t.Elem != nil:
		return s.misfitInList(path, t.Elem, value)
	case definition.Kind == ast.InputObject:
		members, _ := value.(map[string]any)
		for _, field := range definition.Fields {
			if found := s.misfit(append(path, ast.PathName(field.Name)), field.Type, members[field.Name]); found != nil {
				return found
			}
		}
	case definition.Kind == ast.Enum:
		if name, ok := value.(string); !ok || definition.EnumValues.ForName(name) == nil {
			return path
		}
	case !fitsScalar(definition.Name, value):
		return path
	}
	return nil
}

// misfitInList looks at each element of value, whose Go type is that of what
// was given: the executor makes a list of one of a single value.
func (s *Server) misfitInList(path ast.Path, element *ast.Type, value any) ast.Path {
	list := reflect.ValueOf(value)
	if list.Kind() != reflect.Slice {
		return s.misfit(path, element, value)
	}
	for i := range list.Len() {
		if found := s.misfit(append(path, ast.PathIndex(i)), element, list.Index(i).Interface()); found != nil {
			return found
		}
	}
	return nil
}

func fitsScalar(name string, value any) bool {
	switch value := value.(type) {
	case string:
		return name != "Int" && name != "Float" && name != "Boolean"
	case bool:
		return name != "Int" && name != "Float" && name != "String" && name != "ID"
	case int64:
		return fitsNumber(name, strconv.FormatInt(value, 10))
	case float64:
		return fitsNumber(name, strconv.FormatFloat(value, 'g', -1, 64))
	case json.Number:
		return fitsNumber(name, value.String())
	}
	return true
}

// fitsNumber reports whether a number, as text, is one of the scalar name.
func fitsNumber(name, text string) bool {
	switch name {
	case "String", "Boolean":
		return false
	case "Int":
		_, err := strconv.ParseInt(text, 10, 32)
		return err == nil
	case "ID":
		_, err := strconv.ParseInt(text, 10, 64)
		return err == nil
	case "Float":
		number, err := strconv.ParseFloat(text, 64)
		return err == nil && !math.IsInf(number, 0)
	}
	return true
}
