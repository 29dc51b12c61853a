package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
)

const (
	maxBodyDepth = 64 // how deep the JSON of a request body may nest
	maxBodyKeys  = 16 // how many members its object may have; four mean something
)

// decodeRequest reads a request body as GraphQL over HTTP describes it: one
// JSON object with query and, if wanted, operationName, variables and
// extensions. It is strict where encoding/json is lenient, and its messages
// repeat nothing of the body.
func decodeRequest(body []byte, limits Limits) (*graphql.RawParams, *failure) {
	members, fail := decodeMembers(body)
	if fail != nil {
		return nil, fail
	}
	params := &graphql.RawParams{}
	raw, given := members["query"]
	if !given {
		return nil, malformed(`"query" is missing: send {"query": "…"} with a GraphQL document`)
	}
	if !isString(raw) || json.Unmarshal(raw, &params.Query) != nil {
		return nil, malformed(`"query" is a string with a GraphQL document`)
	}
	if raw := members["operationName"]; !absent(raw) {
		if !isString(raw) || json.Unmarshal(raw, &params.OperationName) != nil {
			return nil, malformed(`"operationName" is a string or null`)
		}
	}
	for _, name := range []string{"variables", "extensions"} {
		if size := len(members[name]); size > limits.VariablesBytes {
			return nil, &failure{
				code:    requestTooLarge,
				message: fmt.Sprintf("the %s have %d bytes; at most %d are allowed", name, size, limits.VariablesBytes),
				details: map[string]any{"limit": limitDetail{Name: name + "Bytes", Max: limits.VariablesBytes, Actual: size}},
			}
		}
	}
	var ok bool
	if params.Variables, ok = decodeObject(members["variables"]); !ok {
		return nil, malformed(`"variables" is an object or null`)
	}
	if params.Extensions, ok = decodeObject(members["extensions"]); !ok {
		return nil, malformed(`"extensions" is an object or null`)
	}
	return params, nil
}

// decodeMembers returns the members of the one object that body is.
func decodeMembers(body []byte) (map[string]json.RawMessage, *failure) {
	if !utf8.Valid(body) {
		return nil, malformed("the body is not valid UTF-8")
	}
	if depth(body) > maxBodyDepth {
		return nil, malformed("the body nests more than %d levels deep", maxBodyDepth)
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	switch start, err := decoder.Token(); {
	case errors.Is(err, io.EOF):
		return nil, malformed(`the body is empty: send {"query": "…"}`)
	case err != nil:
		return nil, malformed("the body is not valid JSON")
	case start == json.Delim('['):
		return nil, malformed("the body is an array: send one JSON object per request, batches are not supported")
	case start != json.Delim('{'):
		return nil, malformed("the body is not a JSON object")
	}
	members := make(map[string]json.RawMessage, 4)
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return nil, malformed("the body is not valid JSON")
		}
		name, ok := key.(string)
		if !ok {
			return nil, malformed("the body is not valid JSON")
		}
		for _, known := range []string{"query", "operationName", "variables", "extensions"} {
			if name != known && strings.EqualFold(name, known) {
				return nil, malformed("a key is %q in another case: keys are case-sensitive", known)
			}
		}
		if _, twice := members[name]; twice {
			return nil, malformed("the body has the same key twice")
		}
		if len(members) == maxBodyKeys {
			return nil, malformed("the body has more than %d keys", maxBodyKeys)
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, malformed("the body is not valid JSON")
		}
		members[name] = value
	}
	if _, err := decoder.Token(); err != nil {
		return nil, malformed("the body is not valid JSON")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, malformed("the body goes on after its JSON object")
	}
	return members, nil
}

// decodeObject returns the object that raw is, with numbers as they were
// written; nil if raw is absent.
func decodeObject(raw json.RawMessage) (object map[string]any, ok bool) {
	if absent(raw) {
		return nil, true
	}
	if raw[0] != '{' {
		return nil, false
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	return object, decoder.Decode(&object) == nil
}

func absent(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }

func isString(raw json.RawMessage) bool { return len(raw) > 0 && raw[0] == '"' }

// depth returns how deep brackets nest in what may be JSON.
func depth(body []byte) int {
	deepest, level, quoted := 0, 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			level++
			deepest = max(deepest, level)
		case c == '}' || c == ']':
			level--
		}
	}
	return deepest
}

func malformed(format string, args ...any) *failure {
	return &failure{code: badRequest, message: fmt.Sprintf(format, args...)}
}
