package server

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// refuse answers r with a failure found before GraphQL came in.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, fail *failure) {
	answer, ok := negotiate(r.Header)
	if !ok {
		answer = answerType{media: plainJSON}
	}
	s.writeErrors(w, r, answer, gqlerror.List{{
		Err: fail, Message: fail.text(), Extensions: s.extensions(r.Context(), fail),
	}}, nil)
}

// writeErrors answers r with errors alone: there is no data key, because
// nothing was executed. The first error decides the status.
func (s *Server) writeErrors(w http.ResponseWriter, r *http.Request, answer answerType, errs gqlerror.List, extensions map[string]any) {
	first := meanings[codeOf(errs[0])]
	status := first.status
	if first.graphql && !answer.statuses {
		status = http.StatusOK
	}
	s.write(w, r, answer, status, &graphql.Response{Errors: errs, Extensions: extensions})
}

// write answers r. The data is written as the executor made it.
func (s *Server) write(w http.ResponseWriter, r *http.Request, answer answerType, status int, response *graphql.Response) {
	e := exchangeFrom(r.Context())
	for _, err := range response.Errors {
		e.note(codeOf(err))
	}
	var body bytes.Buffer
	body.Grow(len(response.Data) + 256)
	separator := "{"
	member := func(name string) {
		body.WriteString(separator + `"` + name + `":`)
		separator = ","
	}
	if len(response.Errors) > 0 {
		member("errors")
		s.encode(&body, r, response.Errors)
	}
	if response.Data != nil {
		member("data")
		body.Write(response.Data)
	}
	if len(response.Extensions) > 0 {
		member("extensions")
		s.encodeExtensions(&body, r, response.Extensions)
	}
	body.WriteByte('}')

	header := w.Header()
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Type", answer.media+"; charset=utf-8")
	header.Set("Content-Length", strconv.Itoa(body.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes()) // a caller that is gone needs no answer
}

// encode writes value as JSON, with markup as it is: answers are not HTML.
func (s *Server) encode(body *bytes.Buffer, r *http.Request, value any) {
	encoder := json.NewEncoder(body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err) // an extension put something in the answer that is no JSON
	}
	body.Truncate(body.Len() - 1) // Encode ends with a line break
}

// An extension may write itself, and does where every answer has it.
type selfWriting interface {
	// AppendJSON appends the value to b.
	AppendJSON(b []byte) []byte
}

// encodeExtensions writes extensions, sorted by name.
func (s *Server) encodeExtensions(body *bytes.Buffer, r *http.Request, extensions map[string]any) {
	separator := byte('{')
	for _, name := range slices.Sorted(maps.Keys(extensions)) {
		body.WriteByte(separator)
		separator = ','
		s.encode(body, r, name)
		body.WriteByte(':')
		if value, ok := extensions[name].(selfWriting); ok {
			body.Write(value.AppendJSON(body.AvailableBuffer()))
		} else {
			s.encode(body, r, extensions[name])
		}
	}
	body.WriteByte('}')
}

func codeOf(err *gqlerror.Error) code {
	named, _ := err.Extensions["code"].(string)
	return code(named)
}
