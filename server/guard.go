package server

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

// receive reads the GraphQL request that r is, or says why it is none. Nothing
// of a request reaches the executor before it went through here.
func (s *Server) receive(w http.ResponseWriter, r *http.Request) (*graphql.RawParams, *failure) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return nil, &failure{code: methodNotAllowed, message: "GraphQL requests are sent by POST, as application/json"}
	}
	if fail := checkContent(r.Header); fail != nil {
		return nil, fail
	}
	body, fail := s.readBody(w, r)
	if fail != nil {
		return nil, fail
	}
	return decodeRequest(body, s.config.Limits)
}

// checkContent refuses whatever is not plain JSON in UTF-8. Content types that
// a page of another site could send without asking are among those.
func checkContent(header http.Header) *failure {
	refuse := func(message string) *failure {
		return &failure{code: unsupportedMediaType, message: message}
	}
	types := header.Values("Content-Type")
	if len(types) != 1 {
		return refuse("send the request with one Content-Type, application/json")
	}
	media, params, err := mime.ParseMediaType(types[0])
	if err != nil || media != plainJSON {
		return refuse("the Content-Type is application/json")
	}
	if charset, given := params["charset"]; given && !strings.EqualFold(charset, "utf-8") {
		return refuse("the charset is utf-8")
	}
	for _, encoding := range header.Values("Content-Encoding") {
		if !strings.EqualFold(strings.TrimSpace(encoding), "identity") {
			return refuse("compressed request bodies are not supported: send the body without Content-Encoding")
		}
	}
	return nil
}

func (s *Server) readBody(w http.ResponseWriter, r *http.Request) ([]byte, *failure) {
	if r.ContentLength > s.config.MaxBodyBytes {
		w.Header().Set("Connection", "close") // what is left of the body is not read
		return nil, s.bodyTooLarge()
	}
	// Connections without deadlines, such as those of httptest.NewRecorder, are
	// read without one. After a failure the deadline stays, because what is left
	// of the body is still waited for before the connection is closed.
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(s.config.BodyTimeout))
	var body bytes.Buffer
	body.Grow(int(max(r.ContentLength, 0)) + bytes.MinRead) // ReadFrom wants that much room to see the end
	_, err := body.ReadFrom(http.MaxBytesReader(w, r.Body, s.config.MaxBodyBytes))

	var over *http.MaxBytesError
	switch {
	case err == nil:
		_ = control.SetReadDeadline(time.Time{})
		return body.Bytes(), nil
	case errors.As(err, &over):
		return nil, s.bodyTooLarge()
	case errors.Is(err, os.ErrDeadlineExceeded):
		w.Header().Set("Connection", "close")
		return nil, &failure{code: requestTimeout, message: fmt.Sprintf("the request body did not arrive within %v", s.config.BodyTimeout)}
	}
	w.Header().Set("Connection", "close")
	return nil, malformed("the body ended before it was complete")
}

func (s *Server) bodyTooLarge() *failure {
	return &failure{
		code:    requestTooLarge,
		message: fmt.Sprintf("the body is larger than %d bytes", s.config.MaxBodyBytes),
		details: map[string]any{"limit": map[string]any{"name": "bodyBytes", "max": s.config.MaxBodyBytes}},
	}
}

// deadlineHeader lets a caller lower the deadline of its request.
const deadlineHeader = "X-Request-Timeout-Ms"

// timeout returns how long the operation of r may take.
func (s *Server) timeout(r *http.Request) (time.Duration, *failure) {
	asked := r.Header.Get(deadlineHeader)
	if asked == "" {
		return s.config.RequestTimeout, nil
	}
	ms, err := strconv.ParseUint(asked, 10, 31)
	if err != nil || ms == 0 {
		return 0, malformed("%s is a whole number of milliseconds, 1 or more", deadlineHeader)
	}
	return min(time.Duration(ms)*time.Millisecond, s.config.RequestTimeout), nil
}

// maxAge returns how old an answer may be by the Cache-Control of a request:
// no-cache and no-store ask for fresh data, max-age=N for none older than N
// seconds. limited is false if it does not say. As for every reader of that
// header, what is not understood does not count.
//
// Source: RFC 9111, section 5.2.1.
func maxAge(header http.Header) (age time.Duration, limited bool) {
	for _, line := range header.Values("Cache-Control") {
		for directive := range strings.SplitSeq(line, ",") {
			name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
			switch strings.ToLower(name) {
			case "no-cache", "no-store":
				return 0, true
			case "max-age":
				seconds, err := strconv.ParseUint(strings.Trim(value, `"`), 10, 31)
				if err != nil {
					continue
				}
				if asked := time.Duration(seconds) * time.Second; !limited || asked < age {
					age, limited = asked, true
				}
			}
		}
	}
	return age, limited
}
