package definitions

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"

	"activityhub/platform/local/nearest"
	"activityhub/platform/local/schema"
)

// loader finds files and keeps what several of them need.
type loader struct {
	folder, builtin fs.FS
	given           map[string][]byte
	compiled        map[string]*schema.Schema
}

// open returns the bytes of the file name, from the folder if it has it.
func (l *loader) open(name string) ([]byte, error) {
	for _, in := range []fs.FS{l.folder, l.builtin} {
		if in == nil {
			continue
		}
		raw, err := fs.ReadFile(in, name)
		if err == nil {
			return raw, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s cannot be read: %w", name, err)
		}
	}
	return nil, fs.ErrNotExist
}

// list reads a YAML file that is a list of T. A file that nobody has is empty.
func list[T any](l *loader, name string) ([]T, error) {
	raw, err := l.open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var items []T
	if err := yaml.NewDecoder(bytes.NewReader(raw), yaml.Strict()).Decode(&items); err != nil {
		if len(bytes.TrimSpace(raw)) == 0 || err.Error() == "EOF" {
			return nil, nil
		}
		return nil, explain(name, err, reflect.TypeFor[T]())
	}
	return items, nil
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
		return fmt.Errorf("%s: %s is written as %s here; it is %s", place, at.GetToken().Value, mistyped.SrcType, mistyped.DstType)
	}
	return fmt.Errorf("%s: %s", place, at.GetMessage())
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
func (l *loader) schema(name string) (*schema.Schema, error) {
	if s, ok := l.compiled[name]; ok {
		return s, nil
	}
	file := "schemas/" + name + ".json"
	raw, err := l.open(file)
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
	l.compiled[name] = s
	return s, nil
}
