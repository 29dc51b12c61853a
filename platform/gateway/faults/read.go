package faults

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"activityhub/platform/local/nearest"
)

// maxScenario bounds a scenario, in bytes.
const maxScenario = 1 << 20

// Read reads a scenario from YAML and checks it. The file is called name in
// messages; an unknown key or a value that is not right is an error with its
// line, what is known, and what was probably meant.
func Read(name string, r io.Reader) (Scenario, error) {
	var s Scenario
	raw, err := io.ReadAll(io.LimitReader(r, maxScenario+1))
	if err != nil {
		return s, fmt.Errorf("%s cannot be read: %w", name, err)
	}
	if len(raw) > maxScenario {
		return s, fmt.Errorf("%s is over %d bytes; a scenario is shorter", name, maxScenario)
	}
	file, err := parser.ParseBytes(raw, 0)
	if err != nil {
		var at yaml.Error
		if errors.As(err, &at) && at.GetToken() != nil {
			return s, fmt.Errorf("%s:%d: %s", name, at.GetToken().Position.Line, at.GetMessage())
		}
		return s, fmt.Errorf("%s is not YAML: %w", name, err)
	}
	if len(file.Docs) > 1 {
		return s, fmt.Errorf("%s holds %d YAML documents; a scenario is one", name, len(file.Docs))
	}
	for _, doc := range file.Docs {
		switch doc.Body.(type) {
		case nil, *ast.NullNode, *ast.CommentGroupNode:
			continue
		}
		if err := decode(reflect.ValueOf(&s).Elem(), doc.Body); err != nil {
			return s, fmt.Errorf("%s:%w", name, err)
		}
	}
	if line, err := s.firstMistake(); err != nil {
		return s, fmt.Errorf("%s:%d: %w", name, line, err)
	}
	return s, nil
}

// decode puts a YAML node into a value; its errors begin with the line.
func decode(into reflect.Value, node ast.Node) error {
	line := node.GetToken().Position.Line
	switch into.Kind() {
	case reflect.Struct:
		if fault, ok := into.Addr().Interface().(*Fault); ok {
			fault.line = line
		}
		return decodeFields(into, node)
	case reflect.Slice:
		list, ok := node.(*ast.SequenceNode)
		if !ok {
			return fmt.Errorf("%d: the value is not right; it is a list", line)
		}
		made := reflect.MakeSlice(into.Type(), len(list.Values), len(list.Values))
		for i, item := range list.Values {
			if err := decode(made.Index(i), item); err != nil {
				return err
			}
		}
		into.Set(made)
		return nil
	}
	text, ok := scalarText(node)
	if !ok {
		return fmt.Errorf("%d: the value is not right; it is %s", line, valueName(into))
	}
	if err := assign(into, text); err != nil {
		return fmt.Errorf("%d: %w", line, err)
	}
	return nil
}

// decodeFields puts a YAML mapping into a struct.
func decodeFields(into reflect.Value, node ast.Node) error {
	var pairs []*ast.MappingValueNode
	switch m := node.(type) {
	case *ast.MappingNode:
		pairs = m.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{m}
	default:
		return fmt.Errorf("%d: the value is not right; it is keys with values", node.GetToken().Position.Line)
	}
	for _, pair := range pairs {
		token := pair.Key.GetToken()
		field, ok := fieldByKey(into, token.Value)
		if !ok {
			known := keysOf(into.Type())
			return fmt.Errorf("%d: unknown key %q; known are %s%s", token.Position.Line, token.Value,
				strings.Join(known, ", "), nearest.Hint(token.Value, known))
		}
		if err := decode(field, pair.Value); err != nil {
			return err
		}
	}
	return nil
}

// scalarText returns what a single value is written like.
func scalarText(node ast.Node) (string, bool) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// assign reads a text into a field of a scenario; the error says what is right.
func assign(into reflect.Value, text string) error {
	err := func() (err error) {
		switch value := into.Addr().Interface().(type) {
		case *string:
			*value = text
		case *int:
			*value, err = strconv.Atoi(text)
		case *int64:
			*value, err = strconv.ParseInt(text, 10, 64)
		case *uint64:
			*value, err = strconv.ParseUint(text, 10, 64)
		case *float64:
			*value, err = strconv.ParseFloat(text, 64)
		case *bool:
			*value, err = strconv.ParseBool(text)
		case *time.Duration:
			*value, err = time.ParseDuration(text)
		default:
			err = errors.ErrUnsupported
		}
		return err
	}()
	if err != nil {
		return fmt.Errorf("%.40q is not right; it is %s", text, valueName(into))
	}
	return nil
}

// valueName says what is right for a field.
func valueName(v reflect.Value) string {
	switch v.Addr().Interface().(type) {
	case *time.Duration:
		return "a duration such as 250ms or 2s"
	case *bool:
		return "true or false"
	case *int, *int64, *uint64:
		return "a whole number"
	case *float64:
		return "a number such as 0.25"
	}
	return "a text"
}

// fieldByKey returns the field of a struct that YAML calls key.
func fieldByKey(of reflect.Value, key string) (reflect.Value, bool) {
	for i := range of.NumField() {
		if of.Type().Field(i).Tag.Get("yaml") == key && key != "" {
			return of.Field(i), true
		}
	}
	return reflect.Value{}, false
}

// keysOf returns what YAML calls the fields of a struct.
func keysOf(t reflect.Type) []string {
	var keys []string
	for f := range t.Fields() {
		if key := f.Tag.Get("yaml"); key != "" {
			keys = append(keys, key)
		}
	}
	return keys
}
