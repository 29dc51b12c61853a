package server

import (
	"cmp"
	"errors"
	"fmt"
)

// Limits bound what one request may ask for, so that any document costs a few
// milliseconds at most before it is refused or run. A zero field means the
// default beside it. A request beyond a limit is DOCUMENT_LIMIT_EXCEEDED with
// the name in brackets, the limit and what was counted; variables beyond theirs
// are REQUEST_TOO_LARGE.
type Limits struct {
	QueryBytes     int // [queryBytes] bytes of the document; 65,536
	VariablesBytes int // [variablesBytes] bytes of the variables, and [extensionsBytes] of the extensions; 65,536
	Tokens         int // [tokens] lexical tokens; 15,000
	Depth          int // [depth] fields below each other, and lists and objects below each other in one value; 20
	Nesting        int // [nesting] selection sets below each other, those of fragments included, and brackets of any kind where there are more than 1,000; 40
	Fields         int // [fields] fields and spreads of one operation or fragment, with the fragments it spreads written out; 2,000
	TotalFields    int // [totalFields] the sum of that over all operations and fragments; 4,000
	RootFields     int // [rootFields] root fields of one operation; 20
	Aliases        int // [aliases] aliases written; 60
	Repeats        int // [repeats] fields that share one place in the answer; 20
	Arguments      int // [arguments] arguments of one field or directive; 30
	Values         int // [values] literals written, those in lists and objects included; 2,000
	Fragments      int // [fragments] fragment definitions; 50
	Directives     int // [directives] directives written; 50
	Operations     int // [operations] operations; 20
	Variables      int // [variables] variables of one operation; 50
	AnswerFields   int // [answerFields] fields of the answer, those below a page counted for each of its elements; 500,000
}

func (l Limits) withDefaults() Limits {
	return Limits{
		QueryBytes:     cmp.Or(l.QueryBytes, 64<<10),
		VariablesBytes: cmp.Or(l.VariablesBytes, 64<<10),
		Tokens:         cmp.Or(l.Tokens, 15_000),
		Depth:          cmp.Or(l.Depth, 20),
		Nesting:        cmp.Or(l.Nesting, 40),
		Fields:         cmp.Or(l.Fields, 2_000),
		TotalFields:    cmp.Or(l.TotalFields, 4_000),
		RootFields:     cmp.Or(l.RootFields, 20),
		Aliases:        cmp.Or(l.Aliases, 60),
		Repeats:        cmp.Or(l.Repeats, 20),
		Arguments:      cmp.Or(l.Arguments, 30),
		Values:         cmp.Or(l.Values, 2_000),
		Fragments:      cmp.Or(l.Fragments, 50),
		Directives:     cmp.Or(l.Directives, 50),
		Operations:     cmp.Or(l.Operations, 20),
		Variables:      cmp.Or(l.Variables, 50),
		AnswerFields:   cmp.Or(l.AnswerFields, 500_000),
	}
}

func (l Limits) check() error {
	for _, n := range []int{
		l.QueryBytes, l.VariablesBytes, l.Tokens, l.Depth, l.Nesting, l.Fields, l.TotalFields, l.RootFields,
		l.Aliases, l.Repeats, l.Arguments, l.Values, l.Fragments, l.Directives, l.Operations, l.Variables,
		l.AnswerFields,
	} {
		if n < 0 {
			return errors.New("server: limits are positive, or zero for the default")
		}
	}
	return nil
}

// exceeded returns a failure if actual is beyond most.
func exceeded(name, what string, most, actual int) *failure {
	if actual <= most {
		return nil
	}
	return &failure{
		code:    documentLimitExceeded,
		message: fmt.Sprintf("the document has %s %s; at most %d are allowed", counted(actual), what, most),
		details: map[string]any{"limit": limitDetail{Name: name, Max: most, Actual: actual}},
	}
}

// limitDetail is what a caller reads under extensions.limit.
type limitDetail struct {
	Name   string `json:"name"`
	Max    int    `json:"max"`
	Actual int    `json:"actual"`
}

// tooMany is where counts stop growing, so that they cannot overflow.
const tooMany = 1 << 30

func counted(n int) string {
	if n >= tooMany {
		return "more than a thousand million"
	}
	return fmt.Sprint(n)
}
