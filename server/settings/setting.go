package settings

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"
)

// A Group is a part of the settings, as help texts show them.
type Group string

// The groups, in the order in which they are shown.
const (
	GroupFile    Group = "Settings"
	GroupStore   Group = "Data"
	GroupLog     Group = "Log"
	GroupHTTP    Group = "Serving"
	GroupLimits  Group = "Limits of one request"
	GroupAdobe   Group = "Adobe Experience Platform"
	GroupCache   Group = "Cache in front of Adobe"
	GroupGateway Group = "Local Platform over REST"
	GroupCurated Group = "Curated fields"
)

// A Setting is one thing that can be set. Its names all follow from its key.
type Setting struct {
	Key    string // in the file, such as limits.rootFields
	Group  Group
	Help   string // one sentence, without the default
	Hint   string // placeholder of the flag's value, such as ADDRESS; "" for a switch
	Secret bool   // whether its value is never shown, nor taken from a flag

	want   string // what is right, for errors
	yaml   ast.NodeType
	assign func(*Settings, string) bool    // from a flag, a variable or a YAML scalar
	decode func(*Settings, ast.Node) error // from YAML; nil for scalars
	show   func(*Settings) any             // for answers: a string, number, boolean, list or structure
}

// bind makes s a setting of the given kind that lives in field.
func bind[T any](s Setting, k kind[T], field func(*Settings) *T) Setting {
	s.want, s.yaml = k.want, k.yaml
	if k.parse != nil {
		s.assign = func(in *Settings, text string) bool {
			v, ok := k.parse(text)
			if ok {
				*field(in) = v
			}
			return ok
		}
	}
	if k.decode != nil {
		s.decode = func(in *Settings, n ast.Node) error {
			var v T
			if err := k.decode(n, &v); err != nil {
				return err
			}
			*field(in) = v
			return nil
		}
	}
	s.show = func(in *Settings) any {
		if k.text != nil {
			return k.text(*field(in))
		}
		return *field(in)
	}
	return s
}

// Flag returns the name of the flag, without dashes: limits-root-fields. It is
// "" for a setting that is a structure and lives in the file alone, and for a
// secret: command lines are seen by others and kept.
func (s Setting) Flag() string {
	if s.assign == nil || s.Secret {
		return ""
	}
	return words(s.Key, '-')
}

// Env returns the name of the variable: ACTIVITYHUB_LIMITS_ROOT_FIELDS. It is
// "" for a setting that lives in the file alone.
func (s Setting) Env() string {
	if s.assign == nil {
		return ""
	}
	return envPrefix + strings.ToUpper(words(s.Key, '_'))
}

// Switch reports whether the flag stands without a value.
func (s Setting) Switch() bool { return s.yaml == ast.BoolType }

// Default returns the value in force where nobody set one.
func (s Setting) Default() any {
	defaults := Default()
	return s.show(&defaults)
}

// DefaultText returns that value as a flag or a variable has it, lists with
// commas between; "" for none, and for a structure.
func (s Setting) DefaultText() string {
	switch value := s.Default().(type) {
	case []string:
		return strings.Join(value, ",")
	case string, bool, int, int64:
		return fmt.Sprint(value)
	}
	return ""
}

// words writes the words of key in small letters with sep between.
func words(key string, sep rune) string {
	var b strings.Builder
	for _, r := range key {
		switch {
		case r == '.':
			b.WriteRune(sep)
		case unicode.IsUpper(r):
			b.WriteRune(sep)
			b.WriteRune(unicode.ToLower(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
