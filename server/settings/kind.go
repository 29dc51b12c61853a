package settings

import (
	"fmt"
	"log/slog"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// A kind is a type of value as an operator writes it.
type kind[T any] struct {
	want   string                   // what is right, for errors: "a whole number from 1 to 100"
	yaml   ast.NodeType             // how the file writes it
	parse  func(string) (T, bool)   // reads a flag, a variable or a YAML scalar
	decode func(ast.Node, *T) error // reads YAML that is more than a scalar; nil for scalars
	text   func(T) any              // the value to show; nil shows it as it is
}

// text is a string that check accepts.
func text(want string, check func(string) bool) kind[string] { return textOf[string](want, check) }

// textOf is a string of a type of its own.
func textOf[T ~string](want string, check func(string) bool) kind[T] {
	return kind[T]{want: want, yaml: ast.StringType, parse: func(s string) (T, bool) { return T(s), check(s) }, text: func(v T) any { return string(v) }}
}

func anyText(string) bool { return true }

func oneOf(values ...string) kind[string] {
	return text("one of "+strings.Join(values, ", "), func(s string) bool { return slices.Contains(values, s) })
}

var boolean = kind[bool]{
	want: "true or false",
	yaml: ast.BoolType,
	parse: func(s string) (bool, bool) {
		return s == "true", s == "true" || s == "false"
	},
}

func whole[T int | int64](least T) kind[T] { return wholeTo(least, math.MaxInt32) }

func wholeTo[T int | int64](least, most T) kind[T] {
	return kind[T]{
		want: fmt.Sprintf("a whole number from %d to %d", least, most),
		yaml: ast.IntegerType,
		parse: func(s string) (T, bool) {
			n, err := strconv.ParseInt(s, 10, 32)
			return T(n), err == nil && T(n) >= least && T(n) <= most
		},
	}
}

func between(least, most time.Duration) kind[time.Duration] {
	return kind[time.Duration]{
		want: fmt.Sprintf("a duration from %s to %s, such as 500ms or 10s", least, most),
		yaml: ast.StringType,
		parse: func(s string) (time.Duration, bool) {
			d, err := time.ParseDuration(s)
			return d, err == nil && d >= least && d <= most
		},
		text: func(d time.Duration) any { return d.String() },
	}
}

// list is strings that check accepts: a YAML list, or one text with commas.
func list(want string, check func(string) bool) kind[[]string] {
	return kind[[]string]{
		want: want,
		yaml: ast.SequenceType,
		parse: func(s string) ([]string, bool) {
			if strings.TrimSpace(s) == "" {
				return nil, true
			}
			items := strings.Split(s, ",")
			for i, item := range items {
				items[i] = strings.TrimSpace(item)
			}
			return items, !slices.ContainsFunc(items, func(item string) bool { return !check(item) })
		},
		decode: func(n ast.Node, items *[]string) error {
			if err := decodeStrict(n, items); err != nil {
				return err
			}
			for _, item := range *items {
				if !check(item) {
					return errWant
				}
			}
			return nil
		},
		text: func(items []string) any { return append([]string{}, items...) },
	}
}

var level = kind[slog.Level]{
	want: "one of debug, info, warn, error",
	yaml: ast.StringType,
	parse: func(s string) (slog.Level, bool) {
		levels := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}
		l, ok := levels[s]
		return l, ok
	},
	text: func(l slog.Level) any { return strings.ToLower(l.String()) },
}

// mapping is a structure that check accepts. It is too much for a flag or a
// variable.
func mapping[T any](check func(T) error) kind[T] {
	return kind[T]{
		decode: func(n ast.Node, v *T) error {
			if err := decodeStrict(n, v); err != nil {
				return err
			}
			return check(*v)
		},
		text: func(v T) any { return structure{v} },
	}
}

// structure is a value that is shown by its keys in the settings file.
type structure struct{ of any }

// MarshalYAML leaves out what is not set.
func (s structure) MarshalYAML() ([]byte, error) {
	return yaml.MarshalWithOptions(s.of, yaml.OmitEmpty(), yaml.IndentSequence(true))
}

// MarshalJSON is MarshalYAML in the other notation.
func (s structure) MarshalJSON() ([]byte, error) {
	text, err := s.MarshalYAML()
	if err != nil {
		return nil, err
	}
	return yaml.YAMLToJSON(text)
}
