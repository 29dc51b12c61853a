package faults

import (
	"bytes"
	"encoding/json"
	"net/http"

	"github.com/tidwall/gjson"
)

func html(_ strike, w http.ResponseWriter, q *question, _ http.Handler) {
	reply(w, q.Request, http.StatusOK, page(http.StatusOK))
}

func empty(_ strike, w http.ResponseWriter, q *question, _ http.Handler) {
	reply(w, q.Request, http.StatusOK, refusal{})
}

func scalar(s strike, w http.ResponseWriter, q *question, _ http.Handler) {
	body := map[string]string{"array": "[1,2,3]", "string": `"not an object"`, "number": "42", "null": "null"}[s.Form]
	reply(w, q.Request, http.StatusOK, refusal{body: body})
}

// containers are the members that hold what an answer is about.
var containers = map[string]bool{"entity": true, "children": true, "segments": true, "results": true, "computedAttributes": true}

// wrongTypes makes the containers of an answer texts, or all its texts true. An
// answer that has none becomes a list.
func wrongTypes(s strike, w http.ResponseWriter, q *question, next http.Handler) {
	rewrite(w, q, next, func(body []byte) ([]byte, int) {
		changed := mapped(body, "", func(name, raw string) (string, bool) {
			switch {
			case s.Form == "structure" && containers[name]:
				return `"faults"`, true
			case s.Form == "values" && raw[0] == '"':
				return "true", true
			}
			return "", false
		})
		if bytes.Equal(changed, body) {
			changed = []byte(`[[]]`)
		}
		return changed, 0
	})
}

// mapped returns JSON in which change has put other values in the place of some;
// it is called with the nearest name above each value.
func mapped(raw []byte, name string, change func(name, raw string) (string, bool)) []byte {
	if len(raw) > 0 {
		if other, ok := change(name, string(raw)); ok {
			return []byte(other)
		}
	}
	switch value := gjson.ParseBytes(raw); {
	case value.IsObject():
		ms := members(raw)
		for i := range ms {
			ms[i].value = mapped(ms[i].value, ms[i].name, change)
		}
		return object(ms)
	case value.IsArray():
		var b bytes.Buffer
		for i, item := range value.Array() {
			b.WriteByte("[,"[min(i, 1)])
			b.Write(mapped([]byte(item.Raw), name, change))
		}
		if b.Len() == 0 {
			b.WriteByte('[')
		}
		b.WriteByte(']')
		return b.Bytes()
	}
	return raw
}

// invalidUTF8 puts a byte that begins nothing behind the first quote: inside the
// first name or text of the answer.
func invalidUTF8(_ strike, w http.ResponseWriter, q *question, next http.Handler) {
	rewrite(w, q, next, func(body []byte) ([]byte, int) {
		at := bytes.IndexByte(body, '"') + 1
		if at == 0 {
			return []byte("\"\xff\""), 0
		}
		return append(append(bytes.Clone(body[:at]), 0xff), body[at:]...), 0
	})
}

// A member is one member of a JSON object, in the order of the text.
type member struct {
	name  string
	value json.RawMessage
}

// members returns the members of an object, and none of anything else.
func members(raw []byte) []member {
	var ms []member
	if value := gjson.ParseBytes(raw); value.IsObject() {
		value.ForEach(func(name, v gjson.Result) bool {
			ms = append(ms, member{name.String(), json.RawMessage(v.Raw)})
			return true
		})
	}
	return ms
}

// object writes members as an object, as often as they come.
func object(ms []member) []byte {
	b := []byte{'{'}
	for i, m := range ms {
		if i > 0 {
			b = append(b, ',')
		}
		name, _ := json.Marshal(m.name) // a text always can be
		b = append(append(append(b, name...), ':'), m.value...)
	}
	return append(b, '}')
}

// with returns an object with a member changed, or added at its end.
func with(raw []byte, name string, value []byte) []byte {
	ms := members(raw)
	for i := range ms {
		if ms[i].name == name {
			ms[i].value = value
			return object(ms)
		}
	}
	return object(append(ms, member{name, value}))
}
