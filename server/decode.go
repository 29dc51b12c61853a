package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/tidwall/gjson"

	"activityhub/platform/xdm"
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
	if members.query == nil {
		return nil, malformed(`"query" is missing: send {"query": "…"} with a GraphQL document`)
	}
	if !isString(members.query) {
		return nil, malformed(`"query" is a string with a GraphQL document`)
	}
	params.Query = gjson.ParseBytes(members.query).String()
	if raw := members.operationName; !absent(raw) {
		if !isString(raw) {
			return nil, malformed(`"operationName" is a string or null`)
		}
		params.OperationName = gjson.ParseBytes(raw).String()
	}
	if params.Variables, fail = decodeObject("variables", members.variables, limits); fail != nil {
		return nil, fail
	}
	if params.Extensions, fail = decodeObject("extensions", members.extensions, limits); fail != nil {
		return nil, fail
	}
	return params, nil
}

// requestMembers are the members of a request body, as they are in it; one that
// is missing is empty.
type requestMembers struct {
	query, operationName, variables, extensions json.RawMessage
}

// decodeMembers returns the members of the one object that body is.
func decodeMembers(body []byte) (*requestMembers, *failure) {
	if !utf8.Valid(body) {
		return nil, malformed("the body is not valid UTF-8")
	}
	if xdm.Deeper(body, maxBodyDepth) {
		return nil, malformed("the body nests more than %d levels deep", maxBodyDepth)
	}
	if !gjson.ValidBytes(body) {
		return nil, notJSON(body)
	}
	object := gjson.ParseBytes(body)
	switch {
	case object.IsArray():
		return nil, malformed("the body is an array: send one JSON object per request, batches are not supported")
	case !object.IsObject():
		return nil, malformed("the body is not a JSON object")
	}
	members := &requestMembers{}
	known := []struct {
		name  string
		value *json.RawMessage
	}{
		{"query", &members.query}, {"operationName", &members.operationName},
		{"variables", &members.variables}, {"extensions", &members.extensions},
	}
	var fail *failure
	seen := make([]string, 0, maxBodyKeys)
	object.ForEach(func(key, value gjson.Result) bool {
		name := key.String()
		switch {
		case slices.Contains(seen, name):
			fail = malformed("the body has the same key twice")
		case len(seen) == maxBodyKeys:
			fail = malformed("the body has more than %d keys", maxBodyKeys)
		}
		seen = append(seen, name)
		for _, k := range known {
			if name == k.name {
				*k.value = body[value.Index : value.Index+len(value.Raw)]
			} else if strings.EqualFold(name, k.name) {
				fail = malformed("a key is %q in another case: keys are case-sensitive", k.name)
			}
		}
		return fail == nil
	})
	return members, fail
}

// notJSON says what is wrong with a body that is no JSON value.
func notJSON(body []byte) *failure {
	decoder := json.NewDecoder(bytes.NewReader(body))
	var first json.RawMessage
	switch err := decoder.Decode(&first); {
	case errors.Is(err, io.EOF):
		return malformed(`the body is empty: send {"query": "…"}`)
	case err == nil && first[0] == '{':
		return malformed("the body goes on after its JSON object")
	}
	return malformed("the body is not valid JSON")
}

// decodeObject returns the object that member is, with numbers as they were
// written; nil if it is absent.
func decodeObject(name string, member json.RawMessage, limits Limits) (map[string]any, *failure) {
	if absent(member) {
		return nil, nil
	}
	if size := len(member); size > limits.VariablesBytes {
		return nil, &failure{
			code:    requestTooLarge,
			message: fmt.Sprintf("the %s have %d bytes; at most %d are allowed", name, size, limits.VariablesBytes),
			details: map[string]any{"limit": limitDetail{Name: name + "Bytes", Max: limits.VariablesBytes, Actual: size}},
		}
	}
	if member[0] != '{' {
		return nil, malformed("%q is an object or null", name)
	}
	object, once := decodeValue(gjson.ParseBytes(member))
	if !once {
		return nil, malformed("the %s have the same key twice in one object", name)
	}
	return object.(map[string]any), nil
}

// decodeValue returns v as encoding/json gives it with numbers as they were
// written. once is false if an object in it has the same key twice: which of
// the two values counts differs from reader to reader.
func decodeValue(v gjson.Result) (value any, once bool) {
	once = true
	switch {
	case v.IsObject():
		object := map[string]any{}
		v.ForEach(func(key, member gjson.Result) bool {
			name := key.String()
			_, twice := object[name]
			var well bool
			object[name], well = decodeValue(member)
			once = well && !twice
			return once
		})
		return object, once
	case v.IsArray():
		array := []any{}
		v.ForEach(func(_, element gjson.Result) bool {
			var decoded any
			decoded, once = decodeValue(element)
			array = append(array, decoded)
			return once
		})
		return array, once
	case v.Type == gjson.Number:
		return json.Number(v.Raw), true
	}
	return v.Value(), true
}

func absent(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }

func isString(raw json.RawMessage) bool { return len(raw) > 0 && raw[0] == '"' }

func malformed(format string, args ...any) *failure {
	return &failure{code: badRequest, message: fmt.Sprintf(format, args...)}
}
