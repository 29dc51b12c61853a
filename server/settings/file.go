package settings

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// errWant is the error of a value that is not what its setting wants.
var errWant = errors.New("not what is wanted")

// readFile lays the settings of the YAML file at path over l.
func (l *Loaded) readFile(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("the settings file %s cannot be read: %w", path, reason(err))
	}
	parsed, err := parser.ParseBytes(text, 0)
	if err != nil {
		return fileError(path, 0, err)
	}
	if len(parsed.Docs) > 1 {
		return fmt.Errorf("%s holds %d YAML documents; settings are one", path, len(parsed.Docs))
	}
	for _, doc := range parsed.Docs {
		switch body := doc.Body.(type) {
		case nil, *ast.NullNode, *ast.CommentGroupNode:
		case ast.MapNode:
			if err := l.readMap(path, "", body); err != nil {
				return err
			}
		default:
			return fmt.Errorf("%s:%d: settings are keys with values, such as listen: %s", path, line(body), Default().Listen)
		}
	}
	return nil
}

// readMap reads the keys of m, which lie below prefix.
func (l *Loaded) readMap(path, prefix string, m ast.MapNode) error {
	for members := m.MapRange(); members.Next(); {
		name, value := members.Key().GetToken().Value, members.Value()
		at := fmt.Sprintf("%s:%d", path, line(members.Key()))
		key := prefix + name
		if s, ok := find(key); ok && s.Key != configKey {
			if err := l.readValue(at, path, s, value); err != nil {
				return err
			}
			continue
		}
		if below, ok := value.(ast.MapNode); ok && isPrefix(key+".") {
			if err := l.readMap(path, key+".", below); err != nil {
				return err
			}
			continue
		}
		if isPrefix(key + ".") {
			return fmt.Errorf("%s: %s holds further keys, such as %s", at, key, nearest(key, keys()))
		}
		return fmt.Errorf("%s: unknown key %q; the nearest known key is %q", at, key, nearest(key, keys()))
	}
	return nil
}

func (l *Loaded) readValue(at, path string, s Setting, n ast.Node) error {
	if l.byFile[s.Key] != "" {
		return fmt.Errorf("%s: %s was set before at %s; set it once", at, s.Key, l.byFile[s.Key])
	}
	l.byFile[s.Key] = at
	wrong := fmt.Errorf("%s: %s is not right; it is %s", at, s.Key, s.want)
	if s.decode != nil {
		err := s.decode(&l.Settings, n)
		if errors.Is(err, errWant) || s.want != "" && n.Type() != s.yaml {
			return wrong
		}
		if err != nil {
			return fileError(path, line(n), err)
		}
	} else if scalar, ok := n.(ast.ScalarNode); !ok || n.Type() != s.yaml || !s.assign(&l.Settings, fmt.Sprint(scalar.GetValue())) {
		return wrong
	}
	l.source[s.Key] = at
	return nil
}

// decodeStrict decodes n into v, refusing keys that v does not have.
func decodeStrict(n ast.Node, v any) error {
	err := yaml.NodeToValue(n, v, yaml.Strict())
	var unknown *yaml.UnknownFieldError
	if errors.As(err, &unknown) {
		name := unknown.Token.Value
		return &yaml.UnknownFieldError{
			Message: fmt.Sprintf("unknown key %q; the nearest known key is %q", name, nearest(name, memberNames(reflect.TypeOf(v)))),
			Token:   unknown.Token,
		}
	}
	return err
}

// memberNames returns the keys of every structure in t.
func memberNames(t reflect.Type) []string {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return memberNames(t.Elem())
	case reflect.Struct:
		var names []string
		for i := range t.NumField() {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
			names = append(append(names, name), memberNames(t.Field(i).Type)...)
		}
		return names
	}
	return nil
}

// fileError says where in the file err is, in one line and without the types
// of the program.
func fileError(path string, fallback int, err error) error {
	var located yaml.Error
	if !errors.As(err, &located) {
		return fmt.Errorf("%s:%d: %w", path, fallback, err)
	}
	if token := located.GetToken(); token != nil {
		fallback = token.Position.Line
	}
	message := located.GetMessage()
	var mismatch *yaml.TypeError
	var shape *yaml.UnexpectedNodeTypeError
	switch {
	case errors.As(err, &mismatch):
		message = "the value is not right; it is " + typeName(mismatch.DstType)
	case errors.As(err, &shape):
		message = fmt.Sprintf("the value is not right; it is a %s", strings.ToLower(shape.Expected.YAMLName()))
	}
	return fmt.Errorf("%s:%d: %s", path, fallback, message)
}

// typeName says what YAML is right for a Go type.
func typeName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Struct, reflect.Map:
		return "a mapping of keys to values"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int32, reflect.Int64:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	}
	return "a text"
}

func line(n ast.Node) int { return n.GetToken().Position.Line }
