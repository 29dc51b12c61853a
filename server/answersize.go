package server

import (
	"fmt"
	"reflect"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// Measuring an answer before it is made
//
// A small document can ask for lists in lists in lists: events of the profiles
// of events. So the fields of the answer are counted, each as many times as the
// lists above it have elements at most, as far as arguments say how many those
// are: pages have as many as first or last, lists of what was asked for by name
// have one for each name. Other lists hold what one record holds, and count once.
//
// A document is measured once, with every variable at its worst. Only where that
// is beyond the limit are the variables of a request looked at.

const (
	fullPage    = 100 // elements: a resolver refuses more
	defaultPage = 20  // elements where neither first nor last is given
)

// checkAnswer refuses an operation of doc whose answer may be too large.
func (s *Server) checkAnswer(doc *document, operation *graphql.OperationContext) *failure {
	most := s.config.Limits.AnswerFields
	if doc.answer <= most {
		return nil
	}
	fail := exceeded("answerFields", "", most, answerMeter{variables: operation.Variables}.fields(operation.Operation.SelectionSet))
	if fail != nil {
		fail.message = fmt.Sprintf("the answer has more than %d fields if its pages are full: ask for smaller pages, or for fewer of them in one query", most)
	}
	return fail
}

// An answerMeter measures the answers to one operation.
type answerMeter struct {
	variables map[string]any
	worst     bool // whether variables are at their worst, instead of as given
}

// fields returns how many fields the answer to a validated selection has at
// most.
func (m answerMeter) fields(set ast.SelectionSet) int {
	sum := 0
	for _, selection := range set {
		switch selection := selection.(type) {
		case *ast.Field:
			sum = add(sum, add(1, times(m.elements(selection), m.fields(selection.SelectionSet))))
		case *ast.InlineFragment:
			sum = add(sum, m.fields(selection.SelectionSet))
		case *ast.FragmentSpread:
			sum = add(sum, m.fields(selection.Definition.SelectionSet))
		}
	}
	return sum
}

// elements returns how many elements field has at most.
func (m answerMeter) elements(field *ast.Field) int {
	if field.Definition == nil || len(field.SelectionSet) == 0 {
		return 1
	}
	arguments := field.Definition.Arguments
	if arguments.ForName("first") != nil && arguments.ForName("last") != nil {
		first, asked := m.count(field, "first")
		if last, backward := m.count(field, "last"); backward {
			return last
		} else if asked {
			return first
		}
		return defaultPage
	}
	most := 1
	for _, argument := range arguments {
		if argument.Type.Elem != nil && field.Definition.Type.Elem != nil {
			most = max(most, m.length(field.Arguments.ForName(argument.Name)))
		}
	}
	return most
}

// count returns the number that the argument called name asks for, and whether
// it is given. A number that is refused later costs nothing.
func (m answerMeter) count(field *ast.Field, name string) (n int, given bool) {
	argument := field.Arguments.ForName(name)
	if argument == nil {
		return 0, false
	}
	switch value := argument.Value; value.Kind {
	case ast.Variable:
		if m.worst {
			return fullPage, true
		}
		v := reflect.ValueOf(m.variables[value.Raw])
		switch {
		case v.CanInt():
			n, given = int(v.Int()), true
		case v.Kind() == reflect.String: // a json.Number
			n, given = atoi(v.String()), true
		}
	case ast.IntValue:
		n, given = atoi(value.Raw), true
	}
	return min(max(n, 1), fullPage), given
}

// length returns how long the list is that argument gives.
func (m answerMeter) length(argument *ast.Argument) int {
	if argument == nil {
		return 0
	}
	n := len(argument.Value.Children)
	if argument.Value.Kind == ast.Variable {
		n = fullPage
		if list := reflect.ValueOf(m.variables[argument.Value.Raw]); !m.worst && list.Kind() == reflect.Slice {
			n = list.Len()
		}
	}
	return min(n, fullPage)
}

// atoi returns the number in text; 0 if there is none that fits.
func atoi(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

// times returns a × b, or tooMany.
func times(a, b int) int {
	if b > tooMany/max(a, 1) {
		return tooMany
	}
	return a * b
}
