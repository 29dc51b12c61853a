package schema

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"activityhub/platform/local/nearest"
)

// The codes of what can be wrong with a record.
const (
	CodeWrongType      = "WRONG_TYPE"
	CodeNotAllowed     = "NOT_ALLOWED"
	CodeOutOfRange     = "OUT_OF_RANGE"
	CodeEmptyValue     = "EMPTY_VALUE"
	CodeMissing        = "MISSING_FIELD"
	CodeUnknown        = "UNKNOWN_FIELD"
	CodeDuplicateField = "DUPLICATE_FIELD"
	CodeInvalidText    = "INVALID_TEXT"
)

// A Problem says what is wrong with a record, where, and what would be right.
// It never repeats a value of the record.
type Problem struct {
	Code   string
	Path   string // wire names with dots, [n] for an element, ["key"] for a map key that is no name
	Reason string
}

// Check returns the first problem of raw, which must be valid JSON, in the
// order of the document; nil if there is none.
func (s *Schema) Check(raw string) *Problem {
	return s.root.check(gjson.Parse(raw))
}

// check returns the first problem of v. Its path is put together on the way
// back, so that the usual case builds none.
func (n *node) check(v gjson.Result) *Problem {
	switch v.Type {
	case gjson.Null:
		return &Problem{Code: CodeEmptyValue, Reason: "null is not kept: leave the member out where there is no value"}
	case gjson.String:
		if v.Str == "" {
			return &Problem{Code: CodeEmptyValue, Reason: "an empty text is not kept: leave the member out where there is no value"}
		}
		if problem := checkText(v); problem != nil {
			return problem
		}
	}
	switch n.kind {
	case object:
		return n.checkObject(v)
	case mapping:
		return n.checkMap(v)
	case array:
		return n.checkArray(v)
	case anything:
		return checkFree(v)
	}
	return n.checkScalar(v)
}

func (n *node) checkScalar(v gjson.Result) *Problem {
	switch n.kind {
	case text:
		if v.Type != gjson.String {
			return wrongType(v, "a string")
		}
	case date:
		if v.Type != gjson.String {
			return wrongType(v, "a date such as 2025-03-02")
		}
		if _, err := time.Parse(time.DateOnly, v.Str); err != nil {
			return &Problem{Code: CodeWrongType, Reason: "not a date: write RFC 3339, such as 2025-03-02"}
		}
	case dateTime:
		if v.Type != gjson.String {
			return wrongType(v, "a date and time such as 2025-03-02T08:11:09Z")
		}
		if _, ok := DateTime(v.Str); !ok {
			return &Problem{Code: CodeWrongType, Reason: "not a date and time: write RFC 3339 with a zone, such as 2025-03-02T08:11:09Z"}
		}
	case boolean:
		if !v.IsBool() {
			return wrongType(v, "true or false")
		}
	case number, integer:
		return n.checkNumber(v)
	}
	return n.checkAllowed(v)
}

func (n *node) checkNumber(v gjson.Result) *Problem {
	want := "a number"
	if n.kind == integer {
		want = "a whole number"
	}
	if v.Type != gjson.Number {
		return wrongType(v, want)
	}
	if math.IsInf(v.Num, 0) || math.IsNaN(v.Num) {
		return &Problem{Code: CodeOutOfRange, Reason: "the number is too large for 64 bits"}
	}
	if n.kind == integer && v.Num != math.Trunc(v.Num) {
		return &Problem{Code: CodeWrongType, Reason: "the schema says a whole number, the record has a fraction"}
	}
	if n.min != nil && v.Num < *n.min {
		return &Problem{Code: CodeOutOfRange, Reason: "the number is too small: at least " + strconv.FormatFloat(*n.min, 'f', -1, 64)}
	}
	if n.max != nil && v.Num > *n.max {
		return &Problem{Code: CodeOutOfRange, Reason: "the number is too large: at most " + strconv.FormatFloat(*n.max, 'f', -1, 64)}
	}
	return n.checkAllowed(v)
}

func (n *node) checkAllowed(v gjson.Result) *Problem {
	if n.enum == nil {
		return nil
	}
	value := v.Raw
	if v.Type == gjson.String {
		value = v.Str
	}
	if _, ok := n.enum[value]; ok {
		return nil
	}
	allowed := n.allowed
	more := ""
	if len(allowed) > 20 {
		allowed, more = allowed[:20], ", …"
	}
	return &Problem{Code: CodeNotAllowed, Reason: "not one of the values that the schema allows: " + strings.Join(allowed, ", ") + more}
}

func (n *node) checkArray(v gjson.Result) (problem *Problem) {
	if !v.IsArray() {
		return wrongType(v, "an array")
	}
	i := 0
	v.ForEach(func(_, element gjson.Result) bool {
		if problem = n.item.check(element); problem != nil {
			problem.Path = "[" + strconv.Itoa(i) + "]" + below(problem.Path)
			return false
		}
		i++
		return true
	})
	return problem
}

func (n *node) checkMap(v gjson.Result) (problem *Problem) {
	if !v.IsObject() {
		return wrongType(v, "an object")
	}
	var seen keySet
	v.ForEach(func(key, value gjson.Result) bool {
		if problem = checkText(key); problem == nil {
			problem = n.item.check(value)
		}
		if !seen.add(key.Str) {
			problem = twice()
		}
		if problem != nil {
			problem.Path = name(key.Str) + below(problem.Path)
		}
		return problem == nil
	})
	return problem
}

func (n *node) checkObject(v gjson.Result) (problem *Problem) {
	if !v.IsObject() {
		return wrongType(v, "an object")
	}
	var room [4]uint64
	seen := room[:]
	if need := (len(n.names) + 63) / 64; need > len(seen) {
		seen = make([]uint64, need)
	}
	v.ForEach(func(key, value gjson.Result) bool {
		f, ok := n.fields[key.Str]
		switch {
		case !ok:
			problem = &Problem{Code: CodeUnknown, Reason: "the schema has no such member" + nearest.Hint(key.Str, n.names)}
		case seen[f.index/64]&(1<<(f.index%64)) != 0:
			problem = twice()
		default:
			seen[f.index/64] |= 1 << (f.index % 64)
			problem = f.check(value)
		}
		if problem != nil {
			problem.Path = name(key.Str) + below(problem.Path)
		}
		return problem == nil
	})
	if problem != nil {
		return problem
	}
	if i := slices.IndexFunc(n.required, func(i int) bool { return seen[i/64]&(1<<(i%64)) == 0 }); i >= 0 {
		missing := n.names[n.required[i]]
		return &Problem{Code: CodeMissing, Path: missing, Reason: "the schema requires this member, the record does not have it"}
	}
	return nil
}

// checkFree checks what the schema leaves open: everything is allowed that is
// not null, no empty text, and without NUL characters.
func checkFree(v gjson.Result) (problem *Problem) {
	if v.Type != gjson.JSON {
		return nil
	}
	free := &node{kind: anything}
	i := 0
	var seen keySet
	v.ForEach(func(key, value gjson.Result) bool {
		at := "[" + strconv.Itoa(i) + "]"
		if problem = free.check(value); v.IsObject() {
			at = name(key.Str)
			if wrong := checkText(key); wrong != nil {
				problem = wrong
			}
			if !seen.add(key.Str) {
				problem = twice()
			}
		}
		if problem != nil {
			problem.Path = at + below(problem.Path)
		}
		i++
		return problem == nil
	})
	return problem
}

func wrongType(v gjson.Result, want string) *Problem {
	got := map[gjson.Type]string{gjson.String: "a string", gjson.Number: "a number", gjson.True: "true", gjson.False: "false", gjson.JSON: "an object"}[v.Type]
	if v.IsArray() {
		got = "an array"
	}
	return &Problem{Code: CodeWrongType, Reason: fmt.Sprintf("the schema says %s, the record has %s", want, got)}
}

func twice() *Problem {
	return &Problem{Code: CodeDuplicateField, Reason: "the member is given twice, so that nothing says which one counts"}
}
