package conversation

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"
)

// next returns the number of a request and when it came.
func (rec *Recorder) next() (number int, came time.Time) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.numbers++
	return rec.numbers, time.Now()
}

func (rec *Recorder) record(e exchange) {
	_ = rec.line(e) // Close tells
}

// line writes one line of the record, whole or not at all as far as the writer
// can; after a write that failed there are no others.
func (rec *Recorder) line(value any) error {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	err := e.Encode(value)
	rec.mu.Lock()
	defer rec.mu.Unlock()
	switch {
	case rec.failed != nil || rec.closed:
		return rec.failed
	case err == nil:
		_, err = rec.cfg.Out.Write(text.Bytes())
	}
	if err != nil {
		rec.failed = errors.Join(errors.New("the record ends early: it cannot be written"), err)
		return rec.failed
	}
	rec.lines++
	return nil
}

// request returns what is recorded of a request. Of a sign-in that is its path.
func (r *replacer) request(q *http.Request, asked *body) request {
	made := request{Method: q.Method, Path: r.path(q.URL.EscapedPath())}
	if isSignIn(q.URL.Path) {
		return made
	}
	made.Query = r.query(q.URL.RawQuery, q.URL.Path)
	if accept := q.Header.Get("Accept"); strings.Contains(accept, "vnd.adobe") && mediaType.MatchString(accept) {
		made.Accept = accept
	}
	made.Body, made.Stand = r.content(asked, place{scope: scopeOf(q.URL.Path)})
	return made
}

func isSignIn(path string) bool { return strings.HasPrefix(path, "/ims/") }

// keptHeaders are those of an answer that a client acts upon, each with what is
// recorded of it.
var keptHeaders = map[string]func(*replacer, string) string{
	"Retry-After":  func(_ *replacer, value string) string { return waitOf(value, time.Now()) },
	"X-Request-Id": (*replacer).of,
	"Etag":         (*replacer).of,
	"Location":     (*replacer).link,
}

// reply returns what is recorded of an answer; res is nil if none came.
func (r *replacer) reply(path string, res *http.Response, told *body, took time.Duration) reply {
	made := reply{Took: took.Milliseconds()}
	if res == nil {
		made.Broke = true
		return made
	}
	made.Status, made.Broke = res.StatusCode, told.err != nil
	if contentType := res.Header.Get("Content-Type"); mediaType.MatchString(contentType) {
		made.Type = contentType
	}
	for name, keep := range keptHeaders {
		if value := res.Header.Get(name); value != "" {
			if made.Header == nil {
				made.Header = make(map[string]string)
			}
			made.Header[name] = keep(r, value)
		}
	}
	if isSignIn(path) {
		made.Body = tokenAnswer(res.StatusCode, told.kept)
		return made
	}
	at := place{scope: scopeOf(path)}
	at.byXID = strings.HasSuffix(path, "/access/entities") && res.StatusCode < 300 && isByXID(told.kept)
	made.Body, made.Stand = r.content(told, at)
	return made
}

// isByXID reports whether an answer to a look-up is a map of records or pages,
// rather than one page.
func isByXID(raw []byte) bool {
	answer := gjson.ParseBytes(raw)
	return answer.IsObject() && !answer.Get("children").Exists() && !answer.Get("_page").Exists()
}

// content returns the values of a body replaced, or what stands for it.
func (r *replacer) content(b *body, at place) (json.RawMessage, *standIn) {
	if len(b.kept) == 0 {
		return nil, nil
	}
	if b.large {
		return nil, &standIn{"large", int64(len(b.kept))}
	}
	if replaced, ok := r.document(b.kept, at); ok {
		return replaced, nil
	}
	kind := "text"
	switch first := strings.TrimSpace(string(b.kept[:min(len(b.kept), 64)])); {
	case strings.HasPrefix(first, "<"):
		kind = "html"
	case strings.HasPrefix(first, "{"), strings.HasPrefix(first, "["):
		kind = "broken"
	}
	return nil, &standIn{kind, int64(len(b.kept))}
}

// syntheticToken is the access token of every record.
const syntheticToken = "replayed-token"

// tokenAnswer makes up what the token endpoint said: a token that is none, or
// the error code without its words.
func tokenAnswer(status int, raw []byte) json.RawMessage {
	if status < 300 {
		return json.RawMessage(`{"access_token":"` + syntheticToken + `","token_type":"bearer","expires_in":86399}`)
	}
	code := gjson.GetBytes(raw, "error").String()
	if !slices.Contains([]string{"invalid_client", "invalid_scope", "internal_error", "invalid_grant", "unauthorized_client"}, code) {
		code = "invalid_request"
	}
	return json.RawMessage(`{"error":"` + code + `","error_description":"recorded"}`)
}

var (
	secondsForm = regexp.MustCompile(`^\d{1,6}$`)
	dateMark    = regexp.MustCompile(`^date\+(\d{1,6})$`)
)

// waitOf returns a Retry-After to record: seconds as they are, a date as how far
// off it is ("date+7").
func waitOf(value string, now time.Time) string {
	if secondsForm.MatchString(value) {
		return value
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return "0"
	}
	return fmt.Sprintf("date+%d", min(999_999, max(0, int64(at.Sub(now).Round(time.Second)/time.Second))))
}

// waitFor returns the Retry-After that a recorded one stands for.
func waitFor(recorded string, now time.Time) string {
	parts := dateMark.FindStringSubmatch(recorded)
	if parts == nil {
		return recorded
	}
	seconds, _ := strconv.Atoi(parts[1]) // six digits always can be
	return now.Add(time.Duration(seconds) * time.Second).UTC().Format(http.TimeFormat)
}
