package faults

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

func checkThrottled(e Effect) error {
	return oneOf("header", e.Header, []string{"seconds", "date", "none"})
}

// throttled answers 429. Source: Profile API, error 429 (an array with
// retryAfterMs as a text); gateway error 429050 with Retry-After.
func throttled(s strike, w http.ResponseWriter, q *question, _ http.Handler) {
	wait := cmp.Or(s.Wait, 500*time.Millisecond)
	told := map[string]string{
		"message": "Too many requests", "cause": `{"Errors":["Request rate is large"]}`,
		"retryAfterMs": strconv.FormatInt(wait.Milliseconds(), 10), "statusCode": "429",
	}
	header := "seconds"
	var a refusal
	switch s.Form {
	case "array":
		a, header = refusal{body: []any{told}}, "none"
	case "object":
		a, header = refusal{body: told}, "none"
	case "gateway":
		a = gatewayError("429050", "Too many requests")
	case "problem":
		a = problem(http.StatusTooManyRequests, "RequestRateTooLarge", "Request rate is large")
	}
	if s.HeaderWait > 0 && header == "none" {
		header = "seconds"
	}
	if header = cmp.Or(s.Header, header); header != "none" {
		retryAfter(w.Header(), header, cmp.Or(s.HeaderWait, s.Wait, time.Second))
	}
	reply(w, q.Request, http.StatusTooManyRequests, a)
}

func checkFailing(e Effect) error {
	if e.Status != 0 && (e.Status < 500 || e.Status > 599) {
		return fmt.Errorf("status is %d; it is 500 to 599", e.Status)
	}
	return oneOf("header", e.Header, []string{"seconds", "date"})
}

func failing(s strike, w http.ResponseWriter, q *question, _ http.Handler) {
	status := cmp.Or(s.Status, http.StatusServiceUnavailable)
	if s.HeaderWait > 0 {
		retryAfter(w.Header(), s.Header, s.HeaderWait)
	}
	var a refusal
	switch s.Form {
	case "profile":
		a = profileError(status, "Unable to connect to server", "Status Code - "+strconv.Itoa(status)+" : Connection Timeout")
	case "gateway":
		a = gatewayError(strconv.Itoa(status)+"000", http.StatusText(status))
	case "problem":
		a = problem(status, "InternalError", http.StatusText(status))
	case "html":
		a = page(status)
	}
	reply(w, q.Request, status, a)
}

func unauthorized(_ strike, w http.ResponseWriter, q *question, _ http.Handler) {
	reply(w, q.Request, http.StatusUnauthorized, gatewayError("401013", "Oauth token is not valid"))
}

// gatewayCodes are the refusals of the gateway in front of all services.
//
// Source: Platform FAQ and troubleshooting guide.
var gatewayCodes = map[string]string{
	"403000": "Api Key is required",
	"403003": "Api Key is invalid",
	"403010": "Oauth token is missing.",
	"403025": "Profile is not valid",
	"403027": "User region is missing",
}

// serviceCodes are refusals of the services behind it.
var serviceCodes = map[string]refusal{
	"UPS-ACC-1000004":  {body: map[string]string{"message": "UPS-ACC-1000004: IMS Org is not provisioned.", "statusCode": "403"}},
	"UPAPI-113740-403": audienceError(http.StatusForbidden, "UPAPI-113740-403", "The IMS Org is not enabled for External Segment"),
	"UPAPI-113752-403": audienceError(http.StatusForbidden, "UPAPI-113752-403", "Access denied by label or attribute based access"),
}

func forbiddenCodes() []string {
	return append(slices.Sorted(maps.Keys(gatewayCodes)), slices.Sorted(maps.Keys(serviceCodes))...)
}

func checkForbidden(e Effect) error { return oneOf("code", e.Code, forbiddenCodes()) }

func forbidden(s strike, w http.ResponseWriter, q *question, _ http.Handler) {
	code := cmp.Or(s.Code, "403025")
	a, ok := serviceCodes[code]
	if !ok {
		a = gatewayError(code, gatewayCodes[code])
	}
	reply(w, q.Request, http.StatusForbidden, a)
}

func badRequest(s strike, w http.ResponseWriter, q *question, _ http.Handler) {
	a := profileError(http.StatusBadRequest, "Bad request", "Status Code - 400 : Invalid parameter")
	switch s.Form {
	case "gateway":
		a = gatewayError("400003", "Missing header")
	case "problem":
		a = problem(http.StatusBadRequest, "BadRequestError", "A valid content-type must be specified")
	}
	reply(w, q.Request, http.StatusBadRequest, a)
}

func tooLarge(s strike, w http.ResponseWriter, q *question, _ http.Handler) {
	var a refusal
	switch s.Form {
	case "problem":
		a = problem(http.StatusRequestEntityTooLarge, "PayloadTooLarge", "The request is too large")
	case "html":
		a = page(http.StatusRequestEntityTooLarge)
	}
	reply(w, q.Request, http.StatusRequestEntityTooLarge, a)
}

func unprocessable(s strike, w http.ResponseWriter, q *question, _ http.Handler) {
	a := profileError(http.StatusUnprocessableEntity, "Too many related identities", "Got: 446, max: 50")
	if s.Form == "merge-policy" {
		a = profileError(http.StatusUnprocessableEntity, "Merge policy does not exist", "No merge policy for the schema")
	}
	reply(w, q.Request, http.StatusUnprocessableEntity, a)
}

func notFound(s strike, w http.ResponseWriter, q *question, next http.Handler) {
	var a refusal
	switch s.Form {
	case "profile":
		a = refusal{body: map[string]string{"statusCode": "404"}}
	case "gateway":
		a = gatewayError("404000", "Not found")
	case "problem":
		a = problem(http.StatusNotFound, "NotFound", "There is no such resource")
	case "audience":
		a = audienceError(http.StatusNotFound, "UPAPI-113013-404", "There is no such audience")
	case "html":
		a = page(http.StatusNotFound)
	case "shell", "absent":
		rewrite(w, q, next, func(body []byte) ([]byte, int) { return unknown(body, s.Form == "shell"), 0 })
		return
	}
	reply(w, q.Request, http.StatusNotFound, a)
}

// signInCodes are the errors of the token endpoint, in the shape of OAuth.
var signInCodes = []string{"invalid_client", "invalid_scope", "invalid_request", "internal_error"}

func checkSignIn(e Effect) error { return oneOf("code", e.Code, signInCodes) }

func toSignIn(_ Effect, q *question) bool { return strings.HasPrefix(q.URL.Path, "/ims/") }

func signIn(s strike, w http.ResponseWriter, q *question, _ http.Handler) {
	code := cmp.Or(s.Code, "invalid_client")
	status := http.StatusBadRequest
	switch code {
	case "invalid_client":
		status = http.StatusUnauthorized
	case "internal_error":
		status = http.StatusInternalServerError
	}
	reply(w, q.Request, status, refusal{body: map[string]string{"error": code, "error_description": "faults: " + strings.ReplaceAll(code, "_", " ")}})
}

func checkRedirect(e Effect) error {
	if e.Status != 0 && !slices.Contains([]int{301, 302, 303, 307, 308}, e.Status) {
		return errors.New("status is one of 301, 302, 303, 307, 308")
	}
	return nil
}

func redirect(s strike, w http.ResponseWriter, q *question, _ http.Handler) {
	w.Header().Set("Location", cmp.Or(s.To, otherOrigin+q.URL.RequestURI()))
	reply(w, q.Request, cmp.Or(s.Status, http.StatusFound), refusal{})
}
