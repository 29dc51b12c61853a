package gateway

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"activityhub/platform"
	"activityhub/platform/xdm"
)

// maxFilters is the most filters that one look-up of events has.
//
// Source: Entities guide.
const maxFilters = 3

// A filter compares what is at a path of an event with a literal. A path that is
// not there never matches, whatever the comparison; of what lies in arrays any
// element may.
type filter struct {
	path     xdm.Path
	operator string
	literal  string
	kind     literalKind
	number   float64
	day      time.Time
}

type literalKind int

const (
	textLiteral literalKind = iota
	dateLiteral             // text that is a date
	numberLiteral
	booleanLiteral
)

// filters all have to let an event through.
type filters []filter

var filterForm = regexp.MustCompile(`(?s)^([^=!<>]+)(=|!=|<=|>=|<|>)(.+)$`)

// readFilters reads the parameters property of a look-up of events.
func readFilters(q *request, given []string) (filters, error) {
	if len(given) > maxFilters {
		return nil, malformed(q, fmt.Sprintf("at most %d property filters, not %d", maxFilters, len(given)))
	}
	all := make(filters, len(given))
	for i, text := range given {
		parts := filterForm.FindStringSubmatch(text)
		if parts == nil {
			return nil, malformed(q, "a property filter is a path, one of = != < <= > >=, and a literal, such as eventType=\"order.placed\"")
		}
		path, err := xdm.ParsePath(parts[1])
		if err != nil {
			return nil, malformed(q, "property: "+err.Error())
		}
		f := filter{path: path, operator: parts[2], literal: parts[3]}
		if !f.read() {
			return nil, malformed(q, `the literal of a property filter is true, false, a number, or text in quotes, such as "2025-03-02"; booleans are compared with = and != alone`)
		}
		all[i] = f
	}
	return all, nil
}

// read finds out what kind of literal f has.
func (f *filter) read() bool {
	if f.literal == "true" || f.literal == "false" {
		f.kind = booleanLiteral
		return f.operator == "=" || f.operator == "!="
	}
	if last := len(f.literal) - 1; last >= 1 && f.literal[0] == f.literal[last] && strings.IndexByte(`"'`, f.literal[0]) >= 0 {
		f.literal = f.literal[1:last]
		for _, layout := range []string{time.DateOnly, "20060102"} {
			if day, err := time.Parse(layout, f.literal); err == nil {
				f.kind, f.day = dateLiteral, day
			}
		}
		return true
	}
	var err error
	f.kind = numberLiteral
	f.number, err = strconv.ParseFloat(f.literal, 64)
	return err == nil && !strings.ContainsAny(f.literal, "xXpPnN_") // no NaN, infinity or hexadecimal, which Go reads too
}

// types returns the event types that all can let through, where they say so;
// nil means any.
func (all filters) types() []string {
	for _, f := range all {
		if f.path == platform.TypePath && f.operator == "=" && f.kind == textLiteral {
			return []string{f.literal}
		}
	}
	return nil
}

func (all filters) pass(event string) bool {
	if len(all) == 0 {
		return true
	}
	o, err := xdm.TrustedObject(event)
	if err != nil {
		return false
	}
	for i := range all {
		if !all[i].matches(o.Select(all[i].path)) {
			return false
		}
	}
	return true
}

func (f *filter) matches(v xdm.Value) bool {
	if v.Absent() {
		return false
	}
	if v.IsArray() {
		elements, err := v.Array()
		if err != nil {
			return false
		}
		for _, element := range elements {
			if f.matches(element) {
				return true
			}
		}
		return false
	}
	order, ok := f.compare(v)
	if !ok {
		return f.operator == "!=" // another kind of value is not equal
	}
	switch f.operator {
	case "=":
		return order == 0
	case "!=":
		return order != 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	}
	return order >= 0
}

// compare says whether v is below, at or above the literal; ok is false if it is
// of another kind. A date and time is compared with a date by its day in UTC.
func (f *filter) compare(v xdm.Value) (order int, ok bool) {
	switch kind := v.Kind(); f.kind {
	case booleanLiteral:
		b, _, err := v.Boolean()
		return cmp.Compare(strconv.FormatBool(b), f.literal), err == nil && kind == "a boolean"
	case numberLiteral:
		n, _, err := v.Number()
		return cmp.Compare(n, f.number), err == nil && kind == "a number"
	case dateLiteral:
		if at := v.Time(); !at.IsZero() {
			return at.Truncate(24 * time.Hour).Compare(f.day), true
		}
		fallthrough
	default:
		return cmp.Compare(v.Text(), f.literal), kind == "a string"
	}
}
