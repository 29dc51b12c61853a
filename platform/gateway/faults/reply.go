package faults

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// problemType is the type of problems that have none of their own.
const problemType = "/placeholder/type/uri"

// A refusal is an answer in place of the real one.
type refusal struct {
	contentType string // "" means JSON
	body        any    // marshalled; a string goes as it is; nil is no body
}

// reply writes an answer in place of the real one.
func reply(w http.ResponseWriter, r *http.Request, status int, a refusal) {
	var body []byte
	switch b := a.body.(type) {
	case nil:
	case string:
		body = []byte(b)
	default:
		body, _ = json.Marshal(b) // maps and lists of texts and numbers always can be
	}
	h := w.Header()
	if id := r.Header.Get("X-Request-Id"); id != "" {
		h.Set("X-Request-Id", id)
	}
	if body != nil {
		if a.contentType == "" {
			a.contentType = "application/json"
		}
		h.Set("Content-Type", a.contentType)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the client has gone if this fails
	}
}

// gatewayError is the shape of the gateway in front of all services.
func gatewayError(code, message string) refusal {
	return refusal{body: map[string]string{"error_code": code, "message": message}}
}

// profileError is the shape of the profile service, numbers as texts.
func profileError(status int, message, cause string) refusal {
	return refusal{body: map[string]string{"message": message, "cause": cause, "statusCode": strconv.Itoa(status)}}
}

// problem is the shape after RFC 7807.
func problem(status int, title, detail string) refusal {
	return refusal{contentType: "application/problem+json", body: map[string]any{
		"type": problemType, "status": status, "title": title, "detail": detail,
	}}
}

// audienceError is the shape of the audiences service.
func audienceError(status int, kind, title string) refusal {
	return refusal{body: map[string]any{
		"requestId": "faults",
		"errors":    map[string]any{strconv.Itoa(status): []map[string]any{{"code": status, "message": title}}},
		"type":      "https://ns.adobe.com/aep/errors/" + kind, "title": title, "status": status,
	}}
}

// page is what a proxy on the way says.
func page(status int) refusal {
	text := strconv.Itoa(status) + " " + http.StatusText(status)
	return refusal{contentType: "text/html; charset=utf-8",
		body: "<!DOCTYPE html><html><head><title>" + text + "</title></head><body><h1>" + text + "</h1></body></html>\n"}
}

// retryAfter says how long to wait, as a date or in seconds, rounded up.
func retryAfter(h http.Header, form string, wait time.Duration) {
	if form == "date" {
		h.Set("Retry-After", time.Now().Add(wait+time.Second-1).UTC().Format(http.TimeFormat))
		return
	}
	h.Set("Retry-After", strconv.FormatInt(int64((wait+time.Second-1)/time.Second), 10))
}
