package definitions

import (
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"activityhub/platform/local/nearest"
	"activityhub/platform/local/schema"
)

// loader makes definitions of files, and of what was written instead of what is
// in them.
type loader struct {
	*Source
	written overlay
	lacking string // the file under way, if the folder lacks it and the built-in one stands for it
}

// open returns the bytes of the file name and what to call it in messages. It
// is taken from the folder if that has it.
func (l *Source) open(name string) (raw []byte, called string, err error) {
	called = name
	for _, in := range []fs.FS{l.folder, l.builtin} {
		if in != nil {
			raw, err := fs.ReadFile(in, name)
			if err == nil {
				return raw, called, nil
			}
			if !errors.Is(err, fs.ErrNotExist) {
				return nil, called, fmt.Errorf("%s cannot be read: %w", called, err)
			}
		}
		called = "built-in " + name
	}
	return nil, name, fs.ErrNotExist
}

// items is a YAML file that is a list of T, with what was written over REST in
// place of parts of it.
type items[T any] struct {
	file  string // what to call it in messages
	list  []T
	lines []int // of each in list; 0 for one that is not in the file
}

// at returns the place of an item.
func (i items[T]) at(index int) string {
	if i.lines[index] == 0 {
		return overREST
	}
	return fmt.Sprintf("%s:%d", i.file, i.lines[index])
}

// list returns the items of a YAML file that is a list of T. A file that nobody
// has is empty.
func list[T any](l *loader, name string) (items[T], error) {
	l.lacking = ""
	kept, ok := l.parsed[name].(items[T])
	if !ok {
		var err error
		if kept, err = read[T](l.Source, name); err != nil {
			l.standsIn(name, kept.file)
			return kept, err
		}
		l.parsed[name] = kept
	}
	l.standsIn(name, kept.file)
	return kept, nil
}

// standsIn notes that a built-in file is under way in place of one that the
// folder lacks, if it is.
func (l *loader) standsIn(name, called string) {
	if l.folder != nil && called != name {
		l.lacking = name
	}
}

// read reads a YAML file that is a list of T.
func read[T any](l *Source, name string) (items[T], error) {
	raw, file, err := l.open(name)
	all := items[T]{file: file}
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if err != nil {
		return all, err
	}
	parsed, err := parser.ParseBytes(raw, 0)
	if err != nil {
		return all, explain(file, err, reflect.TypeFor[T]())
	}
	if len(parsed.Docs) > 1 {
		return all, fmt.Errorf("%s holds %d YAML documents; it is one list", file, len(parsed.Docs))
	}
	for _, doc := range parsed.Docs {
		switch body := doc.Body.(type) {
		case nil, *ast.NullNode, *ast.CommentGroupNode:
			return all, nil
		case *ast.SequenceNode:
			for _, item := range body.Values {
				all.lines = append(all.lines, item.GetToken().Position.Line)
			}
		default:
			return all, fmt.Errorf("%s:%d: the file is a list; begin each of its items with a dash", file, body.GetToken().Position.Line)
		}
		if err := yaml.NodeToValue(doc.Body, &all.list, yaml.Strict()); err != nil {
			return all, explain(file, err, reflect.TypeFor[T]())
		}
	}
	return all, nil
}

// explain turns an error of the decoder into one line with file, line and, for
// an unknown key, the nearest known one.
func explain(name string, err error, item reflect.Type) error {
	var at yaml.Error
	if !errors.As(err, &at) || at.GetToken() == nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	place := fmt.Sprintf("%s:%d", name, at.GetToken().Position.Line)
	var unknown *yaml.UnknownFieldError
	if errors.As(err, &unknown) {
		key := at.GetToken().Value
		keys := keysOf(item)
		return fmt.Errorf("%s: unknown key %q; known are %s%s", place, key, strings.Join(keys, ", "), nearest.Hint(key, keys))
	}
	var mistyped *yaml.TypeError
	if errors.As(err, &mistyped) {
		return fmt.Errorf("%s: the value is not right; it is %s", place, typeName(mistyped.DstType))
	}
	var misshaped *yaml.UnexpectedNodeTypeError
	if errors.As(err, &misshaped) {
		return fmt.Errorf("%s: the value is not right; it is a %s", place, strings.ToLower(misshaped.Expected.YAMLName()))
	}
	return fmt.Errorf("%s: %s", place, at.GetMessage())
}

// typeName says what YAML is right for a type of an item.
func typeName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "a whole number"
	case reflect.Slice:
		return "a list"
	case reflect.Struct:
		return "keys with values"
	}
	return "a text"
}

// keysOf returns the keys that an item and the items inside it may have.
func keysOf(t reflect.Type) []string {
	var keys []string
	for f := range t.Fields() {
		key, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		keys = append(keys, key)
		inner := f.Type
		if inner.Kind() == reflect.Slice {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct && inner.PkgPath() == t.PkgPath() {
			keys = append(keys, keysOf(inner)...)
		}
	}
	return keys
}

// schema returns the compiled schema of that name.
func (l *Source) schema(name string) (*schema.Schema, error) {
	if s, ok := l.compiled[name]; ok {
		return s, nil
	}
	if !fileName.MatchString(name) {
		return nil, fmt.Errorf("the schema is called %q: name profile, experienceevent, or a file in schemas without its .json", name)
	}
	raw, file, err := l.open("schemas/" + name + ".json")
	if errors.Is(err, fs.ErrNotExist) {
		var ok bool
		if raw, ok = l.given[name]; !ok {
			return nil, fmt.Errorf("there is no schema %q: put it into %s, or name profile or experienceevent", name, file)
		}
		err = nil
	}
	if err != nil {
		return nil, err
	}
	s, err := schema.Compile(raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	l.compiled[name], l.documents[name] = s, SchemaDocument{Name: name, Class: s.Class(), Raw: raw}
	return s, nil
}

// alsoWritten says how many of the items are not in the file; "" if all are.
func (i items[T]) alsoWritten() string {
	written := 0
	for _, line := range i.lines {
		if line == 0 {
			written++
		}
	}
	if written == 0 {
		return ""
	}
	return fmt.Sprintf("; %d of them were written over REST and count besides those in the file", written)
}
